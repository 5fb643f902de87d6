//! The first start: what Deelbaar is, and the ways in.

use std::path::PathBuf;
use std::str::FromStr as _;

use deelbaar_schema::id::MunicipalityCode;
use deelbaar_schema::text::MAX_NAME;
use deelbaar_schema::time::Date;
use deelbaar_sync::net::{Code, CodeError, Words};
use deelbaar_sync::store::Passphrase;
use egui::Ui;
use zeroize::Zeroizing;

use crate::document::typed_path;
use crate::municipalities::{REGION_AMERSFOORT, name_of};
use crate::ui::kit::{
    Button, Card, Dropdown, Landmark, Level, Notice, NoticeKind, TextField, card, heading, live_status, paragraph,
    scroll_page, small, words_to_read,
};
use crate::ui::theme::{Theme, size, space};
use crate::ui::{Icon, Tone};
use crate::{format, tr, words};

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
    /// Puts a backup back, as a new device.
    Restore {
        /// The file.
        file: PathBuf,
        /// What opens it.
        passphrase: Passphrase,
    },
    /// Reads what was restored, before anybody let this device in again.
    Read,
    /// Looks around in the live example region.
    Demo,
}

/// A device that was restored, and that a colleague must let in again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The day of the backup.
    pub made: Option<Date>,
    /// The name of the person.
    pub person: String,
}

/// What went wrong on the way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// What happened.
    pub what: String,
    /// What to do next.
    pub next: String,
    /// The same request, with the same code, can still succeed.
    pub again: bool,
    /// It was brought into view.
    pub seen: bool,
    /// It is about the backup that was put back: said there, at the field where it can be mended.
    pub backup: Option<Backup>,
}

/// The fields of the form that puts a backup back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backup {
    /// The file.
    File,
    /// What opens it.
    Passphrase,
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
    /// What went wrong.
    pub failed: Option<Failed>,
    /// The only way in is being let in again.
    pub waiting: Option<Waiting>,
    found: FoundForm,
    join: JoinForm,
    restore: RestoreForm,
}

#[derive(Default)]
struct FoundForm {
    region: String,
    municipality: Own,
    code: String,
    name: String,
    person: String,
    tried: bool,
}

/// Which municipality begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Own {
    /// Nothing was chosen yet.
    #[default]
    Open,
    /// One of the list.
    Listed(MunicipalityCode),
    /// One that is typed.
    Other,
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
        let (title, sentences) = self.sentences();
        crate::ui::kit::heading_colored(ui, Level::One, &title, primary);
        for sentence in sentences {
            paragraph(ui, &sentence);
        }
        ui.add_space(space::S);
        let again = self.failure(ui);
        let busy = self.busy.clone().unwrap_or_default();
        live_status(ui, &busy);
        self.words_to_read(ui);
        // While something goes on there is nothing else to choose.
        let chosen = match (&self.busy, &self.waiting) {
            (Some(_), _) => None,
            (None, Some(_)) => self.again(ui),
            (None, None) => self.ways(ui),
        };
        if again { self.join.setup() } else { chosen }
    }

    /// What went wrong; returns whether somebody tries the same again.
    fn failure(&mut self, ui: &mut Ui) -> bool {
        let Some(failed) = self.failed.as_mut().filter(|failed| failed.backup.is_none()) else { return false };
        let (text, again) = (format!("{} {}", failed.what, failed.next), tr!("welcome-again"));
        let mut notice = Notice::new(NoticeKind::Error, &text);
        if failed.again {
            notice = notice.action(&again);
        }
        let shown = ui.scope(|ui| notice.show(ui));
        // Whoever pressed a button below may have scrolled down.
        if !std::mem::replace(&mut failed.seen, true) {
            shown.response.scroll_to_me(Some(egui::Align::Center));
        }
        ui.add_space(space::S);
        shown.inner.acted
    }

    fn sentences(&self) -> (String, Vec<String>) {
        if self.busy.is_some() {
            return (tr!("welcome-busy-title"), Vec::new());
        }
        let Some(waiting) = &self.waiting else {
            return (tr!("welcome-title"), vec![tr!("welcome-what"), tr!("welcome-private"), tr!("welcome-offline")]);
        };
        let mut sentences = vec![tr!("restored-text"), tr!("restored-ask"), tr!("restored-old-device")];
        if let Some(made) = waiting.made {
            sentences.insert(0, tr!("restored-made", date = format::date_long(made)));
        }
        (tr!("restored-title"), sentences)
    }

    /// What was restored waits to be let in: with a code of a colleague.
    fn again(&mut self, ui: &mut Ui) -> Option<Setup> {
        if let Some(waiting) = self.waiting.as_ref().filter(|_| self.join.person.is_empty() && !self.join.tried) {
            self.join.person.clone_from(&waiting.person);
        }
        let setup = card(ui, |ui| self.join.show(ui)).inner;
        ui.add_space(space::M);
        small(ui, &tr!("restored-read-text"));
        let read = ui.add(Button::secondary(tr!("restored-read")).icon(Icon::Eye)).clicked();
        setup.or(read.then_some(Setup::Read))
    }

    /// What to do while somebody must let this person in.
    fn words_to_read(&mut self, ui: &mut Ui) {
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
        // The page scrolls, so its height does not matter.
        if ui.available_width() >= 2.0 * size::DETAIL + space::L {
            let within = std::mem::replace(&mut ui.spacing_mut().item_spacing.x, space::L);
            ui.columns(2, |columns| {
                for column in &mut *columns {
                    column.spacing_mut().item_spacing.x = within;
                }
                let [left, right] = columns else { return };
                let found = card(left, |ui| self.found.show(ui)).inner;
                let join = card(right, |ui| self.join.show(ui)).inner;
                setup = found.or(join);
            });
            ui.spacing_mut().item_spacing.x = within;
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
        ui.add_space(space::M);
        let failed = self.failed.as_mut().filter(|failed| failed.backup.is_some());
        let restore = card(ui, |ui| self.restore.show(ui, failed)).inner;
        setup.or(restore)
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
            .most(MAX_NAME)
            .error(error.as_deref())
            .show(ui);
        self.municipality(ui);
        let label = tr!("welcome-person");
        let hint = tr!("welcome-person-hint");
        let error = self.missing(&self.person, tr!("welcome-person-missing"));
        let field = TextField::new(&label, &mut self.person).id(egui::Id::unique("welcome-found-person"));
        field.hint(&hint).required().most(MAX_NAME).error(error.as_deref()).show(ui);
        ui.add_space(space::S);
        if Button::primary(tr!("welcome-found-button")).icon(Icon::Plus).submits(ui) {
            self.tried = true;
            return self.setup();
        }
        None
    }

    fn municipality(&mut self, ui: &mut Ui) {
        let mut options: Vec<(Own, String)> = REGION_AMERSFOORT
            .into_iter()
            .filter_map(|(number, name)| Some((Own::Listed(MunicipalityCode::from_number(number)?), name.to_owned())))
            .collect();
        options.push((Own::Other, tr!("welcome-other")));
        let (label, placeholder) = (tr!("welcome-municipality"), tr!("welcome-municipality-choose"));
        let open = self.tried && self.municipality == Own::Open;
        let error = open.then(|| tr!("welcome-municipality-missing"));
        let list = Dropdown::new(&label, &mut self.municipality, &options).placeholder(&placeholder);
        list.required().error(error.as_deref()).show(ui);
        if self.municipality != Own::Other {
            return;
        }
        let (label, hint) = (tr!("welcome-code"), tr!("welcome-code-hint"));
        let wrong = self.tried && self.typed_code().is_none();
        let error = wrong.then(|| tr!("welcome-code-error"));
        let field = TextField::new(&label, &mut self.code).hint(&hint).placeholder("GM0000").required();
        field.error(error.as_deref()).show(ui);
        let label = tr!("welcome-name");
        let error = self.missing(&self.name, tr!("welcome-name-missing"));
        TextField::new(&label, &mut self.name).required().most(MAX_NAME).error(error.as_deref()).show(ui);
    }

    fn typed_code(&self) -> Option<MunicipalityCode> {
        MunicipalityCode::from_str(self.code.trim()).ok()
    }

    fn missing(&self, text: &str, words: String) -> Option<String> {
        (self.tried && text.trim().is_empty()).then_some(words)
    }

    fn setup(&self) -> Option<Setup> {
        let (municipality, name) = match self.municipality {
            Own::Open => return None,
            Own::Listed(code) => (code, name_of(code)),
            Own::Other => (self.typed_code()?, self.name.trim().to_owned()),
        };
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
        field.hint(&hint).required().most(MAX_NAME).error(error.as_deref()).show(ui);
        ui.add_space(space::S);
        if Button::primary(tr!("welcome-join-button")).icon(Icon::ArrowRight).submits(ui) {
            return self.setup();
        }
        None
    }

    fn setup(&mut self) -> Option<Setup> {
        self.tried = true;
        let person = self.person.trim().to_owned();
        let complete = self.code_error().is_none() && !person.is_empty();
        complete.then(|| Setup::Join { code: self.code.split_whitespace().collect(), person })
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

#[derive(Default)]
struct RestoreForm {
    file: String,
    passphrase: Zeroizing<String>,
    tried: bool,
}

impl RestoreForm {
    fn show(&mut self, ui: &mut Ui, failed: Option<&mut Failed>) -> Option<Setup> {
        heading(ui, Level::Two, &tr!("welcome-restore"));
        small(ui, &tr!("welcome-restore-text"));
        let mut wrong = None;
        if let Some(failed) = failed {
            Notice::new(NoticeKind::Error, &format!("{} {}", failed.what, failed.next)).show(ui);
            ui.add_space(space::S);
            // Once: whoever goes elsewhere is not drawn back.
            wrong = failed.backup.filter(|_| !std::mem::replace(&mut failed.seen, true));
        }
        let (label, hint) = (tr!("backup-file"), tr!("welcome-restore-hint"));
        let missing = (self.tried && self.file.trim().is_empty()).then(|| tr!("welcome-restore-missing"));
        let field = TextField::new(&label, &mut self.file).id(egui::Id::unique("welcome-restore-file")).hint(&hint);
        let file = field.required().error(missing.as_deref()).show(ui).response;
        if !self.file.trim().is_empty() {
            small(ui, &tr!("welcome-restore-from", path = typed_path(&self.file).display().to_string()));
        }
        let label = tr!("backup-passphrase");
        let missing = (self.tried && self.passphrase.is_empty()).then(|| tr!("welcome-restore-passphrase"));
        let field = TextField::new(&label, &mut *self.passphrase).id(egui::Id::unique("welcome-restore-passphrase"));
        let passphrase = field.password().required().error(missing.as_deref()).show(ui).response;
        match wrong {
            Some(Backup::File) => file.request_focus(),
            Some(Backup::Passphrase) => passphrase.request_focus(),
            None => {}
        }
        ui.add_space(space::S);
        if !Button::primary(tr!("welcome-restore-button")).icon(Icon::Archive).submits(ui) {
            return None;
        }
        self.tried = self.file.trim().is_empty() || self.passphrase.is_empty();
        if self.tried {
            return None;
        }
        let passphrase = Passphrase::new(std::mem::take(&mut *self.passphrase));
        Some(Setup::Restore { file: typed_path(&self.file), passphrase })
    }
}
