//! An election: the portfolio goes to a successor with open requests, standing consents and a mandate.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

use deelbaar::engine::{Ask, Command, CommandError, Done, Executor};
use deelbaar::handover;
use deelbaar_schema::act::Outcome;
use deelbaar_schema::charter::{CharterError, MandateError};
use deelbaar_schema::disclosure::{Choice, Disclosure, Sharing};
use deelbaar_schema::field::{Field, Mask, Value};
use deelbaar_schema::gate::{ActError, Phase, Visibility};
use deelbaar_schema::id::{ItemId, RecordId};
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use deelbaar_schema::statement::Audience;
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

/// Two ways of sharing: standing or this version, with the region; and with everybody.
fn with_the_region(standing: bool) -> Sharing {
    Sharing { standing, ..Sharing::REGION }
}

fn with_everybody() -> Sharing {
    let disclosure = Some(Disclosure { choice: Choice::Everything, article: String::new() });
    Sharing { audience: Audience::Public, disclosure, ..Sharing::REGION }
}

/// A section for which consent is asked.
fn ask(officer: &Device, title: &str, sharing: &Sharing) -> ItemId {
    let item = officer.add(ItemKind::Section, title, title);
    let fields = [(Field::Language, "nl"), (Field::SummaryNl, "Kort gezegd."), (Field::SummaryEn, "In short.")];
    for (field, text) in fields.into_iter().filter(|_| sharing.audience == Audience::Public) {
        on(officer).execute(Command::SetField { item, field, value: Some(Value::Line(text.into())) }).unwrap();
    }
    let (without, sharing, confirmed, note) = (Mask::none(), sharing.clone(), Vec::new(), String::new());
    let files = std::collections::BTreeSet::new();
    on(officer).execute(Command::RequestConsent { item, without, files, sharing, confirmed, note }).unwrap();
    item
}

async fn consent(alderman: &Device, item: ItemId, sharing: &Sharing) {
    let request = request_at(alderman, item).await;
    on(alderman).execute(give(request, sharing)).unwrap();
}

fn give(request: RecordId, sharing: &Sharing) -> Command {
    Command::GiveConsent { request, without: Mask::none(), sharing: sharing.clone(), note: String::new() }
}

async fn share(officer: &Device, alderman: &Device, title: &str, sharing: &Sharing) -> ItemId {
    let item = ask(officer, title, sharing);
    consent(alderman, item, sharing).await;
    item
}

/// What each municipality's device shows of the region, in the order of titles.
fn shown(device: &Device) -> Vec<String> {
    let mut titles = device.region_titles();
    titles.sort();
    titles
}

fn is_over(result: Result<Done, CommandError>) -> bool {
    let error = match result {
        Err(error) => error.to_string(),
        Ok(done) => panic!("{done:?}"),
    };
    ["role was not held", "role may not do that"].iter().any(|why| error.contains(why))
}

/// Whether the device can answer what waits, for instance under a mandate.
fn can_answer(device: &Device, request: RecordId) -> bool {
    on(device).view().inbox.iter().any(|entry| entry.request == request && entry.can_answer())
}

/// The alderman lets the officer decide on what a colleague puts forward; returns a request that the mandate covers.
async fn mandated(officer: &Device, alderman: &Device) -> RecordId {
    let mut colleague = officer.colleague(Role::PolicyOfficer).await;
    alderman.until("the colleague", |d| on(d).view().status.colleagues.len() == 2).await;
    let (kinds, asks) = ([ItemKind::Activity].into(), [colleague.workspace.device()].into());
    let until = alderman.workspace.clock().today() + chrono::Days::new(30);
    let mandate = Command::GiveMandate { device: officer.workspace.device(), kinds, asks, until };
    on(alderman).execute(mandate).unwrap();
    let item = colleague.add(ItemKind::Activity, "Van een collega, onder het mandaat", "Tekst.");
    on(&colleague).execute(Command::Submit { item }).unwrap();
    let covered = request_at(officer, item).await;
    // Now the officer could: it is the election that stops it afterwards.
    officer.until("the mandate", |d| can_answer(d, covered)).await;
    colleague.go_offline().await;
    covered
}

#[tokio::test(flavor = "multi_thread")]
async fn the_successor_takes_over_what_is_open_and_stands_for_what_is_shared_or_takes_it_back() {
    let officer = Device::found(LEUSDEN).await;
    let today = officer.workspace.clock().today();
    let leaving = Term { until: Some(today), ..term() };
    let former = Box::pin(officer.colleague_for(Role::Alderman, leaving)).await;
    let soest = Box::pin(officer.municipality(SOEST)).await;
    soest.meet(&former);

    // Before the election: shared on all terms, a decision taken and one asked, a consent asked, a mandate.
    let kept = share(&officer, &former, "Blijft gedeeld", &with_the_region(true)).await;
    let dropped = share(&officer, &former, "Wordt ingetrokken", &with_the_region(true)).await;
    let public = share(&officer, &former, "Blijft openbaar", &with_everybody()).await;
    let once = share(&officer, &former, "Blijft deze versie", &with_the_region(false)).await;
    let all = ["Blijft deze versie", "Blijft gedeeld", "Blijft openbaar", "Wordt ingetrokken"];
    soest.until("all that is shared", |d| shown(d) == all).await;
    let decided = officer.add(ItemKind::Activity, "Besloten voor de verkiezing", "Tekst.");
    on(&officer).execute(Command::Submit { item: decided }).unwrap();
    let request = request_at(&former, decided).await;
    let agree = |request| Command::Decide { request, outcome: Outcome::Agreed, external: None, note: String::new() };
    on(&former).execute(agree(request)).unwrap();
    let covered = Box::pin(mandated(&officer, &former)).await;
    officer.until("the decision", |d| phase(d, decided) == Phase::Agreed).await;
    let open = officer.add(ItemKind::Activity, "Wacht over de verkiezing heen", "Tekst.");
    on(&officer).execute(Command::Submit { item: open }).unwrap();
    request_at(&former, open).await;
    let asked = ask(&officer, "Toestemming wacht", &with_the_region(false));
    request_at(&former, asked).await;

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

    // Earlier acts stay valid, for all; the former alderman and the mandate do nothing any more.
    for device in [&officer, &former, &successor] {
        device.until("what was decided before", |d| phase(d, decided) == Phase::Agreed).await;
        device.until("what is shared", |d| shown(d) == all).await;
    }
    assert_eq!(shown(&soest), all);
    let request = request_at(&former, open).await;
    assert!(is_over(on(&former).execute(agree(request))));
    assert!(is_over(on(&former).execute(Command::Withdraw { item: kept, version: None })));
    assert!(is_over(on(&former).execute(Command::ConfirmConsent { item: kept })));
    let waits = request_at(&former, asked).await;
    assert!(is_over(on(&former).execute(give(waits, &with_the_region(false)))));
    let over = CharterError::OutsideTerm(officer.workspace.clock().today());
    assert!(!can_answer(&officer, covered));
    match on(&officer).execute(agree(covered)) {
        Err(CommandError::Act(ActError::Mandate(MandateError::Giver(why)))) => assert_eq!(why, over),
        other => panic!("{other:?}"),
    }
    assert!(on(&officer).view().powers.mandates.is_empty(), "no screen and no handover file names it as in force");

    // The file tells the successor, who answers what is open.
    let (request, waits) = (request_at(&successor, open).await, request_at(&successor, asked).await);
    let view = on(&successor).view();
    assert!(view.inbox.iter().all(deelbaar::engine::InboxEntry::can_answer), "{:?}", view.inbox);
    let parts = handover::parts(&view);
    let told = |part: &str, title: &str| {
        let part = parts.iter().find(|other| other.name == part).unwrap();
        part.lines.iter().any(|line| line.text == title)
    };
    for title in all {
        assert!(told("shared", title) && told("attention", title), "{title}: {parts:#?}");
    }
    assert!(told("running", "Besloten voor de verkiezing"), "{parts:#?}");
    assert!(told("waiting", "Wacht over de verkiezing heen") && told("waiting", "Toestemming wacht"), "{parts:#?}");
    assert!([kept, dropped, public, once].iter().all(|item| view.item(*item).unwrap().can.confirm));
    on(&successor).execute(agree(request)).unwrap();
    assert_eq!(phase(&successor, open), Phase::Agreed);
    on(&successor).execute(give(waits, &with_the_region(false))).unwrap();
    let five = ["Blijft deze versie", "Blijft gedeeld", "Blijft openbaar", "Toestemming wacht", "Wordt ingetrokken"];
    soest.until("what the successor consented to", |d| shown(d) == five).await;

    // And stands for one standing consent, and takes the other back.
    on(&successor).execute(Command::ConfirmConsent { item: kept }).unwrap();
    let view = on(&successor).view();
    let consent = view.item(kept).unwrap().consent.clone().unwrap();
    assert!(consent.stood_for && consent.confirmed.is_some() && !view.item(kept).unwrap().can.confirm);
    on(&successor).execute(Command::Withdraw { item: dropped, version: None }).unwrap();
    let left = ["Blijft deze versie", "Blijft gedeeld", "Blijft openbaar", "Toestemming wacht"];
    for device in [&soest, &officer, &successor] {
        device.until("that one is gone", |d| shown(d) == left).await;
    }
    assert!(!soest.holds("Wordt ingetrokken"));
    for device in [&officer, &successor] {
        let same = |d: &Device| visibility(d, dropped) == Visibility::Withdrawn && phase(d, open) == Phase::Agreed;
        device.until("what the successor did", same).await;
        let shared = |item| matches!(visibility(device, item), Visibility::Shared { .. });
        assert!([kept, public, once, asked].into_iter().all(shared));
    }
    assert_eq!(soest.workspace.region().look(|region| region.withdrawn().count()), 1);

    // The standing consent goes on, also for newer versions.
    let base = officer.body(kept).unwrap();
    on(&officer).execute(Command::SetBody { item: kept, base, text: "Nieuwe tekst.".into() }).unwrap();
    on(&officer).execute(Command::Revise { item: kept, confirmed: Vec::new() }).unwrap();
    soest.until("the newer version", |d| d.holds("Nieuwe tekst.")).await;
    let refused = on(&officer).execute(Command::ConfirmConsent { item: kept });
    assert!(matches!(refused, Err(CommandError::Act(ActError::Charter(CharterError::Role)))), "{refused:?}");
    assert!(view.inbox.iter().all(|entry| !matches!(entry.ask, Ask::Consent { .. })));
}

/// After a second election, whoever confirmed it is no alderman either.
#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_in_office_stands_for_asks_for_attention_after_every_election() {
    let officer = Device::found(LEUSDEN).await;
    let today = officer.workspace.clock().today();
    let first = Box::pin(officer.colleague_for(Role::Alderman, Term { until: Some(today), ..term() })).await;
    let item = share(&officer, &first, "Blijft gedeeld", &with_the_region(true)).await;
    let asks_attention = |device: &Device| {
        let parts = handover::parts(&on(device).view());
        let attention = parts.iter().find(|part| part.name == "attention").unwrap();
        attention.lines.iter().any(|line| line.item == Some(item))
    };
    let stood_for = |device: &Device| on(device).view().item(item).unwrap().consent.clone().unwrap().stood_for;
    officer.until("the consent", |d| matches!(visibility(d, item), Visibility::Shared { .. })).await;
    assert!(stood_for(&officer) && !asks_attention(&officer));

    let officer = Box::pin(officer.days_later(1)).await;
    assert!(!stood_for(&officer) && asks_attention(&officer));
    let until = Some(today + chrono::Days::new(1));
    let second = Box::pin(officer.colleague_for(Role::Alderman, Term { until, ..term() })).await;
    let second = Box::pin(second.days_later(1)).await;
    second.meet(&officer);
    second.until("what is shared", |d| shown(d) == ["Blijft gedeeld"]).await;
    on(&second).execute(Command::ConfirmConsent { item }).unwrap();
    officer.until("that it was confirmed", |d| stood_for(d)).await;
    assert!(!asks_attention(&officer));

    let officer = Box::pin(officer.days_later(2)).await;
    assert!(!stood_for(&officer) && asks_attention(&officer));
}
