//! What the store file takes on disk beside what is live in it, before and after compaction; and what a commit costs.
//!
//! `cargo bench -p deelbaar-tests --bench store`. `docs/performance.md` has the table.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a bench that cannot run must fail loudly; its figures are rounded"
)]

use std::time::{Duration, Instant};

use deelbaar_schema::id::{ItemId, MunicipalityCode, PersonId};
use deelbaar_schema::plan::{ItemKind, NewItem, PlanEdit};
use deelbaar_schema::role::Role;
use deelbaar_sync::clock::Clock;
use deelbaar_sync::store::Store;
use deelbaar_sync::workspace::{NewRegion, Person, Workspace, random};
use deelbaar_tests::country::{Chance, Country, Writing};
use deelbaar_tests::memory::folder;
use deelbaar_tests::term;
use tempfile::TempDir;

/// Working days of a year, each with so many saved pauses in typing.
const DAYS: usize = 250;
const SAVES: usize = 4;

fn main() {
    a_year_of_edits();
    sync_and_purge();
}

/// A line of the table: the file, and how many times what is live that is.
fn report(what: &str, store: &Store) {
    let room = store.room().unwrap();
    let (file, live) = (room.file as f64 / 1e6, room.live as f64 / 1e6);
    println!("{what:<60} file {file:>7.2} MB  live {live:>7.2} MB  {:>5.2} x", file / live);
}

fn compacted(store: &Store) {
    let began = Instant::now();
    assert!(store.compact().unwrap());
    report(&format!("  compacted in {:.0} ms", began.elapsed().as_secs_f64() * 1e3), store);
}

/// One section of a policy plan, on which one person works all year. Caches are written after every morning and afternoon.
fn a_year_of_edits() {
    // Only lengths are of interest here: in memory it goes faster.
    let dir = folder();
    let person = Person {
        id: PersonId::from_bytes(*random::<16>().unwrap()),
        name: "Beleidsadviseur".into(),
        role: Role::PolicyOfficer,
        term: term(),
    };
    let new = NewRegion {
        region: "Testregio".into(),
        municipality: MunicipalityCode::from_number(327).unwrap(),
        municipality_name: "Leusden".into(),
        person,
    };
    let workspace = Workspace::found(dir.path(), new, Clock::system()).unwrap();
    let mut chance = Chance::new("year");
    let mut text = chance.text(Writing::Prose, 4000);
    let item = ItemId::from_bytes(*random::<16>().unwrap());
    let section = NewItem { body: text.clone(), ..NewItem::titled(item, ItemKind::Section, "Taal") };
    let edit = |edit| drop(workspace.municipality().edit_plan(&workspace.key(), &[edit]).unwrap());
    edit(PlanEdit::Add(section));
    let mut most = 0.0_f64;
    for save in 0..DAYS * SAVES {
        let base = text.clone();
        let at = text.char_indices().nth(chance.below(3900) as usize).unwrap().0;
        text.replace_range(at..at + 40, &chance.text(Writing::Prose, 41));
        text.truncate(text.floor_char_boundary(4000));
        edit(PlanEdit::SetBody { item, base, text: text.clone() });
        if save.is_multiple_of(SAVES / 2) {
            workspace.save_caches().unwrap();
            let room = workspace.store().room().unwrap();
            most = most.max(room.file as f64 / room.live as f64);
        }
    }
    println!("a year of edits: {most:.2} x at the most");
    report("a year of edits of one section", workspace.store());
    compacted(workspace.store());
}

/// A region arrives in batches; then the file is written anew, once as compaction does and once as a purge does.
fn sync_and_purge() {
    let dir = TempDir::new().unwrap();
    let country = Country::found(&dir.path().join("founder"), 34, 60, Writing::Prose);
    report("2,040 sections, shared 34 at a time", country.workspace.store());
    compacted(country.workspace.store());
    let joiner = Workspace::create(&dir.path().join("joiner"), &country.joiner(), Clock::system()).unwrap();
    let mut heights = joiner.region().heights();
    let (mut commits, began) = (0, Instant::now());
    loop {
        let batch = country.workspace.region().next_batch(&mut 0, &mut heights, 0).unwrap();
        if batch.is_empty() {
            break;
        }
        joiner.region().accept(batch).unwrap();
        commits += 1;
    }
    let spent = began.elapsed();
    println!("sync of 2,040 sections: {commits} commits, {spent:.2?}; one commit {:.2?}", commit(joiner.store()));
    report("synced", joiner.store());
    compacted(joiner.store());
    let began = Instant::now();
    joiner.store().rekey().unwrap();
    report(&format!("  as a purge leaves it, in {:.0} ms", began.elapsed().as_secs_f64() * 1e3), joiner.store());
}

/// What an empty transaction costs: both phases on disk.
fn commit(store: &Store) -> Duration {
    const TIMES: u32 = 50;
    let began = Instant::now();
    for _ in 0..TIMES {
        store.write(|tx| tx.put(deelbaar_sync::store::Area::Local, "bench", b"")).unwrap();
    }
    began.elapsed() / TIMES
}
