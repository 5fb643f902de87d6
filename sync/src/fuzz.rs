//! Every decoder of bytes from outside, fed with bytes that were valid and then spoiled: an error or a value, never a panic and
//! never more time or memory than the bytes are worth.
//!
//! The ordinary test replays `sync/corpus/<decoder>/*` and spoils a few hundred inputs of each. To search longer:
//! `DEELBAAR_FUZZ_SECONDS=600 cargo test -p deelbaar-sync --lib -- --ignored search_for_bytes` (all decoders in turn, or those
//! that `DEELBAAR_FUZZ_ONLY=frame,packed` names). What it finds is written to the corpus and stays there as a test.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use deelbaar_schema::act::Act;
use deelbaar_schema::charter::Founding;
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::encoding;
use deelbaar_schema::id::SpaceId;
use deelbaar_schema::publication::{Emptied, Publication, Purged};
use deelbaar_schema::record::{Header, Kind, LogHead, Record, WireRecord};
use deelbaar_schema::shared::SharedItem;
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::statement::SignedStatement;
use deelbaar_schema::time::Timestamp;
use tempfile::TempDir;

use crate::net::{Code, fuzzed as net};
use crate::replica::Fork;
use crate::store::{Store, fuzzed as store};
use crate::workspace::tests::{Pair, consent, withdraw};
use crate::workspace::{IntroductionFor, Workspace, backup_fuzzed as backup, key_from_words, words_of};

/// Spoiled inputs of each decoder in the ordinary test.
const FEW: u64 = 400;
/// No input takes longer, on a machine that does other things too.
const PATIENCE: Duration = Duration::from_secs(20);

type Decoder = Box<dyn Fn(&[u8])>;

struct Target {
    name: &'static str,
    seeds: Vec<Vec<u8>>,
    run: Decoder,
}

fn target(name: &'static str, seeds: Vec<Vec<u8>>, run: impl Fn(&[u8]) + 'static) -> Target {
    assert!(!seeds.is_empty(), "{name} has nothing to spoil");
    Target { name, seeds, run: Box::new(run) }
}

/// A region in which a little of everything happened; the second is what a peer offers to.
fn region() -> (Pair, Workspace) {
    let pair = Pair::new(|_| ());
    let (stays, goes) = (pair.asks("Taal", "Een tekst."), pair.asks("Lezen", "Een tekst die teruggaat."));
    pair.exchange();
    consent(&pair.alderman, stays);
    consent(&pair.alderman, goes);
    withdraw(&pair.alderman, goes);
    pair.exchange();
    let receiver = pair.officer.clone();
    (pair, receiver)
}

fn records<S: SpaceState>(replica: &crate::replica::Replica<S>) -> Vec<Record> {
    replica.records().unwrap()
}

fn targets(pair: &Pair, receiver: &Workspace) -> Vec<Target> {
    let all: Vec<Record> =
        records(pair.officer.municipality()).into_iter().chain(records(pair.officer.region())).collect();
    let bodies = |kind: Kind| -> Vec<Vec<u8>> {
        let of_kind = all.iter().filter(|record| record.header().kind == kind);
        of_kind.filter_map(|record| record.body().map(<[u8]>::to_vec)).collect()
    };
    let heads: Vec<Vec<u8>> = all.iter().map(Record::head).collect();
    let snapshots: Vec<Vec<u8>> =
        bodies(Kind::Publication).iter().map(|body| Publication::decode(body).unwrap().snapshot().to_vec()).collect();
    let statements: Vec<Vec<u8>> = bodies(Kind::Charter)
        .iter()
        .flat_map(|body| encoding::decode::<Vec<SignedStatement>>(body).unwrap())
        .map(|statement| encoding::encode(&statement).unwrap())
        .collect();
    let foundings = [&pair.officer.identity().municipality, &pair.officer.identity().region];
    let keys = TempDir::new().unwrap();
    let key = std::fs::read(pair.dir.path().join("officer").join("key")).unwrap();
    let wires: Vec<WireRecord> = records(pair.officer.region()).iter().map(Record::to_wire).collect();
    let space = pair.officer.region_space();
    let introduction = pair.alderman.introduction(IntroductionFor::Colleagues).unwrap();
    let (peer, plans) = (receiver.clone(), bodies(Kind::PlanChange));
    let author = pair.officer.key();
    let takes = receiver.clone();
    vec![
        target("head", heads.clone(), |bytes| {
            drop(Header::decode(bytes));
            drop(WireRecord { head: bytes.to_vec(), body: Some(Vec::new()) }.verify());
        }),
        target("statement", statements, |bytes| {
            if let Ok(signed) = encoding::decode::<SignedStatement>(bytes) {
                drop(signed.verify());
                drop(signed.read_kept());
            }
        }),
        target("charter", bodies(Kind::Charter), |bytes| drop(encoding::decode::<Vec<SignedStatement>>(bytes))),
        target("act", bodies(Kind::Act), |bytes| drop(encoding::decode::<Act>(bytes))),
        target("publication", bodies(Kind::Publication), |bytes| drop(Publication::decode(bytes))),
        target("purged", bodies(Kind::Purged), |bytes| drop(Purged::decode(bytes))),
        target("emptied", bodies(Kind::Emptied), |bytes| drop(encoding::decode::<Emptied>(bytes))),
        target("snapshot", snapshots, |bytes| drop(SharedItem::parse(bytes))),
        target("founding", foundings.map(|founding| encoding::encode(founding).unwrap()).to_vec(), |bytes| {
            if let Ok(founding) = encoding::decode::<Founding>(bytes) {
                drop(founding.space());
            }
        }),
        target("code", vec![net::code().into_bytes()], |bytes| {
            drop(String::from_utf8_lossy(bytes).parse::<Code>());
        }),
        target("frame", net::frames(space, forked(&author, space)), net::frame),
        target("packed", vec![net::packed(wires)], move |bytes| net::unpacked(space, bytes)),
        target("join", net::join_messages(foundings[1], statement_of(&bodies(Kind::Charter))), net::join),
        target("files", net::file_messages(), net::file_message),
        target("run", vec![store::run(&[b"een", b"twee", &[7; 900]])], store::run_decodes),
        target("key", vec![key], move |bytes| {
            std::fs::write(keys.path().join("key"), bytes).unwrap();
            drop(Store::is_locked(keys.path()));
        }),
        target("backup", vec![backup::sealed()], backup::opened),
        target("contents", vec![backup::contents(&pair.officer)], backup::contents_decode),
        target("words", vec![words_of(&pair.officer.key()).into_bytes()], |bytes| {
            drop(key_from_words(&String::from_utf8_lossy(bytes)));
        }),
        target("introduction", vec![introduction], move |bytes| drop(takes.take_introduction(bytes))),
        target("change", plans, move |bytes| {
            let replica = peer.municipality();
            drop(replica.append(&author, Kind::PlanChange, bytes.to_vec()));
        }),
    ]
}

/// Two records of one author for one place.
fn forked(author: &SecretKey, space: SpaceId) -> Fork {
    let record = |body: &[u8]| {
        Record::create(author, space, LogHead::EMPTY, Timestamp(0), Kind::Unknown(700), body.to_vec()).unwrap()
    };
    Fork::of(record(b"het een").head(), &record(b"het ander"))
}

fn statement_of(charters: &[Vec<u8>]) -> SignedStatement {
    encoding::decode::<Vec<SignedStatement>>(&charters[0]).unwrap().remove(0)
}

/// A small random source that a seed repeats.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % below.max(1) as u64).unwrap()
    }
}

/// Changes valid bytes a little, or much.
fn spoil(target: &Target, dice: &mut Dice) -> Vec<u8> {
    let mut bytes = target.seeds[dice.roll(target.seeds.len())].clone();
    for _ in 0..=dice.roll(4) {
        let at = dice.roll(bytes.len());
        match dice.roll(7) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << dice.roll(8),
            1 if !bytes.is_empty() => bytes[at] = [0, 1, 0x7f, 0x80, 0xff][dice.roll(5)],
            2 => bytes.truncate(at),
            3 => drop(bytes.splice(at..at, std::iter::repeat_n(0xff, dice.roll(12)))),
            4 => {
                // A length that promises very much.
                let large = [&[0xff; 9][..], &[1]].concat();
                let end = (at + large.len()).min(bytes.len());
                bytes.splice(at..end, large);
            }
            5 => {
                let other = &target.seeds[dice.roll(target.seeds.len())];
                let from = dice.roll(other.len());
                let part = other[from..].iter().take(dice.roll(64)).copied().collect::<Vec<u8>>();
                bytes.splice(at..at, part);
            }
            _ => {
                let end = at + dice.roll(bytes.len().saturating_sub(at));
                bytes.drain(at..end);
            }
        }
    }
    bytes
}

fn corpus(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name)
}

/// Feeds one input. What breaks is kept.
fn feed(target: &Target, bytes: &[u8]) {
    let began = Instant::now();
    let ran = catch_unwind(AssertUnwindSafe(|| (target.run)(bytes)));
    if ran.is_err() || began.elapsed() > PATIENCE {
        let place = corpus(target.name);
        std::fs::create_dir_all(&place).unwrap();
        let file = place.join(&blake3::hash(bytes).to_hex()[..16]);
        std::fs::write(&file, bytes).unwrap();
        panic!("{} breaks or takes too long on {}", target.name, file.display());
    }
}

#[test]
fn spoiled_bytes_break_no_decoder() {
    let (pair, receiver) = region();
    for target in targets(&pair, &receiver) {
        for seed in &target.seeds {
            (target.run)(seed);
        }
        if let Ok(cases) = std::fs::read_dir(corpus(target.name)) {
            for case in cases {
                feed(&target, &std::fs::read(case.unwrap().path()).unwrap());
            }
        }
        let mut dice = Dice(0x5eed);
        for _ in 0..FEW {
            feed(&target, &spoil(&target, &mut dice));
        }
    }
}

/// Every decoder for so many seconds as `DEELBAAR_FUZZ_SECONDS` says.
#[test]
#[ignore = "takes as long as it is given"]
fn search_for_bytes_that_break_a_decoder() {
    let seconds = std::env::var("DEELBAAR_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(10);
    let only = std::env::var("DEELBAAR_FUZZ_ONLY").unwrap_or_default();
    let wanted = |target: &Target| only.is_empty() || only.split(',').any(|name| name == target.name);
    let (pair, receiver) = region();
    let seed = u64::from_le_bytes(*crate::workspace::random::<8>().unwrap()) | 1;
    for target in targets(&pair, &receiver).into_iter().filter(wanted) {
        let (mut dice, began, mut count) = (Dice(seed), Instant::now(), 0_u64);
        while began.elapsed() < Duration::from_secs(seconds) {
            feed(&target, &spoil(&target, &mut dice));
            count += 1;
        }
        println!("{}: {count} inputs, seed {seed}", target.name);
    }
}
