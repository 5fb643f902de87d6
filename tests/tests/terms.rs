//! Roles that change and end, and a municipality that leaves.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use deelbaar_schema::act::Outcome;
use deelbaar_schema::charter::CharterError;
use deelbaar_schema::field::Mask;
use deelbaar_schema::gate::{ActError, Phase};
use deelbaar_schema::id::ItemId;
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::{Action, Role};
use deelbaar_schema::space::{Refusal, SpaceState};
use deelbaar_schema::time::Term;
use deelbaar_sync::replica::AppendError;
use deelbaar_sync::workspace::{IntroductionFor, WorkspaceError};
use deelbaar_tests::{BAARN, Device, LEUSDEN, SOEST};

fn phase(device: &Device, item: ItemId) -> Phase {
    device.workspace.municipality().look(|state| state.decision(state.item(item).unwrap()).phase)
}

async fn submitted(officer: &Device, alderman: &Device, title: &str) -> (ItemId, deelbaar_schema::id::RecordId) {
    let item = officer.add(ItemKind::Activity, title, "Tekst.");
    let submission = officer.submit(item);
    alderman
        .until("the submission", |d| d.workspace.municipality().look(|m| m.acts().get(&submission).is_some()))
        .await;
    (item, submission)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_changes_leaves_what_was_done_and_ends_what_could_be() {
    let officer = Device::found(LEUSDEN).await;
    let alderman = officer.colleague(Role::Alderman).await;
    let tablet = officer.second_device_of(&alderman).await;
    let today = officer.workspace.clock().today();
    let (item, submission) = submitted(&officer, &alderman, "Ervoor").await;
    alderman.decide(item, submission, Outcome::Agreed);
    officer.until("the decision", |d| phase(d, item) == Phase::Agreed).await;
    let (open, open_submission) = submitted(&officer, &alderman, "Erna").await;

    let tomorrow = today.succ_opt().unwrap();
    let reader = Term::since(tomorrow);
    officer.workspace.change_role(alderman.workspace.device(), Role::Reader, reader, None).unwrap();
    let roles = |d: &Device, day| {
        d.workspace.municipality().look(|m| m.charter().member_on(&d.workspace.device(), day).map(|e| e.role))
    };
    for device in [&alderman, &tablet] {
        device.until("the change", |d| roles(d, tomorrow) == Some(Role::Reader)).await;
        assert_eq!(roles(device, today), Some(Role::Alderman), "until today");
        assert_eq!(device.workspace.person().role, Role::Alderman);
    }
    let alderman = Box::pin(alderman.days_later(1)).await;
    assert_eq!(alderman.workspace.person().role, Role::Reader, "and not what it was invited as");
    let content = alderman.workspace.municipality().look(|s| s.item(open).unwrap().substance().unwrap());
    let what = deelbaar_schema::act::What::Decide {
        submission: open_submission,
        content,
        outcome: Outcome::Agreed,
        under: None,
        external: None,
        note: String::new(),
    };
    let refused = alderman.workspace.act(open, what);
    let Err(WorkspaceError::Append(AppendError::Refused(Refusal::Act(ActError::Charter(why))))) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(why, CharterError::OutsideTerm(tomorrow));
    // What was decided before stays, also for whoever looks tomorrow.
    let officer = Box::pin(officer.days_later(1)).await;
    assert_eq!(phase(&officer, item), Phase::Agreed);
    assert_eq!(phase(&officer, open), Phase::Submitted);
    // In the region too.
    let allowed = officer
        .workspace
        .region()
        .look(|r| r.charter().authorise(&alderman.workspace.device(), Action::Consent, LEUSDEN, tomorrow).map(drop));
    assert_eq!(allowed, Err(CharterError::OutsideTerm(tomorrow)));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_becomes_an_alderman_by_a_change_without_the_second_key() {
    let officer = Device::found(LEUSDEN).await;
    let adviser = officer.colleague(Role::Adviser).await;
    let (device, today) = (adviser.workspace.device(), officer.workspace.clock().today());
    let before = (officer.workspace.municipality().count(), officer.workspace.region().count());
    let change = |second| officer.workspace.change_role(device, Role::Alderman, Term::since(today), second);
    assert!(matches!(change(None), Err(WorkspaceError::SecondNeeded)));
    let backwards = Term { from: today, until: Some(today.pred_opt().unwrap()) };
    let empty = officer.workspace.change_role(device, Role::Reader, backwards, None);
    assert!(matches!(empty, Err(WorkspaceError::EmptyTerm)));
    assert!(matches!(
        adviser.workspace.change_role(device, Role::PolicyOfficer, Term::since(today), None),
        Err(WorkspaceError::NoKey)
    ));
    assert_eq!(before, (officer.workspace.municipality().count(), officer.workspace.region().count()));
    change(officer.second.as_ref()).unwrap();
    let role = |d: &Device| d.workspace.person().role;
    adviser.until("the new role", |d| role(d) == Role::Alderman).await;
    let (item, submission) = submitted(&officer, &adviser, "Dialoogavond").await;
    adviser.decide(item, submission, Outcome::Agreed);
    officer.until("the decision", |d| phase(d, item) == Phase::Agreed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_municipality_that_leaves_gets_nothing_after_its_last_day_and_what_it_shared_stays() {
    let leusden = Device::found(LEUSDEN).await;
    let soest = Box::pin(leusden.municipality(SOEST)).await;
    let baarn = Box::pin(leusden.municipality(BAARN)).await;
    let alderman = Box::pin(soest.colleague(Role::Alderman)).await;
    let own = Box::pin(leusden.colleague(Role::Alderman)).await;
    alderman.meet(&leusden);
    baarn.meet(&leusden);
    let shared = soest.add(ItemKind::Activity, "Van Soest", "Gedeeld.");
    soest.request(shared, Mask::none());
    alderman
        .until("the request", |d| {
            d.workspace.municipality().look(|m| !m.acts().consent_state(m.bench(), shared).open.is_empty())
        })
        .await;
    alderman.consent(shared);
    baarn.until("what Soest shares", |d| d.region_titles() == ["Van Soest"]).await;

    let today = leusden.workspace.clock().today();
    assert!(matches!(baarn.workspace.dismiss(SOEST, today), Err(WorkspaceError::NoKey)));
    assert!(matches!(leusden.workspace.dismiss(LEUSDEN, today), Err(WorkspaceError::OwnMunicipality)));
    leusden.workspace.dismiss(SOEST, today).unwrap();
    let knows = |d: &Device| d.workspace.region().look(|r| r.charter().dismissed(SOEST) == Some(today));
    for device in [&soest, &baarn, &own] {
        device.until("the dismissal", knows).await;
    }
    // Today it still takes part; tomorrow it does not.
    let leusden = Box::pin(leusden.days_later(1)).await;
    let own = Box::pin(own.days_later(1)).await;
    let soest = Box::pin(soest.days_later(1)).await;
    let alderman = Box::pin(alderman.days_later(1)).await;
    let baarn = Box::pin(baarn.days_later(1)).await;
    own.meet(&leusden);
    for other in [&leusden, &baarn, &own] {
        soest.meet(other);
        alderman.meet(other);
    }
    baarn.meet(&leusden);
    let later = leusden.add(ItemKind::Activity, "Van Leusden", "Na de laatste dag.");
    leusden.request(later, Mask::none());
    own.until("the request", |d| {
        d.workspace.municipality().look(|m| !m.acts().consent_state(m.bench(), later).open.is_empty())
    })
    .await;
    own.consent(later);
    baarn.until("what Leusden shares", |d| d.region_titles().len() == 2).await;
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    assert!(!soest.holds("Na de laatste dag.") && !alderman.holds("Na de laatste dag."));
    assert!(baarn.region_titles().contains(&"Van Soest".to_owned()), "what it shared stays");
    // It can share nothing more: its own device knows.
    let item = soest.add(ItemKind::Activity, "Te laat", "Te laat.");
    soest.request(item, Mask::none());
    alderman.meet(&soest);
    alderman
        .until("the request", |d| {
            d.workspace.municipality().look(|m| !m.acts().consent_state(m.bench(), item).open.is_empty())
        })
        .await;
    alderman.consent(item);
    assert!(!alderman.region_titles().contains(&"Te laat".to_owned()));
}

/// Nobody listens to its devices any more: a file brings what it takes back, and others pass it on.
#[tokio::test(flavor = "multi_thread")]
async fn a_municipality_that_left_takes_back_what_it_shared() {
    let leusden = Device::found(LEUSDEN).await;
    let soest = Box::pin(leusden.municipality(SOEST)).await;
    let baarn = Box::pin(leusden.municipality(BAARN)).await;
    let alderman = Box::pin(soest.colleague(Role::Alderman)).await;
    alderman.meet(&leusden);
    baarn.meet(&leusden);
    let shared = soest.add(ItemKind::Activity, "Van Soest", "Gedeeld.");
    soest.request(shared, Mask::none());
    let asked =
        |d: &Device| d.workspace.municipality().look(|m| !m.acts().consent_state(m.bench(), shared).open.is_empty());
    alderman.until("the request", asked).await;
    alderman.consent(shared);
    baarn.until("what Soest shares", |d| d.region_titles() == ["Van Soest"]).await;
    let today = leusden.workspace.clock().today();
    leusden.workspace.dismiss(SOEST, today).unwrap();
    let knows = |d: &Device| d.workspace.region().look(|r| r.charter().dismissed(SOEST) == Some(today));
    alderman.until("the dismissal", knows).await;
    baarn.until("the dismissal", knows).await;

    let leusden = Box::pin(leusden.days_later(1)).await;
    let alderman = Box::pin(alderman.days_later(1)).await;
    let baarn = Box::pin(baarn.days_later(1)).await;
    alderman.withdraw(shared);
    assert!(alderman.region_titles().is_empty(), "at home at once");
    let letter = alderman.workspace.introduction(IntroductionFor::Region).unwrap();
    assert!(!String::from_utf8_lossy(&letter).contains("Van Soest"), "what it shared is not in it");
    leusden.workspace.take_introduction(&letter).unwrap();
    assert!(leusden.region_titles().is_empty() && !leusden.holds("Gedeeld."));
    baarn.meet(&leusden);
    baarn.until("that it was taken back", |d| d.region_titles().is_empty() && !d.holds("Gedeeld.")).await;
}
