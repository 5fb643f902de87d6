//! What came of commands: in words, with a way back where there is one.

use std::path::Path;
use std::time::Duration;

use deelbaar_schema::text::{MAX_TITLE, cut};
use egui::{Context, Ui};

use super::code::Code;
use super::errors::{Errors, SETTLED, Topic};
use super::place::Place;
use super::second::SecondWords;
use super::told::Told;
use crate::document::Document;
use crate::engine::{Command, CommandError, Done, Invitee, Step, View};
use crate::explain::explain;
use crate::ui::cx::Cx;
use crate::ui::icon::Icon;
use crate::ui::kit::{
    Button, Dialog, Level, Notice, NoticeKind, NoticeResponse, focus_when_opened, heading, notices_lie_over, paragraph,
    small, word_list,
};
use crate::ui::screens::files::name_of;
use crate::ui::shell::Bar;
use crate::ui::theme::{size, space};
use crate::{format, recovery, tr, words};

/// What there is to tell.
#[derive(Default)]
pub(super) struct Messages {
    /// The last thing that worked.
    success: Option<Success>,
    /// What did not work.
    errors: Errors,
    /// A one-time code to pass on.
    code: Option<Code>,
    /// The words of the second key, while they are shown.
    second: Option<SecondWords>,
    /// Recovery words, to write down.
    recovery: Option<Vec<recovery::Card>>,
    /// Where notices stand.
    place: Place,
    /// What was told, to read again.
    told: Told,
    /// Since when it shows that somebody asks to join, by the clock of the window, in seconds.
    door: Option<f64>,
}

struct Success {
    text: String,
    /// The step that Undo takes back while it is still the last one.
    step: Option<Step>,
    /// What one would do next, in words.
    next: Option<(String, Command)>,
    /// When it was first shown, by the clock of the window, in seconds.
    since: Option<f64>,
    /// How much longer it stays, and when that was reckoned: in seconds.
    left: f64,
    last: f64,
}

/// How long at least a success can be read: seconds. Nobody has to be quick: it stays while somebody is at it, and can be read
/// again afterwards (WCAG 2.2.1).
const READING: f64 = 8.0;
/// More for each character: a slow reader takes twelve a second.
const CHARACTER: f64 = 1.0 / 12.0;
/// At least so long when there is something to press.
const ACTING: f64 = 20.0;

impl Success {
    fn new(text: String, step: Option<Step>) -> Self {
        let reading = READING + f64::from(u32::try_from(text.chars().count()).unwrap_or(u32::MAX)) * CHARACTER;
        let acts = step.is_some();
        let success = Self { text, step, next: None, since: None, left: reading, last: 0.0 };
        if acts { success.for_acting() } else { success }
    }

    /// There is something to press.
    fn for_acting(self) -> Self {
        Self { left: self.left.max(ACTING), ..self }
    }

    /// Whether it was there long enough. Time that somebody spent on it does not count.
    fn is_over(&mut self, ui: &Ui, held: bool) -> bool {
        let now = ui.input(|input| input.time);
        if self.since.is_some() && !held {
            self.left -= now - self.last;
        }
        self.since.get_or_insert(now);
        self.last = now;
        if !held && self.left > 0.0 {
            ui.request_repaint_after(Duration::from_secs_f64(self.left));
        }
        self.left <= 0.0
    }

    /// Whether a press is meant for this one.
    fn is_settled(&self) -> bool {
        self.since.is_some_and(|since| self.last - since >= SETTLED.as_secs_f64())
    }
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
            Ok(Done::Invited(code, open)) => self.code = Some(Code::new(code.clone(), (**open).clone())),
            Ok(Done::Verified(checked)) => {
                if let Some(flaw) = checked.iter().find_map(|(root, _, flaw)| Some(words::flaw(*root, flaw.as_ref()?)))
                {
                    self.failed(topic, format!("{flaw} {}", tr!("log-broken")), number, next);
                } else {
                    let count: usize = checked.iter().map(|(_, good, _)| good).sum();
                    self.succeeded(Success::new(tr!("log-holds", count = count), None));
                }
            }
            Ok(Done::Recovery(cards)) => self.recovery = Some(cards.clone()),
            Ok(done) => {
                if let Some(success) = success(command, done, view) {
                    self.succeeded(success);
                }
            }
            Err(error) => self.failed(topic, explain(error).to_string(), number, next),
        }
    }

    /// What was signed at once after a passphrase was set for it: both happened.
    pub(super) fn signed_first(&mut self, said: &str) {
        self.succeeded(Success::new(format!("{said} {}", tr!("done-passphrase-set")), None));
    }

    /// The preferences file was written, or cannot be.
    pub(super) fn preferences(&mut self, saved: bool) {
        if saved {
            self.errors.settled(&Topic::Preferences, 0);
        } else {
            self.failed(Topic::Preferences, tr!("settings-not-saved"), 0, 0);
        }
    }

    /// Something was kept as a file.
    pub(super) fn saved(&mut self, path: &Path) {
        let text = tr!("done-saved", path = path.display().to_string());
        self.succeeded(Success::new(text, None));
    }

    /// Something on the page was copied.
    pub(super) fn copied(&mut self) {
        self.succeeded(Success::new(tr!("done-copied"), None));
    }

    fn succeeded(&mut self, success: Success) {
        self.told.add(NoticeKind::Success, &success.text);
        self.success = Some(success);
    }

    fn failed(&mut self, topic: Topic, text: String, number: u64, next: u64) {
        self.told.add(NoticeKind::Error, &text);
        self.errors.add(topic, text, number, next);
    }

    /// Whether there is something to read again.
    pub(super) fn were_told(&self) -> bool {
        !self.told.is_empty()
    }

    /// Opens what was told.
    pub(super) fn list(&mut self) {
        self.told.open = true;
    }

    /// Something that was typed is not on the disk.
    pub(super) fn cannot_lock(&mut self) {
        self.failed(Topic::Stuck, tr!("lock-stuck"), 0, 0);
    }

    /// All that was typed is on the disk.
    pub(super) fn all_kept(&mut self) {
        self.errors.settled(&Topic::Stuck, 0);
    }

    /// What worked on one screen is old news on the next.
    pub(super) fn leave_screen(&mut self) {
        self.success = None;
    }

    /// Shows what there is to tell, over `bar`. What worked leaves by itself; what did not stays until somebody closes it, or
    /// until it works; that somebody is at the door, with these words, for as long as they are. Returns what somebody does
    /// about the last.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, bar: Bar, door: Option<&str>) -> NoticeResponse {
        self.told.note(cx.view.now);
        let held = self.place.held;
        if self.success.as_mut().is_some_and(|success| success.is_over(ui, held)) {
            self.success = None;
        }
        // At 150 % there is only room for one, if it is to stay beside what has the focus.
        let low = ui.ctx().content_rect().height() < size::NOTICES_HEIGHT;
        let quiet = self.success.is_none() && self.errors.is_empty();
        let door = door.filter(|_| !low || quiet);
        if door.is_none() {
            self.door = None;
        }
        if quiet && door.is_none() {
            self.place = Place::default();
            notices_lie_over(ui.ctx(), 0.0);
            return NoticeResponse::default();
        }
        let now = ui.input(|input| input.time);
        let since = door.map(|_| *self.door.get_or_insert(now));
        let mut answer = NoticeResponse::default();
        let Self { place, errors, success, .. } = self;
        place.show(ui, bar, |ui| {
            if let Some(sentence) = door {
                let look = tr!("attention-applicants-look");
                answer = Notice::new(NoticeKind::Info, sentence).action(&look).dismissible().slim().show(ui);
            }
            errors.show(ui, if low { 1 } else { usize::MAX });
            if success.as_ref().is_some_and(|success| show_success(ui, cx, success)) {
                *success = None;
            }
        });
        // A click may have been meant for what was there before.
        let settled = since.is_some_and(|since| now - since >= SETTLED.as_secs_f64());
        if settled || !ui.input(|input| input.pointer.any_released()) { answer } else { NoticeResponse::default() }
    }

    /// Shows what must be passed on: the words of the second key, or a one-time code. Returns what follows from it.
    pub(super) fn dialogs(&mut self, ctx: &Context, view: &View, keep: &mut Option<Document>) -> Option<Command> {
        let (command, over) = self.second.as_mut().map(|second| second.show(ctx)).unwrap_or_default();
        if over {
            self.second = None;
        }
        self.recovery(ctx, view, keep);
        self.told.show(ctx);
        if self.code.as_mut().is_some_and(|code| code.show(ctx, view)) {
            self.code = None;
        }
        command
    }
}

impl Messages {
    fn recovery(&mut self, ctx: &Context, view: &View, keep: &mut Option<Document>) {
        let Some(cards) = &self.recovery else { return };
        let contents = |ui: &mut Ui, (): &mut ()| {
            paragraph(ui, &tr!("recovery-write"));
            small(ui, &tr!("words-are-english"));
            ui.add_space(space::S);
            for card in cards {
                heading(ui, Level::Three, &recovery::title(card));
                word_list(ui, &recovery::title(card), card.words.split(' '));
                ui.add_space(space::S);
            }
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

/// Shows what worked; returns whether it may go.
fn show_success(ui: &mut Ui, cx: &mut Cx<'_>, success: &Success) -> bool {
    let undo = tr!("shell-undo");
    let mut notice = Notice::new(NoticeKind::Success, &success.text).dismissible().slim();
    let undoes = success.step.is_some() && success.step == cx.view.undo;
    if undoes {
        notice = notice.action(&undo);
    } else if let Some((words, _)) = &success.next {
        notice = notice.action(words);
    }
    let response = notice.show(ui);
    // A second click may have been meant for what was there before.
    let settled = success.is_settled() || !ui.input(|input| input.pointer.any_released());
    if response.acted && settled {
        cx.send(success.next.as_ref().map_or(Command::Undo, |(_, next)| next.clone()));
    }
    (response.acted || response.dismissed) && settled
}

/// Who was let in or refused, and what became of whoever else came with the same code. After a refusal the next step is another
/// code.
fn answered(approve: bool, name: &str, others: &[String], again: Option<&Invitee>) -> Success {
    let (count, dropped) = (others.len(), others.join(", "));
    let dropped = cut(&dropped, MAX_TITLE).into_owned();
    if approve {
        return Success::new(tr!("done-let-in", name = name, others = count, dropped = dropped), None);
    }
    let text = tr!("done-turned-away", name = name, others = count, dropped = dropped);
    let next = again.map(|again| (tr!("done-new-code"), Command::Invite(again.clone())));
    Success { next, ..Success::new(text, None) }.for_acting()
}

/// What to say when a command worked; nothing when the screen shows it anyway, as with every small edit.
fn success(command: &Command, done: &Done, view: &View) -> Option<Success> {
    let title = |id| {
        let known = view.everything().find(|item| item.item.id == id);
        known.map_or_else(String::new, |item| cut(&words::title_of(&item.item), MAX_TITLE).into_owned())
    };
    let plain = |text| Some(Success::new(text, None));
    match (command, done) {
        (Command::Remove { item }, _) => {
            // The newest view may be without it already; then it is the last step.
            let title = match (view.item(*item), &view.undo) {
                (None, Some(Step::Removed(title))) => title.clone(),
                _ => title(*item),
            };
            let text = tr!("done-removed", title = title.as_str());
            Some(Success::new(text, Some(Step::Removed(title))))
        }
        (Command::HandOverSecond { of, .. }, _) => plain(words::second_handed_over(*of)),
        (Command::Renew { what, .. }, _) => plain(words::renewed(*what)),
        (Command::ChangeRole { .. }, _) => plain(tr!("done-role-changed")),
        (Command::AgreeToAdmission { .. }, _) => plain(tr!("done-admission")),
        (Command::Dismiss { last_day, .. }, _) => plain(tr!("done-dismissed", day = format::date_long(*last_day))),
        (Command::GiveMandate { .. }, _) => plain(tr!("done-mandate")),
        (Command::RemoveDevice { .. }, _) => plain(tr!("done-device-removed")),
        (Command::Import { name, .. }, Done::Imported { sections, shortened }) => {
            let said = tr!("done-imported", count = *sections, name = name.as_str());
            let text = [Some(said), words::shortened(shortened)].into_iter().flatten().collect::<Vec<_>>().join(" ");
            Some(Success::new(text, Some(Step::Imported(name.clone(), *sections))))
        }
        (Command::Add { title, .. }, _) => {
            let text = tr!("done-added", title = title.as_str(), municipality = view.me.municipality_name.as_str());
            Some(Success::new(text, Some(Step::Added(title.clone()))))
        }
        (Command::AddFile { item, path, .. }, _) => {
            let step = Some(Step::Changed(title(*item)));
            Some(Success::new(tr!("done-file-added", name = name_of(path)), step))
        }
        (Command::RemoveFile { item, .. }, _) => {
            Some(Success::new(tr!("done-file-removed"), Some(Step::Changed(title(*item)))))
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
        (Command::RecallConsent { item }, _) => plain(tr!("done-consent-recalled", title = title(*item))),
        (Command::Revise { item, .. }, _) => plain(tr!("done-revised", title = title(*item))),
        (Command::ConfirmConsent { item }, _) => plain(tr!("done-confirmed", title = title(*item))),
        (Command::WithdrawAll, _) => plain(tr!("done-withdrawn-all")),
        (Command::Withdraw { item, version: Some(version) }, _) => {
            plain(tr!("done-withdrawn-version", title = title(*item), version = *version))
        }
        (Command::Withdraw { item, version: None }, _) => plain(tr!("done-withdrawn", title = title(*item))),
        (Command::Answer { approve, .. }, Done::Answered { name, others, again }) => {
            Some(answered(*approve, name, others, again.as_ref()))
        }
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
        (Command::ConfirmDate { day }, _) => plain(tr!("done-date-confirmed", date = format::date_long(*day))),
        (Command::SyncNow, _) => plain(tr!("done-sync")),
        _ => None,
    }
}
