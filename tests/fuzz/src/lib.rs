//! Bytes that were valid and then spoiled, for everything that reads bytes or text: an error or a value, never a panic, and never
//! more time or memory than they are worth. Only tests use this.
//!
//! Each crate has one list of named [`Target`]s, with bytes to begin with. The ordinary test ([`Corpus::check`]) replays what
//! lies in `corpus/<target>` and spoils a few hundred inputs of each. To search longer, one crate at a time:
//!
//! ```text
//! DEELBAAR_FUZZ_SECONDS=600 cargo test -p deelbaar-sync --lib -- --ignored --nocapture search_for_bytes
//! ```
//! takes all targets in turn, or those that `DEELBAAR_FUZZ_ONLY=frame,packed` names; `DEELBAAR_FUZZ_SEED` repeats a run. What it
//! finds is written to the corpus and stays there as a test. A run that ends without a word (a stack that is full, memory that
//! is not there) leaves its last input in the folder for temporary files, as `deelbaar-fuzz-<target>`.
//! The slowest input of each target stays there too. `DEELBAAR_FUZZ_KEEP=1` writes a few of the small inputs to begin with into the corpus of a target that has none.
//!
//! It is a search by chance and not guided by coverage: bits, bytes, lengths and numbers are changed, parts are cut, repeated,
//! or taken from another input. Whatever of that is read as valid is spoiled further, which is all the guidance there is. So a
//! target puts right what no chance hits: checksums, and signatures of whoever may sign.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot set up must fail loudly"
)]

mod growth;
mod memory;
mod sources;
mod spoil;

use std::fs;
use std::io::{Seek as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Mutex;
use std::time::{Duration, Instant};

pub use growth::grows_with_the_text;
use memory::Memory;
pub use sources::{Reads, every_decoder_has_a_target};
use spoil::{Dice, Pool};

/// Spoiled inputs of each target in the ordinary test.
const FEW: u64 = 300;
/// So many times more, while none of them was valid.
const MORE: u64 = 20;
/// No input takes longer, on a machine that does other things too.
const PATIENCE: Duration = Duration::from_secs(20);
/// No input takes more memory, in bytes, unless its target says so.
const MOST_MEMORY: u64 = 64 * 1024 * 1024;
/// Inputs between two looks at the memory.
const BATCH: usize = 64;
/// A seed that is kept is no longer, in bytes, and there are so many.
const KEPT: (usize, usize) = (24 * 1024, 3);
/// What panicked last in a search.
static LAST: Mutex<String> = Mutex::new(String::new());

type Run<'t> = dyn Fn(&[u8]) -> bool + 't;

/// Something that reads bytes.
pub struct Target<'t> {
    name: &'static str,
    seeds: Vec<Vec<u8>>,
    run: Box<Run<'t>>,
    /// Whether nothing that is spoiled can be valid.
    sealed: bool,
    few: u64,
}

/// A target: its name, valid bytes to begin with, and what reads them. It returns whether they were valid, as all seeds are.
pub fn target<'t>(name: &'static str, seeds: Vec<Vec<u8>>, run: impl Fn(&[u8]) -> bool + 't) -> Target<'t> {
    assert!(!seeds.is_empty(), "{name} has nothing to spoil");
    Target { name, seeds, run: Box::new(run), sealed: false, few: FEW }
}

impl Target<'_> {
    /// For what a secret seals: spoiled, none of it can be valid. Of all others some must be, or the target stops too early.
    #[must_use]
    pub fn sealed(self) -> Self {
        Self { sealed: true, ..self }
    }

    /// For what takes long: so many inputs in the ordinary test.
    #[must_use]
    pub fn slow(self, few: u64) -> Self {
        Self { few, ..self }
    }

    /// What it is called.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

/// Where the cases of a crate's targets lie.
pub struct Corpus(PathBuf);

impl Corpus {
    /// In the folder of a crate: its `CARGO_MANIFEST_DIR`.
    pub fn of(manifest: &str) -> Self {
        Self(Path::new(manifest).join("corpus"))
    }

    /// Replays all cases and spoils a few inputs of each target.
    pub fn check(&self, targets: &[Target<'_>]) {
        let folders = fs::read_dir(&self.0).expect("there is a corpus");
        for folder in folders.map(|entry| entry.unwrap().file_name().into_string().unwrap()) {
            assert!(targets.iter().any(|target| target.name == folder), "no target reads the cases in corpus/{folder}");
        }
        for target in targets {
            for (number, seed) in target.seeds.iter().enumerate() {
                assert!((target.run)(seed), "{}: seed {number} is not valid", target.name);
            }
            let cases = self.cases(target.name);
            assert!(!cases.is_empty(), "{} has no cases: DEELBAAR_FUZZ_KEEP=1 keeps its seeds", target.name);
            for case in &cases {
                self.feed(target, case);
            }
            let (mut dice, pool) = (Dice::of(0x5eed), Pool::new(&target.seeds, &cases));
            let (mut fed, mut taken) = (0, target.sealed);
            while fed < target.few || (!taken && fed < target.few * MORE) {
                let bytes = pool.spoiled(&mut dice);
                taken |= self.feed(target, &bytes) && !pool.began_with(&bytes);
                fed += 1;
            }
            assert!(taken, "{}: nothing spoiled gets as far as it could", target.name);
        }
    }

    /// Every target for so many seconds as `DEELBAAR_FUZZ_SECONDS` says.
    pub fn search(&self, targets: &[Target<'_>]) {
        let seconds = asked("DEELBAAR_FUZZ_SECONDS").unwrap_or(10);
        let only: String = asked("DEELBAAR_FUZZ_ONLY").unwrap_or_default();
        let seed = asked("DEELBAAR_FUZZ_SEED").unwrap_or_else(spoil::chance);
        let wanted = |target: &&Target<'_>| only.is_empty() || only.split(',').any(|name| name == target.name);
        // What is caught, as from a library, is not told: only what breaks.
        std::panic::set_hook(Box::new(|panic| *LAST.lock().unwrap() = panic.to_string()));
        let search = || targets.iter().filter(wanted).for_each(|target| self.search_for(target, seconds, seed));
        let searched = catch_unwind(AssertUnwindSafe(search));
        drop(std::panic::take_hook());
        assert!(searched.is_ok(), "{}", LAST.lock().unwrap());
    }

    fn search_for(&self, target: &Target<'_>, seconds: u64, seed: u64) {
        if asked::<u8>("DEELBAAR_FUZZ_KEEP").is_some() {
            self.keep_seeds(target);
        }
        println!("{}: seed {seed}", target.name);
        let told = self.search_one(target, Duration::from_secs(seconds), Dice::of(seed));
        println!("{}: {told}", target.name);
    }

    fn search_one(&self, target: &Target<'_>, time: Duration, mut dice: Dice) -> String {
        let (began, mut count, mut taken) = (Instant::now(), 0_u64, 0_u64);
        let (mut slowest, mut most) = (Duration::ZERO, 0);
        let cases = self.cases(target.name);
        for case in &cases {
            self.feed(target, case);
        }
        let mut pool = Pool::new(&target.seeds, &cases);
        let mut running = Running::of(target.name);
        while began.elapsed() < time {
            let batch: Vec<Vec<u8>> = (0..BATCH).map(|_| pool.spoiled(&mut dice)).collect();
            let memory = Memory::now();
            for bytes in &batch {
                running.note(bytes);
                let began = Instant::now();
                let valid = self.feed(target, bytes);
                if began.elapsed() > slowest {
                    slowest = began.elapsed();
                    running.was_slowest(bytes);
                }
                count += 1;
                if valid && !pool.began_with(bytes) {
                    taken += 1;
                    pool.add(bytes, &mut dice);
                }
            }
            let grown = memory.grown();
            if grown > MOST_MEMORY {
                self.find_large(target, &batch);
            }
            most = most.max(grown);
        }
        running.end();
        let (seconds, most) = (began.elapsed().as_secs(), most / 1024);
        format!("{count} inputs in {seconds} s, {taken} valid; the slowest {slowest:?}, most memory {most} KiB")
    }

    /// Feeds one input. What breaks is kept. Whether it was valid.
    fn feed(&self, target: &Target<'_>, bytes: &[u8]) -> bool {
        let began = Instant::now();
        match catch_unwind(AssertUnwindSafe(|| (target.run)(bytes))) {
            Ok(valid) if began.elapsed() <= PATIENCE => valid,
            Ok(_) => self.fail(target, bytes, "takes too long"),
            Err(_panic) => self.fail(target, bytes, &format!("breaks ({})", LAST.lock().unwrap())),
        }
    }

    /// The memory grew too much: of which of these inputs? When it is none of them, it grew with them all.
    fn find_large(&self, target: &Target<'_>, batch: &[Vec<u8>]) {
        for bytes in batch {
            let memory = Memory::now();
            self.feed(target, bytes);
            if memory.grown() > MOST_MEMORY {
                self.fail(target, bytes, "takes too much memory");
            }
        }
    }

    fn fail(&self, target: &Target<'_>, bytes: &[u8], what: &str) -> ! {
        let kept = self.keep(target.name, "found", bytes);
        panic!("{} {what} on {}", target.name, kept.display());
    }

    fn keep(&self, name: &str, why: &str, bytes: &[u8]) -> PathBuf {
        let place = self.0.join(name);
        fs::create_dir_all(&place).unwrap();
        let file = place.join(format!("{why}-{:016x}", spoil::hash(bytes)));
        fs::write(&file, bytes).unwrap();
        file
    }

    fn keep_seeds(&self, target: &Target<'_>) {
        if self.cases(target.name).is_empty() {
            let small = target.seeds.iter().filter(|seed| seed.len() <= KEPT.0);
            for seed in small.take(KEPT.1) {
                self.keep(target.name, "seed", seed);
            }
        }
    }

    /// What lies in the corpus for a target.
    fn cases(&self, name: &str) -> Vec<Vec<u8>> {
        cases(&self.0.join(name))
    }
}

/// What lies in a folder of a corpus, in the order of its names.
pub fn cases(folder: &Path) -> Vec<Vec<u8>> {
    let Ok(found) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = found.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

fn asked<T: FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok()?.parse().ok()
}

/// The input that runs now, for when nothing else is left of the run.
struct Running {
    file: fs::File,
    path: PathBuf,
}

impl Running {
    fn of(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("deelbaar-fuzz-{name}"));
        Self { file: fs::File::create(&path).unwrap(), path }
    }

    fn note(&mut self, bytes: &[u8]) {
        self.file.rewind().and_then(|()| self.file.write_all(bytes)).unwrap();
        self.file.set_len(bytes.len() as u64).unwrap();
    }

    /// Stays, for whoever wants to know why.
    fn was_slowest(&self, bytes: &[u8]) {
        fs::write(self.path.with_extension("slowest"), bytes).unwrap();
    }

    fn end(self) {
        drop(self.file);
        fs::remove_file(self.path).ok();
    }
}

#[cfg(test)]
mod tests;
