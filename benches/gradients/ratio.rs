//! Timing as ratios: contestants take turns within a round, so that what else the machine does
//! touches all alike, and the median of the rounds' ratios is reported.

use std::hint::black_box;
use std::time::{Duration, Instant};

const ROUNDS: usize = 31;
const ROUND_TIME: Duration = Duration::from_millis(4);

/// Two ways to compute the same thing.
pub struct Duel<'a> {
    pub name: &'static str,
    pub generated: Box<dyn Fn() -> f64 + 'a>,
    pub by_hand: Box<dyn Fn() -> f64 + 'a>,
}

impl<'a> Duel<'a> {
    /// The functions return a checksum, which must agree.
    pub fn new(
        name: &'static str,
        generated: impl Fn() -> f64 + 'a,
        by_hand: impl Fn() -> f64 + 'a,
    ) -> Self {
        Self {
            name,
            generated: Box::new(generated),
            by_hand: Box::new(by_hand),
        }
    }

    /// Runs the rounds and prints one line.
    pub fn run(&self) {
        let (ours, theirs) = ((self.generated)(), (self.by_hand)());
        let scale = theirs.abs().max(1e-12);
        assert!(
            (ours - theirs).abs() <= 1e-9 * scale,
            "{}: {ours} against {theirs}",
            self.name
        );
        let calls = calls_per_round(&self.by_hand);
        let (mut ratios, mut times) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let ours = seconds(&self.generated, calls);
            let theirs = seconds(&self.by_hand, calls);
            ratios.push(ours / theirs);
            times.push(ours);
        }
        let (ratio, low, high) = (
            quantile(&mut ratios, 0.5),
            quantile(&mut ratios, 0.1),
            quantile(&mut ratios, 0.9),
        );
        let micros = quantile(&mut times, 0.5) * 1e6;
        println!(
            "{:<34} {micros:>11.3} µs   {ratio:>5.2}   ({low:.2} – {high:.2})",
            self.name
        );
    }
}

fn calls_per_round(f: &dyn Fn() -> f64) -> u32 {
    let mut calls = 1;
    loop {
        let time = seconds(f, calls);
        if time * f64::from(calls) >= ROUND_TIME.as_secs_f64() || calls >= 1 << 20 {
            return calls;
        }
        calls *= 2;
    }
}

fn seconds(f: &dyn Fn() -> f64, calls: u32) -> f64 {
    let start = Instant::now();
    for _ in 0..calls {
        black_box(f());
    }
    start.elapsed().as_secs_f64() / f64::from(calls)
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss
)]
fn quantile(values: &mut [f64], q: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * q).round() as usize]
}
