//! The municipality's key in hands whose role lets nobody in: alone it does nothing, and with the second person it lets in
//! somebody whose role does.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use deelbaar_schema::charter::CharterError;
use deelbaar_schema::id::{DeviceId, PersonId};
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState;
use deelbaar_sync::clock::Clock;
use deelbaar_sync::store::{Kdf, Passphrase};
use deelbaar_sync::workspace::{NewRegion, Person, Renew, Root, Workspace, WorkspaceError, random, random_key};
use deelbaar_tests::{Device, LEUSDEN, term};
use tempfile::TempDir;

fn somebody(role: Role) -> (DeviceId, Person) {
    let id = PersonId::from_bytes(*random::<16>().unwrap());
    (random_key().unwrap().device(), Person { id, name: "Iemand".into(), role, term: term() })
}

/// Gives a device the municipality's key from its words on paper.
fn give_key(officer: &Device, device: &Device) {
    let words = officer.workspace.recovery_words(None).unwrap();
    let (_, words) = words.iter().find(|(root, _)| *root == Root::Municipality).unwrap();
    assert_eq!(device.workspace.restore_key(words).unwrap(), Root::Municipality);
}

fn counts(workspace: &Workspace) -> (u64, u64) {
    (workspace.municipality().count(), workspace.region().count())
}

fn knows(workspace: &Workspace, device: &DeviceId) -> bool {
    workspace.municipality().look(|state| state.charter().knows(device).is_ok())
        && workspace.region().look(|state| state.charter().knows(device).is_ok())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alderman_with_the_key_lets_in_nobody_alone() {
    let officer = Device::found(LEUSDEN).await;
    let alderman = officer.colleague(Role::Alderman).await;
    give_key(&officer, &alderman);
    let (own, second) = (&alderman.workspace, officer.second.as_ref());
    let before = counts(own);
    for role in [Role::Alderman, Role::Adviser, Role::RegionalLead, Role::Reader, Role::Keeper] {
        let (device, person) = somebody(role);
        for second in [None, second] {
            let refused = own.enrol(device, &person, second);
            assert!(matches!(refused, Err(WorkspaceError::MayNot(CharterError::Role))), "{role:?}: {refused:?}");
        }
    }
    let (device, person) = somebody(Role::PolicyOfficer);
    let alone = own.enrol(device, &person, None);
    assert!(matches!(alone, Err(WorkspaceError::SecondNeeded)), "{alone:?}");
    let other = random_key().unwrap();
    let wrong = own.enrol(device, &person, Some(&other));
    assert!(matches!(wrong, Err(WorkspaceError::WrongSecond)), "{wrong:?}");
    let changed = own.change_role(officer.workspace.device(), Role::Reader, term(), second);
    assert!(matches!(changed, Err(WorkspaceError::MayNot(CharterError::Role))), "{changed:?}");
    let removed = own.remove(officer.workspace.device());
    assert!(matches!(removed, Err(WorkspaceError::MayNot(CharterError::Role))), "{removed:?}");
    assert_eq!(counts(own), before, "something was stated");
}

/// The only policy officer is gone, and so is their device: paper and two people bring the next one.
#[tokio::test(flavor = "multi_thread")]
async fn two_people_let_in_the_next_officer_when_the_only_one_is_gone() {
    let mut officer = Device::found(LEUSDEN).await;
    let mut alderman = officer.colleague(Role::Alderman).await;
    give_key(&officer, &alderman);
    let gone = officer.workspace.device();
    officer.go_offline().await;
    alderman.second = officer.second.take();
    let second = alderman.second.clone().unwrap();
    alderman.workspace.renew(Renew::Municipality { lost: Some(gone) }, &second).unwrap();
    let next = alderman.colleague(Role::PolicyOfficer).await;
    next.until("the removal", |d| {
        d.workspace.municipality().look(|state| state.charter().members().any(|m| m.device == gone && m.revoked))
    })
    .await;
    assert!(knows(&alderman.workspace, &next.workspace.device()));

    // The new officer gets the key from its new words, and lets in whom they want.
    give_key(&alderman, &next);
    let (device, person) = somebody(Role::Reader);
    next.workspace.enrol(device, &person, None).unwrap();
    assert!(knows(&next.workspace, &device));
}

/// A restored device enrols itself only as what it was, and only where that lets colleagues in.
#[tokio::test(flavor = "multi_thread")]
async fn a_restored_reader_with_the_key_waits_to_be_let_in() {
    let officer = Device::found(LEUSDEN).await;
    let reader = officer.colleague(Role::Reader).await;
    give_key(&officer, &reader);
    let dir = TempDir::new().unwrap();
    let (file, words) = (dir.path().join("backup"), Passphrase::new("woorden op papier"));
    reader.workspace.backup(&file, &words, Kdf { memory: 8, passes: 1, lanes: 1 }).unwrap();
    let place = dir.path().join("restored");
    assert!(!Workspace::restore(&file, &place, &words, &Clock::system()).unwrap().enrolled);
    let restored = Workspace::open(&place, Clock::system()).unwrap();
    assert!(!restored.is_enrolled() && restored.root_key(Root::Municipality).is_some());
}

#[test]
fn only_a_policy_officer_begins_a_municipality() {
    for role in Role::ALL.into_iter().filter(|role| *role != Role::PolicyOfficer) {
        let dir = TempDir::new().unwrap();
        let (_, person) = somebody(role);
        let new = NewRegion {
            region: "Testregio".into(),
            municipality: LEUSDEN,
            municipality_name: "Leusden".into(),
            person,
        };
        let place = dir.path().join("workspace");
        let refused = Workspace::found(&place, new, Clock::system());
        assert!(matches!(refused, Err(WorkspaceError::Founder)), "{role:?}");
        assert!(!place.exists(), "{role:?} left something");
    }
}
