//! Everything that the other pages do not show.

use deelbaar::ui::kit::{Button, Card, Checkbox, Chip, Dialog, Dropdown, Level, Notice, NoticeKind};
use deelbaar::ui::kit::{ProgressRow, TextField, VisibilityMark, card, chip_row, empty_state, figure};
use deelbaar::ui::kit::{focus_when_opened, heading, markdown, meter, page_header, paragraph};
use deelbaar::ui::kit::{scroll_page, small};
use deelbaar::ui::theme::{Theme, size, space, typography};
use deelbaar::ui::{Icon, Tone};
use egui::{RichText, Ui};

use crate::Page;

pub struct State {
    name: String,
    date: String,
    choice: usize,
    check: bool,
    dialog_closed: bool,
}

impl Default for State {
    fn default() -> Self {
        Self { name: "Dialoogavond".into(), date: "31-02-2026".into(), choice: 0, check: true, dialog_closed: false }
    }
}

const TEXT: &str = "## Wat we leerden\n\nBewoners willen **vroeg** meepraten, niet *achteraf*. Zie [de handreiking](https://www.vng.nl/toegankelijk).\n\n- Vraag wat iemand nodig heeft\n- Regel een **tolk**\n  - Nederlandse gebarentaal\n1. Plan\n2. Doe\n\n> Eindelijk luisterde er iemand.\n";

pub fn show(ui: &mut Ui, state: &mut State, page: Page) {
    scroll_page(ui, "elements", |ui| {
        page_header(ui, "Elementen", "Alles wat de schermen gebruiken.", |ui| {
            ui.add(Button::primary("Volgende stap").icon(Icon::ArrowRight));
            ui.add(Button::secondary("Rapport"));
        });
        ui.columns(2, |columns| {
            left(&mut columns[0], state);
            right(&mut columns[1], state);
        });
    });
    if page == Page::Dialog && !state.dialog_closed {
        dialog(ui, state);
    }
}

fn left(ui: &mut Ui, state: &mut State) {
    card(ui, |ui| {
        heading(ui, Level::Three, "Knoppen");
        ui.horizontal_wrapped(|ui| {
            ui.add(Button::primary("Opslaan").icon(Icon::Check));
            ui.add(Button::secondary("Bewerken").icon(Icon::Pencil));
            ui.add(Button::danger("Verwijderen").icon(Icon::Trash));
            ui.add(Button::quiet("Meer").icon(Icon::Menu));
            ui.add(Button::link("Naar het plan"));
            ui.add(Button::primary("Niet mogelijk").unless(Some("Vul eerst een titel in.")));
            ui.add(Button::secondary("Ook niet").unless(Some("Vul eerst een titel in.")));
        });
        heading(ui, Level::Three, "Wie ziet het");
        chip_row(ui, |ui| {
            for mark in [
                VisibilityMark::Private { municipality: "Leusden".into() },
                VisibilityMark::Region { version: 2 },
                VisibilityMark::RegionChanged,
                VisibilityMark::Public,
                VisibilityMark::AwaitingConsent,
                VisibilityMark::Withdrawn,
            ] {
                ui.add(&mark);
            }
            ui.add(Chip::new(Tone::Info, "Nieuw").icon(Icon::Info));
        });
    });
    card(ui, |ui| {
        TextField::new("Naam", &mut state.name).required().hint("Zo staat het in de lijst.").show(ui);
        ui.add_space(space::S);
        TextField::new("Datum", &mut state.date)
            .placeholder("dd-mm-jjjj")
            .error(Some("Schrijf de datum als dag-maand-jaar, bijvoorbeeld 09-04-2026."))
            .show(ui);
        ui.add_space(space::S);
        Dropdown::new("Thema", &mut state.choice, &[(0, "Meedoen".into()), (1, "Ontmoeten".into())]).show(ui);
        ui.add(Checkbox::new(&mut state.check, "Ook voor kinderen"));
    });
    card(ui, |ui| {
        figure(ui, "€ 31.400");
        small(ui, "van € 50.000 besteed of gepland");
        meter(ui, "Budget regio 2026", 31_400.0, 50_000.0, "€ 31.400 van € 50.000");
        ui.add_space(space::M);
        ProgressRow::new("Rapport maken", 0.42).cancellable().show(ui);
    });
}

fn right(ui: &mut Ui, _state: &mut State) {
    Notice::new(NoticeKind::Info, "Baarn deelde een nieuwe versie van Lokale coalitie.").dismissible().show(ui);
    Notice::new(NoticeKind::Success, "Opgeslagen op dit apparaat.").show(ui);
    Notice::new(NoticeKind::Warning, "Dit plan is gewijzigd sinds de wethouder besloot.")
        .action("Opnieuw voorleggen")
        .show(ui);
    Notice::new(
        NoticeKind::Error,
        "Het bestand kon niet worden gelezen. Er is niets verloren. Kies het bestand opnieuw.",
    )
    .action("Bestand kiezen")
    .show(ui);
    card(ui, |ui| markdown(ui, TEXT, Level::Two));
    Card::new().tone(Tone::Public).show(ui, |ui| paragraph(ui, "Een kaart in de kleur van openbaar."));
    card(ui, |ui| {
        empty_state(
            ui,
            Icon::Users,
            "Nog geen gesprekken",
            "Plan het eerste gesprek. De wethouder besluit voordat het doorgaat.",
            Some(Button::primary("Gesprek plannen").icon(Icon::Plus)),
        );
    });
    card(ui, |ui| {
        let ink = Theme::of(ui.ctx()).palette().ink;
        ui.horizontal_wrapped(|ui| {
            for icon in Icon::ALL {
                ui.label(RichText::new(icon.glyph()).font(typography::icon_font(size::ICON)).color(ink));
            }
        });
    });
}

fn dialog(ui: &Ui, state: &mut State) {
    let shown = Dialog::new("withdraw", "Delen met de regio intrekken?").alert().show(ui.ctx(), |ui| {
        paragraph(ui, "Alle gemeenten verwijderen hun kopie zodra zij dit horen. Wie eerder een kopie bewaarde buiten Deelbaar, houdt die.");
        ui.add_space(space::M);
        ui.horizontal(|ui| {
            let keep = ui.add(Button::secondary("Blijven delen"));
            focus_when_opened(&keep);
            if keep.clicked() || ui.add(Button::danger("Intrekken")).clicked() {
                ui.close();
            }
        });
    });
    state.dialog_closed = shown.close;
}
