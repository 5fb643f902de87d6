//! What the window goes through: welcome, work that takes a while, and then the app itself.

mod work;

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use deelbaar_sync::audit::{self, Origin};
use deelbaar_sync::clock::Clock;
use deelbaar_sync::net::Listen;
use deelbaar_sync::poison::lock;
use deelbaar_sync::store::{Passphrase, Store};
use deelbaar_sync::workspace::{Repaired, Workspace};
use egui::Context;
use tokio::runtime::Runtime;
use tokio::sync::Notify;

use self::work::{Progress, Work};
use super::source::{EngineSource, Engines};
use crate::demo::Place;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::host::Folder;
use crate::repaired::sentences;
use crate::tr;
use crate::ui::kit;
use crate::ui::preferences::Preferences;
use crate::ui::screens::choose::{self, Choice};
use crate::ui::screens::damaged::{self, Damaged};
use crate::ui::screens::unlock::Unlock;
use crate::ui::screens::welcome::{Backup, Failed, Setup, Waiting, Welcome};
use crate::ui::theme::{Theme, space};
use crate::ui::window::{Window, repainter};

/// What to open.
#[derive(Debug, Clone)]
pub(super) enum Opening {
    /// This device's workspace, or the welcome screen when there is none.
    Workspace,
    /// The example region, with its stores left behind where asked.
    Demo(Option<PathBuf>),
}

/// Everything that must be stopped when the window closes.
#[derive(Default)]
struct Running {
    engines: Vec<Engine>,
    place: Option<Place>,
}

type Opened = Result<Outcome, Failure>;

/// What opens a workspace: a passphrase, where it has one.
#[derive(Clone)]
struct Opens(Option<Passphrase>);

/// What there is when the work is done.
enum Outcome {
    /// A window on it.
    Open(EngineSource, Running),
    /// A restored device that a colleague must let in again, and what opens it.
    Waits(Waiting, Option<Passphrase>),
    /// A damaged workspace was repaired.
    Repaired(Repaired),
}

enum Stage {
    /// Which municipality, of several.
    Choosing,
    Welcome,
    /// The workspace is locked; nothing of it was read.
    Locked,
    /// The workspace is being opened with a passphrase.
    Unlocking(Receiver<Opened>),
    Busy(Receiver<Opened>),
    /// The workspace is damaged: it can be repaired, or was.
    Damaged,
    Repairing(Receiver<Opened>),
    Open(Box<Window>),
}

/// The app as the operating system knows it.
pub(super) struct Desktop {
    runtime: Arc<Runtime>,
    /// Where its nodes take connections.
    listen: Listen,
    /// The first of the folders; those of other municipalities are beside it.
    base: Folder,
    folder: Folder,
    preferences: Preferences,
    welcome: Welcome,
    unlock: Unlock,
    stage: Stage,
    running: Running,
    progress: Arc<Mutex<Option<Progress>>>,
    /// Ends the waiting to be let in.
    stop: Arc<Notify>,
    /// A restored device waits to be let in again: what opens it.
    waits: Option<Opens>,
    /// What opens the workspace that is being opened: a repair takes the same.
    opens: Option<Passphrase>,
    damaged: Damaged,
    /// Nothing was filled in: there is no form to keep on the screen while this goes on.
    opens_only: bool,
    /// A backup is being put back: what is wrong with it is said at its form.
    restores: bool,
}

impl Desktop {
    pub(super) fn new(
        ctx: &Context,
        runtime: Arc<Runtime>,
        listen: Listen,
        folder: Folder,
        opening: Opening,
        preferences: Preferences,
    ) -> Self {
        preferences.theme(ctx.system_theme()).apply(ctx);
        crate::i18n::set_language(preferences.language());
        ctx.set_zoom_factor(preferences.zoom_factor());
        let mut desktop = Self {
            runtime,
            listen,
            base: folder.clone(),
            folder,
            preferences,
            welcome: Welcome::default(),
            unlock: Unlock::default(),
            stage: Stage::Welcome,
            running: Running::default(),
            progress: Arc::default(),
            stop: Arc::default(),
            waits: None,
            opens: None,
            damaged: Damaged::default(),
            opens_only: true,
            restores: false,
        };
        let used = desktop.base.used();
        match opening {
            Opening::Demo(keep) => desktop.begin(ctx, Work::Demo(keep)),
            Opening::Workspace if used.len() > 1 => desktop.stage = Stage::Choosing,
            Opening::Workspace => {
                let only = used.into_iter().next().unwrap_or_else(|| desktop.base.clone());
                desktop.enter(ctx, only);
            }
        }
        desktop
    }

    /// Goes to a folder: unlocks or opens what is in it, or begins there.
    fn enter(&mut self, ctx: &Context, folder: Folder) {
        self.folder = folder;
        (self.welcome, self.unlock, self.waits) = (Welcome::default(), Unlock::default(), None);
        (self.opens_only, self.opens, self.stage) = (true, None, Stage::Welcome);
        if Workspace::is_locked(&self.folder.0).unwrap_or(false) {
            self.stage = Stage::Locked;
        } else if Store::exists(&self.folder.0).unwrap_or(true) {
            self.begin(ctx, Work::Open(None));
        } else {
            self.opens_only = false;
        }
    }

    /// Which municipality, or another one.
    fn choose(&mut self, ui: &mut egui::Ui) {
        let used = self.base.used();
        let folders: Vec<String> = used.iter().map(Folder::name).collect();
        let names = self.preferences.municipalities_in(&folders);
        let full = (used.len() >= Folder::MOST).then(|| tr!("choose-full", most = Folder::MOST));
        let palette = Theme::of(ui.ctx()).palette();
        let frame = egui::Frame::new().fill(palette.background).inner_margin(space::XL);
        let chosen =
            egui::CentralPanel::default().frame(frame).show(ui, |ui| choose::show(ui, &names, full.as_deref())).inner;
        let place = match chosen {
            Some(Choice::Open(index)) => used.get(index).cloned(),
            Some(Choice::Another) => self.base.free(),
            None => None,
        };
        if let Some(place) = place {
            self.enter(&ui.ctx().clone(), place);
        }
    }

    /// On the screens before a workspace is open: back to the choice, when there is one.
    fn back(&mut self, ui: &mut egui::Ui) {
        let busy = matches!(self.stage, Stage::Busy(_) | Stage::Unlocking(_) | Stage::Repairing(_));
        if !busy && !self.base.used().is_empty() {
            let button = kit::Button::quiet(tr!("choose-elsewhere")).icon(crate::ui::Icon::Buildings);
            if ui.add(button).clicked() {
                self.stage = Stage::Choosing;
            }
        }
    }

    /// Starts work that takes a while; the window stays alive meanwhile.
    fn begin(&mut self, ctx: &Context, work: Work) {
        self.stage = Stage::Busy(self.start(ctx, work));
    }

    fn start(&mut self, ctx: &Context, work: Work) -> Receiver<Opened> {
        self.restores = matches!(work, Work::Restore { .. });
        if let Work::Open(passphrase) = &work {
            self.opens.clone_from(passphrase);
        }
        let (send, receive) = channel();
        let (runtime, folder, ctx) = (Arc::clone(&self.runtime), self.folder.clone(), ctx.clone());
        let (progress, listen) = (Arc::clone(&self.progress), self.listen);
        self.stop = Arc::default();
        let stop = Arc::clone(&self.stop);
        (self.welcome.failed, self.welcome.words, self.welcome.stopped) = (None, None, false);
        self.welcome.busy = Some(work.words());
        let repaint = repainter(&ctx);
        std::thread::spawn(move || {
            let tell = move |news: Progress| {
                *lock(&progress) = Some(news);
                repaint();
            };
            let opened = runtime.block_on(work.done(&folder, listen, tell, stop));
            if let Ok(Outcome::Open(source, running)) = &opened {
                source.all.seated.iter().for_each(|(_, engine)| engine.on_change(repainter(&ctx)));
                debug_assert!(!running.engines.is_empty(), "an open window has an engine");
            }
            // A window that closed meanwhile needs no answer.
            send.send(opened).ok();
            ctx.request_repaint();
        });
        receive
    }

    /// The screen of a locked workspace, until the passphrase is right.
    fn unlock(&mut self, ui: &mut egui::Ui) {
        let palette = Theme::of(ui.ctx()).palette();
        let frame = egui::Frame::new().fill(palette.background).inner_margin(space::XL);
        let typed = egui::CentralPanel::default()
            .frame(frame)
            .show(ui, |ui| {
                self.back(ui);
                self.unlock.show(ui)
            })
            .inner;
        if std::mem::take(&mut self.unlock.begins_anew) {
            match self.base.free() {
                Some(place) => {
                    self.enter(&ui.ctx().clone(), place);
                    return;
                }
                None => self.unlock.refused(tr!("choose-full", most = Folder::MOST), Duration::ZERO),
            }
        }
        if let Some(passphrase) = typed {
            self.stage = Stage::Unlocking(self.start(&ui.ctx().clone(), Work::Open(Some(passphrase))));
        }
        let Stage::Unlocking(receive) = &self.stage else { return };
        match receive.try_recv() {
            Ok(Ok(outcome)) => self.goes_on(ui.ctx(), outcome),
            Ok(Err(failure)) if failure.is_damage() => self.is_damaged(&failure),
            Ok(Err(failure)) => {
                let wait = failure.wait();
                self.unlock.refused(failure.explain().to_string(), wait);
                self.stage = Stage::Locked;
            }
            Err(TryRecvError::Disconnected) => {
                self.unlock.refused(tr!("window-stopped"), Duration::ZERO);
                self.stage = Stage::Locked;
            }
            Err(TryRecvError::Empty) => {}
        }
    }

    /// The work is done.
    fn goes_on(&mut self, ctx: &Context, outcome: Outcome) {
        match outcome {
            Outcome::Open(source, running) => self.show_window(ctx, source, running),
            Outcome::Waits(waiting, passphrase) => self.must_be_let_in(waiting, passphrase),
            Outcome::Repaired(repaired) => {
                // Whoever comes back to it later says who they are.
                self.opens = None;
                self.damaged = Damaged::repaired(sentences(&repaired, false));
                self.stage = Stage::Damaged;
            }
        }
    }

    /// It cannot be opened because it is damaged, or was not repaired.
    fn is_damaged(&mut self, failure: &Failure) {
        let explained = failure.explain();
        // Of damage the screen itself says what can be done.
        let why = if failure.is_damage() { explained.what } else { explained.to_string() };
        self.damaged = Damaged::because(why);
        (self.unlock, self.stage) = (Unlock::default(), Stage::Damaged);
    }

    /// The screen of a damaged workspace.
    fn repair(&mut self, ui: &mut egui::Ui) {
        let frame = egui::Frame::new().fill(Theme::of(ui.ctx()).palette().background).inner_margin(space::XL);
        let shown = egui::CentralPanel::default().frame(frame).show(ui, |ui| {
            self.back(ui);
            self.damaged.show(ui)
        });
        match shown.inner {
            Some(damaged::Choice::Repair) => {
                self.damaged.busy = true;
                self.stage = Stage::Repairing(self.start(&ui.ctx().clone(), Work::Repair(self.opens.clone())));
            }
            Some(damaged::Choice::Open) => {
                self.enter(&ui.ctx().clone(), self.folder.clone());
            }
            None => {}
        }
        let Stage::Repairing(receive) = &self.stage else { return };
        match receive.try_recv() {
            Ok(Ok(outcome)) => self.goes_on(ui.ctx(), outcome),
            Ok(Err(failure)) => self.is_damaged(&failure),
            Err(TryRecvError::Disconnected) => {
                self.damaged = Damaged::because(tr!("window-stopped"));
                self.stage = Stage::Damaged;
            }
            Err(TryRecvError::Empty) => {}
        }
    }

    fn show_window(&mut self, ctx: &Context, source: EngineSource, running: Running) {
        (self.welcome, self.waits, self.opens) = (Welcome::default(), None, None);
        (self.running, self.unlock) = (running, Unlock::default());
        self.remember_name();
        let window = Window::new(ctx, Box::new(source), self.preferences.clone());
        self.stage = Stage::Open(Box::new(window));
        ctx.request_repaint();
    }

    /// Remembers of which municipality this folder is, to choose from before anything is opened. Not of the demo.
    fn remember_name(&mut self) {
        if self.running.place.is_some() {
            return;
        }
        let Some(engine) = self.running.engines.first() else { return };
        let name = engine.view().me.municipality_name.clone();
        self.preferences.name_folder(self.folder.name(), name, Clock::system().now());
        if let Err(error) = self.preferences.save() {
            tracing::warn!(kind = ?error.kind(), "the preferences were not saved");
        }
    }

    /// Locks, or goes to another municipality, where the window wants that.
    fn close_if_asked(&mut self, ctx: &Context) {
        let Stage::Open(window) = &self.stage else { return };
        if window.leaves() {
            self.leave(ctx);
        } else if window.locks() {
            self.lock(ctx);
        }
    }

    /// Closes the workspace and asks which municipality is next.
    fn leave(&mut self, ctx: &Context) {
        self.lock(ctx);
        self.stage = Stage::Choosing;
    }

    /// Closes the workspace: what was typed last is kept, the network left, and every key dropped.
    fn lock(&mut self, ctx: &Context) {
        if let Stage::Open(window) = &mut self.stage {
            window.save_last();
            self.preferences = window.preferences().clone();
        }
        self.stage = Stage::Locked;
        for engine in &self.running.engines {
            audit::note("lock", "", true, Origin::Window, &engine.view().me.device.short());
        }
        for engine in std::mem::take(&mut self.running).engines {
            engine.stop();
        }
        self.unlock = Unlock::default();
        ctx.request_repaint();
    }

    fn welcome(&mut self, ui: &mut egui::Ui) {
        match lock(&self.progress).take() {
            Some(Progress::Said(words)) => self.welcome.busy = Some(words),
            Some(Progress::Words(words)) => self.welcome.words = Some(words),
            None => {}
        }
        let chosen = self.paint_welcome(ui);
        if std::mem::take(&mut self.welcome.stopped) {
            self.stop.notify_one();
        }
        match &self.stage {
            Stage::Busy(receive) => match receive.try_recv() {
                Ok(Ok(outcome)) => self.goes_on(ui.ctx(), outcome),
                Ok(Err(failure)) if failure.is_damage() => self.is_damaged(&failure),
                Ok(Err(failure)) => {
                    let (explained, again) = (failure.explain(), failure.may_pass());
                    let wrong = if failure.is_backup_passphrase() { Backup::Passphrase } else { Backup::File };
                    let backup = self.restores.then_some(wrong);
                    let (what, next) = (explained.what, explained.hint);
                    self.failed(Some(Failed { what, next, again, seen: false, backup }));
                }
                Err(TryRecvError::Disconnected) => {
                    let (what, next) = (tr!("window-stopped"), tr!("cli-hint-nothing-lost"));
                    self.failed(Some(Failed { what, next, again: false, seen: false, backup: None }));
                }
                Err(TryRecvError::Empty) => {}
            },
            _ => {
                if let Some(setup) = chosen {
                    self.opens_only = setup == Setup::Demo;
                    let work = Work::of(setup, self.waits.clone());
                    self.begin(&ui.ctx().clone(), work);
                }
            }
        }
    }

    /// The welcome screen, or, while something is being opened, only how far that is.
    fn paint_welcome(&mut self, ui: &mut egui::Ui) -> Option<Setup> {
        let palette = Theme::of(ui.ctx()).palette();
        let frame = egui::Frame::new().fill(palette.background).inner_margin(space::XL);
        egui::CentralPanel::default()
            .frame(frame)
            .show(ui, |ui| match &self.welcome.busy {
                Some(words) if self.opens_only => {
                    kit::heading(ui, kit::Level::One, "Deelbaar");
                    kit::live_status(ui, words);
                    ui.add(egui::Spinner::new());
                    None
                }
                _ => {
                    self.back(ui);
                    self.welcome.show(ui)
                }
            })
            .inner
    }

    /// A restored device: the only way on is a code of a colleague, or reading.
    fn must_be_let_in(&mut self, waiting: Waiting, passphrase: Option<Passphrase>) {
        self.failed(None);
        self.unlock = Unlock::default();
        self.welcome.waiting = Some(waiting);
        self.waits = Some(Opens(passphrase));
    }

    /// `why`: what happened; nothing where there is another way on.
    fn failed(&mut self, why: Option<Failed>) {
        self.opens_only = false;
        (self.welcome.busy, self.welcome.words) = (None, None);
        self.welcome.failed = why;
        self.stage = Stage::Welcome;
    }
}

impl eframe::App for Desktop {
    /// Also called while the window is minimised or covered: it locks then too.
    fn logic(&mut self, ctx: &Context, frame: &mut eframe::Frame) {
        if let Stage::Open(window) = &mut self.stage {
            window.logic(ctx, frame);
            self.close_if_asked(ctx);
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        if !matches!(self.stage, Stage::Busy(_) | Stage::Unlocking(_) | Stage::Repairing(_) | Stage::Damaged) {
            self.opens = None;
        }
        match &mut self.stage {
            Stage::Open(window) => {
                window.ui(ui, frame);
                self.close_if_asked(&ui.ctx().clone());
            }
            Stage::Choosing => self.choose(ui),
            Stage::Locked | Stage::Unlocking(_) => self.unlock(ui),
            Stage::Damaged | Stage::Repairing(_) => self.repair(ui),
            Stage::Welcome | Stage::Busy(_) => self.welcome(ui),
        }
    }

    fn on_exit(&mut self, gl: Option<&eframe::glow::Context>) {
        if let Stage::Open(window) = &mut self.stage {
            window.on_exit(gl);
        }
        for engine in &self.running.engines {
            engine.stop();
        }
        self.running.place = None;
    }
}

#[cfg(test)]
mod tests;
