//! A second device is the same person: what one of them asked, the other cannot answer.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use deelbaar_schema::act::{Act, Outcome, Track, What};
use deelbaar_schema::encoding;
use deelbaar_schema::gate::{ActError, Phase};
use deelbaar_schema::id::{ContentHash, ItemId, RecordId};
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::record::Kind;
use deelbaar_schema::role::Role;
use deelbaar_schema::space::{Refusal, SpaceState};
use deelbaar_schema::statement::{Mandate, Statement};
use deelbaar_schema::time::Term;
use deelbaar_sync::replica::AppendError;
use deelbaar_sync::workspace::WorkspaceError;
use deelbaar_tests::{Device, LEUSDEN, forge};

fn phase(device: &Device, item: ItemId) -> Phase {
    device.workspace.municipality().look(|state| state.decision(state.item(item).unwrap()).phase)
}

/// The alderman lets the officer decide on activities; waits until `on` knows.
async fn mandate(alderman: &Device, to: &Device, on: &[&Device]) -> ContentHash {
    let today = alderman.workspace.clock().today();
    let statement = Statement::Mandate(Mandate {
        space: alderman.workspace.municipality().space(),
        municipality: LEUSDEN,
        person: to.workspace.identity().person.id,
        kinds: [ItemKind::Activity].into(),
        asks: on.iter().map(|device| device.workspace.device()).collect(),
        term: Term { from: today, until: Some(today) },
    });
    alderman.workspace.arrange(&statement).unwrap();
    let given = alderman.workspace.municipality().look(|state| state.charter().mandates().remove(0).hash);
    for device in on {
        device.until("the mandate", |d| d.workspace.municipality().look(|s| !s.charter().mandates().is_empty())).await;
    }
    given
}

fn agree(device: &Device, item: ItemId, submission: RecordId, under: Option<ContentHash>) -> What {
    let content = device.workspace.municipality().look(|state| state.item(item).unwrap().substance().unwrap());
    What::Decide { submission, content, outcome: Outcome::Agreed, under, external: None, note: String::new() }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_device_asked_the_other_of_the_same_person_cannot_answer() {
    let officer = Device::found(LEUSDEN).await;
    let alderman = officer.colleague(Role::Alderman).await;
    let tablet = officer.second_device_of(&officer).await;
    assert_eq!(tablet.workspace.identity().person, officer.workspace.identity().person, "whatever name was typed");
    let given = mandate(&alderman, &officer, &[&officer, &tablet]).await;
    let item = officer.add(ItemKind::Activity, "Dialoogavond", "Een avond.");
    let submission = officer.submit(item);
    tablet.until("the submission", |d| d.workspace.municipality().look(|m| m.acts().get(&submission).is_some())).await;

    // Through the own door.
    let what = agree(&tablet, item, submission, Some(given));
    let refused = tablet.workspace.act(item, what.clone()).unwrap_err();
    let own = Refusal::Act(ActError::OwnRequest);
    assert!(matches!(&refused, WorkspaceError::Append(AppendError::Refused(why)) if *why == own), "{refused}");
    // By hand, past it: kept, and nothing.
    let after = officer.workspace.municipality().look(|s| s.acts().last(s.bench(), item, Track::Decision));
    let act = encoding::encode(&Act { item, after, what }).unwrap();
    let record = forge::next(officer.workspace.municipality(), &tablet.workspace.key(), Kind::Act, act);
    forge::taken(officer.workspace.municipality(), vec![record.to_wire()]);
    assert_eq!(phase(&officer, item), Phase::Submitted);
    // The alderman can.
    alderman
        .until("the submission", |d| d.workspace.municipality().look(|m| m.acts().get(&submission).is_some()))
        .await;
    alderman.decide(item, submission, Outcome::Agreed);
    assert_eq!(phase(&alderman, item), Phase::Agreed);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alderman_has_a_second_device_only_with_the_second_key() {
    let officer = Device::found(LEUSDEN).await;
    let alderman = officer.colleague(Role::Alderman).await;
    let person = alderman.workspace.identity().person.clone();
    let stranger = deelbaar_sync::workspace::random_key().unwrap().device();
    assert!(matches!(officer.workspace.enrol(stranger, &person, None), Err(WorkspaceError::SecondNeeded)));
    let tablet = officer.second_device_of(&alderman).await;
    let today = tablet.workspace.clock().today();
    let persons = |device| officer.workspace.region().look(|r| r.charter().persons_of(&device));
    assert_eq!(persons(tablet.workspace.device()), persons(alderman.workspace.device()), "in the region too");
    let role = |d: &Device| {
        let device = d.workspace.device();
        officer.workspace.municipality().look(|m| m.charter().member_on(&device, today).map(|e| e.role))
    };
    assert_eq!(role(&tablet), Some(Role::Alderman));
    let item = officer.add(ItemKind::Activity, "Dialoogavond", "Een avond.");
    let submission = officer.submit(item);
    tablet.until("the submission", |d| d.workspace.municipality().look(|m| m.acts().get(&submission).is_some())).await;
    tablet.decide(item, submission, Outcome::Agreed);
    officer.until("the decision", |d| phase(d, item) == Phase::Agreed).await;
}
