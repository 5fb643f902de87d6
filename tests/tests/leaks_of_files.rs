//! No byte, name or hash of a file reaches another municipality that no consent covers, and nothing of any file lies readable
//! on a disk: random items with files, some of which are chosen, consented to and taken back, and then a search.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot set up must fail loudly"
)]

use std::collections::BTreeSet;

use deelbaar_schema::attachment::{Attachment, CHUNK};
use deelbaar_schema::id::{FileHash, ItemId};
use deelbaar_schema::plan::{ItemKind, PlanEdit};
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState;
use deelbaar_sync::files::Presence;
use deelbaar_tests::attached::{bytes_below, content, list_of};
use deelbaar_tests::file_wire::{Ask, Side, ask};
use deelbaar_tests::scan::{Needles, Random};
use deelbaar_tests::{BAARN, Device, LEUSDEN, SOEST};

struct Town {
    officer: Device,
    alderman: Device,
    /// Off; its key listens in.
    listener: Device,
}

struct Known {
    town: usize,
    name: String,
    description: String,
    content: Vec<u8>,
    hash: FileHash,
    /// Whether others may have it now.
    covered: bool,
}

/// What happens to an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Private,
    Asked,
    Shared,
    TakenBack,
    Removed,
}

async fn towns() -> Vec<Town> {
    let leusden = Device::found(LEUSDEN).await;
    let soest = leusden.municipality(SOEST).await;
    let baarn = leusden.municipality(BAARN).await;
    let mut towns = Vec::new();
    for officer in [leusden, soest, baarn] {
        let alderman = officer.colleague(Role::Alderman).await;
        let mut listener = officer.colleague(Role::Reader).await;
        listener.go_offline().await;
        towns.push(Town { officer, alderman, listener });
    }
    let listeners: Vec<_> = towns.iter().map(|town| town.listener.workspace.device()).collect();
    for town in &towns {
        let knows = |d: &Device| d.workspace.region().look(|r| listeners.iter().all(|l| r.charter().knows(l).is_ok()));
        town.officer.until("everybody's enrolment", knows).await;
    }
    towns
}

/// Puts one to three files beside an item; names, descriptions and content occur once in all of the test.
fn attach(random: &mut Random, officer: &Device, town: usize, item: ItemId) -> Vec<Known> {
    let count = 1 + random.below(3);
    let one = |random: &mut Random| {
        let (name, description) = (format!("{}.pdf", random.word(19)), random.word(21));
        // Mostly small, sometimes of two pieces.
        let most = if random.chance(10) { CHUNK + CHUNK / 8 } else { 20_000 };
        let content = content(&name, 100 + random.below(most));
        officer.keep_file(&content);
        let hash = officer.name_file(item, Attachment::new(&name, &list_of(&content), &description).unwrap());
        Known { town, name, description, content, hash, covered: false }
    };
    (0..count).map(|_| one(random)).collect()
}

async fn consent(town: &Town, item: ItemId, chosen: &BTreeSet<FileHash>) {
    town.officer.request_with(item, chosen);
    town.alderman.until("the request", |d| d.has_request(item)).await;
    town.alderman.consent(item);
}

async fn story(random: &mut Random, towns: &[Town]) -> (Vec<Known>, usize) {
    let mut fates = [Fate::Private, Fate::Asked, Fate::Shared, Fate::Shared, Fate::TakenBack, Fate::Removed].repeat(3);
    random.shuffle(&mut fates);
    let (mut files, mut withdrawn) = (Vec::new(), 0);
    for fate in fates {
        let at = random.below(towns.len());
        let town = &towns[at];
        let item = town.officer.add(ItemKind::Section, &random.word(12), "");
        let mut beside = attach(random, &town.officer, at, item);
        let others = beside.iter().skip(1).filter(|_| random.chance(60));
        let chosen: BTreeSet<FileHash> = beside.iter().take(1).chain(others).map(|file| file.hash).collect();
        match fate {
            Fate::Private => {}
            Fate::Asked => drop(town.officer.request_with(item, &chosen)),
            Fate::Shared => {
                consent(town, item, &chosen).await;
                for file in &mut beside {
                    file.covered = chosen.contains(&file.hash);
                }
            }
            Fate::TakenBack => {
                consent(town, item, &chosen).await;
                towns[(at + 1) % towns.len()]
                    .officer
                    .until("what is taken back later", |d| {
                        chosen.iter().all(|hash| d.presence(*hash) == Presence::Here)
                    })
                    .await;
                town.alderman.withdraw(item);
                withdrawn += 1;
            }
            Fate::Removed => town.officer.edit(&[PlanEdit::Remove(item)]),
        }
        if fate != Fate::Removed && random.chance(50) {
            // Added after whatever was consented to.
            beside.extend(attach(random, &town.officer, at, item));
        }
        files.extend(beside);
    }
    (files, withdrawn)
}

fn needles(files: &[Known]) -> Needles {
    let mut needles = Needles::default();
    for (at, file) in files.iter().enumerate() {
        needles.add(file.name.trim_end_matches(".pdf").as_bytes(), at);
        needles.add(file.description.as_bytes(), at);
        needles.add_id(file.hash.as_bytes(), &file.hash.to_string(), at);
        // Content is nowhere in a record, not even in those of whoever may have it.
        needles.add(&file.content[..32], at);
    }
    needles
}

/// What others must not have and `hay` holds.
fn leaks(files: &[Known], needles: &Needles, hay: &[u8], town: usize) -> Vec<String> {
    let found = needles.found_in(hay).into_iter().map(|at| &files[at]);
    let leaked = found.filter(|file| file.town != town && !file.covered);
    leaked.map(|file| format!("{} of municipality {}", file.name, file.town)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_file_that_no_consent_covers_reaches_another_municipality() {
    let mut random = Random::printed("leaks of files");
    let towns = Box::pin(towns()).await;
    let (files, withdrawn) = Box::pin(story(&mut random, &towns)).await;
    let covered = files.iter().filter(|file| file.covered).count();
    println!("{} files, {covered} covered, {withdrawn} items taken back", files.len());
    assert!(covered >= 6 && withdrawn == 3 && files.len() >= covered + 12);

    let all: Vec<(usize, &Device)> =
        towns.iter().enumerate().flat_map(|(at, town)| [(at, &town.officer), (at, &town.alderman)]).collect();
    let (first, needles) = (&towns[0].officer.workspace, needles(&files));
    for (town, device) in &all {
        let settled = |d: &Device| {
            d.confirmations() == withdrawn * all.len() && d.workspace.region().heights() == first.region().heights()
        };
        device.until("the region, with every deletion confirmed", settled).await;
        let mine = |file: &&Known| file.covered || file.town == *town;
        for file in files.iter().filter(|file| file.covered) {
            device.until("a shared file", |d| d.presence(file.hash) == Presence::Here).await;
            assert_eq!(device.saved(file.hash), file.content);
        }
        for file in files.iter().filter(|file| !mine(file)) {
            assert_eq!(device.presence(file.hash), Presence::Away, "{} at municipality {town}", file.name);
        }
        assert_eq!(leaks(&files, &needles, &device.everything(), *town), Vec::<String>::new(), "municipality {town}");
    }
    // Nothing of any file lies readable on any disk, at home neither.
    for (town, device) in &all {
        let found = needles.found_in(&bytes_below(device.dir.path()));
        assert!(found.is_empty(), "the disk of municipality {town} shows {:?}", files[*found.first().unwrap()].name);
    }
    // Whoever knows the hash and asks.
    for (at, town) in towns.iter().enumerate() {
        let key = town.listener.workspace.key();
        let next = &towns[(at + 1) % towns.len()];
        let nothing =
            ask(&key, &next.officer, &Ask::List(Side::Municipality, FileHash::from_bytes([7; 32]))).await.unwrap();
        for file in files.iter().filter(|file| file.town == (at + 1) % towns.len()) {
            let answered = ask(&key, &next.officer, &Ask::List(Side::Municipality, file.hash)).await.unwrap();
            assert_eq!(answered == nothing, !file.covered, "{}", file.name);
        }
    }
    // And the search itself can fail.
    let uncovered = files.iter().find(|file| file.town == 0 && !file.covered).unwrap();
    let hay = [&towns[1].officer.everything()[..], uncovered.hash.as_bytes(), &[0; 9]].concat();
    assert_eq!(leaks(&files, &needles, &hay, 1).len(), 1, "a planted hash is not found");
    assert!(towns[0].officer.holds(&uncovered.name), "the own plan names it");
}
