//! Who does not read the plan gets nothing of the municipality's private space: not by joining, not by asking for it by
//! hand, and not any more after a change of role.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use std::path::Path;

use deelbaar_schema::field::Mask;
use deelbaar_schema::id::{ContentHash, ItemId};
use deelbaar_schema::plan::{Comment, ItemKind, PlanEdit};
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState;
use deelbaar_sync::workspace::{IntroductionFor, random};
use deelbaar_tests::wire::{Frame, Greeting, Wire};
use deelbaar_tests::{Device, LEUSDEN, forge, term};

const DRAFT: &str = "Eekhoornbrug";
const REMARK: &str = "Bosuilenpad";
const SHARED: &str = "Wandelroute";

/// An officer with a draft and a remark on it, and an alderman who consented to another section.
async fn leusden() -> (Device, Device) {
    let officer = Device::found(LEUSDEN).await;
    let alderman = officer.colleague(Role::Alderman).await;
    let item = officer.add(ItemKind::Section, DRAFT, "Concept.");
    officer.edit(&[PlanEdit::AddComment(Comment {
        id: ItemId::from_bytes(*random::<16>().unwrap()),
        item,
        author: officer.workspace.device(),
        time: forge::now(),
        text: REMARK.into(),
    })]);
    share(&officer, &alderman, SHARED).await;
    (officer, alderman)
}

/// Shares a section. Whatever the officer wrote before, others have no later than this.
async fn share(officer: &Device, alderman: &Device, title: &str) {
    let section = officer.add(ItemKind::Section, title, "Voor iedereen.");
    officer.request(section, Mask::none());
    alderman.until("the request", |d| d.body(section).is_some() && asks(d, section)).await;
    alderman.consent(section);
}

fn asks(device: &Device, item: ItemId) -> bool {
    let state = device.workspace.municipality();
    state.look(|state| !state.acts().consent_state(state.bench(), item).open.is_empty())
}

fn shows(device: &Device, title: &str) -> bool {
    device.region_titles().iter().any(|shown| shown == title)
}

fn files_of(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        bytes.extend(if path.is_dir() { files_of(&path) } else { std::fs::read(path).unwrap() });
    }
    bytes
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// Nothing of the private space, neither in the records nor in the files.
fn knows_nothing(device: &Device) {
    let role = device.workspace.person().role;
    assert_eq!(device.workspace.municipality().count(), 0, "{role:?}");
    let (kept, files) = (device.everything(), files_of(device.dir.path()));
    for secret in [DRAFT, REMARK] {
        assert!(!contains(&kept, secret) && !contains(&files, secret), "{role:?} holds {secret}");
    }
    assert!(contains(&kept, SHARED), "a search in nothing finds nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_and_a_keeper_get_the_region_and_nothing_of_the_plan() {
    let (officer, alderman) = leusden().await;
    for role in [Role::RegionalLead, Role::Keeper] {
        let mut device = Box::pin(officer.colleague(role)).await;
        device.meet(&alderman);
        device.until("what is shared", |d| shows(d, SHARED)).await;
        assert_eq!(device.workspace.person().role, role);
        assert!(device.workspace.is_enrolled() && !device.workspace.reads_plan());
        knows_nothing(&device);

        // Not from a file either that is meant for colleagues.
        let file = officer.workspace.introduction(IntroductionFor::Colleagues).unwrap();
        device.workspace.take_introduction(&file).unwrap();
        knows_nothing(&device);

        // It stops playing by the rules, and asks by hand for what it can name.
        device.go_offline().await;
        let private = device.workspace.municipality().space();
        let mut wire = Wire::dial(&device.workspace.key(), &officer).await;
        wire.send(&Frame::Hello(vec![Greeting::new(private, ContentHash::of(b"nothing at all"), false)])).await;
        wire.until("a greeting", |received| !received.frames.is_empty()).await;
        wire.send(&Frame::Heights { space: private, buckets: None, heights: Vec::new(), wants: Vec::new() }).await;
        let why = wire.hung_up().await;
        let received = wire.received();
        assert_eq!(received.greeted(), [Greeting::name(officer.workspace.region_space())], "{why}");
        assert_eq!(received.records(), 0, "{why}");
        assert!(!received.frames.iter().any(|frame| frame.is_of(&private)), "{why}");
        wire.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_stops_reading_gets_nothing_new_and_all_of_it_when_they_read_again() {
    let (officer, alderman) = leusden().await;
    let colleague = Box::pin(officer.colleague(Role::PolicyOfficer)).await;
    colleague.until("the draft", |d| d.holds(DRAFT)).await;
    let device = colleague.workspace.device();

    officer.workspace.change_role(device, Role::RegionalLead, term(), None).unwrap();
    let later = officer.add(ItemKind::Section, "Dassenburcht", "Concept.");
    share(&officer, &alderman, "Fietsroute").await;
    colleague.until("what was shared afterwards", |d| shows(d, "Fietsroute")).await;
    assert_eq!(colleague.workspace.person().role, Role::RegionalLead);
    assert!(!colleague.holds("Dassenburcht"), "written after the change");
    assert!(colleague.workspace.has_arrived(), "it lacks nothing that it gets");

    officer.workspace.change_role(device, Role::Reader, term(), None).unwrap();
    colleague.until("the plan again", |d| d.body(later).is_some()).await;
    colleague.until("its own role", |d| d.workspace.person().role == Role::Reader && d.workspace.has_arrived()).await;
    let same = |d: &Device| d.workspace.municipality().digest() == officer.workspace.municipality().digest();
    colleague.until("all of it", same).await;
}

/// Whoever joined as a lead knows nobody of the private space, and the one who let it in is away: the region names colleagues.
#[tokio::test(flavor = "multi_thread")]
async fn a_lead_that_becomes_a_reader_gets_the_plan_from_any_colleague() {
    let (mut officer, alderman) = leusden().await;
    let lead = Box::pin(officer.colleague(Role::RegionalLead)).await;
    let device = lead.workspace.device();
    officer.workspace.change_role(device, Role::Reader, term(), None).unwrap();
    let today = officer.workspace.clock().today();
    let knows = |d: &Device| {
        let reader = |role: Option<Role>| role == Some(Role::Reader);
        reader(d.workspace.municipality().look(|s| s.charter().member_on(&device, today).map(|e| e.role)))
            && reader(d.workspace.region().look(|s| s.charter().member_on(&device, today).map(|e| e.role)))
    };
    alderman.until("the change", knows).await;
    officer.go_offline().await;
    lead.meet(&alderman);
    lead.until("the plan", |d| d.holds(DRAFT) && d.workspace.has_arrived()).await;
    let same = |d: &Device| d.workspace.municipality().digest() == alderman.workspace.municipality().digest();
    lead.until("all of it", same).await;
}
