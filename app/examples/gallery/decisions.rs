//! Mock-up `besluiten.png`.

use deelbaar::ui::kit::{Button, Card, Checkbox, Chip, ItemCard, ItemList, Level, body, card};
use deelbaar::ui::kit::{diff_view, divider, heading, muted, page_header, radio_group, scroll_page};
use deelbaar::ui::kit::{small, word_diff};
use deelbaar::ui::theme::{size, space};
use deelbaar::ui::{Icon, Tone};
use egui::{CentralPanel, Panel, Ui};

pub struct State {
    selected: Option<usize>,
    fields: [bool; 4],
    when: usize,
}

impl Default for State {
    fn default() -> Self {
        Self { selected: Some(1), fields: [true, true, false, false], when: 0 }
    }
}

const OLD: &str = "Medewerkers van balie en wijkteam volgen in oktober een training in begrijpelijke taal.";
const NEW: &str = "Medewerkers van balie en wijkteam volgen in september tot en met november een training in begrijpelijke taal. Ervaringsdeskundigen lezen mee met de tien meest gebruikte brieven.";

fn inbox(index: usize) -> ItemCard {
    let (kicker, title, note) = [
        ("Besluit over activiteit", "Dialoogavond met ervaringsdeskundigen", "€ 650,00 · 9 april"),
        ("Toestemming om te delen", "Training begrijpelijke taal", "met de regio · gewijzigd sinds versie 1"),
        ("Toestemming om te delen", "Inventarisatie: toegankelijkheid", "met de regio · nieuw"),
    ][index];
    ItemCard { kicker: kicker.into(), title: title.into(), note: note.into(), mark: None }
}

pub fn show(ui: &mut Ui, state: &mut State) {
    Panel::left("list")
        .exact_size(size::LIST + space::L)
        .resizable(false)
        .show_separator_line(false)
        .frame(egui::Frame::new().inner_margin(egui::Margin { right: 16, left: 6, ..Default::default() }))
        .show(ui, |ui| {
            page_header(ui, "Te besluiten", "3 verzoeken", |_| {});
            let response = ItemList::new("inbox", "Verzoeken").selected(state.selected).show(ui, 3, inbox);
            if response.chosen.is_some() {
                state.selected = response.chosen;
            }
        });
    CentralPanel::no_frame().show(ui, |ui| {
        card(ui, |ui| {
            ui.set_min_height(ui.available_height());
            ui.horizontal(|ui| {
                heading(ui, Level::Two, "Training begrijpelijke taal");
                ui.add(Chip::new(Tone::Warning, "gewijzigd sinds versie 1"));
            });
            muted(ui, "De beleidsadviseur vraagt toestemming om deze versie te delen met de regio.");
            Panel::bottom("sign").resizable(false).frame(egui::Frame::new().inner_margin(6.0)).show(ui, |ui| {
                ui.add_space(space::S);
                ui.horizontal_wrapped(|ui| {
                    ui.add(Button::primary("Toestemming geven en ondertekenen").icon(Icon::Sign));
                    ui.add(Button::secondary("Terug met opmerking"));
                    ui.add(Button::danger("Niet delen"));
                });
            });
            CentralPanel::no_frame().show(ui, |ui| columns(ui, state));
        });
    });
}

fn columns(ui: &mut Ui, state: &mut State) {
    ui.columns(2, |columns| {
        scroll_page(&mut columns[0], "changes", |ui| {
            heading(ui, Level::Three, "Wat er verandert");
            diff_view(ui, &word_diff(OLD, NEW));
            small(ui, "Resultaat tot nu toe: 24 medewerkers hebben zich aangemeld.");
            ui.add_space(space::S);
            heading(ui, Level::Three, "Wat mag mee?");
            let [a, b, c, d] = &mut state.fields;
            ui.add(Checkbox::new(a, "Beschrijving en periode"));
            ui.add(Checkbox::new(b, "Resultaat en leerpunten"));
            ui.add(Checkbox::new(c, "Kosten").note("blijft in Leusden"));
            ui.add(Checkbox::new(d, "Namen van contactpersonen").note("blijft in Leusden"));
            ui.add_space(space::S);
            radio_group(ui, "Vanaf wanneer?", &mut state.when, &[
                (0, "Meteen".into()),
                (1, "Vanaf een datum…".into()),
            ]);
        });
        Card::new().tone(Tone::Good).show(&mut columns[1], |ui| {
            ui.set_min_height(ui.available_height() - space::XL);
            ui.add(Chip::new(Tone::Good, "Dit ziet de regio").icon(Icon::Share).on_tone());
            heading(ui, Level::Three, "Training begrijpelijke taal");
            small(ui, "Gemeente Leusden · september – november 2026");
            body(ui, NEW);
            body(ui, "Resultaat tot nu toe: 24 medewerkers hebben zich aangemeld.");
            divider(ui);
            small(ui, "Zichtbaar voor Amersfoort, Baarn, Bunschoten, Eemnes, Nijkerk, Soest, Woudenberg. Niet openbaar. Intrekken kan altijd; wie al een kopie bewaarde, houdt die.");
        });
    });
}
