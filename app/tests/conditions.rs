//! What an alderman writes with a decision or a consent is seen by everybody who has to keep to it, for as long as it holds,
//! and by nobody outside the municipality.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

use deelbaar::engine::{Command, EventKind, Executor, View};
use deelbaar::{handover, log};
use deelbaar_schema::act::Outcome;
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::field::Mask;
use deelbaar_schema::gate::Phase;
use deelbaar_schema::id::ItemId;
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use deelbaar_tests::{Device, LEUSDEN, SOEST};

const DECIDED: &str = "Alleen als de winkeliers vooraf bericht krijgen.";
const CONSENTED: &str = "Alleen voor collega’s; vraag me opnieuw na de zomer.";

fn on(device: &Device) -> Executor {
    Executor::new(device.workspace.clone(), None)
}

fn phase(view: &View, item: ItemId) -> Phase {
    view.item(item).unwrap().decision.as_ref().unwrap().phase
}

async fn answer(alderman: &Device, item: ItemId, command: impl FnOnce(deelbaar_schema::id::RecordId) -> Command) {
    let find = || on(alderman).view().inbox.iter().find(|entry| entry.item == item).map(|entry| entry.request);
    alderman.until("the request", |_| find().is_some()).await;
    on(alderman).execute(command(find().unwrap())).unwrap();
}

/// What `device` is told of both conditions: on the item, in its story, in the handover file and in the log.
fn is_told(device: &Device, activity: ItemId, section: ItemId) {
    let view = on(device).view();
    let (decided, consented) = (view.item(activity).unwrap(), view.item(section).unwrap());
    assert_eq!(decided.decision.as_ref().unwrap().note, DECIDED);
    assert_eq!(consented.consent.as_ref().unwrap().note, CONSENTED);
    let told = |item: &deelbaar::engine::ItemView, what| {
        let event = item.history.iter().find(|event| event.what == what).unwrap();
        (event.note.clone(), event.who.role)
    };
    let alderman = Some(Role::Alderman);
    assert_eq!(told(decided, EventKind::Decided(Outcome::Agreed)), (DECIDED.into(), alderman));
    assert_eq!(told(consented, EventKind::ConsentGiven(1)), (CONSENTED.into(), alderman));

    let (file, data) = (handover::markdown(&view), handover::json(&view).to_string());
    let entries: Vec<&_> = view.log.iter().collect();
    let (csv, json) = (log::csv(&entries).join("\n"), serde_json::to_string(&log::json(&entries)).unwrap());
    for said in [DECIDED, CONSENTED] {
        for text in [&file, &data, &csv, &json] {
            assert!(text.contains(said), "{said}: {text}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn conditions_are_told_to_colleagues_and_the_adviser_while_they_hold_and_to_nobody_else() {
    let officer = Device::found(LEUSDEN).await;
    let alderman = Box::pin(officer.colleague(Role::Alderman)).await;
    let adviser = Box::pin(officer.colleague(Role::Adviser)).await;
    let soest = Box::pin(officer.municipality(SOEST)).await;
    let activity = officer.add(ItemKind::Activity, "Schouw in het centrum", "Tekst.");
    let section = officer.add(ItemKind::Section, "Taal", "Tekst.");
    on(&officer).execute(Command::Submit { item: activity }).unwrap();
    let (without, sharing) = (Mask::none(), Sharing { standing: true, ..Sharing::REGION });
    let (confirmed, note) = (Vec::new(), String::new());
    let files = std::collections::BTreeSet::new();
    let ask = Command::RequestConsent { item: section, without, files, sharing: sharing.clone(), confirmed, note };
    on(&officer).execute(ask).unwrap();

    let (outcome, external) = (Outcome::Agreed, None);
    let decide = |request| Command::Decide { request, outcome, external, note: DECIDED.into() };
    answer(&alderman, activity, decide).await;
    let (without, given) = (Mask::none(), sharing.clone());
    let give = |request| Command::GiveConsent { request, without, sharing: given, note: CONSENTED.into() };
    answer(&alderman, section, give).await;

    let both = |device: &Device| {
        let view = on(device).view();
        phase(&view, activity) == Phase::Agreed && view.item(section).unwrap().consent.is_some()
    };
    for device in [&officer, &adviser] {
        device.until("the answers", both).await;
    }
    for device in [&officer, &alderman, &adviser] {
        is_told(device, activity, section);
    }

    // They hold on while it is carried out, and for newer versions under the standing consent.
    on(&officer).execute(Command::Start { item: activity }).unwrap();
    let base = officer.body(section).unwrap();
    on(&officer).execute(Command::SetBody { item: section, base, text: "Nieuwe tekst.".into() }).unwrap();
    on(&officer).execute(Command::Revise { item: section, confirmed: Vec::new() }).unwrap();
    let revised = |device: &Device| {
        let view = on(device).view();
        phase(&view, activity) == Phase::Running && view.item(section).unwrap().versions.len() == 2
    };
    for device in [&officer, &alderman, &adviser] {
        device.until("what the officer did", revised).await;
        is_told(device, activity, section);
    }

    // The region has the text, and not what was said about it.
    soest.until("the newer version", |d| d.holds("Nieuwe tekst.")).await;
    assert!(!soest.holds(DECIDED) && !soest.holds(CONSENTED) && !soest.holds("na de zomer"));

    // After the activity ended its conditions are history.
    on(&officer).execute(Command::Finish { item: activity }).unwrap();
    let view = on(&officer).view();
    assert_eq!(view.item(activity).unwrap().decision.as_ref().unwrap().note, DECIDED);
    assert!(!handover::markdown(&view).contains(DECIDED) && handover::markdown(&view).contains(CONSENTED));
}

/// The remark with a refusal or a return reaches whoever asked as well.
#[tokio::test(flavor = "multi_thread")]
async fn why_something_is_held_or_returned_is_told_too() {
    let officer = Device::found(LEUSDEN).await;
    let alderman = Box::pin(officer.colleague(Role::Alderman)).await;
    let activity = officer.add(ItemKind::Activity, "Schouw", "Tekst.");
    let section = officer.add(ItemKind::Section, "Taal", "Tekst.");
    on(&officer).execute(Command::Submit { item: activity }).unwrap();
    let (without, sharing, confirmed) = (Mask::none(), Sharing::REGION, Vec::new());
    let files = std::collections::BTreeSet::new();
    let ask = Command::RequestConsent { item: section, without, files, sharing, confirmed, note: String::new() };
    on(&officer).execute(ask).unwrap();
    let (outcome, external) = (Outcome::Held, None);
    answer(&alderman, activity, |request| Command::Decide { request, outcome, external, note: DECIDED.into() }).await;
    let decline = |request| Command::DeclineConsent { request, returned: true, note: CONSENTED.into() };
    answer(&alderman, section, decline).await;
    let both = |view: &View| phase(view, activity) == Phase::Held && view.item(section).unwrap().declined.is_some();
    officer.until("the answers", |d| both(&on(d).view())).await;
    let view = on(&officer).view();
    assert_eq!(view.item(activity).unwrap().decision.as_ref().unwrap().note, DECIDED);
    assert_eq!(view.item(section).unwrap().declined, Some((true, CONSENTED.to_owned())));
    assert!(handover::markdown(&view).contains(DECIDED));
}
