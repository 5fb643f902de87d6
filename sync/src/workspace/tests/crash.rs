//! The power fails while a workspace edits, exchanges, publishes, takes back, purges, moves to a fresh key and compacts, and while
//! files are added, fetched and dropped. What is left opens, every record of it holds, and after an exchange both devices have the
//! same, and every file that a record names.

use std::collections::HashSet;
use std::path::PathBuf;

use deelbaar_schema::attachment::CHUNK;

use super::files::{attach, sealed, write_down};
use super::*;
use crate::files::{FileKey, GRACE, Presence};
use crate::store::watched::{Disk, Event, Luck, Replay};

/// A number in this environment variable: only one image in so many is tried.
const STRIDE: &str = "DEELBAAR_CRASH_STRIDE";

/// A folder in memory where the machine has such a place: thousands of them are made.
fn folder() -> TempDir {
    TempDir::new_in("/dev/shm").or_else(|_error| TempDir::new()).unwrap()
}

/// Which of the two devices loses power.
const NAMES: [&str; 2] = ["officer", "alderman"];

/// How much had happened on each disk at the beginning of a step, and what was in both folders then.
type Before = ([usize; 2], [TempDir; 2]);

struct Work {
    pair: Pair,
    disks: Vec<Disk>,
    steps: Vec<Before>,
    /// Files outside the workspaces.
    outside: TempDir,
}

impl Work {
    fn new() -> Self {
        let mut disks = Vec::new();
        let pair = Pair::new(|dir| disks.push(Disk::under(dir)));
        Self { pair, disks, steps: Vec::new(), outside: folder() }
    }

    fn step(&mut self, step: impl FnOnce(&Pair)) {
        let copies = NAMES.map(|name| {
            let copy = folder();
            copy_folder(&self.pair.dir.path().join(name), copy.path());
            copy
        });
        self.steps.push(([0, 1].map(|device: usize| self.disks[device].count()), copies));
        step(&self.pair);
    }

    fn outside(&self, name: &str, length: usize) -> PathBuf {
        write_down(self.outside.path(), name, length)
    }

    fn all_steps(&mut self) {
        let taken = add(&self.pair.officer, "Taal", "Een tekst die wordt ingetrokken.");
        let stays = add(&self.pair.officer, "Lezen", "Een tekst die blijft.");
        let (large, small) = (self.outside("groot.pdf", CHUNK + 900), self.outside("klein.pdf", 700));
        let mut hash = None;
        self.step(|pair| hash = Some(attach(&pair.officer, taken, &large).hash));
        self.step(|pair| drop(attach(&pair.officer, stays, &small)));
        self.step(|pair| request(&pair.officer, taken));
        self.step(Pair::exchange);
        self.step(|pair| fetch(&pair.officer, &pair.alderman));
        self.step(|pair| consent(&pair.alderman, taken));
        self.step(|pair| pair.alderman.save_caches().unwrap());
        self.step(Pair::exchange);
        self.step(|pair| withdraw(&pair.alderman, taken));
        let remove = PlanEdit::Remove(taken);
        self.step(|pair| drop(pair.officer.municipality().edit_plan(&pair.officer.key(), &[remove]).unwrap()));
        self.step(Pair::exchange);
        self.pair.hands.set(START + 2 * GRACE);
        self.step(Pair::exchange);
        let goes = hash.unwrap();
        assert_eq!(self.pair.alderman.files().presence(&goes), Presence::Away, "purged");
        self.step(|pair| assert!(pair.alderman.store().compact().unwrap()));
        self.step(|pair| {
            pair.asks("Daarna", "Nog een tekst.");
            pair.exchange();
        });
    }

    /// The step in which a device was when so much had happened on its disk.
    fn step_of(&self, device: usize, count: usize) -> usize {
        self.steps.iter().rposition(|(at, _)| at[device] <= count).unwrap()
    }

    /// A crash of one device at this moment, and what follows.
    #[track_caller]
    fn check(&self, device: usize, replay: &Replay<'_>, luck: Luck) {
        let count = replay.count;
        let what = format!("{}, event {count}, {luck:?}", NAMES[device]);
        let (place, peer) = (folder(), folder());
        replay.leaves(place.path(), luck);
        copy_folder(self.steps[self.step_of(device, count)].1[1 - device].path(), peer.path());
        let clock = self.pair.hands.clock();
        let left = Workspace::open(place.path(), clock.clone()).unwrap_or_else(|error| panic!("{what}: {error}"));
        let other = Workspace::open(peer.path(), clock).unwrap();
        exchange(&other, &left);
        same_and_sound(&other, &left, &what);
        fetch(&other, &left);
        fetch(&left, &other);
        for (workspace, dir) in [(&other, peer.path()), (&left, place.path())] {
            let all = workspace.files().all();
            assert!(all.values().all(|presence| *presence == Presence::Here), "{what}: {all:?}");
            assert_eq!(sealed(dir).len(), all.len(), "{what}: pieces that belong to no file, or none of one");
        }
    }
}

/// Gives `to` every file that a record names and that it lacks. What nobody has any more was lost.
#[track_caller]
fn fetch(from: &Workspace, to: &Workspace) {
    to.sweep_files().unwrap();
    for (file, _) in to.files().lacking() {
        // On the other side of it the content lies as the municipality's own or as the region's.
        let sides = [file, FileKey { side: crate::files::Side::Municipality, ..file }];
        let Some((there, list)) = sides.iter().find_map(|key| Some((*key, from.files().list(key)?))) else { continue };
        to.files().begin(file.side, &list).unwrap();
        for index in to.files().missing(&file).unwrap() {
            let Some(piece) = from.files().piece(&there, index).unwrap() else { continue };
            to.files().put(&file, index, &piece).unwrap();
        }
    }
}

/// Tries one image in `stride` of a device, those that are the same in every byte once. Returns how many.
fn try_images(work: &Work, device: usize, events: &[Event], stride: usize) -> usize {
    let first = work.steps[0].0[device];
    let (mut replay, mut seen, mut number) = (Replay::of(events), HashSet::new(), 0);
    while replay.advance().is_some() {
        for luck in [Luck::All, Luck::Torn, Luck::Some(replay.count as u64)] {
            if replay.count > first && seen.insert((work.step_of(device, replay.count), replay.digest(luck))) {
                number += 1;
                if number % stride == 0 {
                    work.check(device, &replay, luck);
                }
            }
        }
    }
    number / stride
}

#[test]
fn after_a_crash_at_any_write_a_workspace_opens_holds_and_converges() {
    let mut work = Work::new();
    work.all_steps();
    same_and_sound(&work.pair.officer, &work.pair.alderman, "without a crash");
    let stride = std::env::var(STRIDE).ok().and_then(|number| number.parse().ok()).unwrap_or(1).max(1);
    let work = &work;
    // Each device's images on a core of its own.
    std::thread::scope(|scope| {
        for (device, disk) in work.disks.iter().enumerate() {
            scope.spawn(move || {
                let (events, began) = (disk.events(), std::time::Instant::now());
                let count = events.len() - work.steps[0].0[device];
                let pieces = events.iter().filter(|event| event.file.starts_with("files/")).count();
                assert!(count > 100 && pieces > 5, "so few writes: {count} {pieces}");
                let tried = try_images(work, device, &events, stride);
                println!("{}: {count} writes, {tried} images, {:.0?}", NAMES[device], began.elapsed());
            });
        }
    });
}
