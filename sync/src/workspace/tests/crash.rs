//! The power fails while a workspace edits, exchanges, publishes, takes back, purges, moves to a fresh key and compacts, and while
//! files are added, fetched and dropped. What is left opens, every record of it holds, and after an exchange both devices have the
//! same, and every file that a record names. A device of another municipality gets what is shared and then what is taken back:
//! whatever it lost, what it knows to be taken back it can read nowhere, under no key.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::atomic::AtomicUsize;

use deelbaar_schema::attachment::CHUNK;

use super::erasure::{self, CANARY, holds, readable};
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

/// Which of the devices loses power. The last is of another municipality.
const NAMES: [&str; 3] = ["officer", "alderman", "soest"];
const SOEST: usize = 2;
/// With whom each exchanges afterwards.
const PEERS: [usize; 3] = [1, 0, 0];

/// How much had happened on each disk at the beginning of a step, and what was in the folders then.
type Before = ([usize; 3], [TempDir; 3]);

struct Work {
    pair: Pair,
    soest: Workspace,
    disks: Vec<Disk>,
    steps: Vec<Before>,
    /// Files outside the workspaces.
    outside: TempDir,
    /// Under which key each kept the text before it was taken back.
    old_keys: Vec<Vec<u8>>,
    /// How many images knew at once that the text is taken back, and of how many others it could be read.
    erased: [AtomicUsize; 3],
    shown: [AtomicUsize; 3],
}

impl Work {
    fn new() -> Self {
        let mut disks = Vec::new();
        let pair = Pair::new(|dir| disks.push(Disk::under(dir)));
        let place = pair.dir.path().join(NAMES[SOEST]);
        disks.push(Disk::under(&place));
        let soest = neighbour(&pair, &place);
        let (steps, old_keys, erased, shown) = Default::default();
        Self { pair, soest, disks, steps, outside: folder(), old_keys, erased, shown }
    }

    fn step(&mut self, step: impl FnOnce(&Self)) {
        let copies = NAMES.map(|name| {
            let copy = folder();
            copy_folder(&self.pair.dir.path().join(name), copy.path());
            copy
        });
        self.steps.push(([0, 1, 2].map(|device: usize| self.disks[device].count()), copies));
        step(self);
    }

    fn outside(&self, name: &str, length: usize) -> PathBuf {
        write_down(self.outside.path(), name, length)
    }

    fn all_steps(&mut self) {
        let taken = add(&self.pair.officer, "Taal", CANARY);
        let stays = add(&self.pair.officer, "Lezen", "Een tekst die blijft.");
        let (large, small) = (self.outside("groot.pdf", CHUNK + 900), self.outside("klein.pdf", 700));
        let mut hash = None;
        self.step(|all| hash = Some(attach(&all.pair.officer, taken, &large).hash));
        let goes = hash.unwrap();
        self.step(|all| drop(attach(&all.pair.officer, stays, &small)));
        self.step(|all| request(&all.pair.officer, taken));
        self.step(|all| all.pair.exchange());
        self.step(|all| fetch(&all.pair.officer, &all.pair.alderman));
        self.step(|all| consent(&all.pair.alderman, taken));
        self.step(|all| all.pair.alderman.save_caches().unwrap());
        self.step(|all| all.pair.exchange());
        self.step(|all| exchange_region(&all.pair.officer, &all.soest));
        self.step(|all| fetch(&all.pair.officer, &all.soest));
        self.step(|all| all.soest.save_caches().unwrap());
        assert!(readable(&self.soest) && self.soest.files().presence(&goes) == Presence::Here, "it got there");
        self.old_keys = NAMES.map(|name| std::fs::read(self.pair.dir.path().join(name).join("key")).unwrap()).into();
        self.step(|all| withdraw(&all.pair.alderman, taken));
        let remove = PlanEdit::Remove(taken);
        self.step(|all| drop(all.pair.officer.municipality().edit_plan(&all.pair.officer.key(), &[remove]).unwrap()));
        self.step(|all| all.pair.exchange());
        self.step(|all| exchange_region(&all.pair.officer, &all.soest));
        self.pair.hands.set(START + 2 * GRACE);
        self.step(|all| all.pair.exchange());
        assert_eq!(self.pair.alderman.files().presence(&goes), Presence::Away, "purged");
        self.step(|all| assert!(all.pair.alderman.store().compact().unwrap()));
        self.step(|all| {
            all.pair.asks("Daarna", "Nog een tekst.");
            all.pair.exchange();
            exchange_region(&all.pair.officer, &all.soest);
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
        copy_folder(self.steps[self.step_of(device, count)].1[PEERS[device]].path(), peer.path());
        let clock = self.pair.hands.clock();
        let left = Workspace::open(place.path(), clock.clone()).unwrap_or_else(|error| panic!("{what}: {error}"));
        // Nobody has to tell it once more: what it heard before it lost power is done.
        if self.is_erased(device, &left, place.path(), &what) {
            self.erased[device].fetch_add(1, Ordering::SeqCst);
        } else if readable(&left) {
            self.shown[device].fetch_add(1, Ordering::SeqCst);
        }
        let other = Workspace::open(peer.path(), clock).unwrap();
        if device == SOEST {
            exchange_region(&other, &left);
        } else {
            exchange(&other, &left);
        }
        same_and_sound(&other, &left, &what);
        let told = other.region().look(|region| region.withdrawn().next().is_some());
        assert!(self.is_erased(device, &left, place.path(), &what) || !told, "{what}: it did not hear of it");
        fetch(&other, &left);
        fetch(&left, &other);
        for (workspace, dir) in [(&other, peer.path()), (&left, place.path())] {
            let all = workspace.files().all();
            assert!(all.values().all(|presence| *presence == Presence::Here), "{what}: {all:?}");
            assert_eq!(sealed(dir).len(), all.len(), "{what}: pieces that belong to no file, or none of one");
        }
    }

    /// Whether a device knows what is taken back. Then nothing of it is readable there: not by what it keeps, and not by the key
    /// under which it lay. (At home the plan has the text still.)
    #[track_caller]
    fn is_erased(&self, device: usize, workspace: &Workspace, dir: &Path, what: &str) -> bool {
        if workspace.region().look(|region| region.withdrawn().next().is_none()) {
            return false;
        }
        assert!(!workspace.is_deletion_unfinished(), "{what}: not deleted to its end");
        let bodies = workspace.region().records().unwrap();
        let shared = bodies.iter().filter_map(|record| record.body()).any(|body| holds(body, CANARY.as_bytes()));
        assert!(!shared && (device != SOEST || !readable(workspace)), "{what}: it can be read");
        let (stores, others): (Vec<_>, Vec<_>) =
            erasure::files(dir).into_iter().partition(|path| path.extension().is_some_and(|end| end == "redb"));
        assert_eq!(stores.len(), 1, "{what}: an older store lies there");
        let old = &self.old_keys[device][KEY];
        let kept = others.iter().find(|path| holds(&std::fs::read(path).unwrap(), old));
        assert!(kept.is_none(), "{what}: the key of before lies in {kept:?}");
        true
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

/// Where the key itself lies in the file of a key without a passphrase.
const KEY: std::ops::Range<usize> = 17..49;

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
    same_and_sound(&work.pair.officer, &work.soest, "without a crash");
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
                let [erased, shown] = [&work.erased, &work.shown].map(|count| count[device].load(Ordering::SeqCst));
                println!(
                    "{}: {count} writes, {tried} images, {erased} after and {shown} before the withdrawal, {:.0?}",
                    NAMES[device],
                    began.elapsed()
                );
                assert!(stride > 1 || (erased > 20 && shown > 20), "nothing to show");
            });
        }
    });
}
