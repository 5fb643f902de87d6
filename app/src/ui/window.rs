//! The window: draws the newest view, sends what a person asks for, and tells what came of it.

mod code;
mod errors;
mod first;
mod idle;
mod messages;
mod place;
mod saving;
mod second;
mod signing;
mod told;

use std::sync::Arc;
use std::sync::mpsc::TryRecvError;
use std::time::Duration;

use deelbaar_schema::id::{DeviceId, SharedId};
use deelbaar_schema::role::{Action, Role};
use egui::{Context, Ui};

use self::first::{Answer, First};
use self::idle::Idle;
use self::messages::Messages;
use self::saving::Saving;
use self::signing::{Asks, Signing};
use super::cx::{Cx, Goto, Screen};
use super::kit::{Notice, NoticeKind, NoticeResponse, arrive, take_copied};
use super::preferences::Preferences;
use super::screens::{Begin, Screens, Surroundings};
use super::shell::{Bar, Frames, Kept, Shell, Wish, is_for, screens_for};
use super::source::{Source, Ticket};
use super::theme::space;
use crate::document::Document;
use crate::engine::{Command, CommandError, Done, View};
use crate::i18n::set_language;
use crate::ui::screens::item::files::waits_for_files;
use crate::{tr, words};

/// How often an open ticket is looked at when nothing else happens.
const POLL: Duration = Duration::from_millis(50);
/// How long closing the window waits for what was typed last to be kept.
const LAST_SAVE: Duration = Duration::from_secs(5);

/// The window of the app.
pub struct Window {
    source: Box<dyn Source>,
    preferences: Preferences,
    /// As they were last saved and applied.
    applied: Option<Preferences>,
    screens: Screens,
    screen: Screen,
    shell: Shell,
    messages: Messages,
    signing: Signing,
    saving: Saving,
    first: First,
    open: Vec<Open>,
    /// How many commands were sent.
    sent: u64,
    idle: Idle,
    /// Of those who ask: for whom the message was closed.
    closed_for: Vec<DeviceId>,
    /// In the next frame the page begins at its top.
    to_top: bool,
    /// In the next frame the page begins at the part with this heading.
    to_heading: Option<String>,
    /// What was new when it was said to have been looked at.
    looked: Vec<SharedId>,
    locks: bool,
    leaves: bool,
}

/// What a person asked for on the page, in one frame.
#[derive(Default)]
struct Asked {
    commands: Vec<Command>,
    goto: Option<Goto>,
    begin: Option<Begin>,
    keep: Option<Document>,
    door: NoticeResponse,
}

/// A command that is not answered yet.
struct Open {
    command: Command,
    /// Its number, from 1.
    number: u64,
    ticket: Ticket,
}

impl Window {
    /// A window on `source`.
    pub fn new(ctx: &Context, source: Box<dyn Source>, preferences: Preferences) -> Self {
        let mut window = Self {
            source,
            preferences,
            applied: None,
            screens: Screens::default(),
            screen: Screen::Overview,
            shell: Shell::default(),
            messages: Messages::default(),
            signing: Signing::default(),
            saving: Saving::default(),
            first: First::default(),
            open: Vec::new(),
            sent: 0,
            idle: Idle::default(),
            closed_for: Vec::new(),
            to_top: false,
            to_heading: None,
            looked: Vec::new(),
            locks: false,
            leaves: false,
        };
        window.apply_preferences(ctx);
        let view = window.source.view();
        window.leave_if_unusable(&view);
        window
    }

    /// Opens at a screen instead of the first, when it is for this role.
    pub fn open_at(mut self, screen: Screen) -> Self {
        self.screen = screen;
        self
    }

    /// The screen that shows.
    pub fn screen(&self) -> Screen {
        self.screen
    }

    /// Applies what changed in the preferences, and saves it.
    fn apply_preferences(&mut self, ctx: &Context) {
        self.preferences.theme(ctx.system_theme()).apply(ctx);
        if self.applied.as_ref() == Some(&self.preferences) {
            return;
        }
        set_language(self.preferences.language());
        ctx.set_zoom_factor(self.preferences.zoom_factor());
        if self.applied.is_some() {
            let saved = self.preferences.save();
            if let Err(error) = &saved {
                tracing::warn!(kind = ?error.kind(), "the preferences were not saved");
            }
            self.messages.preferences(saved.is_ok());
        }
        self.applied = Some(self.preferences.clone());
        ctx.request_repaint();
    }

    fn send(&mut self, command: Command) {
        let ticket = self.source.send(command.clone());
        self.open.push(Open { command, number: self.sent, ticket });
        self.sent += 1;
    }

    fn send_all(&mut self, commands: Vec<Command>) {
        for command in commands {
            self.send(command);
        }
    }

    /// Sends what was typed and not sent.
    fn flush(&mut self, view: &View) {
        let mut commands = Vec::new();
        self.screens.flush(view, &mut commands);
        self.send_all(commands);
    }

    /// Takes the answers that are there.
    fn take_answers(&mut self, ctx: &Context, view: &View) {
        let mut still_open = Vec::new();
        for open in std::mem::take(&mut self.open) {
            match open.ticket.0.try_recv() {
                Ok(result) => self.answered(&open, &result, view),
                Err(TryRecvError::Disconnected) => self.answered(&open, &Err(CommandError::Stopped), view),
                Err(TryRecvError::Empty) => still_open.push(open),
            }
        }
        self.open.extend(still_open);
        if !self.open.is_empty() {
            ctx.request_repaint_after(POLL);
        }
    }

    fn answered(&mut self, open: &Open, result: &Result<Done, CommandError>, view: &View) {
        let command = &open.command;
        self.screens.settled(command, result.is_ok());
        if !matches!(result, Ok(_) | Err(CommandError::PassphraseNeeded)) {
            self.screens.given_up(command);
        }
        if let (Command::Add { kind, .. }, Ok(Done::Added(id))) = (command, result) {
            self.screens.added(*kind, *id);
        }
        let after = self.first.settled(command, result);
        self.send_all(after);
        if let Ok(Done::Document(document)) = result {
            self.saving.begin(document.clone());
        }
        match self.signing.take(command, result) {
            Some(now) => self.send_all(now),
            None => self.messages.add(command, (open.number, self.sent), result, view),
        }
        if result.is_ok()
            && let Some(said) = self.first.carried_out(command)
        {
            self.messages.signed_first(&said);
        }
    }

    fn go(&mut self, to: Goto, view: &View) {
        self.flush(view);
        let screen = self.screens.select(to, view);
        if !is_for(screen, view.me.role) {
            return;
        }
        // Who goes to where they are wants to see its beginning again.
        self.to_top = to == Goto::Screen(self.screen);
        if let Goto::Part(part) = to {
            self.to_heading = Some(part.heading(view));
        }
        if screen != self.screen {
            self.messages.leave_screen();
        }
        self.screen = screen;
    }

    fn begin(&mut self, begin: Begin, view: &View) {
        let screen = self.screens.begin(begin);
        self.go(Goto::Screen(screen), view);
    }

    fn grant(&mut self, wish: Wish, view: &View) {
        match wish {
            Wish::Go(to) => self.go(to, view),
            Wish::Begin(begin) => self.begin(begin, view),
            Wish::Send(command) => {
                self.flush(view);
                self.send(command);
            }
            Wish::Lock => self.lock(view),
            Wish::Elsewhere => self.leave(),
            Wish::Messages => self.messages.list(),
            Wish::Zoom { larger } => self.preferences.step_zoom(larger),
            Wish::Sit(seat) => self.sit(seat, view),
        }
    }

    /// What the person set.
    pub fn preferences(&self) -> &Preferences {
        &self.preferences
    }

    /// Whether the workspace is to be closed until somebody gives the passphrase again.
    pub fn locks(&self) -> bool {
        self.locks
    }

    /// Whether the workspace is to be closed to go to another municipality.
    pub fn leaves(&self) -> bool {
        self.leaves
    }

    /// Goes to another municipality. Words that could not be kept stay on the screen.
    fn leave(&mut self) {
        if self.screens.is_stuck() {
            self.messages.cannot_lock();
        } else {
            self.leaves = self.source.seats().is_empty();
        }
    }

    /// Locks; where there is no passphrase yet, goes to where one is set. Words that could not be kept stay on the screen.
    fn lock(&mut self, view: &View) {
        if !self.source.seats().is_empty() {
            return;
        }
        if !view.status.passphrase {
            self.go(Goto::Screen(Screen::Settings), view);
        } else if self.screens.is_stuck() {
            self.messages.cannot_lock();
        } else {
            self.locks = true;
        }
    }

    /// Locks when nobody was here for too long.
    fn lock_when_idle(&mut self, ctx: &Context) {
        let view = self.source.view();
        let locks = view.status.passphrase && !self.screens.is_stuck();
        if self.idle.passed(ctx, if locks { self.preferences.lock_after() } else { 0 }) {
            self.lock(&view);
        }
    }

    /// As if the machine slept for so long since somebody was here.
    #[cfg(test)]
    pub(crate) fn sleep(&mut self, time: Duration) {
        self.idle.sleep(time);
    }

    /// Looks through other eyes: what was typed is sent from the old seat, and nothing of it shows in the new one.
    fn sit(&mut self, seat: usize, view: &View) {
        self.flush(view);
        self.source.sit(seat);
        self.screens = Screens::default();
        self.messages = Messages::default();
        self.signing = Signing::default();
        self.saving = Saving::default();
        self.first = First::default();
        self.looked = Vec::new();
        let view = self.source.view();
        self.leave_if_unusable(&view);
    }

    /// A role does not stay on a screen that it cannot use.
    fn leave_if_unusable(&mut self, view: &View) {
        if !is_for(self.screen, view.me.role) {
            self.screen = screens_for(view.me.role).first().copied().unwrap_or(Screen::Settings);
        }
    }

    fn page(&mut self, ui: &mut Ui, view: &View, bar: Bar) -> Asked {
        let mut asked = Asked::default();
        let door = self.at_the_door(view);
        let mut cx = Cx { view, commands: &mut asked.commands, goto: &mut asked.goto, keep: &mut asked.keep };
        asked.door = self.messages.show(ui, &mut cx, bar, door.as_deref());
        if let Some(sentence) = words::outside_term(&view.me, view.today) {
            Notice::new(NoticeKind::Warning, &sentence).show(ui);
            ui.add_space(space::S);
        }
        if let Some(sentence) = words::no_part(view) {
            Notice::new(NoticeKind::Warning, &sentence).show(ui);
            ui.add_space(space::S);
        }
        let data_dir = self.source.data_dir();
        let (mut lock, mut leave) = (false, false);
        let real = self.source.seats().is_empty();
        let mut around = Surroundings {
            preferences: &mut self.preferences,
            data_dir: data_dir.as_deref(),
            lock: real.then_some(&mut lock),
            leave: real.then_some(&mut leave),
        };
        asked.begin = self.screens.show(ui, self.screen, &mut cx, &mut around);
        if lock {
            self.lock(view);
        }
        if leave {
            self.leave();
        }
        asked
    }

    /// On whatever screen: somebody asks to join, and waits. Where it shows already it is not said twice; once closed it comes back
    /// for whoever asks next.
    fn at_the_door(&self, view: &View) -> Option<String> {
        let sentence = words::applicants(view)?;
        let closed = view.applicants.iter().all(|applicant| self.closed_for.contains(&applicant.device));
        let shows = match self.screen {
            Screen::Overview => true,
            Screen::Participants => self.screens.unseen_applicants().is_empty(),
            _ => false,
        };
        (!closed && !shows).then_some(sentence)
    }

    /// What somebody does about that.
    fn answer_the_door(&mut self, response: NoticeResponse, view: &View) {
        let asks = |device: &DeviceId| view.applicants.iter().find(|applicant| applicant.device == *device);
        if response.acted {
            let first = self.screens.unseen_applicants().first().and_then(asks).or(view.applicants.first());
            let heading = first.map(|applicant| tr!("participants-asks", name = applicant.name.as_str()));
            self.go(Goto::Screen(Screen::Participants), view);
            self.screens.go_to_applicants();
            (self.to_top, self.to_heading) = (false, heading);
        }
        if response.dismissed {
            self.closed_for = view.applicants.iter().map(|applicant| applicant.device).collect();
        }
    }

    /// What the region shares is not new any more once somebody looked.
    fn looked(&mut self, view: &View) {
        let looks = matches!(self.screen, Screen::Region | Screen::Shared);
        if looks && !view.unseen.is_empty() && self.looked != view.unseen {
            self.looked.clone_from(&view.unseen);
            self.send(Command::LookedAtRegion);
        }
    }

    fn frame(&mut self, ui: &mut Ui) {
        let view: Arc<View> = self.source.view();
        // It can change while the window is open.
        self.leave_if_unusable(&view);
        self.take_answers(ui.ctx(), &view);
        // A document may be dropped on any screen; the plan takes it.
        let dropped = ui.input(|input| !input.raw.dropped_files.is_empty());
        if dropped && view.may(Action::EditPlan) && !waits_for_files(ui.ctx()) {
            self.go(Goto::Screen(Screen::Plan), &view);
        }
        arrive(ui.ctx(), std::mem::take(&mut self.to_top), self.to_heading.take());
        let seats = self.source.seats();
        let kept = if self.screens.is_stuck() {
            Kept::NotAll
        } else if self.open.is_empty() && !self.screens.is_dirty() {
            self.messages.all_kept();
            Kept::All
        } else {
            Kept::Soon
        };
        let several = seats.is_empty() && self.preferences.knows_several();
        let (screen, seat, told) = (self.screen, self.source.seat(), self.messages.were_told());
        let frames = Frames { view: &view, screen, seats: &seats, seat, kept, several, told };
        let mut shell = std::mem::take(&mut self.shell);
        let mut asked = Asked::default();
        let wishes = shell.show(ui, &frames, |ui, bar| asked = self.page(ui, &view, bar));
        self.shell = shell;
        self.looked(&view);
        let Asked { commands, goto, begin, keep, door } = asked;
        let acted = !(commands.is_empty() && wishes.is_empty())
            || goto.is_some()
            || begin.is_some()
            || door.acted
            || door.dismissed;
        let unsealed = !view.status.passphrase && self.source.seats().is_empty();
        let must = |command: &Command| unsealed && signs_for_alderman(command, &view);
        let commands = self.first.hold(commands, must, &view);
        self.send_all(commands);
        for wish in wishes {
            self.grant(wish, &view);
        }
        if let Some(begin) = begin {
            self.begin(begin, &view);
        }
        if let Some(to) = goto {
            self.go(to, &view);
        }
        self.answer_the_door(door, &view);
        if take_copied(ui.ctx()) {
            self.messages.copied();
        }
        self.dialogs(ui.ctx(), &view, keep);
        self.idle.look(ui.ctx());
        self.apply_preferences(ui.ctx());
        if acted {
            ui.ctx().request_repaint();
        }
    }

    /// What lies over the page: what must be passed on, the passphrase, and where a file goes.
    fn dialogs(&mut self, ctx: &Context, view: &View, mut keep: Option<Document>) {
        if let Some(command) = self.messages.dialogs(ctx, view, &mut keep) {
            self.send(command);
        }
        match self.signing.show(ctx) {
            Some(Asks::Confirm(command)) => self.send(command),
            Some(Asks::GaveUp(commands)) => self.given_up(ctx, &commands),
            None => {}
        }
        match self.first.show(ctx, self.preferences.signed_without_passphrase) {
            Some(Answer::Set(command)) => self.send(command),
            Some(Answer::GaveUp(commands)) => self.given_up(ctx, &commands),
            Some(Answer::PutOff(commands)) => {
                self.preferences.signed_without_passphrase = true;
                self.send_all(commands);
            }
            None => {}
        }
        if let Some(document) = keep {
            self.saving.begin(document);
        }
        if let Some(path) = self.saving.show(ctx) {
            self.messages.saved(&path);
        }
    }

    /// What waited for a passphrase is not signed.
    fn given_up(&mut self, ctx: &Context, commands: &[Command]) {
        for command in commands {
            self.screens.given_up(command);
        }
        ctx.request_repaint();
    }

    /// Sends what was typed last and waits until it is kept.
    pub fn save_last(&mut self) {
        let view = self.source.view();
        self.flush(&view);
        let until = std::time::Instant::now() + LAST_SAVE;
        for open in std::mem::take(&mut self.open) {
            let left = until.saturating_duration_since(std::time::Instant::now());
            match open.ticket.0.recv_timeout(left) {
                Ok(Ok(_)) => {}
                Ok(Err(error)) => tracing::error!(%error, "a command was not carried out while closing"),
                Err(_) => tracing::error!("a command was not answered while closing"),
            }
        }
    }
}

impl eframe::App for Window {
    /// Also called while the window is minimised or covered.
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.lock_when_idle(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.frame(ui);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.save_last();
    }
}

/// For the engine: to be called whenever there is a new view or an answer.
pub fn repainter(ctx: &Context) -> impl Fn() + Send + Sync + 'static {
    let ctx = ctx.clone();
    move || ctx.request_repaint()
}

/// Whether an alderman signs, or somebody in an alderman's name: on a device without a passphrase one is set first. Not in the
/// demo.
fn signs_for_alderman(command: &Command, view: &View) -> bool {
    match command {
        Command::Decide { request, .. } if view.me.role != Role::Alderman => {
            view.inbox.iter().any(|entry| entry.request == *request && entry.mandate.is_some())
        }
        command => view.me.role == Role::Alderman && command.signs(),
    }
}
