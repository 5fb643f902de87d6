//! The log names every kind of act in full, on the screen and in its exports: the record, the item, the version and content, and
//! the terms. Never only a title, which two items may have.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use deelbaar::engine::{Command, Done, Executor, LogEntry};
use deelbaar::i18n::{Lang, with_language};
use deelbaar::log::{self, Filter};
use deelbaar::words;
use deelbaar_schema::act::{External, Outcome};
use deelbaar_schema::disclosure::{Choice, Disclosure, Sharing};
use deelbaar_schema::field::{Field, Mask};
use deelbaar_schema::id::{ContentHash, DeviceId, ItemId, RecordId};
use deelbaar_schema::plan::{ItemKind, PlanEdit};
use deelbaar_schema::role::Role;
use deelbaar_schema::statement::{Audience, Body};
use deelbaar_schema::time::{Date, Term};
use deelbaar_sync::workspace::{Renew, Root};
use deelbaar_tests::{Device, LEUSDEN, SOEST, term};
use serde_json::{Value, json};

/// Every kind of act that the log knows, as exports name it.
const KINDS: [&str; 30] = [
    "submitted",
    "recalled",
    "decided-agreed",
    "decided-held",
    "decided-sent-back",
    "decided-refused",
    "started",
    "finished",
    "consent-requested",
    "consent-given",
    "consent-revised",
    "consent-confirmed",
    "consent-refused",
    "consent-returned",
    "consent-recalled",
    "withdrawn",
    "municipality-admitted",
    "municipality-dismissed",
    "enrolled",
    "role-ended",
    "key-renewed",
    "second-key-renewed",
    "region-key-renewed",
    "region-second-key-renewed",
    "countersigned",
    "device-removed",
    "mandate-given",
    "mandate-ended",
    "body-set",
    "relay-set",
];

fn on(device: &Device) -> Executor {
    Executor::new(device.workspace.clone(), None)
}

#[track_caller]
fn does(device: &Device, command: Command) -> Done {
    NOTED.lock().unwrap().extend(command.noted());
    on(device).execute(command).unwrap()
}

#[track_caller]
fn recorded(device: &Device, command: Command) -> RecordId {
    match does(device, command) {
        Done::Recorded(id) => id,
        other => panic!("{other:?}"),
    }
}

async fn same(one: &Device, other: &Device) {
    let digests = |d: &Device| (d.workspace.municipality().digest(), d.workspace.region().digest());
    one.until("what the other did", |one| digests(one) == digests(other)).await;
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn asks(item: ItemId, sharing: Sharing, without: Mask) -> Command {
    let (files, confirmed, note) = (BTreeSet::new(), Vec::new(), "Graag.".into());
    Command::RequestConsent { item, without, files, sharing, confirmed, note }
}

/// What was done, by what it is called in an export.
#[derive(Default)]
struct Did {
    records: BTreeMap<&'static str, RecordId>,
    items: BTreeMap<&'static str, ItemId>,
    mandate: Option<ContentHash>,
}

/// What the system's log said of it: action and object.
static NOTED: Mutex<Vec<(&str, String)>> = Mutex::new(Vec::new());

/// Deciding, and carrying out.
async fn decisions(officer: &Device, alderman: &Device, did: &mut Did) {
    let submit = |title: &str| {
        let item = officer.add(ItemKind::Activity, title, "Tekst.");
        (item, recorded(officer, Command::Submit { item }))
    };
    // Two items of one name.
    let (recalled, _) = submit("Taalcafé");
    did.records.insert("recalled", recorded(officer, Command::Recall { item: recalled }));
    let (agreed, first) = submit("Taalcafé");
    did.items.extend([("recalled", recalled), ("decided-agreed", agreed)]);
    did.records.insert("submitted", first);
    let others = [Outcome::Held, Outcome::SentBack, Outcome::Refused].map(|outcome| (outcome, submit(outcome.name())));
    same(alderman, officer).await;
    let decide = |request, outcome, external| {
        let note = "Houd het klein.".into();
        recorded(alderman, Command::Decide { request, outcome, external, note })
    };
    let external = External { body: Body::College, number: "2026-14".into(), date: day("2026-03-03") };
    did.records.insert("decided-agreed", decide(first, Outcome::Agreed, Some(external)));
    for (outcome, (_, request)) in others {
        decide(request, outcome, None);
    }
    same(officer, alderman).await;
    did.records.insert("started", recorded(officer, Command::Start { item: agreed }));
    did.records.insert("finished", recorded(officer, Command::Finish { item: agreed }));
}

/// Asking for consent, giving it and taking it back.
async fn consents(officer: &Device, alderman: &Device, did: &mut Did) {
    let section = |title: &str| officer.add(ItemKind::Section, title, "Tekst.");
    let terms =
        Sharing { standing: true, embargo: Some(day("2098-12-30")), until: Some(day("2099-12-31")), ..Sharing::REGION };
    let shared = section("Taal");
    let asked = recorded(officer, asks(shared, terms.clone(), Mask::without([Field::Body])));
    let recalled = section("Toch niet");
    recorded(officer, asks(recalled, Sharing::REGION, Mask::none()));
    did.records.insert("consent-recalled", recorded(officer, Command::RecallConsent { item: recalled }));
    let returned = recorded(officer, asks(section("Terug"), Sharing::REGION, Mask::none()));
    let disclosure = Some(Disclosure { choice: Choice::Nothing, article: "5.1 lid 2 Woo".into() });
    let secret = Sharing { audience: Audience::Public, disclosure, ..Sharing::REGION };
    let closed = section("Geheim");
    let refused = recorded(officer, asks(closed, secret, Mask::none()));
    // Nothing is signed on the other item of this name.
    section("Geheim");
    did.items.extend([("consent-given", shared), ("consent-refused", closed)]);
    did.records.extend([("consent-requested", asked), ("asked-nothing", refused)]);
    same(alderman, officer).await;
    for (kind, request, back) in [("consent-returned", returned, true), ("consent-refused", refused, false)] {
        let decline = Command::DeclineConsent { request, returned: back, note: "Nee.".into() };
        did.records.insert(kind, recorded(alderman, decline));
    }
    let give =
        Command::GiveConsent { request: asked, without: Mask::none(), sharing: terms, note: "Vraag me in mei.".into() };
    did.records.insert("consent-given", recorded(alderman, give));
    did.records.insert("consent-confirmed", recorded(alderman, Command::ConfirmConsent { item: shared }));
    same(officer, alderman).await;
    officer.edit(&[PlanEdit::SetTitle { item: shared, title: "Taal en lezen".into() }]);
    did.records.insert("consent-revised", recorded(officer, Command::Revise { item: shared, confirmed: Vec::new() }));
    same(alderman, officer).await;
    did.records.insert("withdrawn", recorded(alderman, Command::Withdraw { item: shared, version: Some(1) }));
    same(officer, alderman).await;
}

/// Members, powers and keys.
async fn members(officer: &Device, alderman: &Device, lost: DeviceId, did: &mut Did) {
    let (device, asker) = (officer.workspace.device(), alderman.workspace.device());
    let until = day("2099-12-31");
    let (kinds, asks) = ([ItemKind::Activity].into(), [device, asker].into());
    does(alderman, Command::GiveMandate { device, kinds, asks, until });
    let mandate = on(alderman).view().powers.mandates[0].mandate;
    does(alderman, Command::EndMandate { mandate });
    does(alderman, Command::SetCompetence { kind: ItemKind::Conversation, body: Body::College });
    same(officer, alderman).await;
    let term = Term { from: officer.workspace.clock().today(), until: Some(day("2099-06-30")) };
    let role = Role::Adviser;
    does(officer, Command::ChangeRole { device: lost, role, term, second: String::new() });
    does(officer, Command::RemoveDevice { device: lost });
    does(officer, Command::NameRelay { urls: vec!["https://relay.example.nl".into()], token: None });
    does(officer, Command::Dismiss { municipality: SOEST, last_day: officer.workspace.clock().today() });
    let (second, region) = (officer.second.as_ref().unwrap(), officer.region_second.as_ref().unwrap());
    officer.workspace.renew(Renew::Municipality { lost: None }, second).unwrap();
    officer.workspace.renew(Renew::Second(Root::Municipality), second).unwrap();
    officer.workspace.renew(Renew::Region { drops: None }, region).unwrap();
    officer.workspace.renew(Renew::Second(Root::Region), region).unwrap();
    did.mandate = Some(mandate);
}

/// The acts of a device's log, as data.
fn acts(device: &Device) -> Vec<Value> {
    let view = on(device).view();
    let entries: Vec<&LogEntry> = view.log.iter().collect();
    log::json(&entries).as_array().unwrap().clone()
}

#[track_caller]
fn one<'a>(acts: &'a [Value], kind: &str, holds: impl Fn(&Value) -> bool) -> &'a Value {
    let found: Vec<&Value> = acts.iter().filter(|act| act["kind"] == kind && holds(act)).collect();
    assert_eq!(found.len(), 1, "{kind}: {found:#?}");
    found[0]
}

async fn everything() -> (Device, Device, DeviceId, Did) {
    let officer = Device::found(LEUSDEN).await;
    let soest = Box::pin(officer.municipality(SOEST)).await;
    let alderman = Box::pin(officer.colleague(Role::Alderman)).await;
    let lost = Box::pin(officer.colleague(Role::Reader)).await.workspace.device();
    let mut did = Did::default();
    Box::pin(decisions(&officer, &alderman, &mut did)).await;
    Box::pin(consents(&officer, &alderman, &mut did)).await;
    Box::pin(members(&officer, &alderman, lost, &mut did)).await;
    drop(soest);
    (officer, alderman, lost, did)
}

/// One town for everything: what takes a network is done once.
#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_act_is_exported_with_its_record_content_and_terms() {
    let (officer, alderman, lost, did) = Box::pin(everything()).await;
    let acts = acts(&officer);
    each_kind_is_there_and_names_its_record(&officer, &acts);
    decisions_name_their_content(&acts, &did);
    consents_name_their_terms(&acts, &did);
    members_and_powers_name_their_terms(&acts, &did, (&officer, &alderman, lost));
    the_table_has_the_same(&officer, &did);
    what_has_one_name_is_told_apart(&officer, &did);
    ids_of_checks_and_log_lines_find_their_act(&officer, &did);
}

fn each_kind_is_there_and_names_its_record(officer: &Device, acts: &[Value]) {
    let kinds: BTreeSet<&str> = acts.iter().map(|act| act["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, BTreeSet::from(KINDS));
    let (own, region) = (officer.workspace.municipality().records(), officer.workspace.region().records());
    let ids = |records: Vec<deelbaar_schema::record::Record>| -> BTreeSet<String> {
        records.iter().map(|record| record.id().to_string()).collect()
    };
    let (own, region) = (ids(own.unwrap()), ids(region.unwrap()));
    for act in acts {
        let record = act["record"].as_str().unwrap_or_else(|| panic!("no record: {act:#}"));
        let there = if act["space"] == "region" { &region } else { &own };
        assert!(there.contains(record), "{act:#}");
        assert!(act["region_record"].as_str().is_none_or(|record| region.contains(record)), "{act:#}");
        assert!(act["device"].is_string() && act["topic"].is_string(), "{act:#}");
        assert!(act["kind"] == "relay-set" || !act["object"].as_array().unwrap().is_empty(), "{act:#}");
    }
}

fn decisions_name_their_content(acts: &[Value], did: &Did) {
    let (item, request) = (did.items["decided-agreed"].to_string(), did.records["submitted"].to_string());
    let submitted = one(acts, "submitted", |act| act["record"] == request.as_str());
    assert_eq!((&submitted["item"], &submitted["item_kind"]), (&json!(item), &json!("activity")));
    assert_eq!(submitted["object"], json!([item]));
    let content = submitted["content"].as_str().unwrap();
    assert!(content.parse::<ContentHash>().is_ok());
    for kind in ["decided-agreed", "started", "finished"] {
        let act = one(acts, kind, |_| true);
        assert_eq!((act["content"].as_str(), &act["item"]), (Some(content), &json!(item)), "{act:#}");
        assert_eq!(act["record"], did.records[kind].to_string());
    }
    let agreed = one(acts, "decided-agreed", |_| true);
    assert_eq!((&agreed["answers"], &agreed["object"]), (&json!(request), &json!([request])));
    let terms =
        json!({ "body": "college", "number": "2026-14", "date": "2026-03-03", "conditions": "Houd het klein." });
    assert_eq!(agreed["terms"], terms);
    assert_eq!(one(acts, "recalled", |_| true)["item"], did.items["recalled"].to_string());
}

fn consents_name_their_terms(acts: &[Value], did: &Did) {
    let terms = json!({
        "audience": "region", "standing": true, "from": "2098-12-30", "until": "2099-12-31", "without": ["body"],
    });
    let of = |kind: &str| one(acts, kind, |act| act["record"] == did.records[kind].to_string());
    let (asked, given) = (of("consent-requested"), of("consent-given"));
    assert_eq!((&asked["terms"], &asked["version"]), (&terms, &Value::Null));
    let mut with_conditions = terms.clone();
    with_conditions["conditions"] = json!("Vraag me in mei.");
    assert_eq!((&given["terms"], &given["version"]), (&with_conditions, &json!(1)));
    assert_eq!((&given["content"], &given["answers"]), (&asked["content"], &asked["record"]));
    assert!(given["content"].is_string());
    let (confirmed, revised) = (of("consent-confirmed"), of("consent-revised"));
    assert_eq!((&confirmed["version"], &confirmed["content"]), (&json!(1), &given["content"]));
    assert_eq!((&revised["version"], &revised["terms"]), (&json!(2), &terms));
    assert!(revised["content"].is_string() && revised["content"] != given["content"], "{revised:#}");
    let refused = of("consent-refused");
    let nothing =
        json!({ "audience": "public", "standing": false, "disclosure": "nothing", "article": "5.1 lid 2 Woo" });
    assert_eq!((&refused["terms"], &refused["answers"]), (&nothing, &json!(did.records["asked-nothing"])));
    for kind in ["consent-returned", "consent-recalled"] {
        assert_eq!(of(kind)["terms"], json!({ "audience": "region", "standing": false }), "{kind}");
    }
    assert_eq!(of("withdrawn")["terms"]["taken_back"][0], 1);
}

fn members_and_powers_name_their_terms(
    acts: &[Value],
    did: &Did,
    (officer, alderman, lost): (&Device, &Device, DeviceId),
) {
    let today = officer.workspace.clock().today();
    let (mandate, lost) = (did.mandate.unwrap().to_string(), lost.to_string());
    let only = |kind: &str| one(acts, kind, |_| true);
    let given = only("mandate-given");
    let mut asks = [officer, alderman].map(|device| device.workspace.device());
    asks.sort_unstable();
    let (from, until) = (json!(today), json!("2099-12-31"));
    assert_eq!(given["terms"], json!({ "kinds": ["activity"], "asks": asks, "from": from, "until": until }));
    assert_eq!((&given["mandate_id"], &given["object"]), (&json!(mandate), &json!([officer.workspace.device()])));
    let ended = only("mandate-ended");
    assert_eq!((&ended["mandate_id"], &ended["object"]), (&json!(mandate), &json!([mandate])));
    assert_eq!(ended["terms"]["until"], json!(today));
    let set = only("body-set");
    let tomorrow = json!(today.succ_opt());
    assert_eq!(set["terms"], json!({ "kinds": ["conversation"], "body": "college", "from": tomorrow }));

    let let_in = one(acts, "enrolled", |act| act["terms"]["as_role"] == "reader" && act["object"] == json!([lost]));
    assert_eq!(let_in["terms"]["from"], json!(term().from));
    assert!(let_in["region_record"].is_string() && let_in["region_record"] != let_in["record"], "{let_in:#}");
    let changed = one(acts, "enrolled", |act| act["terms"]["as_role"] == "adviser");
    assert_eq!(changed["terms"], json!({ "as_role": "adviser", "from": today, "until": "2099-06-30" }));
    let ended = only("role-ended");
    assert_eq!((&ended["terms"]["as_role"], &ended["on"]), (&json!("reader"), &let_in["on"]));
    let removed = only("device-removed");
    assert!(removed["object"] == json!([lost]) && removed["terms"]["counts_below"].is_u64(), "{removed:#}");
    let dismissed = only("municipality-dismissed");
    assert_eq!((&dismissed["object"], &dismissed["terms"]), (&json!(["GM0342"]), &json!({ "until": today })));
    let admitted = one(acts, "municipality-admitted", |act| act["object"] == json!(["GM0342"]));
    assert!(admitted["terms"]["from"].is_string(), "{admitted:#}");
    // Whose keys, and with the second key on whose device: never a bare id.
    let named = |name: &str| acts.iter().filter(|act| act["kind"] == "countersigned" && act["on"] == name).count();
    let countersigned = acts.iter().filter(|act| act["kind"] == "countersigned").count();
    let (alderman, reader) = (named("alderman GM0327"), named("reader GM0327"));
    assert!(alderman > 0, "the alderman took two");
    assert_eq!((named("GM0327"), named("Testregio")), (2, 2), "two renewals of each pair");
    assert_eq!(alderman + reader + 4, countersigned, "{acts:#?}");
    for (kind, on) in [("key-renewed", "GM0327"), ("region-key-renewed", "Testregio")] {
        assert_eq!(only(kind)["on"], on);
    }
}

fn cells(row: &str) -> Vec<String> {
    let inside = row.strip_prefix('"').and_then(|row| row.strip_suffix('"')).unwrap();
    inside.split("\";\"").map(str::to_owned).collect()
}

fn the_table_has_the_same(officer: &Device, did: &Did) {
    let view = on(officer).view();
    let entries: Vec<&LogEntry> = view.log.iter().collect();
    let [dutch, english] = [Lang::Nl, Lang::En].map(|lang| with_language(lang, || log::csv(&entries)));
    for (nl, en) in dutch.iter().zip(&english) {
        assert_eq!((cells(nl).len(), cells(en).len()), (38, 38), "{nl}");
    }
    let head = cells(&english[0]);
    let place = |name: &str| head.iter().position(|cell| cell == name).unwrap_or_else(|| panic!("{name}: {head:?}"));
    let given = did.records["consent-given"].to_string();
    let row = |table: &[String]| {
        let rows: Vec<Vec<String>> = table.iter().map(|row| cells(row)).collect();
        rows.into_iter().find(|row| row[place("record")] == given).unwrap()
    };
    let (nl, en) = (row(&dutch), row(&english));
    for (name, value) in [
        ("kind", "consent-given"),
        ("topic", "consents"),
        ("space", "municipality"),
        ("item", &did.items["consent-given"].to_string()),
        ("version", "1"),
        ("audience", "region"),
        ("first day", "2098-12-30"),
        ("last day", "2099-12-31"),
        ("stays at home", "body"),
        ("conditions", "Vraag me in mei."),
        ("answers", &did.records["consent-requested"].to_string()),
    ] {
        assert_eq!((&nl[place(name)], &en[place(name)]), (&value.to_owned(), &value.to_owned()), "{name}");
    }
    assert_eq!((nl[place("standing")].as_str(), en[place("standing")].as_str()), ("ja", "yes"));
    assert_ne!(nl[place("what")], en[place("what")], "the sentence is translated");
}

fn what_has_one_name_is_told_apart(officer: &Device, did: &Did) {
    let view = on(officer).view();
    let called = |name: &str, title: &str| {
        let item = did.items[name];
        let all: BTreeSet<String> =
            view.log.iter().filter(|entry| entry.item == Some(item)).map(words::log_on).collect();
        assert_eq!(all, BTreeSet::from([format!("{title} ({})", item.short())]));
    };
    called("recalled", "Taalcafé");
    called("decided-agreed", "Taalcafé");
    called("consent-refused", "Geheim");
    for entry in view.log.iter() {
        let (line, record) = (words::log_line(entry), entry.facts.record.unwrap().short());
        assert!(line.contains(&format!("  {record} · ")) && !line.contains("·  ·"), "{line}");
    }
    let other = view.log.iter().find(|entry| entry.item == Some(did.items["consent-given"])).unwrap();
    assert_eq!(words::log_on(other), "Taal en lezen", "of a title that nothing else has the id says nothing");
}

fn ids_of_checks_and_log_lines_find_their_act(officer: &Device, did: &Did) {
    let view = on(officer).view();
    let found =
        |filter: &Filter| -> Vec<&LogEntry> { view.log.iter().filter(|entry| filter.lets_through(entry)).collect() };
    let given = did.records["consent-given"];
    for filter in [
        Filter { id: given.to_string(), ..Filter::default() },
        Filter { text: given.short().to_uppercase(), ..Filter::default() },
    ] {
        let all = found(&filter);
        assert!(all.iter().any(|entry| entry.facts.record == Some(given)), "{filter:?}");
        let named = |entry: &&LogEntry| entry.facts.record == Some(given) || entry.facts.answers == Some(given);
        assert!(all.iter().all(named), "{filter:?}: {all:#?}");
    }
    assert!(found(&Filter { text: "deadbeefdeadbeef".into(), ..Filter::default() }).is_empty());
    let noted = NOTED.lock().unwrap().clone();
    assert!(noted.len() > 20);
    for (action, object) in noted.iter().filter(|(_, object)| !object.is_empty()) {
        let all = found(&Filter { id: object.clone(), ..Filter::default() });
        let names = |entry: &&LogEntry| entry.facts.object.iter().any(|one| one.starts_with(object));
        assert!(all.iter().any(names), "{action} {object}: {all:#?}");
    }
}
