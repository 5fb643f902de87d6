//! What the window goes through: welcome, work that takes a while, and then the app itself.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use deelbaar_schema::id::PersonId;
use deelbaar_schema::role::Role;
use deelbaar_schema::time::{Term, Timestamp};
use deelbaar_sync::audit::{self, Origin};
use deelbaar_sync::clock::Clock;
use deelbaar_sync::net::{Code, Grant, Listen, Node, Words, ask_until};
use deelbaar_sync::poison::lock;
use deelbaar_sync::store::{OpenError, Passphrase, Store};
use deelbaar_sync::workspace::{NewRegion, Person, Workspace, WorkspaceError, random};
use egui::Context;
use tokio::runtime::Runtime;
use tokio::sync::Notify;

use super::source::{EngineSource, Engines};
use crate::attach::{Refused, make_place};
use crate::demo::{self, Place};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::host::{Folder, note_opened, open_workspace, opened, remember_inviter};
use crate::ui::kit;
use crate::ui::preferences::Preferences;
use crate::ui::screens::choose::{self, Choice};
use crate::ui::screens::unlock::Unlock;
use crate::ui::screens::welcome::{Failed, Setup, Waiting, Welcome};
use crate::ui::source::Seat;
use crate::ui::theme::{Theme, space};
use crate::ui::window::{Window, repainter};
use crate::{tr, words};

/// The demo opens on the officer of this municipality: the one of the manual.
const FIRST_SEAT: &str = "Leusden";

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
    /// Nothing was filled in: there is no form to keep on the screen while this goes on.
    opens_only: bool,
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
            opens_only: true,
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
        (self.opens_only, self.stage) = (true, Stage::Welcome);
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
        let busy = matches!(self.stage, Stage::Busy(_) | Stage::Unlocking(_));
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
            Ok(Ok(Outcome::Open(source, running))) => self.show_window(ui.ctx(), source, running),
            Ok(Ok(Outcome::Waits(waiting, passphrase))) => self.must_be_let_in(waiting, passphrase),
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

    fn show_window(&mut self, ctx: &Context, source: EngineSource, running: Running) {
        (self.welcome, self.waits) = (Welcome::default(), None);
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
                Ok(Ok(Outcome::Open(source, running))) => self.show_window(ui.ctx(), source, running),
                Ok(Ok(Outcome::Waits(waiting, passphrase))) => self.must_be_let_in(waiting, passphrase),
                Ok(Err(failure)) => {
                    let (explained, again) = (failure.explain(), failure.may_pass());
                    self.failed(Some((explained.what, explained.hint, again)));
                }
                Err(TryRecvError::Disconnected) => {
                    self.failed(Some((tr!("window-stopped"), tr!("cli-hint-nothing-lost"), false)));
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

    /// `why`: what happened, what to do next, and whether the same can be tried again.
    fn failed(&mut self, why: Option<(String, String, bool)>) {
        self.opens_only = false;
        (self.welcome.busy, self.welcome.words) = (None, None);
        self.welcome.failed = why.map(|(what, next, again)| Failed { what, next, again, seen: false });
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
        match &mut self.stage {
            Stage::Open(window) => {
                window.ui(ui, frame);
                self.close_if_asked(&ui.ctx().clone());
            }
            Stage::Choosing => self.choose(ui),
            Stage::Locked | Stage::Unlocking(_) => self.unlock(ui),
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

/// How far work is.
enum Progress {
    /// In words.
    Said(String),
    /// Somebody must let this person in, who must read these words aloud.
    Words(Words),
}

/// Work that takes a while.
enum Work {
    Open(Option<Passphrase>),
    Demo(Option<PathBuf>),
    Found(NewRegion),
    Join {
        code: String,
        person: String,
        again: Option<Opens>,
    },
    Restore {
        file: PathBuf,
        passphrase: Passphrase,
    },
    /// Opens a restored device that nobody let in yet.
    Read(Option<Passphrase>),
    /// It ends before it begins.
    Impossible(WorkspaceError),
}

impl Work {
    /// `waits` is what opens a restored device that must be let in again.
    fn of(setup: Setup, waits: Option<Opens>) -> Self {
        match setup {
            Setup::Demo => Self::Demo(None),
            Setup::Join { code, person } => Self::Join { code, person, again: waits },
            Setup::Restore { file, passphrase } => Self::Restore { file, passphrase },
            Setup::Read => Self::Read(waits.and_then(|opens| opens.0)),
            Setup::Found { region, municipality, municipality_name, person } => match random::<16>() {
                Ok(id) => {
                    let term = Term::since(Clock::system().today());
                    let person =
                        Person { id: PersonId::from_bytes(*id), name: person, role: Role::PolicyOfficer, term };
                    Self::Found(NewRegion { region, municipality, municipality_name, person })
                }
                Err(error) => Self::Impossible(error),
            },
        }
    }
}

impl Work {
    fn words(&self) -> String {
        match self {
            Self::Open(_) | Self::Read(_) => tr!("window-opening"),
            Self::Restore { .. } => tr!("window-restoring"),
            Self::Demo(_) => tr!("demo-starting"),
            Self::Found(_) | Self::Impossible(_) => tr!("window-founding"),
            Self::Join { .. } => tr!("window-joining"),
        }
    }

    async fn done(self, folder: &Folder, listen: Listen, tell: impl Fn(Progress), stop: Arc<Notify>) -> Opened {
        match self {
            Self::Open(passphrase) => {
                let workspace = open_here(folder, passphrase.as_ref(), &tell).await?;
                if workspace.waits_after_restore() {
                    return Ok(Outcome::Waits(waiting(&workspace)?, passphrase));
                }
                drop(passphrase);
                open(folder, listen, workspace).await
            }
            Self::Read(passphrase) => {
                let workspace = open_here(folder, passphrase.as_ref(), &tell).await?;
                open(folder, listen, workspace).await
            }
            Self::Restore { file, passphrase } => {
                let clock = Clock::system();
                let restored = Workspace::restore(&file, &folder.0, &passphrase, &clock);
                audit::note(opened::RESTORE, "", restored.is_ok(), Origin::Window, "");
                let restored = restored?;
                // Without one there is nothing to open: it would not be looked at.
                let passphrase = restored.locked.then_some(passphrase);
                Box::pin(Self::Open(passphrase).done(folder, listen, tell, stop)).await
            }
            Self::Found(new) => {
                let founded = Workspace::found(&folder.0, new, Clock::system());
                note_opened(opened::INIT, &founded, Origin::Window);
                open(folder, listen, founded?).await
            }
            Self::Impossible(error) => Err(error.into()),
            Self::Join { code, person, again } => {
                let code: Code = code.parse()?;
                let tell = |words| tell(Progress::Words(words));
                let grant = ask_until(&code, &person, None, listen, tell, stop.notified()).await?;
                let joined = match again {
                    Some(Opens(passphrase)) => {
                        Workspace::let_in_again(&folder.0, &grant.identity, passphrase.as_ref(), Clock::system())
                    }
                    None => Workspace::create(&folder.0, &grant.identity, Clock::system()),
                };
                note_opened(opened::JOIN, &joined, Origin::Window);
                open_joined(folder, listen, joined?, &grant).await
            }
            Self::Demo(keep) => demo(keep, tell).await,
        }
    }
}

/// Opens the workspace. A node that has it makes place until the window closes.
async fn open_here(
    folder: &Folder,
    passphrase: Option<&Passphrase>,
    tell: &impl Fn(Progress),
) -> Result<Workspace, Failure> {
    match open_workspace(&folder.0, passphrase, Origin::Window) {
        Err(WorkspaceError::Open(OpenError::InUse)) => {}
        other => return Ok(other?),
    }
    tell(Progress::Said(tr!("window-asks-place")));
    let dir = folder.0.clone();
    let asked = tokio::task::spawn_blocking(move || make_place(&dir)).await;
    let place = asked.map_err(|_panic| Failure::Holder(Refused::Silent))??;
    let opened = open_workspace(&folder.0, passphrase, Origin::Window);
    // The node waits for this: from here on it is the lock that tells.
    drop(place);
    Ok(opened?)
}

/// Opens the workspace of somebody who was let in just now.
async fn open_joined(folder: &Folder, listen: Listen, workspace: Workspace, grant: &Grant) -> Opened {
    remember_inviter(grant, &workspace);
    open(folder, listen, workspace).await
}

/// A window works without network too: when no address can be had, the node is left out until one can.
async fn open(folder: &Folder, listen: Listen, workspace: Workspace) -> Opened {
    let node = Node::start(workspace.clone(), listen).await.map_err(|error| {
        tracing::warn!("working without network, and trying again each minute: {error}");
        Some(listen)
    });
    let seat = seat(&workspace);
    let engine = Engine::start_in(&folder.0, workspace, node, tokio::runtime::Handle::current());
    let all = Engines { seated: vec![(seat, engine.clone())], seat: 0, folder: folder.0.clone(), demo: false };
    let running = Running { engines: vec![engine.clone()], place: None };
    Ok(Outcome::Open(EngineSource { current: engine, all }, running))
}

fn waiting(workspace: &Workspace) -> Result<Waiting, Failure> {
    let made = workspace.restored_from()?.map(Timestamp::date);
    Ok(Waiting { made, person: workspace.identity().person.name.clone() })
}

fn seat(workspace: &Workspace) -> Seat {
    let identity = workspace.identity();
    Seat { municipality: identity.municipality.name.clone(), role: words::role(identity.person.role) }
}

async fn demo(keep: Option<PathBuf>, tell: impl Fn(Progress)) -> Opened {
    let place = Place::new(keep)?;
    let nodes = demo::start(place.path(), |done, all| {
        tell(Progress::Said(tr!("demo-progress", done = done, all = all)));
    })
    .await
    .map_err(demo::failure)?;
    let engines: Vec<(Seat, Engine)> =
        nodes.devices.iter().map(|device| (seat(&device.workspace), device.engine.clone())).collect();
    let first = engines.iter().position(|(seat, _)| seat.municipality == FIRST_SEAT).unwrap_or(0);
    let Some((_, current)) = engines.get(first).cloned() else {
        return Err(Failure::Demo(tr!("window-stopped")));
    };
    let running = Running { engines: engines.iter().map(|(_, engine)| engine.clone()).collect(), place: None };
    let all = Engines { seated: engines, seat: first, folder: place.path().to_owned(), demo: true };
    Ok(Outcome::Open(EngineSource { current, all }, Running { place: Some(place), ..running }))
}

#[cfg(test)]
mod tests;
