//! The power fails while a workspace edits, exchanges, publishes, takes back, purges, moves to a fresh key and compacts. What is left
//! opens, every record of it holds, and after an exchange both devices have the same.

use super::*;
use crate::store::watched::{Disk, Luck, Replay};

/// One image in so many is tried, with each kind of luck in turn; the store's own test tries all.
const STRIDE: usize = 5;
/// A number in this environment variable is another stride: 1 tries every image.
const OTHER_STRIDE: &str = "DEELBAAR_CRASH_STRIDE";

struct Work {
    pair: Pair,
    disk: Disk,
    /// Where the officer's device was at the beginning of each step, and when that was for the alderman's disk.
    officers: Vec<(usize, TempDir)>,
}

impl Work {
    fn new() -> Self {
        let mut disk = None;
        let pair = Pair::new(|dir| disk = Some(Disk::under(dir)));
        // The last one that was used.
        Self { pair, disk: disk.unwrap(), officers: Vec::new() }
    }

    fn step(&mut self, step: impl FnOnce(&Pair)) {
        let copy = TempDir::new().unwrap();
        copy_folder(&self.pair.dir.path().join("officer"), copy.path());
        self.officers.push((self.disk.count(), copy));
        step(&self.pair);
    }

    fn all_steps(&mut self) {
        let taken = self.pair.asks("Taal", "Een tekst die wordt ingetrokken.");
        self.pair.asks("Lezen", "Een tekst die blijft.");
        self.step(Pair::exchange);
        self.step(|pair| consent(&pair.alderman, taken));
        self.step(|pair| pair.alderman.save_caches().unwrap());
        self.step(Pair::exchange);
        self.step(|pair| withdraw(&pair.alderman, taken));
        self.step(Pair::exchange);
        self.step(|pair| assert!(pair.alderman.store().compact().unwrap()));
        self.step(|pair| {
            pair.asks("Daarna", "Nog een tekst.");
            pair.exchange();
        });
    }

    /// A crash of the alderman's device at this moment, and what follows.
    fn check(&self, replay: &Replay<'_>, luck: Luck) {
        let count = replay.count;
        let what = format!("event {count}, {luck:?}");
        let (place, peer) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        replay.leaves(place.path(), luck);
        let (_, officer) = self.officers.iter().rev().find(|(at, _)| *at <= count).unwrap();
        copy_folder(officer.path(), peer.path());
        let clock = self.pair.hands.clock();
        let left = Workspace::open(place.path(), clock.clone()).unwrap_or_else(|error| panic!("{what}: {error}"));
        let officer = Workspace::open(peer.path(), clock).unwrap();
        exchange(&officer, &left);
        same_and_sound(&officer, &left, &what);
    }
}

#[test]
fn after_a_crash_at_any_write_a_workspace_opens_holds_and_converges() {
    let mut work = Work::new();
    work.all_steps();
    same_and_sound(&work.pair.officer, &work.pair.alderman, "without a crash");
    let (first, last) = (work.officers[0].0, work.disk.count());
    assert!(last - first > 100, "so few writes: {}", last - first);
    let events = work.disk.events();
    let stride = std::env::var(OTHER_STRIDE).ok().and_then(|number| number.parse().ok()).unwrap_or(STRIDE).max(1);
    let mut replay = Replay::of(&events);
    while replay.advance().is_some() {
        let at = replay.count;
        if at > first && at.is_multiple_of(stride) {
            work.check(&replay, [Luck::All, Luck::Torn, Luck::Some(at as u64)][at / stride % 3]);
        }
    }
    work.check(&replay, Luck::All);
}
