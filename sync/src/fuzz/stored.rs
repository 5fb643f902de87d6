//! What a device keeps for itself and reads again, after somebody or some fault changed it.

use deelbaar_fuzz::{Target, target};
use deelbaar_schema::encoding;
use deelbaar_schema::record::Kind;
use deelbaar_schema::statement::SignedStatement;
use tempfile::TempDir;

use super::mended::mended;
use super::{Stage, forked};
use crate::files::fuzzed as files;
use crate::net::fuzzed as net;
use crate::replica::fuzzed::{Remembered, forks, withdrawn};
use crate::store::{Store, fuzzed as store};
use crate::workspace::{backup_fuzzed as backup, fuzzed as workspace};

pub(super) fn targets(stage: &Stage) -> Vec<Target<'_>> {
    let mut all = rows(stage);
    all.extend(of_spaces(stage));
    all.extend(of_the_device(stage));
    all
}

fn fresh() -> (TempDir, Store) {
    let dir = TempDir::new().unwrap();
    let store = Store::create(&dir.path().join("workspace")).unwrap();
    (dir, store)
}

/// The store itself, and what lies beside it.
fn rows(stage: &Stage) -> Vec<Target<'_>> {
    let (attempts, clock) = (TempDir::new().unwrap(), stage.pair.hands.clock());
    let (parts, of_parts) = fresh();
    let (of_files, with_files) = fresh();
    let row = |value: &[u8]| store::named(value, "file region 0a0b");
    let whole = [1_u32.to_be_bytes().to_vec(), b"a cache".to_vec()].concat();
    let file = std::fs::read(parts.path().join("workspace").join("store-1.redb")).unwrap();
    vec![
        target("header", store::headers(&file), store::begins),
        target("attempts", store::attempts(), move |bytes| store::attempt(attempts.path(), &clock, bytes)).slow(100),
        target("row", vec![row(b"value"), row(&[7; 90])], store::row),
        target("part", vec![whole], move |bytes| store::part(&of_parts, bytes) && parts.path().exists()).slow(100),
        target("piece", vec![store::sealed()], store::opens).sealed(),
        target("run", vec![store::packed_run()], store::run_decodes),
        target("bodies", vec![store::bodies()], store::bodies_decode),
        target("file-row", files::rows(&with_files), move |bytes| files::reads(&with_files, of_files.path(), bytes))
            .slow(100),
    ]
}

/// What is remembered of a space.
fn of_spaces(stage: &Stage) -> Vec<Target<'_>> {
    let pair = &stage.pair;
    let (own, region) = (pair.officer.municipality(), pair.officer.region());
    let ids: Vec<_> = stage.records.iter().map(deelbaar_schema::record::Record::id).collect();
    let author = pair.alderman.key();
    let proof = (author.device(), 0, forked(&author, region.space()));
    let number = |number: u64| number.to_be_bytes().to_vec();
    let cache = own.kept_cache();
    // One change more than the cache holds: for that the document is unpacked.
    crate::workspace::tests::add(&pair.officer, "Later", "Na de cache.");
    vec![
        target("plan-cache", vec![cache], |bytes| own.begins_with_cache(&mended(bytes))).slow(50),
        target("withdrawn", vec![withdrawn(&ids[..2]), withdrawn(&ids)], |bytes| {
            region.begins_with(Remembered::Withdrawn, bytes)
        })
        .slow(100),
        target("forks", vec![forks(&[proof])], |bytes| region.begins_with(Remembered::Forks, bytes)).slow(100),
        target("numbers", vec![number(1), number(1 << 40)], |bytes| {
            let written = region.begins_with(Remembered::Written, bytes);
            region.begins_with(Remembered::Purges, bytes) && written
        })
        .slow(50),
    ]
}

/// What is remembered of the device.
fn of_the_device(stage: &Stage) -> Vec<Target<'_>> {
    let pair = &stage.pair;
    let signed: Vec<SignedStatement> = encoding::decode(&stage.bodies(Kind::Charter)[0]).unwrap();
    let identity = workspace::identity(&pair.officer, &signed[0]);
    let (_dir, of_identity) = fresh();
    let mut all = vec![
        target("identity", vec![identity], move |bytes| workspace::is_identity(&of_identity, bytes)).slow(100),
        target("date-confirmed", vec![1_780_000_000_000_i64.to_be_bytes().to_vec()], |bytes| {
            workspace::date_confirmed(&pair.officer, bytes)
        })
        .slow(50),
    ];
    let (_dir, of_net) = fresh();
    let names = ["peers", "journal", "budgets", "invitations"];
    for (name, (row, seed)) in names.into_iter().zip(net::stored(&of_net)) {
        let store = of_net.clone();
        all.push(target(name, vec![seed], move |bytes| net::reads(&store, row, bytes)).slow(100));
    }
    for (name, (row, seed)) in ["schedule", "earlier-devices", "restored-from"].into_iter().zip(backup::stored()) {
        all.push(target(name, vec![seed], move |bytes| backup::reads(&pair.officer, row, bytes)).slow(50));
    }
    all
}
