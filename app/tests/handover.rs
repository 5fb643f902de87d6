//! The handover file: each of its parts, in both languages and in both forms.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

#[allow(dead_code, missing_docs, reason = "shared with the tests of the screens")]
#[path = "../src/ui/screens/tests/fixture.rs"]
mod fixture;

use std::sync::Arc;

use deelbaar::engine::{ConsentView, ItemView, MandateView, View, Who};
use deelbaar::handover;
use deelbaar::i18n::{Lang, with_language};
use deelbaar_schema::field::{Field, Value};
use deelbaar_schema::gate::{DecisionState, Phase, Visibility};
use deelbaar_schema::id::ContentHash;
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use deelbaar_schema::statement::{Audience, Body};
use deelbaar_sync::workspace::Root;
use fixture::{at, day, id};

const RISK: &str = "De zaal is klein.\nDe koers kan na de verkiezingen wijzigen.";

fn decided(view: &View, number: u8, title: &str, phase: Phase, note: &str) -> ItemView {
    let mut item = view.items[5].clone();
    item.item.id = id(number);
    item.item.title = title.into();
    let (note, since, by) = (note.into(), Some(at("2026-10-01")), None);
    item.decision = Some(DecisionState { phase, changed: false, contradiction: false, since, by, note });
    item
}

fn with(mut item: ItemView, details: impl IntoIterator<Item = (Field, Value)>) -> ItemView {
    item.item.details.extend(details);
    item
}

fn shared(view: &View, number: u8, title: &str, embargo: Option<&str>, until: Option<&str>) -> ItemView {
    let mut item = decided(view, number, title, Phase::Draft, "");
    item.item.kind = ItemKind::Section;
    item.decision = None;
    let (version, audience, standing) = (3, Audience::Region, true);
    let (embargo, until) = (embargo.map(day), until.map(day));
    item.visibility = Visibility::Shared { version, audience, changed: false, standing, embargo, until };
    let by = Who { name: "Marjan de Wit".into(), role: Some(Role::Alderman) };
    let (date, note) = (day("2026-05-04"), "Vraag me na de zomer.".to_owned());
    item.consent = Some(ConsentView { by, stood_for: false, date, note, confirmed: None });
    item
}

/// Leusden as its new alderman finds it, on 22 November 2026.
fn portfolio() -> View {
    let mut view = fixture::view(Role::Alderman);
    let line = |text: &str| Value::Line(text.into());
    let (late, early) = (Value::Date(day("2026-10-31")), Value::Date(day("2026-11-01")));
    let running = decided(&view, 20, "Loopt uit", Phase::Running, "Houd het klein.");
    let over = decided(&view, 21, "Is voorbij", Phase::Finished, "");
    let mut confirmed = shared(&view, 26, "Bevestigd", None, None);
    let by = Who { name: "Noor Smit".into(), role: Some(Role::Alderman) };
    confirmed.consent.as_mut().unwrap().confirmed = Some((by, at("2026-11-20")));
    let items = vec![
        with(running, [(Field::Until, late), (Field::Risks, line(RISK)), (Field::Costs, Value::Cents(350_050))]),
        with(over, [(Field::Risks, line("Dit risico is voorbij.")), (Field::Hours, Value::Hours(500))]),
        with(decided(&view, 22, "Niet begonnen", Phase::Agreed, ""), [(Field::From, early.clone())]),
        with(decided(&view, 23, "Nog niet besloten", Phase::Submitted, ""), [(Field::From, early)]),
        shared(&view, 24, "Van een voorganger", None, Some("2026-12-31")),
        shared(&view, 25, "Onder embargo", Some("2026-12-01"), Some("2027-12-31")),
        confirmed,
        view.items[3].clone(),
    ];
    view.items = Arc::new(items);
    view.powers.bodies[1].1 = Body::College;
    let who = |name: &str, role| Who { name: name.into(), role: Some(role) };
    view.powers.mandates = vec![MandateView {
        mandate: ContentHash::from_bytes([1; 32]),
        to: who("Anna Jansen", Role::PolicyOfficer),
        by: who("Marjan de Wit", Role::Alderman),
        kinds: [ItemKind::Activity].into(),
        asks: Vec::new(),
        from: day("2026-01-01"),
        until: Some(day("2026-12-15")),
    }];
    view.me.seconds = Root::ALL.into();
    view.status.municipalities[0].last_seen = Some(at("2026-08-01"));
    let mut removed = view.status.colleagues[0].clone();
    view.status.colleagues[0].who.name = "Stille Collega".into();
    view.status.colleagues[0].last_seen = Some(at("2026-07-01"));
    (removed.who.name, removed.revoked, removed.last_seen) = ("Verwijderd".into(), true, Some(at("2026-01-01")));
    view.status.colleagues.push(removed);
    view
}

/// What the file must say: the part, on what, and words of the sentence.
type Said = (&'static str, &'static str, &'static str);

const DUTCH: [Said; 26] = [
    ("attention", "Loopt uit", "31 oktober 2026 klaar zijn en is nog in uitvoering"),
    ("attention", "Niet begonnen", "1 november 2026 beginnen, en is niet begonnen"),
    ("attention", "Nog niet besloten", "daarover is nog niet besloten"),
    ("attention", "Van een voorganger", "die nu geen wethouder is"),
    ("attention", "Van een voorganger", "31 december 2026"),
    ("attention", "Onder embargo", "1 december 2026"),
    ("attention", "Eén plek voor meldingen over drempels", "van 2 gemeenten"),
    ("attention", "Activiteitengeld 2026", "€\u{a0}500,50 meer gepland"),
    ("attention", "Uren 2026", "100 uur meer gepland"),
    ("attention", "Anna Jansen", "15 december 2026"),
    ("attention", "De sleutels van Leusden", "één persoon"),
    ("attention", "De sleutels van Regio Amersfoort", "één persoon"),
    ("attention", "Stille Collega", "1 juli 2026"),
    ("attention", "Amersfoort", "1 augustus 2026"),
    ("waiting", "Dialoogavond met ervaringsdeskundigen", "Besluit gevraagd door Anna Jansen"),
    ("waiting", "Training begrijpelijke taal", "Toestemming gevraagd door Anna Jansen"),
    ("running", "Loopt uit", "Voorwaarde of opmerking: Houd het klein."),
    ("running", "Niet begonnen", "1 oktober 2026"),
    ("shared", "Van een voorganger", "versie 3. Toestemming van Marjan de Wit"),
    ("shared", "Van een voorganger", "Voorwaarde of opmerking: Vraag me na de zomer."),
    ("shared", "Bevestigd", "Bevestigd door Noor Smit"),
    ("risks", "Loopt uit", RISK),
    ("powers", "Gesprekken", "Hierover besluit het college"),
    ("powers", "Anna Jansen", "namens Marjan de Wit"),
    ("money", "Activiteitengeld 2026", "€\u{a0}3.500,50 gepland, van €\u{a0}3.000,00"),
    ("money", "Uren 2026", "500 gepland, van 400"),
];

const ENGLISH: [Said; 26] = [
    ("attention", "Loopt uit", "31 October 2026 and is still being carried out"),
    ("attention", "Niet begonnen", "1 November 2026, and not begun"),
    ("attention", "Nog niet besloten", "not decided yet"),
    ("attention", "Van een voorganger", "who is no alderman now"),
    ("attention", "Van een voorganger", "31 December 2026"),
    ("attention", "Onder embargo", "1 December 2026 on"),
    ("attention", "Eén plek voor meldingen over drempels", "2 municipalities"),
    ("attention", "Activity money 2026", "beyond the limit: €500.50"),
    ("attention", "Hours 2026", "beyond the limit: 100 hours"),
    ("attention", "Anna Jansen", "15 December 2026"),
    ("attention", "The keys of Leusden", "one person"),
    ("attention", "The keys of Regio Amersfoort", "one person"),
    ("attention", "Stille Collega", "1 July 2026"),
    ("attention", "Amersfoort", "1 August 2026"),
    ("waiting", "Dialoogavond met ervaringsdeskundigen", "Decision asked by Anna Jansen"),
    ("waiting", "Training begrijpelijke taal", "Consent asked by Anna Jansen"),
    ("running", "Loopt uit", "Condition or remark: Houd het klein."),
    ("running", "Niet begonnen", "1 October 2026"),
    ("shared", "Van een voorganger", "version 3. Consent of Marjan de Wit"),
    ("shared", "Van een voorganger", "Condition or remark: Vraag me na de zomer."),
    ("shared", "Bevestigd", "Confirmed by Noor Smit"),
    ("risks", "Loopt uit", RISK),
    ("powers", "Conversations", "the municipal executive decides on this"),
    ("powers", "Anna Jansen", "in the name of Marjan de Wit"),
    ("money", "Activity money 2026", "€3,500.50 planned, of €3,000.00"),
    ("money", "Hours 2026", "500 planned, of 400"),
];

/// What the form of the file with this ending holds.
fn form(view: &View, ending: &str) -> String {
    let document = handover::document(view);
    let form = document.forms.iter().find(|form| form.ending == ending).unwrap();
    String::from_utf8(form.bytes.to_vec()).unwrap()
}

fn says(view: &View, said: &[Said]) {
    let (text, data) = (form(view, "md"), form(view, "json"));
    let data: serde_json::Value = serde_json::from_str(&data).unwrap();
    assert_eq!((text.as_str(), &data), (handover::markdown(view).as_str(), &handover::json(view)));
    for (name, about, words) in said {
        let part = data.as_array().unwrap().iter().find(|part| part["part"] == *name).unwrap();
        let detail = |line: &serde_json::Value| line["detail"].as_str().unwrap_or_default().contains(words);
        let found = part["lines"]
            .as_array()
            .unwrap()
            .iter()
            .any(|line| line["text"].as_str().unwrap().starts_with(about) && detail(line));
        assert!(found, "{name}, {about}: {words} in {part:#}");
        // The same under the same heading of the text.
        let heading = format!("## {}\n", part["title"].as_str().unwrap());
        let section = text.split_once(&heading).unwrap().1.split("\n## ").next().unwrap();
        let words = words.replace('\n', "\n  ");
        let mut points = section.split("- **").skip(1);
        let found = points.any(|point| point.starts_with(about) && point.contains(&words));
        assert!(found, "{name}, {about}: {words} in {section}");
    }
    for gone in ["Dit risico is voorbij", "Verwijderd"] {
        assert!(!text.contains(gone) && !data.to_string().contains(gone), "{gone}");
    }
}

#[test]
fn the_handover_file_says_what_a_successor_has_to_know() {
    let view = portfolio();
    with_language(Lang::Nl, || {
        says(&view, &DUTCH);
        assert!(form(&view, "md").starts_with("# Overdrachtsdossier Leusden, zondag 22 november 2026\n"));
    });
    with_language(Lang::En, || {
        says(&view, &ENGLISH);
        assert!(form(&view, "md").starts_with("# Handover file Leusden, Sunday 22 November 2026\n"));
    });
}

#[test]
fn every_part_of_an_empty_portfolio_says_so() {
    let mut view = fixture::empty_view(Role::Alderman);
    view.status.colleagues.clear();
    view.status.municipalities.clear();
    for lang in [Lang::Nl, Lang::En] {
        with_language(lang, || {
            let (parts, text) = (handover::parts(&view), handover::markdown(&view));
            assert_eq!(parts.len(), 7);
            // Money and hours are a fact also when nothing is planned.
            for part in parts.iter().filter(|part| part.name != "money") {
                assert!(part.lines.is_empty(), "{part:?}");
                assert!(text.contains(&format!("## {}\n\n{}", part.title, part.empty)), "{text}");
            }
        });
    }
}
