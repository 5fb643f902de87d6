//! A device that is removed: lost, stolen, or of somebody who left. It is refused, and what it wrote later changes nothing,
//! except that what it takes back is taken back.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use std::time::Duration;

use deelbaar_schema::act::Outcome;
use deelbaar_schema::charter::CharterError;
use deelbaar_schema::field::Mask;
use deelbaar_schema::gate::{Phase, Visibility};
use deelbaar_schema::id::{DeviceId, ItemId};
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::record::WireRecord;
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState;
use deelbaar_sync::replica::Replica;
use deelbaar_sync::workspace::WorkspaceError;
use deelbaar_tests::{Device, LEUSDEN, SOEST};

/// Long enough for a node to have dialled, greeted and sent; the tests that expect something wait on less.
const A_WHILE: Duration = Duration::from_secs(4);

fn records_of<S: SpaceState>(replica: &Replica<S>, device: &DeviceId) -> Vec<WireRecord> {
    let records = replica.records().unwrap();
    records
        .iter()
        .filter(|record| record.header().author == *device)
        .map(deelbaar_schema::record::Record::to_wire)
        .collect()
}

fn knows_removal(device: &DeviceId) -> impl Fn(&Device) -> bool {
    move |d| d.workspace.region().look(|region| region.charter().counts(device, u64::MAX).is_err())
}

fn phase(device: &Device, item: ItemId) -> Phase {
    device.workspace.municipality().look(|state| state.decision(state.item(item).unwrap()).phase)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_laptop_is_refused_and_its_later_records_change_nothing_but_what_they_take_back() {
    let officer = Device::found(LEUSDEN).await;
    let soest = officer.municipality(SOEST).await;
    let mut stolen = officer.colleague(Role::Alderman).await;
    let thief = stolen.workspace.device();

    let shared = officer.add(ItemKind::Activity, "Gedeeld", "Wat de regio mag weten.");
    let private = officer.add(ItemKind::Activity, "Concept", "Wat niemand mag weten.");
    officer.request(shared, Mask::none());
    officer.request(private, Mask::none());
    let submission = officer.submit(private);
    let has = |d: &Device| d.workspace.municipality().look(|m| m.acts().get(&submission).is_some());
    stolen.until("the submission", has).await;
    stolen.consent(shared);
    soest.until("the shared activity", |d| d.region_titles() == ["Gedeeld"]).await;
    stolen.go_offline().await;

    officer.workspace.remove(thief).unwrap();
    soest.until("the removal", knows_removal(&thief)).await;
    let before = (officer.workspace.region().heights(), soest.workspace.region().heights());

    // The thief does whatever an alderman could, and comes online again.
    stolen.consent(private);
    stolen.decide(private, submission, Outcome::Agreed);
    stolen.come_back().await;
    stolen.meet(&officer);
    stolen.meet(&soest);
    let later = officer.add(ItemKind::Activity, "Later", "Na de diefstal.");
    tokio::time::sleep(A_WHILE).await;
    assert!(stolen.body(later).is_none(), "a removed device was sent something");
    // Nothing but that it is refused: that it can say to whoever sits there.
    let refused = |other: &Device| {
        let all = stolen.node().peers().all();
        all.get(&other.workspace.device()).is_some_and(|peer| peer.refused.is_some())
    };
    stolen.until("both refuse it", |_| refused(&officer) && refused(&soest)).await;
    assert_eq!(before, (officer.workspace.region().heights(), soest.workspace.region().heights()));

    // Somebody who had not heard of the removal passes its records on all the same.
    officer.workspace.municipality().accept(records_of(stolen.workspace.municipality(), &thief)).unwrap();
    officer.workspace.settle().unwrap();
    for honest in [&officer, &soest] {
        honest.workspace.region().accept(records_of(stolen.workspace.region(), &thief)).unwrap();
        let (theirs, brought) = (honest.workspace.region().heights(), stolen.workspace.region().heights());
        assert_eq!(theirs.get(&thief), brought.get(&thief), "its records are there");
        assert!(theirs.get(&thief) > before.0.get(&thief), "and there are more than before");
        assert_eq!(
            honest.region_titles(),
            ["Gedeeld"],
            "what was consented to before stays, what came later is nothing"
        );
    }
    assert_eq!(phase(&officer, private), Phase::Submitted);

    // The one exception: a withdrawal counts, since taking back is the safe side. At home it shows as taken back too, though
    // there the act is nothing; and what is consented to anew gets a number that was not taken back.
    let visibility = || {
        let in_region = officer.workspace.in_region();
        officer.workspace.municipality().look(|state| {
            let (item, consents) = (state.item(shared).unwrap(), state.consents(shared, &in_region));
            (state.visibility_by(item, &consents, officer.workspace.clock().today()), consents.next_version())
        })
    };
    assert!(matches!(visibility(), (Visibility::Shared { version: 1, .. }, 2)), "{:?}", visibility());
    stolen.withdraw(shared);
    for honest in [&officer, &soest] {
        honest.workspace.region().accept(records_of(stolen.workspace.region(), &thief)).unwrap();
        assert!(honest.region_titles().is_empty());
    }
    officer.workspace.municipality().accept(records_of(stolen.workspace.municipality(), &thief)).unwrap();
    assert_eq!(visibility(), (Visibility::Withdrawn, 2));
    // Home can say who did it, though its act is nothing there.
    let in_region = officer.workspace.in_region();
    let section = officer.workspace.municipality().look(|state| state.section_of(shared));
    let signers: Vec<_> = in_region[&section].withdrawals.keys().map(|signed| signed.signer).collect();
    assert_eq!(signers, [thief]);
    let (good, bad) = officer.workspace.municipality().verify().unwrap();
    assert!(good > 0 && bad.is_none(), "{bad:?}");
}

/// A copy of the folder, made before the removal and started after it: the same key, and it knows of nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_a_workspace_that_is_started_after_the_removal_is_refused_and_changes_nothing() {
    let officer = Device::found(LEUSDEN).await;
    let soest = officer.municipality(SOEST).await;
    let mut original = officer.colleague(Role::Alderman).await;
    let thief = original.workspace.device();
    let item = officer.add(ItemKind::Activity, "Concept", "Wat niemand mag weten.");
    officer.request(item, Mask::none());
    let submission = officer.submit(item);
    let has = |d: &Device| d.workspace.municipality().look(|m| m.acts().get(&submission).is_some());
    original.until("the submission", has).await;
    soest.meet(&original);
    original.go_offline().await;
    let copy = original.copied();
    drop(original);
    officer.workspace.remove(thief).unwrap();
    soest.until("the removal", knows_removal(&thief)).await;
    let known = |device: &Device| (device.workspace.region().digest(), device.workspace.municipality().digest());
    let before = (known(&officer), known(&soest));

    let mut copy = copy;
    copy.consent(item);
    copy.decide(item, submission, Outcome::Agreed);
    copy.come_back().await;
    copy.meet(&officer);
    copy.meet(&soest);
    tokio::time::sleep(A_WHILE).await;
    assert_eq!((known(&officer), known(&soest)), before);
    assert_eq!((phase(&officer, item), phase(&copy, item)), (Phase::Submitted, Phase::Agreed));
    assert!(officer.region_titles().is_empty() && soest.region_titles().is_empty());
    // Handed over by somebody who had not heard of the removal it changes nothing either.
    for honest in [&officer, &soest] {
        honest.workspace.region().accept(records_of(copy.workspace.region(), &thief)).unwrap();
        assert!(honest.region_titles().is_empty());
    }
    officer.workspace.municipality().accept(records_of(copy.workspace.municipality(), &thief)).unwrap();
    officer.workspace.settle().unwrap();
    assert_eq!(phase(&officer, item), Phase::Submitted);
    assert!(
        officer.region_titles().is_empty()
            && !copy.workspace.region().look(|r| r.charter().is_removed(&thief, LEUSDEN))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_is_connected_while_it_is_removed_gets_nothing_more() {
    let officer = Device::found(LEUSDEN).await;
    let (leaves, stays) = (officer.colleague(Role::Adviser).await, officer.colleague(Role::Adviser).await);
    let first = officer.add(ItemKind::Activity, "Eerst", "");
    for adviser in [&leaves, &stays] {
        adviser.until("the plan", |d| d.body(first).is_some()).await;
    }
    officer.workspace.remove(leaves.workspace.device()).unwrap();
    let later = officer.add(ItemKind::Activity, "Later", "");
    stays.until("what came later", |d| d.body(later).is_some()).await;
    tokio::time::sleep(A_WHILE).await;
    assert!(leaves.body(later).is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_holds_the_key_removes_and_never_itself() {
    let officer = Device::found(LEUSDEN).await;
    let adviser = officer.colleague(Role::Adviser).await;
    let keyless = adviser.workspace.remove(officer.workspace.device());
    assert!(matches!(keyless, Err(WorkspaceError::NoKey)), "{keyless:?}");
    let own = officer.workspace.remove(officer.workspace.device());
    assert!(matches!(own, Err(WorkspaceError::OwnDevice)), "{own:?}");
    let unknown = officer.workspace.remove(DeviceId::from_bytes([7; 32]));
    assert!(matches!(unknown, Err(WorkspaceError::NoDevice(CharterError::UnknownDevice))), "{unknown:?}");
    assert!(!knows_removal(&officer.workspace.device())(&officer));
}
