//! The window on example data, to look at.
//!
//! `cargo run -p deelbaar --example screens -- [screen] [light|dark|contrast] [nl|en] [zoom] [new] [demo] [undo]
//! [stopped] [door] [news]`
//! `alderman` and `officer` show a region with requests, shared and withdrawn sections.

#[allow(dead_code, missing_docs, clippy::unwrap_used, reason = "made for tests; nothing here goes into the app")]
#[path = "../src/ui/tests/fixture.rs"]
mod fixture;
#[allow(dead_code, missing_docs, clippy::unwrap_used, reason = "made for tests; nothing here goes into the app")]
#[path = "../src/ui/screens/tests/fixture.rs"]
mod region_fixture;

use deelbaar::i18n::Lang;
use deelbaar::ui::cx::Screen;
use deelbaar::ui::preferences::{Appearance, Preferences};
use deelbaar::ui::window::Window;

fn stopped() -> deelbaar::engine::Stopped {
    deelbaar::engine::Stopped {
        title: "Dialoogavond met ervaringsdeskundigen".into(),
        what: deelbaar::engine::EventKind::Finished,
        who: deelbaar::engine::Who { name: "Bo Smit".into(), role: Some(deelbaar_schema::role::Role::PolicyOfficer) },
        time: deelbaar_schema::time::Timestamp(1_775_000_000_000),
        goes_on: false,
    }
}

fn main() -> eframe::Result {
    let mut preferences = Preferences::default();
    preferences.appearance = Appearance::Light;
    let mut screen = Screen::Overview;
    let mut view = fixture::leusden();
    let mut demo = false;
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "dark" => preferences.appearance = Appearance::Dark,
            "contrast" => preferences.appearance = Appearance::HighContrast,
            "en" => preferences.set_language(Lang::En),
            "alderman" => view = region_fixture::view(deelbaar_schema::role::Role::Alderman),
            "officer" => view = region_fixture::view(deelbaar_schema::role::Role::PolicyOfficer),
            "demo" => demo = true,
            "undo" => view.undo = Some(deelbaar::engine::Step::Changed("Waarom dit plan".into())),
            "stopped" => view.undo_stopped = Some(stopped()),
            "door" => view.applicants = region_fixture::view(deelbaar_schema::role::Role::PolicyOfficer).applicants,
            "news" => {
                view.region = region_fixture::view(deelbaar_schema::role::Role::PolicyOfficer).region;
                let others = view.region.sections.iter().filter(|one| one.municipality != view.me.municipality);
                view.unseen = others.take(3).map(|one| one.section).collect();
            }
            "new" => view = fixture::brand_new(),
            "overview" => screen = Screen::Overview,
            "inventory" => screen = Screen::Inventory,
            "plan" => screen = Screen::Plan,
            "activities" => screen = Screen::Activities,
            "conversations" => screen = Screen::Conversations,
            "inbox" => screen = Screen::Inbox,
            "consents" => screen = Screen::Consents,
            "region" => screen = Screen::Region,
            "shared" => screen = Screen::Shared,
            "participants" => screen = Screen::Participants,
            "settings" => screen = Screen::Settings,
            "log" => screen = Screen::Log,
            "handover" => screen = Screen::Handover,
            other => preferences.set_zoom(other.parse().unwrap_or_else(|_| preferences.zoom())),
        }
    }
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default().with_inner_size([1280.0, 800.0]),
        renderer: eframe::Renderer::Glow,
        ..eframe::NativeOptions::default()
    };
    let fake = fixture::Fake::on(view);
    let source = Box::new(if demo { fake.with_seats() } else { fake });
    eframe::run_native(
        "Deelbaar",
        options,
        Box::new(move |cc| Ok(Box::new(Window::new(&cc.egui_ctx, source, preferences).open_at(screen)))),
    )
}
