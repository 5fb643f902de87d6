//! The card about the network in the settings: by keyboard, by name, and by whoever may.

use deelbaar_schema::role::Role;
use deelbaar_sync::net::RelayState;
use deelbaar_sync::workspace::Root;
use egui::Key;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use zeroize::Zeroizing;

use super::{Bench, fixture, press, sized, tab_to};
use crate::engine::{Command, NetworkView, Secret, View};
use crate::ui::cx::Cx;
use crate::ui::preferences::Preferences;
use crate::ui::screens::{Surroundings, settings};

type Settings<'a> = Harness<'a, Bench<settings::State>>;

fn show(state: &mut settings::State, ui: &mut egui::Ui, cx: &mut Cx<'_>) {
    let (mut preferences, mut lock) = (Preferences::default(), false);
    let mut around = Surroundings { preferences: &mut preferences, data_dir: None, leave: None, lock: Some(&mut lock) };
    state.show(ui, cx, &mut around);
}

fn screen<'a>(view: View) -> Settings<'a> {
    sized(egui::vec2(1010.0, 4000.0), view, show)
}

fn write(harness: &mut Settings<'_>, label: &str, text: &str) {
    tab_to(harness, label);
    let field = harness.query_all_by_label(label).find(egui_kittest::Node::is_focused).unwrap();
    field.type_text(text);
    harness.run();
}

fn secret(text: &str) -> Secret {
    Secret(Zeroizing::new(text.into()))
}

#[test]
fn whoever_holds_the_regions_key_names_the_relay() {
    let mut view = fixture::view(Role::PolicyOfficer);
    view.status.roots = vec![Root::Municipality, Root::Region];
    let mut harness = screen(view);
    harness.get_by_label_contains("De regio heeft geen doorgeefserver.");
    tab_to(&mut harness, "Doorgeefserver vastleggen");
    press(&mut harness, Key::Enter);
    assert!(harness.state().commands.is_empty(), "there is no address yet");
    write(&mut harness, "Adres van de doorgeefserver", "https://relay.regio.nl https://reserve.regio.nl");
    write(&mut harness, "Toegangscode", "woord");
    tab_to(&mut harness, "Doorgeefserver vastleggen");
    press(&mut harness, Key::Enter);
    let urls = vec!["https://relay.regio.nl".into(), "https://reserve.regio.nl".into()];
    assert_eq!(harness.state().commands, vec![Command::NameRelay { urls, token: Some(secret("woord")) }]);
}

#[test]
fn everybody_sees_the_relay_and_sets_the_proxy_of_this_device() {
    let mut view = fixture::view(Role::Alderman);
    view.status.roots = Vec::new();
    let relay = |url: &str, connected, refused| RelayState { url: url.into(), connected, refused };
    view.status.network = NetworkView {
        relays: vec![relay("https://relay.regio.nl/", true, false), relay("https://reserve.regio.nl/", false, true)],
        token: true,
        since: Some("2026-11-29".parse().unwrap()),
        proxy: None,
    };
    let mut harness = screen(view);
    harness.get_by_label_contains("https://relay.regio.nl/ (verbonden)");
    harness.get_by_label_contains("https://reserve.regio.nl/ (laat dit apparaat niet door)");
    assert!(harness.query_by_label("Doorgeefserver vastleggen").is_none());
    write(&mut harness, "Adres van de HTTP-proxy", "http://proxy:8080");
    tab_to(&mut harness, "Proxy instellen");
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().commands, vec![Command::SetProxy { url: Some(secret("http://proxy:8080")) }]);
}
