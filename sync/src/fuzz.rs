//! Everything in `schema` and here that reads bytes or text, fed with bytes that were valid and then spoiled. How one searches
//! longer stands in the crate `deelbaar-fuzz`.

mod list;
mod mended;
mod stated;
mod stored;

use std::path::Path;

use deelbaar_fuzz::{Corpus, Target, every_decoder_has_a_target, target};
use deelbaar_schema::attachment;
use deelbaar_schema::charter::Founding;
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::encoding;
use deelbaar_schema::id::{DeviceId, ItemId, MunicipalityCode, RecordId, SharedId, SpaceId};
use deelbaar_schema::personal;
use deelbaar_schema::record::{Kind, LogHead, Record, WireRecord};
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::statement::SignedStatement;
use deelbaar_schema::text;
use deelbaar_schema::time::{Date, Timestamp};

use crate::net::fuzzed as net;
use crate::replica::{Fork, Replica};
use crate::store::fuzzed as store;
use crate::workspace::tests::{Pair, consent, request_on, withdraw};
use crate::workspace::{
    IntroductionFor, WORDS, backup_fuzzed as backup, key_from_words, key_of_root, typing, words_of,
};

/// A region in which a little of everything happened.
struct Stage {
    pair: Pair,
    /// Of the municipality.
    second: SecretKey,
    /// What one device holds of both spaces, by kind.
    records: Vec<Record>,
}

impl Stage {
    fn new() -> Self {
        let (pair, second) = Pair::with_second(|_| ());
        let (stays, goes) = (pair.asks("Taal", "Een tekst."), pair.asks("Lezen", "Een tekst die teruggaat."));
        pair.exchange();
        consent(&pair.alderman, stays);
        consent(&pair.alderman, goes);
        withdraw(&pair.alderman, goes);
        let standing = Sharing { standing: true, ..Sharing::REGION };
        request_on(&pair.officer, stays, standing);
        pair.exchange();
        let of = |officer: &crate::workspace::Workspace| {
            let own = records(officer.municipality());
            own.into_iter().chain(records(officer.region())).collect()
        };
        let records = of(&pair.officer);
        Self { pair, second, records }
    }

    fn bodies(&self, kind: Kind) -> Vec<Vec<u8>> {
        let of_kind = self.records.iter().filter(|record| record.header().kind == kind);
        of_kind.filter_map(|record| record.body().map(<[u8]>::to_vec)).collect()
    }
}

fn records<S: SpaceState>(replica: &Replica<S>) -> Vec<Record> {
    replica.records().unwrap()
}

fn targets(stage: &Stage) -> Vec<Target<'_>> {
    let mut all = messages(stage);
    all.extend(texts());
    all.extend(files(stage));
    all.extend(stated::targets(stage));
    all.extend(stored::targets(stage));
    all
}

/// What other devices send.
fn messages(stage: &Stage) -> Vec<Target<'_>> {
    let pair = &stage.pair;
    let foundings = [&pair.officer.identity().municipality, &pair.officer.identity().region];
    let wires: Vec<WireRecord> = records(pair.officer.region()).iter().map(Record::to_wire).collect();
    let (packed, batch) = net::packed(wires);
    let space = pair.officer.region_space();
    let statement: Vec<SignedStatement> = encoding::decode(&stage.bodies(Kind::Charter)[0]).unwrap();
    vec![
        target("founding", foundings.map(|founding| encoding::encode(founding).unwrap()).to_vec(), |bytes| {
            encoding::decode::<Founding>(bytes).is_ok_and(|founding| founding.space().is_ok())
        }),
        target("frame", net::frames(space, forked(&pair.officer.key(), space)), net::frame),
        target("packed", vec![packed], move |bytes| net::unpacked(space, bytes)),
        target("batch", vec![batch], move |bytes| net::batch(space, bytes)),
        target("join", net::join_messages(foundings[1], statement[0].clone()), net::join),
        target("files", net::file_messages(), net::file_message),
    ]
}

/// What somebody types, or a document of a colleague says.
fn texts() -> Vec<Target<'static>> {
    let ids = ["0a".repeat(32), "0a".repeat(16), "GM0327".into(), "2026-11-29".into(), "gm0001".into()];
    let relays = ["https://relay.regio.nl\nwoord", "http://10.0.0.1:3340\nhttps://[::1]:443/a?b#c\n"];
    let personal = "Bel Anna Jansen op 033 - 469 50 00 of 06-12345678, of mail a.jansen@leusden.nl; Dorpsstraat 12, 3831 CP \
                    Leusden. BSN 111222333, NL91 ABNA 0417 1643 00.";
    let key = SecretKey::from_seed(&[5; 32]);
    let (root, words) = (key.root(), words_of(&key));
    let missing = words.rsplit_once(' ').unwrap().0.to_owned();
    vec![
        target("ids", ids.map(String::into_bytes).to_vec(), |bytes| is_id(&String::from_utf8_lossy(bytes))),
        target("relay", relays.map(|text| text.as_bytes().to_vec()).to_vec(), net::relay),
        target("personal", vec![personal.as_bytes().to_vec()], |bytes| {
            let text = String::from_utf8_lossy(bytes);
            let found = personal::find(&text);
            assert!(found.iter().all(|found| text.get(found.range.clone()) == Some(&found.text)), "found elsewhere");
            !found.is_empty()
        }),
        target("name", vec!["De route (versie 2).pdf".into(), "C:\\map\\a.tar.gz".into()], |bytes| {
            let name = String::from_utf8_lossy(bytes);
            drop((attachment::media_type(&name), text::fits(&name, 20), text::cut(&name, 20)));
            let clean = attachment::clean_name(&name);
            drop(attachment::check_words(&name, &name));
            clean.is_some_and(|clean| attachment::clean_name(&clean) == Some(clean))
        }),
        target("code", vec![net::code().into_bytes()], net::code_text),
        target("code-content", net::code_contents(), net::code_content),
        target("words", vec![words.as_bytes().to_vec()], |bytes| {
            key_from_words(&String::from_utf8_lossy(bytes)).is_ok()
        }),
        target("typed-words", vec![words.as_bytes().to_vec(), missing.into_bytes()], move |bytes| {
            let text = String::from_utf8_lossy(bytes);
            drop(typing(&text));
            // To point out a mistake takes all the words that might stand there: for what is nearly right only.
            drop(key_of_root(&text, &root));
            text.split_whitespace().count() + 1 >= WORDS
        })
        .slow(3),
    ]
}

fn is_id(text: &str) -> bool {
    let json = format!("\"{}\"", text.escape_default());
    let mut read = text.parse::<SpaceId>().is_ok();
    read |= text.parse::<ItemId>().is_ok_and(|id| id.to_string().parse() == Ok(id));
    read |= text.parse::<DeviceId>().is_ok_and(|id| id.to_string().parse() == Ok(id));
    read |= serde_json::from_str::<SharedId>(&json).is_ok() || serde_json::from_str::<RecordId>(&json).is_ok();
    read |= text.parse::<Date>().is_ok();
    read | text.parse::<MunicipalityCode>().is_ok_and(|code| code.to_string().parse() == Ok(code))
}

/// Files that come from elsewhere.
fn files(stage: &Stage) -> Vec<Target<'_>> {
    let pair = &stage.pair;
    let introduction = pair.alderman.introduction(IntroductionFor::Colleagues).unwrap();
    let (dir, clock): (&Path, _) = (pair.dir.path(), pair.hands.clock());
    vec![
        target("key", store::keys(), store::key),
        target("backup", vec![backup::sealed()], backup::opened),
        target("contents", vec![backup::contents(&pair.officer)], backup::contents_decode),
        target("restored", vec![backup::contents(&pair.officer)], move |bytes| backup::restores(dir, &clock, bytes))
            .slow(20),
        target("introduction", vec![introduction], |bytes| pair.officer.take_introduction(bytes).is_ok()),
    ]
}

/// Two records of one author for one place.
fn forked(author: &SecretKey, space: SpaceId) -> Fork {
    let record = |body: &[u8]| {
        Record::create(author, space, LogHead::EMPTY, Timestamp(0), Kind::Unknown(700), body.to_vec()).unwrap()
    };
    Fork::of(record(b"het een").head(), &record(b"het ander"))
}

fn corpus() -> Corpus {
    Corpus::of(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn spoiled_bytes_break_no_decoder() {
    let stage = Stage::new();
    corpus().check(&targets(&stage));
}

/// Every target for so many seconds as `DEELBAAR_FUZZ_SECONDS` says.
#[test]
#[ignore = "takes as long as it is given"]
fn search_for_bytes_that_break_a_decoder() {
    let stage = Stage::new();
    corpus().search(&targets(&stage));
}

#[test]
fn what_reads_bytes_has_a_target() {
    let stage = Stage::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    every_decoder_has_a_target(root, &["schema/src", "sync/src"], list::READS, &targets(&stage));
}
