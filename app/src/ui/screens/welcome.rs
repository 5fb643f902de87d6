//! The first start: what Deelbaar is, and three ways in.

use std::str::FromStr as _;

use deelbaar_schema::id::MunicipalityCode;
use deelbaar_sync::net::{Code, CodeError, Words};
use egui::Ui;

use crate::municipalities::{REGION_AMERSFOORT, name_of};
use crate::ui::kit::{
    Button, Card, Dropdown, Landmark, Level, Notice, NoticeKind, TextField, card, heading, live_status, paragraph,
    scroll_page, small, words_to_read,
};
use crate::ui::screens::pane::halves;
use crate::ui::theme::{Theme, size, space};
use crate::ui::{Icon, Tone};
use crate::{tr, words};

/// How a person begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setup {
    /// Founds a region with its first municipality; the person is its policy officer.
    Found {
        /// Name of the region.
        region: String,
        /// Code of the municipality.
        municipality: MunicipalityCode,
        /// Its name.
        municipality_name: String,
        /// Name of the person.
        person: String,
    },
    /// Joins with a one-time code.
    Join {
        /// The code.
        code: String,
        /// Name of the person.
        person: String,
    },
    /// Looks around in the live example region.
    Demo,
}

/// The first screen, before there is a workspace.
#[derive(Default)]
pub struct Welcome {
    /// Work that is going on, in words; nothing can be pressed meanwhile.
    pub busy: Option<String>,
    /// While somebody must let this person in: the words to read aloud.
    pub words: Option<Words>,
    /// The person does not want to wait any more.
    pub stopped: bool,
    /// The words that were brought into view.
    seen: Option<Words>,
    /// What went wrong, and what to do next.
    pub error: Option<(String, String)>,
    found: FoundForm,
    join: JoinForm,
}

struct FoundForm {
    region: String,
    municipality: Option<MunicipalityCode>,
    code: String,
    name: String,
    person: String,
    tried: bool,
}

impl Default for FoundForm {
    fn default() -> Self {
        Self {
            region: String::new(),
            municipality: REGION_AMERSFOORT.first().and_then(|(number, _)| MunicipalityCode::from_number(*number)),
            code: String::new(),
            name: String::new(),
            person: String::new(),
            tried: false,
        }
    }
}

#[derive(Default)]
struct JoinForm {
    code: String,
    person: String,
    tried: bool,
}

impl Welcome {
    /// Shows the screen; returns what the person chose.
    pub fn show(&mut self, ui: &mut Ui) -> Option<Setup> {
        Landmark::Main
            .show(ui, &tr!("welcome-main"), |ui| {
                scroll_page(ui, "welcome", |ui| {
                    let room = ui.available_width() - size::WIDE;
                    ui.horizontal_top(|ui| {
                        ui.add_space((room / 2.0).max(0.0));
                        ui.vertical(|ui| {
                            ui.set_max_width(ui.available_width().min(size::WIDE));
                            self.contents(ui)
                        })
                        .inner
                    })
                    .inner
                })
            })
            .inner
    }

    fn contents(&mut self, ui: &mut Ui) -> Option<Setup> {
        ui.add_space(space::XL);
        let primary = Theme::of(ui.ctx()).palette().primary;
        crate::ui::kit::heading_colored(ui, Level::One, &tr!("welcome-title"), primary);
        for sentence in [tr!("welcome-what"), tr!("welcome-private"), tr!("welcome-offline")] {
            paragraph(ui, &sentence);
        }
        ui.add_space(space::S);
        if let Some((what, next)) = &self.error {
            Notice::new(NoticeKind::Error, &format!("{what} {next}")).show(ui);
            ui.add_space(space::S);
        }
        let busy = self.busy.clone().unwrap_or_default();
        live_status(ui, &busy);
        self.waiting(ui);
        ui.add_enabled_ui(self.busy.is_none(), |ui| self.ways(ui)).inner
    }

    /// What to do while somebody must let this person in.
    fn waiting(&mut self, ui: &mut Ui) {
        let Some(words) = self.words.filter(|_| self.busy.is_some()) else { return };
        ui.add_space(space::S);
        let shown = Card::new().tone(Tone::Info).show(ui, |ui| {
            heading(ui, Level::Two, &tr!("welcome-words"));
            words_to_read(ui, &tr!("words-name"), &words.all());
            ui.add_space(space::S);
            paragraph(ui, &tr!("welcome-words-text"));
            if ui.add(Button::secondary(tr!("welcome-stop")).icon(Icon::Prohibit)).clicked() {
                self.stopped = true;
            }
        });
        // Whoever pressed the button below may have scrolled down.
        if self.seen.replace(words) != Some(words) {
            shown.response.scroll_to_me(Some(egui::Align::Center));
        }
        ui.add_space(space::M);
    }

    /// The two ways in beside each other when they fit, and the example below.
    fn ways(&mut self, ui: &mut Ui) -> Option<Setup> {
        let mut setup = None;
        if halves(ui).is_some() {
            ui.columns(2, |columns| {
                let [left, right] = columns else { return };
                let found = card(left, |ui| self.found.show(ui)).inner;
                let join = card(right, |ui| self.join.show(ui)).inner;
                setup = found.or(join);
            });
        } else {
            let found = card(ui, |ui| self.found.show(ui)).inner;
            ui.add_space(space::M);
            setup = found.or(card(ui, |ui| self.join.show(ui)).inner);
        }
        ui.add_space(space::M);
        small(ui, &tr!("welcome-demo-text"));
        if ui.add(Button::secondary(tr!("welcome-demo")).icon(Icon::Eye)).clicked() {
            setup = Some(Setup::Demo);
        }
        setup
    }
}

impl FoundForm {
    fn show(&mut self, ui: &mut Ui) -> Option<Setup> {
        heading(ui, Level::Two, &tr!("welcome-found"));
        small(ui, &tr!("welcome-found-text"));
        let label = tr!("welcome-region");
        let error = self.missing(&self.region, tr!("welcome-region-missing"));
        TextField::new(&label, &mut self.region)
            .placeholder("Regio Amersfoort")
            .required()
            .error(error.as_deref())
            .show(ui);
        self.municipality(ui);
        let label = tr!("welcome-person");
        let hint = tr!("welcome-person-hint");
        let error = self.missing(&self.person, tr!("welcome-person-missing"));
        let field = TextField::new(&label, &mut self.person).id(egui::Id::unique("welcome-found-person"));
        field.hint(&hint).required().error(error.as_deref()).show(ui);
        ui.add_space(space::S);
        if ui.add(Button::primary(tr!("welcome-found-button")).icon(Icon::Plus)).clicked() {
            self.tried = true;
            return self.setup();
        }
        None
    }

    fn municipality(&mut self, ui: &mut Ui) {
        let mut options: Vec<(Option<MunicipalityCode>, String)> = REGION_AMERSFOORT
            .into_iter()
            .filter_map(|(number, name)| Some((Some(MunicipalityCode::from_number(number)?), name.to_owned())))
            .collect();
        options.push((None, tr!("welcome-other")));
        Dropdown::new(&tr!("welcome-municipality"), &mut self.municipality, &options).show(ui);
        if self.municipality.is_some() {
            return;
        }
        let (label, hint) = (tr!("welcome-code"), tr!("welcome-code-hint"));
        let wrong = self.tried && self.typed_code().is_none();
        let error = wrong.then(|| tr!("welcome-code-error"));
        let field = TextField::new(&label, &mut self.code).hint(&hint).placeholder("GM0000").required();
        field.error(error.as_deref()).show(ui);
        let label = tr!("welcome-name");
        let error = self.missing(&self.name, tr!("welcome-name-missing"));
        TextField::new(&label, &mut self.name).required().error(error.as_deref()).show(ui);
    }

    fn typed_code(&self) -> Option<MunicipalityCode> {
        MunicipalityCode::from_str(self.code.trim()).ok()
    }

    fn missing(&self, text: &str, words: String) -> Option<String> {
        (self.tried && text.trim().is_empty()).then_some(words)
    }

    fn setup(&self) -> Option<Setup> {
        let municipality = self.municipality.or_else(|| self.typed_code())?;
        let name = if self.municipality.is_some() { name_of(municipality) } else { self.name.trim().to_owned() };
        let (region, person) = (self.region.trim().to_owned(), self.person.trim().to_owned());
        let complete = !region.is_empty() && !person.is_empty() && !name.is_empty();
        complete.then_some(Setup::Found { region, municipality, municipality_name: name, person })
    }
}

impl JoinForm {
    fn show(&mut self, ui: &mut Ui) -> Option<Setup> {
        heading(ui, Level::Two, &tr!("welcome-join"));
        small(ui, &tr!("welcome-join-text"));
        let (label, hint) = (tr!("welcome-join-code"), tr!("welcome-join-code-hint"));
        let error = self.code_error();
        let field = TextField::new(&label, &mut self.code).hint(&hint).required();
        field.multiline(3).error(error.as_deref()).show(ui);
        let label = tr!("welcome-person");
        let hint = tr!("welcome-person-hint");
        let error = (self.tried && self.person.trim().is_empty()).then(|| tr!("welcome-person-missing"));
        let field = TextField::new(&label, &mut self.person).id(egui::Id::unique("welcome-join-person"));
        field.hint(&hint).required().error(error.as_deref()).show(ui);
        ui.add_space(space::S);
        if ui.add(Button::primary(tr!("welcome-join-button")).icon(Icon::ArrowRight)).clicked() {
            self.tried = true;
            let person = self.person.trim().to_owned();
            let complete = self.code_error().is_none() && !person.is_empty();
            return complete.then(|| Setup::Join { code: self.code.split_whitespace().collect(), person });
        }
        None
    }

    fn code_error(&self) -> Option<String> {
        if !self.tried {
            return None;
        }
        if self.code.trim().is_empty() {
            return Some(tr!("welcome-join-code-missing"));
        }
        match Code::from_str(&self.code).err()? {
            CodeError::Other => Some(tr!("welcome-join-code-wrong")),
            typo @ CodeError::Typo(_) => Some(words::code_error(typo)),
        }
    }
}
