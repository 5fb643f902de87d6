//! Mock-up `activiteiten.png`.

use deelbaar::ui::kit::{Button, Card, Chip, ColumnWidth, DataTable, Dropdown, HistoryStep, Level};
use deelbaar::ui::kit::{TableColumn, TextField, VisibilityMark, card, details, heading, history};
use deelbaar::ui::kit::{page_header, scroll_page, small, view_switch};
use deelbaar::ui::theme::{size, space};
use deelbaar::ui::{Icon, Tone};
use egui::{Panel, Ui};

pub struct State {
    selected: Option<usize>,
    status: usize,
    theme: usize,
    view: usize,
    text: String,
}

impl Default for State {
    fn default() -> Self {
        Self {
            selected: Some(1),
            status: 0,
            theme: 0,
            view: 0,
            text: "Inwoners vertellen welke drempels zij tegenkomen bij loketten en gebouwen. De uitkomst voedt de toegankelijkheidsagenda.".into(),
        }
    }
}

fn private() -> VisibilityMark {
    VisibilityMark::Private { municipality: "Leusden".into() }
}

type Row = (&'static str, &'static str, Chip<'static>, VisibilityMark);

fn rows() -> Vec<Row> {
    let agreed = || Chip::new(Tone::Good, "Besloten").icon(Icon::Check);
    vec![
        ("Toegankelijkheidsschouw centrum", "12 mrt 2026", agreed(), private()),
        (
            "Dialoogavond met ervaringsdeskundigen",
            "9 apr 2026",
            Chip::new(Tone::Warning, "Ter besluitvorming").icon(Icon::Clock),
            private(),
        ),
        (
            "Regenboogvlag en bijeenkomst",
            "11 okt 2026",
            Chip::new(Tone::Good, "In uitvoering").icon(Icon::Play),
            VisibilityMark::Region { version: 2 },
        ),
        ("Training begrijpelijke taal balie", "sep–nov 2026", agreed(), VisibilityMark::RegionChanged),
        (
            "Inclusieve speelplek Tabaksteeg",
            "2e kwartaal",
            Chip::new(Tone::Neutral, "Idee").icon(Icon::Circle),
            private(),
        ),
        (
            "Maatjes voor nieuwkomers",
            "heel 2026",
            Chip::new(Tone::Good, "Afgerond").icon(Icon::Check),
            VisibilityMark::Public,
        ),
        (
            "Onderzoek drempels sportclubs",
            "mei 2026",
            Chip::new(Tone::Danger, "Teruggestuurd").icon(Icon::Return),
            private(),
        ),
    ]
}

fn options(words: &[&str]) -> Vec<(usize, String)> {
    words.iter().enumerate().map(|(i, w)| (i, (*w).to_owned())).collect()
}

pub fn show(ui: &mut Ui, state: &mut State) {
    Panel::right("detail")
        .exact_size(size::DETAIL)
        .resizable(false)
        .show_separator_line(false)
        .frame(egui::Frame::new().inner_margin(egui::Margin { left: 16, ..Default::default() }))
        .show(ui, |ui| scroll_page(ui, "detail", |ui| detail(ui, state)));
    egui::CentralPanel::no_frame().show(ui, |ui| {
        page_header(ui, "Activiteiten", "Een activiteit begint pas na een besluit van de wethouder.", |ui| {
            ui.add(Button::primary("Nieuwe activiteit").icon(Icon::Plus));
        });
        ui.horizontal_wrapped(|ui| {
            Dropdown::new("Status", &mut state.status, &options(&["alle", "Besloten", "Idee", "Ter besluitvorming"]))
                .inline()
                .show(ui);
            Dropdown::new("Thema", &mut state.theme, &options(&["alle", "Meedoen", "Ontmoeten"])).inline().show(ui);
            ui.add_space(space::S);
            view_switch(
                ui,
                "Weergave",
                &mut state.view,
                &[(0, None, "Tabel".into()), (1, None, "Tijdlijn".into()), (2, None, "Bord".into())],
            );
        });
        ui.add_space(space::S);
        let rows = rows();
        Card::new().flush().show(ui, |ui| {
            let columns = vec![
                TableColumn::new("Activiteit", ColumnWidth::Fill(180.0)),
                TableColumn::new("Wanneer", ColumnWidth::Exact(80.0)),
                TableColumn::new("Status", ColumnWidth::Auto(150.0)),
                TableColumn::new("Zichtbaar voor", ColumnWidth::Auto(140.0)),
            ];
            let response = DataTable::new("activities", "Activiteiten", columns)
                .selected(state.selected)
                .two_lines()
                .show(ui, rows.len(), |index, cells| {
                    let (title, when, chip, mark) = &rows[index];
                    cells.strong(title);
                    cells.text(when);
                    cells.chip(chip.clone());
                    cells.mark(mark);
                });
            if response.chosen.is_some() {
                state.selected = response.chosen;
            }
        });
        small(ui, "7 activiteiten · € 2.150 van € 3.000 activiteitengeld 2026 gepland");
    });
}

fn detail(ui: &mut Ui, state: &mut State) {
    card(ui, |ui| {
        ui.add(Chip::new(Tone::Warning, "Ter besluitvorming · sinds 2 dagen").icon(Icon::Clock));
        heading(ui, Level::Two, "Dialoogavond met ervaringsdeskundigen");
        details(
            ui,
            &[
                ("Wanneer", "donderdag 9 april 2026"),
                ("Voor wie", "inwoners met een beperking"),
                ("Thema", "Meedoen · Ontmoeten"),
                ("Kosten", "€ 650,00 activiteitengeld"),
                ("Partners", "Adviesraad sociaal domein"),
            ],
        );
        ui.add_space(space::S);
        TextField::new("Toelichting", &mut state.text).multiline(4).show(ui);
        ui.add_space(space::S);
        heading(ui, Level::Three, "Weg van deze activiteit");
        history(
            ui,
            &[
                HistoryStep { when: "1 feb", what: "Idee — beleidsadviseur", current: false },
                HistoryStep { when: "3 mrt", what: "Voorgelegd aan wethouder", current: false },
                HistoryStep { when: "nu", what: "Wacht op besluit", current: true },
            ],
        );
        ui.add_space(space::S);
        ui.horizontal_wrapped(|ui| {
            ui.add(Button::secondary("Herinnering sturen"));
            ui.add(Button::secondary("Intrekken"));
        });
    });
}
