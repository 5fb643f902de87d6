//! An officer with a mandate and the municipality's key tries to be two people: one who submits, and one who decides.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use deelbaar_schema::act::{Act, Outcome, Track, What};
use deelbaar_schema::charter::MandateError;
use deelbaar_schema::encoding;
use deelbaar_schema::gate::{ActError, Phase};
use deelbaar_schema::id::{ItemId, PersonId};
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::record::Kind;
use deelbaar_schema::role::Role;
use deelbaar_schema::space::{Refusal, SpaceState};
use deelbaar_schema::statement::{Mandate, Statement};
use deelbaar_schema::time::Term;
use deelbaar_sync::replica::AppendError;
use deelbaar_sync::workspace::{Person, WorkspaceError, random, random_key};
use deelbaar_tests::{Device, LEUSDEN, forge, term};

fn phase(device: &Device, item: ItemId) -> Phase {
    device.workspace.municipality().look(|state| state.decision(state.item(item).unwrap()).phase)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_who_is_two_people_decides_nothing() {
    let officer = Device::found(LEUSDEN).await;
    let alderman = officer.colleague(Role::Alderman).await;
    let colleague = officer.colleague(Role::PolicyOfficer).await;
    let today = officer.workspace.clock().today();
    let statement = Statement::Mandate(Mandate {
        space: alderman.workspace.municipality().space(),
        municipality: LEUSDEN,
        person: officer.workspace.person().id,
        kinds: [ItemKind::Activity].into(),
        asks: [officer.workspace.device(), colleague.workspace.device()].into(),
        term: Term { from: today, until: Some(today) },
    });
    alderman.workspace.arrange(&statement).unwrap();
    officer.until("the mandate", |d| d.workspace.municipality().look(|s| !s.charter().mandates().is_empty())).await;
    let under = Some(officer.workspace.municipality().look(|state| state.charter().mandates().remove(0).hash));
    let replica = officer.workspace.municipality();
    let item = officer.add(ItemKind::Activity, "Dialoogavond", "Een avond.");
    let content = replica.look(|state| state.item(item).unwrap().substance().unwrap());
    let follow = || replica.look(|s| s.acts().last(s.bench(), item, Track::Decision));

    // Somebody made up, and the colleague's name on another device: both only take the key that the officer holds.
    let made_up = PersonId::from_bytes(*random::<16>().unwrap());
    for id in [made_up, colleague.workspace.person().id] {
        let puppet = random_key().unwrap();
        let person = Person { id, name: "Iemand".into(), role: Role::PolicyOfficer, term: term() };
        officer.workspace.enrol(puppet.device(), &person, None).unwrap();
        let act = Act { item, after: follow(), what: What::Submit { content } };
        let submit = forge::next(replica, &puppet, Kind::Act, encoding::encode(&act).unwrap());
        forge::taken(replica, vec![submit.to_wire()]);
        assert_eq!(phase(&officer, item), Phase::Submitted);
        let what = What::Decide {
            submission: submit.id(),
            content,
            outcome: Outcome::Agreed,
            under,
            external: None,
            note: String::new(),
        };
        let refused = officer.workspace.act(item, what.clone()).unwrap_err();
        let asker = Refusal::Act(ActError::Mandate(MandateError::Asker));
        assert!(matches!(&refused, WorkspaceError::Append(AppendError::Refused(why)) if *why == asker), "{refused}");
        // By hand, past the own door: kept, and nothing.
        let act = encoding::encode(&Act { item, after: follow(), what }).unwrap();
        let forged = forge::next(replica, &officer.workspace.key(), Kind::Act, act);
        forge::taken(replica, vec![forged.to_wire()]);
        assert_eq!(phase(&officer, item), Phase::Submitted);
        alderman.until("it", |d| d.workspace.municipality().look(|m| m.acts().get(&forged.id()).is_some())).await;
        assert_eq!(phase(&alderman, item), Phase::Submitted);
    }

    // What the colleague submits it does cover.
    colleague.until("the item", |d| d.body(item).is_some()).await;
    let other = colleague.add(ItemKind::Activity, "Wandeling", "Een middag.");
    let submission = colleague.submit(other);
    officer.until("it", |d| d.workspace.municipality().look(|m| m.acts().get(&submission).is_some())).await;
    let content = replica.look(|state| state.item(other).unwrap().substance().unwrap());
    let (outcome, external, note) = (Outcome::Agreed, None, String::new());
    officer.workspace.act(other, What::Decide { submission, content, outcome, under, external, note }).unwrap();
    assert_eq!(phase(&officer, other), Phase::Agreed);
}
