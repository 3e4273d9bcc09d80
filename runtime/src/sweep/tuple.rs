//! Several lanes at once, as tuples of any length.

use super::lane::{Lane, Output};
use crate::real::Real;

/// A tuple of input lanes.
#[allow(clippy::missing_safety_doc, reason = "as for the lanes themselves")]
pub trait Inputs<T: Real> {
    /// A value from each lane.
    type Values;
    /// `W` values from each lane.
    type Chunk<const W: usize>;

    fn fit(&self, n: usize) -> bool;
    fn unit(&self) -> bool;
    unsafe fn load<const UNIT: bool, const W: usize>(&self, start: usize) -> Self::Chunk<W>;
    fn values<const W: usize>(chunk: &Self::Chunk<W>, j: usize) -> Self::Values;
}

/// A tuple of output lanes.
#[allow(clippy::missing_safety_doc, reason = "as for the lanes themselves")]
pub trait Outputs<T: Real> {
    /// A reference to a value for each lane.
    type Refs<'r>;
    /// `W` values for each lane.
    type Chunk<const W: usize>;

    fn fit(&self, n: usize) -> bool;
    fn unit(&self) -> bool;
    unsafe fn load<const UNIT: bool, const W: usize>(&self, start: usize) -> Self::Chunk<W>;
    unsafe fn store<const UNIT: bool, const W: usize>(&self, start: usize, chunk: Self::Chunk<W>);
    unsafe fn finish(self, count: usize);
    fn refs<const W: usize>(chunk: &mut Self::Chunk<W>, j: usize) -> Self::Refs<'_>;
}

macro_rules! value_of {
    ($k:tt, $t:ty) => {
        $t
    };
}

/// Implements `Inputs` for the tuple of the lanes numbered, and for every shorter one.
macro_rules! inputs {
    ($($k:tt $name:ident)*) => {
        #[allow(
            unused_variables,
            unused_unsafe,
            clippy::unused_unit,
            reason = "the empty tuple has nothing to do"
        )]
        impl<'a, T: Real> Inputs<T> for ($(value_of!($k, Lane<'a, T>),)*) {
            type Values = ($(value_of!($k, T),)*);
            type Chunk<const W: usize> = ($(value_of!($k, [T; W]),)*);

            #[inline(always)]
            fn fit(&self, n: usize) -> bool {
                true $(&& self.$k.len == n)*
            }

            #[inline(always)]
            fn unit(&self) -> bool {
                true $(&& self.$k.stride == 1)*
            }

            #[inline(always)]
            unsafe fn load<const UNIT: bool, const W: usize>(
                &self,
                start: usize,
            ) -> Self::Chunk<W> {
                // SAFETY: the caller's promise, for each lane.
                unsafe { ($(self.$k.load::<UNIT, W>(start),)*) }
            }

            #[inline(always)]
            fn values<const W: usize>(chunk: &Self::Chunk<W>, j: usize) -> Self::Values {
                ($(chunk.$k[j],)*)
            }
        }
    };
}

/// As `inputs`, for `Outputs`.
macro_rules! outputs {
    ($($k:tt $name:ident)*) => {
        #[allow(
            unused_variables,
            unused_unsafe,
            clippy::unused_unit,
            reason = "the empty tuple has nothing to do"
        )]
        impl<T: Real, $($name: Output<T>),*> Outputs<T> for ($($name,)*) {
            type Refs<'r> = ($(value_of!($k, &'r mut T),)*);
            type Chunk<const W: usize> = ($(value_of!($k, [T; W]),)*);

            #[inline(always)]
            fn fit(&self, n: usize) -> bool {
                true $(&& self.$k.len() == n)*
            }

            #[inline(always)]
            fn unit(&self) -> bool {
                true $(&& self.$k.stride() == 1)*
            }

            #[inline(always)]
            unsafe fn load<const UNIT: bool, const W: usize>(
                &self,
                start: usize,
            ) -> Self::Chunk<W> {
                // SAFETY: the caller's promise, for each lane.
                unsafe { ($(self.$k.load::<UNIT, W>(start),)*) }
            }

            #[inline(always)]
            unsafe fn store<const UNIT: bool, const W: usize>(
                &self,
                start: usize,
                chunk: Self::Chunk<W>,
            ) {
                // SAFETY: the caller's promise, for each lane.
                unsafe { $(self.$k.store::<UNIT, W>(start, chunk.$k);)* }
            }

            #[inline(always)]
            unsafe fn finish(self, count: usize) {
                // SAFETY: the caller's promise, for each lane.
                unsafe { $(self.$k.finish(count);)* }
            }

            #[inline(always)]
            fn refs<const W: usize>(chunk: &mut Self::Chunk<W>, j: usize) -> Self::Refs<'_> {
                ($(&mut chunk.$k[j],)*)
            }
        }
    };
}

macro_rules! every_prefix {
    ($implement:ident: [$($done:tt)*]) => {
        $implement!($($done)*);
    };
    ($implement:ident: [$($done:tt)*] $next:tt $name:ident $($rest:tt)*) => {
        $implement!($($done)*);
        every_prefix!($implement: [$($done)* $next $name] $($rest)*);
    };
}

every_prefix!(inputs: [] 0 A 1 B 2 C 3 D 4 E 5 F 6 G 7 H 8 I 9 J 10 K 11 L 12 M 13 N 14 O 15 P);
every_prefix!(outputs: [] 0 A 1 B 2 C 3 D 4 E 5 F 6 G 7 H);
