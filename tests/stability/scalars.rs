//! Functions of one number, in every spelling, against the table; as scalars, by `mapv`, and in
//! single precision.

use matgrad::prelude::*;
use ndarray::Array1;

use crate::assert_near;

/// x, f(x), f′(x), for numbers computed to 1200 digits and rounded.
fn table(function: &str) -> Vec<[f64; 3]> {
    let lines = include_str!("table.txt").lines();
    let rows = lines.filter_map(|line| line.strip_prefix(function)?.strip_prefix(' '));
    let numbers = |row: &str| -> Vec<f64> { row.split(' ').map(|n| n.parse().unwrap()).collect() };
    let rows: Vec<[f64; 3]> = rows.map(|row| numbers(row).try_into().unwrap()).collect();
    assert!(rows.len() > 15, "{function} has {} rows", rows.len());
    rows
}

/// Eight units in the last place, and what is flushed where tanh′ is below the normal numbers.
const DOUBLE: (f64, f64) = (1.8e-15, 5e-308);
const SINGLE: (f64, f64) = (4.8e-7, 3e-45);

/// Each spelling as a function of a scalar, of an array by `mapv`, and of a single.
macro_rules! spellings {
    ($($function:ident { $($spelling:ident = |$x:ident| $body:expr;)* })*) => {$(
        mod $function {
            use super::*;
            $(
                mod $spelling {
                    use super::*;

                    #[grad]
                    pub fn scalar($x: f64) -> f64 {
                        $body
                    }

                    #[grad]
                    pub fn array(array: &Array1<f64>) -> f64 {
                        array.mapv(|$x| $body).sum()
                    }

                    #[grad]
                    pub fn single($x: f32) -> f32 {
                        $body
                    }
                }

                #[test]
                fn $spelling() {
                    super::check(
                        stringify!($function),
                        $spelling::scalar_value_and_grad,
                        $spelling::array_grad,
                        $spelling::single_value_and_grad,
                    );
                }
            )*
        }
    )*};
}

fn check(
    function: &str,
    scalar: fn(f64) -> (f64, f64),
    array: fn(&Array1<f64>) -> Array1<f64>,
    single: fn(f32) -> (f32, f32),
) {
    let rows = table(function);
    let gradient = array(&rows.iter().map(|row| row[0]).collect());
    for ([x, value, slope], found) in rows.into_iter().zip(gradient) {
        let (relative, subnormal) = DOUBLE;
        let (here, there) = scalar(x);
        assert_near(
            &format!("{function}({x:e})"),
            here,
            value,
            relative,
            subnormal,
        );
        assert_near(
            &format!("{function}′({x:e})"),
            there,
            slope,
            relative,
            subnormal,
        );
        assert_near(
            &format!("{function}′([{x:e}])"),
            found,
            slope,
            relative,
            subnormal,
        );
        #[allow(clippy::cast_possible_truncation, reason = "rounding is meant")]
        let [x_single, value, slope] = [x, value, slope].map(|number| number as f32);
        if f64::from(x_single) == x {
            let (relative, subnormal) = SINGLE;
            let (here, there) = single(x_single);
            let [value, slope, here, there] = [value, slope, here, there].map(f64::from);
            assert_near(
                &format!("{function}({x:e}f32)"),
                here,
                value,
                relative,
                subnormal,
            );
            assert_near(
                &format!("{function}′({x:e}f32)"),
                there,
                slope,
                relative,
                subnormal,
            );
        }
    }
}

spellings! {
    softplus {
        logarithm = |x| (1.0 + x.exp()).ln();
        backwards = |x| (x.exp() + 1.0).ln();
        ln_1p = |x| x.exp().ln_1p();
        reflected = |x| x + (1.0 + (-x).exp()).ln();
        of_sigmoid = |x| -(1.0 / (1.0 + x.exp())).ln();
        of_complement = |x| -(1.0 - 1.0 / (1.0 + (-x).exp())).ln();
        of_function = |x| -sigmoid(-x).ln();
        function = |x| softplus(x);
    }
    log_sigmoid {
        of_quotient = |x| (1.0 / (1.0 + (-x).exp())).ln();
        of_fraction = |x| (x.exp() / (1.0 + x.exp())).ln();
        logarithm = |x| -(1.0 + (-x).exp()).ln();
        difference = |x| x - (1.0 + x.exp()).ln();
    }
    sigmoid {
        quotient = |x| 1.0 / (1.0 + (-x).exp());
        recip = |x| ((-x).exp() + 1.0).recip();
        power = |x| (1.0 + (-x).exp()).powi(-1);
        fraction = |x| x.exp() / (1.0 + x.exp());
        complement = |x| 1.0 - 1.0 / (1.0 + x.exp());
        by_tanh = |x| 0.5 * (1.0 + (x / 2.0).tanh());
        half = |x| 0.5 * (x / 2.0).tanh() + 0.5;
    }
    tanh {
        function = |x| x.tanh();
        exponentials = |x| (x.exp() - (-x).exp()) / (x.exp() + (-x).exp());
        doubled = |x| ((2.0 * x).exp() - 1.0) / ((2.0 * x).exp() + 1.0);
        falling = |x| (1.0 - (-2.0 * x).exp()) / (1.0 + (-2.0 * x).exp());
    }
    sech {
        cosine = |x| 1.0 / x.cosh();
        exponentials = |x| 2.0 / (x.exp() + (-x).exp());
        power = |x| x.cosh().powi(-1);
    }
    ln_cosh {
        function = |x| x.cosh().ln();
        reciprocal = |x| -x.cosh().recip().ln();
    }
    tanh_slope {
        square = |x| 1.0 - x.tanh().powi(2);
        product = |x| 1.0 - x.tanh() * x.tanh();
    }
    exp_m1 {
        difference = |x| x.exp() - 1.0;
        negated = |x| -(1.0 - x.exp());
    }
    ln_1p {
        sum = |x| (1.0 + x).ln();
        difference = |x| (x - (-1.0)).ln();
    }
    ln_1m_exp {
        difference = |x| (1.0 - (-x).exp()).ln();
        ln_1p = |x| (-(-x).exp()).ln_1p();
        exp_m1 = |x| (-(-x).exp_m1()).ln();
    }
    ln_exp_m1 {
        difference = |x| (x.exp() - 1.0).ln();
        function = |x| x.exp_m1().ln();
    }
    recip_exp_m1 {
        quotient = |x| 1.0 / (x.exp() - 1.0);
        recip = |x| x.exp_m1().recip();
        power = |x| x.exp_m1().powi(-1);
        negated = |x| -1.0 / (1.0 - x.exp());
    }
    over_exp_m1 {
        quotient = |x| x.exp() / (x.exp() - 1.0);
        complement = |x| 1.0 / (1.0 - (-x).exp());
    }
    x_ln_x {
        product = |x| x * x.ln();
        negated = |x| -(x.ln() * -x);
    }
    identity {
        undone = |x| x.exp().ln();
        cancelled = |x| (x.exp() - 1.0).ln_1p();
        reciprocal = |x| -(1.0 / x.exp()).ln();
        divided = |x| (x.exp() * x.exp()).ln() / 2.0;
        rooted = |x| 2.0 * x.exp().sqrt().ln();
    }
    root {
        powers = |x| (1.0 + x.powi(2)).sqrt();
        product = |x| (x * x + 1.0).sqrt();
        half_power = |x| (x * x + 1.0).powf(0.5);
    }
    magnitude {
        root = |x| (x * x).sqrt();
        power = |x| x.powi(2).sqrt();
        function = |x| x.abs();
    }
    ln_square {
        product = |x| (x * x).ln();
        power = |x| x.powi(2).ln();
        reciprocal = |x| -(1.0 / x.powi(2)).ln();
    }
    asinh {
        function = |x| x.asinh();
    }
    exp_minus {
        quotient = |x| 1.0 / x.exp();
        recip = |x| x.exp().recip();
    }
}
