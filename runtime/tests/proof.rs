//! A proof accepts what means `ndarray`'s methods and the prelude's functions.

#![allow(
    clippy::cast_precision_loss,
    clippy::ptr_arg,
    clippy::redundant_closure,
    clippy::redundant_closure_for_method_calls,
    clippy::implicit_clone,
    clippy::clone_on_copy,
    unused_qualifications,
    reason = "the bodies are written as users write them"
)]
#![allow(
    unused,
    unreachable_code,
    reason = "proofs are type-checked, never run"
)]

use matgrad::prelude::*;
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, ArrayView1, ArrayView2, Axis, s};

/// The body under each level of traps, and once without.
macro_rules! proven {
    ($name:ident($($parameter:ident: $ty:ty),*) -> $out:ty $body:block) => {
        #[test]
        fn $name() {
            fn plain($($parameter: $ty),*) -> $out {
                matgrad::__private::proof::never();
                $body
            }
            proven!(@ by_value by_reference by_mutable by_double_reference:
                ($($parameter: $ty),*) -> $out $body);
        }
    };
    (@ $($level:ident)*: $parameters:tt -> $out:ty $body:block) => {
        $(proven!(@@ $level $parameters -> $out $body);)*
    };
    (@@ $level:ident ($($parameter:ident: $ty:ty),*) -> $out:ty $body:block) => {
        fn $level($($parameter: $ty),*) -> $out {
            use matgrad::__private::proof::$level::*;
            matgrad::__private::proof::never();
            $body
        }
    };
}

macro_rules! same {
    ($name:ident) => {
        matgrad::__private::proof::same(matgrad::prelude::$name, $name)
    };
}

proven! {
    functions(q: &Array2<f64>, big_w: &Array2<f64>, w: &Array1<f64>, g: Array1<f64>) -> f64 {
        use matgrad::__private::{ndarray, proof};
        let ones = proof::same(Array1::<f64>::ones, ndarray::Array1::<f64>::ones)(q.nrows());
        let o: Array1<f64> = proof::same(matgrad::prelude::ones, matgrad::prelude::ones)(3);
        same!(trace)(same!(matmul)(ones, same!(matmul)(same!(hadamard)(q, big_w), same!(hadamard)(w, &g))))
            + same!(powf)(same!(sum)(&g), 2.0)
            + same!(sum)(same!(maximum)(w, 0.0))
            + same!(sum)(same!(sum_axis)(q, Axis(0)))
    }
}

proven! {
    methods_of_owned_arrays(a: Array2<f64>, x: Array1<f64>) -> f64 {
        let y: Array1<f64> = a.dot(&x) + x.clone().exp() - x.mapv(f64::tanh);
        let z: Array1<f64> = x.mapv(|v| v.exp() + v.powi(2)).map(|&v| v + 1.0);
        let (n, m) = a.dim();
        let part: f64 = a.row(0).sum() + a.column(1).dot(&y) + a.slice(s![.., 0]).sum();
        let t: Array2<f64> = a.t().dot(&a.to_owned());
        let k = a.len() + a.nrows() + a.ncols() + a.shape()[0] + n + m;
        part + a.sum_axis(Axis(0)).sum() + a.mean().unwrap() + a.mean_axis(Axis(1)).unwrap().sum()
            + t.diag().product() + a.var(1.0) + a.std(0.0) + a.std_axis(Axis(0), 1.0).sum()
            + a.clone().reversed_axes().into_owned().sum() + a.view().insert_axis(Axis(0)).sum()
            + z.relu().sum() + x.sigmoid().dot(&x.pow(2.0)) + (k as f64).sqrt().max(1.0)
            + x.clamp(0.0, 1.0).sum() + (&x * 2.0).pow2().sum() + (&x + &x).dot(&x)
    }
}

proven! {
    methods_of_references(a: &Array2<f64>, x: &&Array1<f64>, v: &Vec<f64>, l: &[f64], c: &f64) -> f64 {
        let y: Array1<f64> = a.dot(*x) + x.exp() - x.mapv(|v| v.sin());
        let part: f64 = a.row(0).sum() + a.column(1).dot(&y) + a.slice(s![.., ..;-1]).sum();
        let n = v.len() + l.len() + v.to_vec().len() + l.iter().len() + a.len() + x.len();
        part + a.t().dot(a).sum() + a.clone().sum() + a.to_owned().sum() + c.exp() + c.powi(2) * c.max(1.0)
            + x.relu().sum() + c.sigmoid() + a.view().reversed_axes().sum() + n as f64
            + a.nrows() as f64 + x.to_owned().sum()
    }
}

proven! {
    methods_of_views(a: ArrayView2<'_, f32>, x: &ArrayView1<'_, f32>) -> f32 {
        let y: Array1<f32> = a.dot(x) * x.dot(x);
        let (n,) = (x.len(),);
        a.t().dot(&y).sum() + a.into_owned().sum() + x.into_owned().sum() + x.clone().sum()
            + a.reversed_axes().sum() + x.insert_axis(Axis(1)).sum() + x.tanh().sum()
    }
}

proven! {
    methods_of_array_refs(a: &ArrayRef2<f64>, x: &&ArrayRef1<f64>) -> f64 {
        let y: Array1<f64> = a.dot(*x) * x.dot(*x);
        a.t().dot(&y).sum() + a.row(1).sum() + x.to_owned().sum() + x.softplus().sum() + a.view().sum()
    }
}

#[test]
fn generic_bodies_are_proven_too() {
    fn generic<T: Real>(a: &Array2<T>, x: &Array1<T>, c: T) -> T {
        use matgrad::__private::proof::by_reference::*;
        matgrad::__private::proof::never();
        let y = a.dot(x).mapv(|v| v.exp() * T::lit(2.0));
        y.sum() + c.exp() + c.relu() + x.mean().unwrap() + a.var(T::lit(1.0)) + x.dot(&y.tanh())
    }
    fn by_value<T: Real>(a: &Array2<T>, x: &Array1<T>, c: T) -> T {
        use matgrad::__private::proof::by_value::*;
        matgrad::__private::proof::never();
        let y = a.dot(x).mapv(|v| v.exp() * T::lit(2.0));
        y.sum() + c.exp() + c.relu() + x.mean().unwrap() + a.var(T::lit(1.0)) + x.dot(&y.tanh())
    }
}
