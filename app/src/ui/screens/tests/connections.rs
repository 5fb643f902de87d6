//! What a helpdesk may want to know: shown when asked for, and kept as a file without names.

use deelbaar_schema::role::Role;
use egui::Key;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::{Bench, fixture, press, sized, tab_to};
use crate::connections;
use crate::ui::screens::participants;

#[test]
fn what_waits_for_whom_shows_and_the_rest_when_asked() {
    let (view, size) = (fixture::view(Role::PolicyOfficer), egui::vec2(1010.0, 6000.0));
    let mut harness: Harness<'_, Bench<participants::State>> = sized(size, view, participants::State::show);
    assert!(harness.query_all_by_label_contains("mist hoogstens 3 wijzigingen").count() == 1);
    assert!(harness.query_by_label_contains("Gesprek geëindigd").is_none());
    tab_to(&mut harness, "Toon verbindingen");
    press(&mut harness, Key::Enter);
    harness.get_by_label_contains("Ontvangen: 2, verstuurd: 5. De verbinding is verbroken.");
    assert!(harness.query_all_by_label_contains("mist hoogstens 3 wijzigingen").count() == 2);
}

#[test]
fn the_file_for_a_helpdesk_names_no_person() {
    let view = fixture::view(Role::PolicyOfficer);
    let document = connections::document(&view, view.today);
    assert_eq!(document.forms.len(), 2);
    for form in &document.forms {
        let text = String::from_utf8_lossy(&form.bytes);
        assert!(text.contains("Leusden") && !text.contains("Jansen"), "{text}");
    }
}
