//! What came of commands: in words, above the page, with a way back where there is one.

use std::path::Path;

use deelbaar_schema::text::{MAX_TITLE, cut};
use egui::{Context, Ui};

use super::errors::{Errors, Topic};
use super::second::SecondWords;
use crate::document::Document;
use crate::engine::{Command, CommandError, Done, Step, View};
use crate::explain::explain;
use crate::ui::cx::Cx;
use crate::ui::icon::Icon;
use crate::ui::kit::{Button, Dialog, Notice, NoticeKind, TextField, focus_when_opened, paragraph};
use crate::ui::screens::files::name_of;
use crate::ui::theme::space;
use crate::{format, recovery, tr, words};

/// What there is to tell.
#[derive(Default)]
pub(super) struct Messages {
    /// The last thing that worked.
    success: Option<Success>,
    /// What did not work.
    errors: Errors,
    /// A one-time code to pass on.
    code: Option<String>,
    /// The words of the second key, while they are shown.
    second: Option<SecondWords>,
    /// Recovery words, to write down.
    recovery: Option<Vec<recovery::Card>>,
}

struct Success {
    text: String,
    /// The step that Undo takes back while it is still the last one.
    step: Option<Step>,
}

impl Messages {
    /// Adds what came of a command, which was sent as `number`, when the next will be `next`.
    pub(super) fn add(
        &mut self,
        command: &Command,
        (number, next): (u64, u64),
        result: &Result<Done, CommandError>,
        view: &View,
    ) {
        let topic = Topic::of(command);
        if result.is_ok() {
            self.errors.settled(&topic, number);
        }
        match result {
            Ok(Done::SecondWords(of, words)) => self.second = Some(SecondWords::new(*of, words.clone())),
            Ok(Done::Invited(code)) => self.code = Some(code.clone()),
            Ok(Done::Verified(_, Some((root, flaw)))) => {
                let text = format!("{} {}", words::flaw(*root, flaw), tr!("log-broken"));
                self.errors.add(topic, text, number, next);
            }
            Ok(Done::Recovery(cards)) => self.recovery = Some(cards.clone()),
            Ok(done) => {
                if let Some(success) = success(command, done, view) {
                    self.success = Some(success);
                }
            }
            Err(error) => self.errors.add(topic, explain(error).to_string(), number, next),
        }
    }

    /// The preferences file was written, or cannot be.
    pub(super) fn preferences(&mut self, saved: bool) {
        if saved {
            self.errors.settled(&Topic::Preferences, 0);
        } else {
            self.errors.add(Topic::Preferences, tr!("settings-not-saved"), 0, 0);
        }
    }

    /// Something was kept as a file.
    pub(super) fn saved(&mut self, path: &Path) {
        let text = tr!("done-saved", path = path.display().to_string());
        self.success = Some(Success { text, step: None });
    }

    /// Something that was typed is not on the disk.
    pub(super) fn cannot_lock(&mut self) {
        self.errors.add(Topic::Stuck, tr!("lock-stuck"), 0, 0);
    }

    /// All that was typed is on the disk.
    pub(super) fn all_kept(&mut self) {
        self.errors.settled(&Topic::Stuck, 0);
    }

    /// What worked on one screen is old news on the next.
    pub(super) fn leave_screen(&mut self) {
        self.success = None;
    }

    /// Shows everything above the page.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.errors.show(ui);
        let Some(success) = &self.success else { return };
        let undo = tr!("shell-undo");
        let mut notice = Notice::new(NoticeKind::Success, &success.text).dismissible();
        if success.step.is_some() && success.step == cx.view.undo {
            notice = notice.action(&undo);
        }
        let response = notice.show(ui);
        ui.add_space(space::S);
        if response.acted {
            cx.send(Command::Undo);
        }
        if response.acted || response.dismissed {
            self.success = None;
        }
    }

    /// Shows what must be passed on: the words of the second key, or a one-time code. Returns what follows from it.
    pub(super) fn dialogs(&mut self, ctx: &Context, view: &View, keep: &mut Option<Document>) -> Option<Command> {
        let (command, over) = self.second.as_mut().map(|second| second.show(ctx)).unwrap_or_default();
        if over {
            self.second = None;
        }
        self.recovery(ctx, view, keep);
        self.code_dialog(ctx);
        command
    }

    fn code_dialog(&mut self, ctx: &Context) {
        let Some(code) = &self.code else { return };
        let shown = Dialog::new("code", &tr!("code-title")).show(ctx, |ui| {
            paragraph(ui, &tr!("code-text"));
            ui.add_space(space::S);
            let mut text = code.clone();
            TextField::new(&tr!("code-label"), &mut text).multiline(3).show(ui);
            ui.add_space(space::M);
            ui.horizontal_wrapped(|ui| {
                let copy = ui.add(Button::primary(tr!("code-copy")).icon(Icon::Copy));
                focus_when_opened(&copy);
                if copy.clicked() {
                    ui.ctx().copy_text(code.clone());
                }
                if ui.add(Button::secondary(tr!("kit-close"))).clicked() {
                    ui.close();
                }
            });
        });
        if shown.close {
            self.code = None;
        }
    }
}

impl Messages {
    fn recovery(&mut self, ctx: &Context, view: &View, keep: &mut Option<Document>) {
        let Some(cards) = &self.recovery else { return };
        let contents = |ui: &mut Ui, (): &mut ()| {
            paragraph(ui, &tr!("recovery-write"));
            ui.add_space(space::S);
            let mut lines = recovery::text(cards);
            TextField::new(&tr!("recovery-label"), &mut *lines).multiline(7).show(ui);
        };
        let footer = |ui: &mut Ui, (): &mut ()| {
            ui.horizontal_wrapped(|ui| {
                let done = ui.add(Button::primary(tr!("recovery-done")));
                focus_when_opened(&done);
                if done.clicked() {
                    ui.close();
                }
                if ui.add(Button::secondary(tr!("recovery-save")).icon(Icon::Export)).clicked() {
                    *keep = Some(recovery::document(cards, view.today));
                    ui.close();
                }
            });
        };
        let title = tr!("recovery-title");
        let shown = Dialog::new("recovery", &title).reading().show_with_footer(ctx, &mut (), contents, footer);
        if shown.close {
            self.recovery = None;
        }
    }
}

/// What to say when a command worked; nothing when the screen shows it anyway, as with every small edit.
fn success(command: &Command, done: &Done, view: &View) -> Option<Success> {
    let title = |id| {
        let known = view.everything().find(|item| item.item.id == id);
        known.map_or_else(String::new, |item| cut(&item.item.title, MAX_TITLE).into_owned())
    };
    let plain = |text| Some(Success { text, step: None });
    match (command, done) {
        (Command::Remove { item }, _) => {
            // The newest view may be without it already; then it is the last step.
            let title = match (view.item(*item), &view.undo) {
                (None, Some(Step::Removed(title))) => title.clone(),
                _ => title(*item),
            };
            let text = tr!("done-removed", title = title.as_str());
            Some(Success { text, step: Some(Step::Removed(title)) })
        }
        (Command::HandOverSecond { of, .. }, _) => plain(words::second_handed_over(*of)),
        (Command::Renew { what, .. }, _) => plain(words::renewed(*what)),
        (Command::ChangeRole { .. }, _) => plain(tr!("done-role-changed")),
        (Command::AgreeToAdmission { .. }, _) => plain(tr!("done-admission")),
        (Command::Dismiss { last_day, .. }, _) => plain(tr!("done-dismissed", day = format::date_long(*last_day))),
        (Command::GiveMandate { .. }, _) => plain(tr!("done-mandate")),
        (Command::RemoveDevice { .. }, _) => Some(Success { text: tr!("done-device-removed"), step: None }),
        (Command::Import { name, .. }, Done::Imported { sections, shortened }) => {
            let said = tr!("done-imported", count = *sections, name = name.as_str());
            let text = [Some(said), words::shortened(shortened)].into_iter().flatten().collect::<Vec<_>>().join(" ");
            Some(Success { text, step: Some(Step::Imported(name.clone(), *sections)) })
        }
        (Command::Add { title, .. }, _) => {
            let text = tr!("done-added", title = title.as_str(), municipality = view.me.municipality_name.as_str());
            Some(Success { text, step: Some(Step::Added(title.clone())) })
        }
        (Command::AddFile { item, path, .. }, _) => {
            let step = Some(Step::Changed(title(*item)));
            Some(Success { text: tr!("done-file-added", name = name_of(path)), step })
        }
        (Command::RemoveFile { item, .. }, _) => {
            Some(Success { text: tr!("done-file-removed"), step: Some(Step::Changed(title(*item))) })
        }
        (Command::SaveFile { .. }, Done::Kept(path)) => {
            plain(tr!("done-file-saved", path = path.display().to_string()))
        }
        (Command::Undo, Done::Undone(step)) => plain(tr!("done-undone", what = words::step(step))),
        (Command::Redo, Done::Undone(step)) => plain(tr!("done-redone", what = words::step(step))),
        (Command::Submit { item }, _) => plain(tr!("done-submitted", title = title(*item))),
        (Command::Recall { item }, _) => plain(tr!("done-recalled", title = title(*item))),
        (Command::Start { item }, _) => plain(tr!("done-started", title = title(*item))),
        (Command::Finish { item }, _) => plain(tr!("done-finished", title = title(*item))),
        (Command::RequestConsent { item, .. }, _) => plain(tr!("done-asked", title = title(*item))),
        (Command::Revise { item, .. }, _) => plain(tr!("done-revised", title = title(*item))),
        (Command::ConfirmConsent { item }, _) => plain(tr!("done-confirmed", title = title(*item))),
        (Command::WithdrawAll, _) => plain(tr!("done-withdrawn-all")),
        (Command::Withdraw { item, version: Some(version) }, _) => {
            plain(tr!("done-withdrawn-version", title = title(*item), version = *version))
        }
        (Command::Withdraw { item, version: None }, _) => plain(tr!("done-withdrawn", title = title(*item))),
        (Command::Answer { approve: true, .. }, _) => plain(tr!("done-let-in")),
        (Command::Answer { approve: false, .. }, _) => plain(tr!("done-turned-away")),
        (Command::CancelInvitation { .. }, _) => plain(tr!("done-invitation-cancelled")),
        (Command::NameRelay { urls, .. }, _) if urls.is_empty() => plain(tr!("done-relay-removed")),
        (Command::NameRelay { .. }, _) => plain(tr!("done-relay")),
        (Command::SetProxy { .. }, _) => plain(tr!("done-proxy")),
        (Command::SetPassphrase { current: None, .. }, _) => plain(tr!("done-passphrase-set")),
        (Command::SetPassphrase { chosen: Some(_), .. }, _) => plain(tr!("done-passphrase-changed")),
        (Command::SetPassphrase { chosen: None, .. }, _) => plain(tr!("done-passphrase-removed")),
        (Command::Backup { .. }, Done::Kept(path)) => plain(tr!("done-backup", path = path.display().to_string())),
        (Command::ScheduleBackups { schedule: Some(_), .. }, _) => plain(tr!("done-backup-scheduled")),
        (Command::ScheduleBackups { schedule: None, .. }, _) => plain(tr!("done-backup-stopped")),
        (_, Done::KeyRestored(root)) => plain(tr!("cli-key-restored", key = words::root(*root))),
        (Command::TakeIntroduction { .. }, Done::Introduced(count)) => {
            plain(tr!("cli-introduction-taken", count = *count))
        }
        (Command::ForgetPlan, _) => {
            plain(tr!("done-plan-forgotten", municipality = view.me.municipality_name.as_str()))
        }
        (Command::Verify, Done::Verified(count, None)) => plain(tr!("log-holds", count = *count)),
        (Command::SyncNow, _) => plain(tr!("done-sync")),
        _ => None,
    }
}
