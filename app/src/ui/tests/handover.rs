//! *Overdracht*, and what it tells from elsewhere: risks that an officer wrote down, and what the alderman wrote.

use deelbaar_schema::field::{Field, Value};
use deelbaar_schema::gate::Visibility;
use deelbaar_schema::role::Role as Job;
use deelbaar_schema::statement::Audience;
use egui::{Key, Role};
use egui_kittest::kittest::Queryable as _;

use super::fixture::{change_item, day, id, leusden};
use super::{press, said, says, window};
use crate::engine::{Command, ConsentView, Who};
use crate::ui::cx::Screen;

const RISK: &str = "De zaal is klein. De koers kan na de verkiezingen wijzigen.";

#[test]
fn risks_are_written_down_by_keyboard_and_never_shared() {
    let (mut harness, fake) = window(leusden(), Screen::Activities);
    press(&mut harness, Role::Button, "Gegevens bewerken", Key::Enter);
    let field = harness.get_by_role_and_label(Role::MultilineTextInput, "Risico’s");
    field.focus();
    harness.run_steps(2);
    harness.get_by_role_and_label(Role::MultilineTextInput, "Risico’s").type_text(RISK);
    harness.run_steps(1);
    harness.key_press(Key::Tab);
    harness.run_steps(2);
    let value = Some(Value::Line(RISK.into()));
    assert_eq!(fake.sent(), [Command::SetField { item: id(1), field: Field::Risks, value }]);
}

#[test]
fn the_screen_says_what_runs_what_is_shared_what_waits_risks_and_money() {
    let mut view = leusden();
    change_item(&mut view, 3, |item| drop(item.item.details.insert(Field::Risks, Value::Line(RISK.into()))));
    let (mut harness, _fake) = window(view, Screen::Handover);
    for part in ["Vraagt aandacht", "Wacht op een antwoord", "Besloten en in uitvoering", "Gedeeld", "Risico’s"] {
        harness.get_by_role_and_label(Role::Heading, part);
    }
    for part in ["Wie mag besluiten", "Geld en uren"] {
        harness.get_by_role_and_label(Role::Heading, part);
    }
    assert!(says(&harness, RISK), "{}", said(&harness));
    // By keyboard to the activity that it is about.
    harness.get_all_by_role_and_label(Role::Link, "Regenboogvlag en bijeenkomst").last().unwrap().focus();
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert!(says(&harness, &format!("Risico’s: {RISK}")), "{}", said(&harness));
}

#[test]
fn what_the_alderman_wrote_stands_on_top_of_the_item() {
    let mut view = leusden();
    change_item(&mut view, 3, |item| {
        item.decision.as_mut().unwrap().note = "Houd het klein.".into();
        let by = Who { name: "Marjan de Wit".into(), role: Some(Job::Alderman) };
        let (date, note) = (day("2026-03-01"), "Vraag me na de zomer.".into());
        item.consent = Some(ConsentView { by, stood_for: true, date, note, confirmed: None });
        assert!(matches!(item.visibility, Visibility::Shared { audience: Audience::Region, .. }));
    });
    let (mut harness, _fake) = window(view, Screen::Activities);
    harness.get_by_label_contains("Activiteit: Regenboogvlag").focus();
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    let said = said(&harness);
    assert!(said.contains("De wethouder schrijft: Houd het klein."), "{said}");
    assert!(said.contains("De wethouder schrijft bij de toestemming om te delen: Vraag me na de zomer."), "{said}");
}
