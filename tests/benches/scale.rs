//! All 342 municipalities in one process: joining, an ordinary day, Monday nine o'clock, a device that was
//! away a month, and withdrawals.
//!
//! `cargo bench -p deelbaar-tests --bench scale [-- --municipalities N]`. `docs/scale.md` has the table.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a bench that cannot run must fail loudly; its figures are rounded"
)]

use std::collections::BTreeSet;

use deelbaar_tests::country::MUNICIPALITIES;
use deelbaar_tests::nation::{Cost, Nation};

/// Sections that each municipality shares at the beginning. All hold all of it: more would not fit in one machine.
const SECTIONS: u32 = 2;
/// On an ordinary day one in so many municipalities shares something.
const SHARES: usize = 10;
/// On one day so many municipalities take back a section each.
const TAKE_BACK: usize = 5;
/// What a municipality shares that takes everything back.
const PLAN: usize = 60;
/// Working days of a month.
const DAYS: usize = 21;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let asked = args.iter().position(|arg| arg == "--municipalities").and_then(|at| args.get(at + 1));
    let municipalities: u16 = asked.map_or(MUNICIPALITIES, |number| number.parse().unwrap());
    let all = usize::from(municipalities);
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("{cores} cores, load {}", load.split(' ').next().unwrap_or_default());
    println!(
        "| time | until all have it | processor a device | bytes a device: median, most | sessions: median, most |"
    );

    let mut nation = Nation::found(municipalities, SECTIONS);
    let joined: Vec<Cost> = (0..all).map(|_| nation.join()).collect();
    let bytes: Vec<u64> = joined.iter().map(|cost| cost.bytes[1]).collect();
    let at_the_founder: u64 = joined.iter().map(|cost| cost.bytes[0]).sum();
    let cost = Cost {
        elapsed: joined.iter().map(|cost| cost.elapsed).sum::<std::time::Duration>() / u32::from(municipalities),
        processor: joined.iter().map(|cost| cost.processor).sum(),
        sessions: vec![1; bytes.len()],
        bytes,
    };
    row("joining, one after another", &cost);
    println!("  the founder sent and received {:.1} MB", at_the_founder as f64 / 1e6);
    println!("  store of the last: {:.2} MB", nation.disk(all) as f64 / 1e6);
    row("all connect, nothing changed", &nation.together(&BTreeSet::new()));
    let day = nation.day((1..=all).step_by(SHARES));
    row(&format!("ordinary day, {} changes", all.div_ceil(SHARES)), &day);
    for at in 1..=all {
        nation.share(at);
    }
    row(&format!("Monday nine o'clock, {all} changes"), &nation.together(&BTreeSet::new()));
    // One is away; the others go on for a month.
    let away = all / 2;
    let mut changes = 0;
    for _ in 0..DAYS {
        for at in (1..=all).filter(|at| *at != away).step_by(SHARES) {
            nation.share(at);
            changes += 1;
        }
    }
    row(&format!("a month without one, {changes} changes"), &nation.together(&[away].into()));
    let back = nation.back(away);
    println!("  the one that was away: {} bytes over {} sessions", most(&back.bytes), most(&back.sessions));
    row("it comes back", &back);
    withdrawals(&mut nation, all);
}

fn withdrawals(nation: &mut Nation, all: usize) {
    let few: Vec<_> = (1..=all).step_by(all.div_ceil(TAKE_BACK)).map(|at| (at, 1)).collect();
    let (before, disk) = (nation.confirmations(), nation.disk(all));
    row(&format!("{} municipalities take back a section each", few.len()), &nation.withdraw(&few));
    confirmed(nation, all, before);
    let one = all / 3;
    while nation.shared(one) < PLAN {
        nation.share(one);
    }
    row(&format!("one shares {PLAN} sections"), &nation.together(&BTreeSet::new()));
    let before = nation.confirmations();
    row("and takes everything back", &nation.withdraw(&[(one, PLAN)]));
    confirmed(nation, all, before);
    println!("  store of the last: {:.2} MB, before {:.2} MB", nation.disk(all) as f64 / 1e6, disk as f64 / 1e6);
}

fn confirmed(nation: &Nation, all: usize, before: usize) {
    let records = nation.confirmations() - before;
    println!("  {records} records of {} devices confirm it", all + 1);
}

fn most<T: Copy + Ord + Default>(of: &[T]) -> T {
    of.iter().copied().max().unwrap_or_default()
}

fn median<T: Copy + Ord>(of: &[T]) -> T {
    let mut sorted = of.to_vec();
    sorted.sort_unstable();
    sorted[sorted.len() / 2]
}

fn row(what: &str, cost: &Cost) {
    println!(
        "| {what} | {:.2} s | {:.0} ms | {:.1} KB, {:.1} KB | {}, {} |",
        cost.elapsed.as_secs_f64(),
        cost.processor.as_secs_f64() * 1e3 / cost.bytes.len() as f64,
        median(&cost.bytes) as f64 / 1e3,
        most(&cost.bytes) as f64 / 1e3,
        median(&cost.sessions),
        most(&cost.sessions),
    );
}
