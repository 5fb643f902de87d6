//! Devices that misuse the exchange of files: wrong pieces, frames without end, names of what is not theirs.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use std::time::Duration;

use deelbaar_schema::attachment::{Attachment, CHUNK, MAX_FILE};
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::encoding;
use deelbaar_schema::field::Mask;
use deelbaar_schema::id::{FileHash, ItemId, SharedId};
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::projection::project;
use deelbaar_schema::publication::Publication;
use deelbaar_schema::record::{Kind, LogHead, Record, WireRecord};
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::statement::{Consent, SignedStatement, Statement};
use deelbaar_sync::files::Presence;
use deelbaar_sync::workspace::{Root, random_key};
use deelbaar_tests::attached::{content, list_of};
use deelbaar_tests::file_wire::{Ask, Holder, Manner, Side, ask, is_blamed, three};
use deelbaar_tests::forge::{self, now, taken};
use deelbaar_tests::{BAARN, Device, LEUSDEN, SOEST};

/// Each file could be held up for as long as a turn lasts, and each device that does so has one.
#[tokio::test(flavor = "multi_thread")]
async fn a_slow_device_holds_a_file_up_for_seconds_and_the_next_not_at_all() {
    let (officer, colleague, slow) = three().await;
    // It would take two minutes.
    let first = content("traag", 40 * CHUNK);
    let manner = Manner::Slow(Duration::from_secs(3));
    let holder = Holder::meet(&slow.workspace.key(), &colleague, first.clone(), manner).await;
    let item = officer.add(ItemKind::Section, "Taal", "");
    let hash = officer.name_file(item, Attachment::new("traag.pdf", &list_of(&first), "").unwrap());
    colleague.until("the slow one has its turn", |d| matches!(d.presence(hash), Presence::Partly(..))).await;
    officer.keep_file(&first);
    colleague.until("the file from somebody else", |d| d.presence(hash) == Presence::Here).await;
    assert_eq!(colleague.saved(hash), first);
    let asked = holder.asked();
    let second = content("vlot", 8 * CHUNK);
    let hash = officer.attach(item, "vlot.pdf", &second);
    colleague.until("the next file", |d| d.presence(hash) == Presence::Here).await;
    assert_eq!(holder.asked(), asked, "whoever gave most is asked first");
    holder.leave().await;
}

/// Otherwise whoever knows a file could find out which municipality has it, by naming it.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_names_a_file_of_another_municipality_does_not_learn_that_it_is_there() {
    let officer = Device::found(LEUSDEN).await;
    let soest = officer.municipality(SOEST).await;
    let alderman = soest.colleague(Role::Alderman).await;
    let mut spy = soest.colleague(Role::Reader).await;
    let memo = content("gelekte memo", CHUNK + 5);
    let private = officer.add(ItemKind::Section, "Intern", "");
    let hash = officer.attach(private, "memo.pdf", &memo);
    let item = soest.add(ItemKind::Section, "Lokaas", "");
    assert_eq!(soest.name_file(item, Attachment::new("memo.pdf", &list_of(&memo), "").unwrap()), hash);
    soest.request(item, Mask::none());
    alderman.until("the request", |d| d.has_request(item)).await;
    alderman.consent(item);
    officer.until("the bait", |d| d.region_titles() == ["Lokaas"]).await;
    // The same as a device asks that never had it.
    officer.until("it is asked for", |d| d.workspace.files().lacking().len() == 1).await;
    spy.go_offline().await;
    let known = spy.workspace.device();
    let enrolled = |d: &Device| d.workspace.region().look(|r| r.charter().knows(&known).is_ok());
    officer.until("the spy's enrolment", enrolled).await;
    let key = spy.workspace.key();
    let unknown = ask(&key, &officer, &Ask::List(Side::Municipality, FileHash::from_bytes([7; 32]))).await.unwrap();
    assert_eq!(ask(&key, &officer, &Ask::List(Side::Municipality, hash)).await.unwrap(), unknown);
    let nothing =
        ask(&key, &officer, &Ask::Pieces(Side::Municipality, FileHash::from_bytes([7; 32]), vec![0])).await.unwrap();
    assert_eq!(ask(&key, &officer, &Ask::Pieces(Side::Municipality, hash, vec![0])).await.unwrap(), nothing);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_names_a_file_with_another_size_brings_no_blame_on_whoever_has_it() {
    let officer = Device::found(LEUSDEN).await;
    let soest = officer.municipality(SOEST).await;
    let baarn = officer.municipality(BAARN).await;
    let (alderman, other) = (officer.colleague(Role::Alderman).await, baarn.colleague(Role::Alderman).await);
    let route = content("route", CHUNK + 9);
    // Baarn comes first in every order.
    let wrong = Attachment { size: 17, ..Attachment::new("route.pdf", &list_of(&route), "").unwrap() };
    let lie = baarn.add(ItemKind::Section, "Verkeerd", "");
    let hash = baarn.name_file(lie, wrong);
    baarn.request(lie, Mask::none());
    other.until("the request", |d| d.has_request(lie)).await;
    other.consent(lie);
    soest.until("the wrong size", |d| d.region_titles() == ["Verkeerd"]).await;
    let item = officer.add(ItemKind::Section, "Wandelen", "");
    assert_eq!(officer.attach(item, "route.pdf", &route), hash);
    officer.request(item, Mask::none());
    alderman.until("the request", |d| d.has_request(item)).await;
    alderman.consent(item);
    soest.until("the file", |d| d.presence(hash) == Presence::Here).await;
    assert_eq!(soest.saved(hash), route);
    assert!(!is_blamed(&soest, officer.workspace.device()) && !is_blamed(&soest, alderman.workspace.device()));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_what_cannot_be_read_is_left_and_others_are_answered() {
    let (officer, colleague, liar) = three().await;
    let content = content("begroting", 3 * CHUNK);
    let item = officer.add(ItemKind::Section, "Taal", "");
    let hash = officer.attach(item, "begroting.pdf", &content);
    colleague.until("the file", |d| d.presence(hash) == Presence::Here).await;
    let key = liar.workspace.key();
    // More than may be asked for at once: only so many come.
    let many = ask(&key, &officer, &Ask::Pieces(Side::Municipality, hash, vec![0; 400])).await.unwrap();
    assert_eq!(many.len(), 16);
    // A list of numbers that is longer than a request may be.
    let long = ask(&key, &officer, &Ask::Pieces(Side::Municipality, hash, vec![u32::MAX; 4000])).await;
    assert_eq!(long, None);
    // Past the end, and of a file of the greatest length that is nowhere.
    let past = u32::try_from(MAX_FILE / CHUNK as u64).unwrap();
    let nothing = ask(&key, &officer, &Ask::Pieces(Side::Municipality, hash, vec![3, past, u32::MAX])).await.unwrap();
    assert!(nothing.iter().all(|frame| frame.len() < 8) && nothing.len() == 3, "{nothing:?}");
    assert_eq!(colleague.saved(hash), content);
}

/// What whoever holds both keys of the region makes: another Leusden, with keys and an alderman of their own, who shares an item
/// of `from` as theirs.
fn another_leusden(region: &Device, from: &Device, item: ItemId) -> Vec<WireRecord> {
    let (space, puppet) = (region.workspace.region_space(), random_key().unwrap());
    let key = region.workspace.root_key(Root::Region).unwrap();
    let both = (&key, region.region_second.as_ref());
    let charter = encoding::encode(&forge::municipality(space, LEUSDEN, both, &puppet)).unwrap();

    let section = SharedId::from_bytes([9; 16]);
    let snapshot = from.workspace.municipality().look(|state| {
        let item = state.item(item).unwrap();
        let files = item.files.values().map(|file| file.hash).collect();
        project(item, &Mask::none(), &files, LEUSDEN, section).unwrap()
    });
    let consent = Statement::Consent(Consent {
        region: space,
        municipality: LEUSDEN,
        section,
        version: 1,
        sharing: Sharing::REGION,
        snapshot: snapshot.hash(),
        without: Mask::none(),
        date: region.workspace.clock().today(),
    });
    let publication =
        Publication::new(SignedStatement::sign(&consent, &puppet).unwrap(), None, &snapshot).encode().unwrap();
    let first = Record::create(&puppet, space, LogHead::EMPTY, now(), Kind::Charter, charter).unwrap();
    let next = LogHead::EMPTY.advance(&first).unwrap();
    let then = Record::create(&puppet, space, next, now(), Kind::Publication, publication).unwrap();
    vec![first.to_wire(), then.to_wire()]
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_who_admit_another_municipality_under_the_same_code_get_no_private_file() {
    let officer = Device::found(LEUSDEN).await;
    let soest = officer.municipality(SOEST).await;
    let mut spy = soest.colleague(Role::Reader).await;
    let known = spy.workspace.device();
    let enrolled = |d: &Device| d.workspace.region().look(|r| r.charter().knows(&known).is_ok());
    officer.until("the spy's enrolment", enrolled).await;
    spy.go_offline().await;
    let memo = content("gelekte memo", CHUNK + 5);
    let private = officer.add(ItemKind::Section, "Intern", "");
    let hash = officer.attach(private, "memo.pdf", &memo);
    let bait = soest.add(ItemKind::Section, "Lokaas", "");
    assert_eq!(soest.name_file(bait, Attachment::new("memo.pdf", &list_of(&memo), "").unwrap()), hash);
    taken(officer.workspace.region(), another_leusden(&officer, &soest, bait));
    officer.workspace.settle().unwrap();
    assert_eq!(officer.region_titles(), ["Lokaas"], "under the code of Leusden");

    let key = spy.workspace.key();
    let nowhere = FileHash::from_bytes([7; 32]);
    for side in [Side::Municipality, Side::Region] {
        let nothing = ask(&key, &officer, &Ask::List(side, nowhere)).await.unwrap();
        assert_eq!(ask(&key, &officer, &Ask::List(side, hash)).await.unwrap(), nothing, "{side:?}");
        let nothing = ask(&key, &officer, &Ask::Pieces(side, nowhere, vec![0])).await.unwrap();
        assert_eq!(ask(&key, &officer, &Ask::Pieces(side, hash, vec![0])).await.unwrap(), nothing, "{side:?}");
    }
    assert_eq!(officer.saved(hash), memo, "at home it is there as before");
}

/// A file that Leusden keeps to itself is named by a section of Soest. A device of Leusden without it asks its colleague, who
/// has it, for the copy that is passed on in the region: that would put a private file where everybody gets it.
#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_hands_no_private_file_on_because_another_municipality_names_it() {
    let officer = Device::found(LEUSDEN).await;
    let colleague = officer.colleague(Role::PolicyOfficer).await;
    let soest = officer.municipality(SOEST).await;
    let alderman = soest.colleague(Role::Alderman).await;
    let memo = content("gelekte memo", CHUNK + 5);
    let private = officer.add(ItemKind::Section, "Intern", "");
    let hash = officer.attach(private, "memo.pdf", &memo);
    colleague.until("the file of the own plan", |d| d.presence(hash) == Presence::Here).await;
    let bait = soest.add(ItemKind::Section, "Lokaas", "");
    assert_eq!(soest.name_file(bait, Attachment::new("memo.pdf", &list_of(&memo), "").unwrap()), hash);
    soest.request(bait, Mask::none());
    alderman.until("the request", |d| d.has_request(bait)).await;
    alderman.consent(bait);
    // A file that may go travels the same way, and shows that there was time enough.
    let shown = soest.add(ItemKind::Section, "Gewoon", "");
    let ordinary = soest.attach(shown, "gewoon.pdf", &content("gewoon", CHUNK + 5));
    soest.request(shown, Mask::none());
    alderman.until("the request", |d| d.has_request(shown)).await;
    alderman.consent(shown);
    for device in [&officer, &colleague] {
        device.until("both sections", |d| d.region_titles().len() == 2).await;
        device
            .until("it is asked for", |d| d.workspace.files().lacking().iter().any(|(key, _)| key.hash == hash))
            .await;
        device.until("what may go", |d| d.presence(ordinary) == Presence::Here).await;
    }
    // Asked again and again, by both of each other and by Soest of both.
    tokio::time::sleep(std::time::Duration::from_secs(4)).await;
    for device in [&officer, &colleague] {
        let lacking = device.workspace.files().lacking();
        assert!(lacking.iter().any(|(key, _)| key.hash == hash), "it has a copy for the region");
        assert_eq!(device.sealed().len(), 2, "the own copy, and what may go");
        assert!(!is_blamed(device, colleague.workspace.device()) && !is_blamed(device, officer.workspace.device()));
    }
    for device in [&soest, &alderman] {
        assert_eq!(device.presence(hash), Presence::Away);
    }
    assert_eq!(colleague.saved(hash), memo);
}
