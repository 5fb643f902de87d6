//! The card *Reservekopie* of the settings: one now, or by itself.

use std::path::PathBuf;

use deelbaar_sync::store::Passphrase;
use deelbaar_sync::workspace::{BackupStatus, Schedule};
use egui::{Id, Ui};
use zeroize::Zeroizing;

use crate::document::{own_folder, typed_path};
use crate::engine::{Command, View};
use crate::tr;
use crate::ui::cx::Cx;
use crate::ui::icon::Icon;
use crate::ui::kit::{
    Button, Dropdown, Level, Notice, NoticeKind, TextField, details, heading, live_status, paragraph, radio_group,
    small,
};
use crate::ui::theme::space;
use crate::{format, words};

/// How many days can lie between two, as the screen offers them.
const EVERY: [u16; 5] = [1, 7, 14, 30, 90];
/// How many can stay.
const KEEP: [u16; 5] = [1, 3, 5, 10, 30];

/// What was typed. Passphrases are forgotten as soon as they were sent.
#[derive(Default)]
pub(super) struct Backup {
    scheduled: bool,
    /// `None` until the person changes what is suggested.
    file: Option<String>,
    folder: Option<String>,
    every: Option<u16>,
    keep: Option<u16>,
    chosen: Zeroizing<String>,
    again: Zeroizing<String>,
    tried: bool,
}

impl Backup {
    /// Shows the card.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        heading(ui, Level::Two, &tr!("backup-title"));
        paragraph(ui, &tr!("backup-text"));
        stands(ui, cx.view);
        if !cx.view.me.seconds.is_empty() {
            ui.add_space(space::S);
            Notice::new(NoticeKind::Warning, &tr!("backup-second")).show(ui);
        }
        ui.add_space(space::S);
        let ways = [(false, tr!("backup-now")), (true, tr!("backup-by-itself"))];
        if radio_group(ui, &tr!("backup-way"), &mut self.scheduled, &ways) {
            self.tried = false;
        }
        ui.add_space(space::S);
        if self.scheduled { self.by_itself(ui, cx) } else { self.now(ui, cx) }
    }

    fn now(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let mut place = self.file.clone().unwrap_or_else(|| suggested(cx.view));
        let (label, hint) = (tr!("backup-file"), tr!("save-place-hint"));
        if TextField::new(&label, &mut place).id(Id::unique("backup-file")).hint(&hint).show(ui).response.changed() {
            self.file = Some(place.clone());
        }
        small(ui, &tr!("save-goes-to", path = typed_path(&place).display().to_string()));
        self.passphrase(ui, false);
        ui.add_space(space::S);
        let busy = cx.view.status.backing_up.then(|| tr!("backup-busy"));
        if Button::primary(tr!("backup-make")).icon(Icon::Archive).unless(busy).submits(ui)
            && let Some(passphrase) = self.sound()
        {
            cx.send(Command::Backup { path: typed_path(&place), passphrase });
            self.forget();
        }
    }

    fn by_itself(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let set = cx.view.status.backup.schedule.clone();
        let (every, keep) = set.as_ref().map_or((7, 3), |schedule| (schedule.every_days, schedule.keep));
        let folder = set.as_ref().map_or_else(own_folder, |schedule| schedule.folder.clone());
        let mut place = self.folder.clone().unwrap_or_else(|| folder.display().to_string());
        let (label, hint) = (tr!("backup-folder"), tr!("backup-folder-hint"));
        if TextField::new(&label, &mut place).id(Id::unique("backup-folder")).hint(&hint).show(ui).response.changed() {
            self.folder = Some(place.clone());
        }
        let mut every = self.every.unwrap_or(every);
        let options = with(EVERY, every).map(|days| (days, tr!("backup-every-days", count = days))).collect::<Vec<_>>();
        if Dropdown::new(&tr!("backup-every"), &mut every, &options).show(ui) {
            self.every = Some(every);
        }
        let mut keep = self.keep.unwrap_or(keep);
        let options =
            with(KEEP, keep).map(|count| (count, tr!("backup-keep-count", count = count))).collect::<Vec<_>>();
        if Dropdown::new(&tr!("backup-keep"), &mut keep, &options).show(ui) {
            self.keep = Some(keep);
        }
        self.passphrase(ui, set.is_some());
        small(ui, &tr!("backup-by-itself-hint"));
        ui.add_space(space::S);
        ui.horizontal_wrapped(|ui| {
            let words = if set.is_some() { tr!("backup-change") } else { tr!("backup-begin") };
            if Button::primary(words).icon(Icon::Archive).submits(ui) {
                let same = set.is_some() && self.chosen.is_empty() && self.again.is_empty();
                let passphrase = if same { None } else { self.sound() };
                if same || passphrase.is_some() {
                    let schedule = Schedule { folder: typed_path(&place), every_days: every, keep };
                    cx.send(Command::ScheduleBackups { schedule: Some(schedule), passphrase });
                    self.forget();
                }
            }
            if set.is_some() && ui.add(Button::secondary(tr!("backup-stop"))).clicked() {
                cx.send(Command::ScheduleBackups { schedule: None, passphrase: None });
                self.forget();
            }
        });
    }

    fn passphrase(&mut self, ui: &mut Ui, has_one: bool) {
        let short = self.tried && !Passphrase::new(self.chosen.as_str()).is_long_enough();
        let error = short.then(|| tr!("explain-short-passphrase", count = Passphrase::MIN_CHARACTERS));
        let hint = if has_one { tr!("backup-passphrase-same") } else { tr!("backup-passphrase-hint") };
        let least = tr!("passphrase-least", count = Passphrase::MIN_CHARACTERS);
        let hint = format!("{least} {hint}");
        let label = tr!("backup-passphrase");
        let field = TextField::new(&label, &mut *self.chosen).id(Id::unique("backup-passphrase")).hint(&hint);
        field.password().error(error.as_deref()).show(ui);
        let differs = self.tried && self.chosen != self.again;
        let error = differs.then(|| tr!("cli-passphrases-differ"));
        let label = tr!("backup-again");
        let field = TextField::new(&label, &mut *self.again).id(Id::unique("backup-again"));
        field.password().error(error.as_deref()).show(ui);
    }

    /// What was typed, when it is long enough and the same twice.
    fn sound(&mut self) -> Option<Passphrase> {
        let chosen = Passphrase::new(self.chosen.as_str());
        self.tried = !chosen.is_long_enough() || self.chosen != self.again;
        (!self.tried).then_some(chosen)
    }

    /// What is suggested next time follows from how it stands then.
    fn forget(&mut self) {
        *self = Self { scheduled: self.scheduled, ..Self::default() };
    }
}

/// How it stands: said also to whoever cannot see it change.
fn stands(ui: &mut Ui, view: &View) {
    let BackupStatus { schedule, made, failed, outdated, .. } = &view.status.backup;
    let moment =
        |time: deelbaar_schema::time::Timestamp| format::local(time.0).map(format::date_time).unwrap_or_default();
    let last = made.map_or_else(|| tr!("backup-never"), moment);
    let by_itself = schedule.as_ref().map_or_else(
        || tr!("backup-not-scheduled"),
        |schedule| {
            let folder = schedule.folder.display().to_string();
            tr!("backup-scheduled", days = schedule.every_days, keep = schedule.keep, folder = folder)
        },
    );
    details(ui, &[(&tr!("backup-last"), &last), (&tr!("backup-by-itself"), &by_itself)]);
    live_status(ui, &if view.status.backing_up { tr!("backup-busy") } else { String::new() });
    if let Some((time, trouble)) = failed {
        let text = tr!("backup-failed", when = moment(*time), why = words::trouble(*trouble));
        Notice::new(NoticeKind::Warning, &text).show(ui);
    } else if view.status.backup.overdue {
        Notice::new(NoticeKind::Warning, &tr!("attention-backup-why")).show(ui);
    } else if *outdated {
        Notice::new(NoticeKind::Info, &tr!("backup-outdated")).show(ui);
    }
}

fn suggested(view: &View) -> String {
    let name = view.me.municipality_name.to_lowercase().replace(|sign: char| !sign.is_alphanumeric(), "-");
    let path: PathBuf = own_folder().join(format!("deelbaar-{name}-{}.deelbaar", view.today));
    path.display().to_string()
}

/// What the screen offers, and what was set elsewhere.
fn with(offered: [u16; 5], set: u16) -> impl Iterator<Item = u16> {
    let other = (!offered.contains(&set)).then_some(set);
    offered.into_iter().chain(other)
}
