//! Every element of the kit on a few pages that follow the mock-ups.
//!
//! `cargo run -p deelbaar --example gallery -- [page] [light|dark|contrast] [nl|en] [zoom]`
//! where page is `activiteiten`, `besluiten`, `elementen` or `dialoog`.

mod activities;
mod decisions;
mod elements;
mod shell;

use deelbaar::i18n::{Lang, set_language};
use deelbaar::ui::{Theme, Variant};

/// The page that is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "an example")]
pub enum Page {
    Activities,
    Decisions,
    Elements,
    Dialog,
}

struct Gallery {
    theme: Theme,
    zoom: f32,
    page: Page,
    activities: activities::State,
    decisions: decisions::State,
    elements: elements::State,
}

impl eframe::App for Gallery {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.theme.apply(ui.ctx());
        ui.ctx().set_zoom_factor(self.zoom);
        shell::frame(ui, &mut self.page, |ui, page| match page {
            Page::Activities => activities::show(ui, &mut self.activities),
            Page::Decisions => decisions::show(ui, &mut self.decisions),
            Page::Elements | Page::Dialog => elements::show(ui, &mut self.elements, page),
        });
    }
}

fn main() -> eframe::Result {
    let mut theme = Theme::default();
    let mut page = Page::Activities;
    let mut zoom = 1.0;
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "dark" => theme.variant = Variant::Dark,
            "contrast" => theme.variant = Variant::HighContrast,
            "en" => set_language(Lang::En),
            "besluiten" => page = Page::Decisions,
            "elementen" => page = Page::Elements,
            "dialoog" => page = Page::Dialog,
            other => zoom = other.parse().unwrap_or(zoom),
        }
    }
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default().with_inner_size([1280.0, 800.0]),
        renderer: eframe::Renderer::Glow,
        ..eframe::NativeOptions::default()
    };
    eframe::run_native(
        "Deelbaar gallery",
        options,
        Box::new(move |_| {
            Ok(Box::new(Gallery {
                theme,
                zoom,
                page,
                activities: activities::State::default(),
                decisions: decisions::State::default(),
                elements: elements::State::default(),
            }))
        }),
    )
}
