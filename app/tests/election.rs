//! An election: the portfolio goes to a successor with open requests, standing consents and a mandate.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

use deelbaar::engine::{Ask, Command, CommandError, Done, Executor};
use deelbaar::handover;
use deelbaar_schema::act::Outcome;
use deelbaar_schema::charter::CharterError;
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::field::Mask;
use deelbaar_schema::gate::{ActError, Phase, Visibility};
use deelbaar_schema::id::{ItemId, RecordId};
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use deelbaar_schema::time::Term;
use deelbaar_tests::{Device, LEUSDEN, SOEST, term};

fn on(device: &Device) -> Executor {
    Executor::new(device.workspace.clone(), None)
}

fn visibility(device: &Device, item: ItemId) -> Visibility {
    let today = device.workspace.clock().today();
    device.workspace.municipality().look(|state| state.visibility(state.item(item).unwrap(), today))
}

fn phase(device: &Device, item: ItemId) -> Phase {
    device.workspace.municipality().look(|state| state.decision(state.item(item).unwrap()).phase)
}

async fn request_at(device: &Device, item: ItemId) -> RecordId {
    let find = || on(device).view().inbox.iter().find(|entry| entry.item == item).map(|entry| entry.request);
    device.until("the request", |_| find().is_some()).await;
    find().unwrap()
}

async fn share(officer: &Device, alderman: &Device, title: &str, standing: bool) -> ItemId {
    let item = officer.add(ItemKind::Section, title, title);
    let sharing = Sharing { standing, ..Sharing::REGION };
    let (without, confirmed, note) = (Mask::none(), Vec::new(), String::new());
    let ask = Command::RequestConsent {
        item,
        without: without.clone(),
        files: std::collections::BTreeSet::new(),
        sharing: sharing.clone(),
        confirmed,
        note,
    };
    on(officer).execute(ask).unwrap();
    let request = request_at(alderman, item).await;
    on(alderman).execute(Command::GiveConsent { request, without, sharing, note: String::new() }).unwrap();
    item
}

fn is_over(result: Result<Done, CommandError>) -> bool {
    let error = match result {
        Err(error) => error.to_string(),
        Ok(done) => panic!("{done:?}"),
    };
    ["role was not held", "role may not do that"].iter().any(|why| error.contains(why))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_successor_takes_over_what_is_open_and_stands_for_what_is_shared_or_takes_it_back() {
    let officer = Device::found(LEUSDEN).await;
    let today = officer.workspace.clock().today();
    let leaving = Term { until: Some(today), ..term() };
    let former = Box::pin(officer.colleague_for(Role::Alderman, leaving)).await;
    let soest = Box::pin(officer.municipality(SOEST)).await;
    soest.meet(&former);

    // Before the election: two things shared, one decision taken, one asked, a mandate.
    let kept = share(&officer, &former, "Blijft gedeeld", true).await;
    let dropped = share(&officer, &former, "Wordt ingetrokken", false).await;
    soest.until("both", |d| d.region_titles().len() == 2).await;
    let decided = officer.add(ItemKind::Activity, "Besloten voor de verkiezing", "Tekst.");
    on(&officer).execute(Command::Submit { item: decided }).unwrap();
    let request = request_at(&former, decided).await;
    let agree = |request| Command::Decide { request, outcome: Outcome::Agreed, external: None, note: String::new() };
    on(&former).execute(agree(request)).unwrap();
    let (kinds, until) = ([ItemKind::Activity].into(), today + chrono::Days::new(30));
    let asks = [officer.workspace.device()].into();
    let mandate = Command::GiveMandate { device: officer.workspace.device(), kinds, asks, until };
    on(&former).execute(mandate).unwrap();
    officer.until("the mandate", |d| !on(d).view().powers.mandates.is_empty()).await;
    officer.until("the decision", |d| phase(d, decided) == Phase::Agreed).await;
    let open = officer.add(ItemKind::Activity, "Wacht over de verkiezing heen", "Tekst.");
    on(&officer).execute(Command::Submit { item: open }).unwrap();
    request_at(&former, open).await;

    // The day after.
    let officer = Box::pin(officer.days_later(1)).await;
    let former = Box::pin(former.days_later(1)).await;
    let successor = Box::pin(officer.colleague_for(Role::Alderman, term())).await;
    let successor = Box::pin(successor.days_later(1)).await;
    successor.meet(&officer);
    for device in [&officer, &successor] {
        soest.meet(device);
    }
    former.meet(&officer);

    // Earlier acts stay valid; the former alderman and the mandate do nothing any more.
    assert_eq!(phase(&officer, decided), Phase::Agreed);
    assert_eq!(soest.region_titles().len(), 2);
    let request = request_at(&former, open).await;
    assert!(is_over(on(&former).execute(agree(request))));
    assert!(is_over(on(&former).execute(Command::Withdraw { item: kept, version: None })));
    assert!(is_over(on(&officer).execute(agree(request))), "the mandate ended with the term of who gave it");

    // The file tells the successor, who decides on what is open.
    let request = request_at(&successor, open).await;
    let view = on(&successor).view();
    let file = handover::markdown(&view);
    for title in ["Blijft gedeeld", "Wordt ingetrokken", "Besloten voor de verkiezing", "Wacht over de verkiezing heen"]
    {
        assert!(file.contains(title), "{title}: {file}");
    }
    assert!(view.item(kept).unwrap().can.confirm && view.item(dropped).unwrap().can.confirm);
    on(&successor).execute(agree(request)).unwrap();
    assert_eq!(phase(&successor, open), Phase::Agreed);

    // And stands for one consent, and takes the other back.
    on(&successor).execute(Command::ConfirmConsent { item: kept }).unwrap();
    let view = on(&successor).view();
    let consent = view.item(kept).unwrap().consent.clone().unwrap();
    assert!(!consent.in_office && consent.confirmed.is_some() && !view.item(kept).unwrap().can.confirm);
    on(&successor).execute(Command::Withdraw { item: dropped, version: None }).unwrap();
    soest.until("one", |d| d.region_titles() == ["Blijft gedeeld"]).await;
    assert!(!soest.holds("Wordt ingetrokken"));
    officer.until("the withdrawal", |d| visibility(d, dropped) == Visibility::Withdrawn).await;

    // The standing consent goes on, also for newer versions.
    let base = officer.body(kept).unwrap();
    on(&officer).execute(Command::SetBody { item: kept, base, text: "Nieuwe tekst.".into() }).unwrap();
    on(&officer).execute(Command::Revise { item: kept, confirmed: Vec::new() }).unwrap();
    soest.until("the newer version", |d| d.holds("Nieuwe tekst.")).await;
    let refused = on(&officer).execute(Command::ConfirmConsent { item: kept });
    assert!(matches!(
        refused,
        Err(CommandError::Workspace(_) | CommandError::Act(ActError::Charter(CharterError::Role)))
    ));
    assert!(view.inbox.iter().all(|entry| !matches!(entry.ask, Ask::Consent { .. })));
}
