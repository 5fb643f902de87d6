//! The frame around the screens: top bar, navigation, status bar, help and the command palette.

mod fuzzy;
mod help;
mod navigation;
mod offers;
mod palette;
mod status;
mod top_bar;

use egui::{CentralPanel, Context, Frame, Key, KeyboardShortcut, Margin, Modifiers, Panel, Rect, Ui};

use self::palette::Palette;
use super::cx::{Goto, Screen};
use super::kit::{Landmark, Room};
use super::screens::Begin;
use super::source::Seat;
use super::theme::{Theme, size};
use crate::engine::{Command, View};
use crate::tr;

pub use self::navigation::{is_for, screen_name, screens_for};

/// What the frame remembers between frames.
#[derive(Default)]
pub struct Shell {
    palette: Option<Palette>,
    help: bool,
    /// With little room: the navigation shows instead of the screen.
    menu: bool,
}

/// What a person asked the frame for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Go somewhere.
    Go(Goto),
    /// Begin something on its screen.
    Begin(Begin),
    /// Send a command.
    Send(Command),
    /// Look through other eyes.
    Sit(usize),
    /// Lock this device's data.
    Lock,
    /// Go to another municipality, of which the data is in another folder.
    Elsewhere,
    /// Read again what was told.
    Messages,
    /// Larger or smaller letters.
    Zoom {
        /// Larger.
        larger: bool,
    },
}

/// What the frame shows.
pub struct Frames<'a> {
    /// The newest view.
    pub view: &'a View,
    /// The screen that shows.
    pub screen: Screen,
    /// Other eyes, in a demo.
    pub seats: &'a [Seat],
    /// The eyes that look now.
    pub seat: usize,
    /// What is on the disk.
    pub kept: Kept,
    /// There are other municipalities on this device.
    pub several: bool,
    /// There is something that was told.
    pub told: bool,
}

/// The status bar, and where notices may lie over it.
#[derive(Debug, Clone, Copy)]
pub struct Bar {
    /// All of it.
    pub whole: Rect,
    /// Beside what must stay in view.
    pub free: Rect,
}

/// How much of what was typed and asked is on the disk of this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Everything.
    All,
    /// The last bit is on its way.
    Soon,
    /// Something waits for the person.
    NotAll,
}

impl Shell {
    /// Shows the frame, with `contents` as the page.
    pub fn show(&mut self, ui: &mut Ui, frames: &Frames<'_>, contents: impl FnOnce(&mut Ui, Bar)) -> Vec<Wish> {
        let mut wishes = self.shortcuts(ui.ctx(), frames);
        let p = Theme::of(ui.ctx()).palette();
        let room = Room::of(ui);
        let bar = Frame::new().fill(p.surface).inner_margin(Margin::symmetric(BAR_MARGIN, 0));
        Panel::top("top").exact_size(size::TOP_BAR).frame(bar).show(ui, |ui| {
            Landmark::Banner.show(ui, &tr!("shell-banner"), |ui| self.top_bar(ui, frames, room, &mut wishes));
        });
        let shown = Panel::bottom("status")
            .exact_size(size::STATUS_BAR)
            .frame(bar)
            .show(ui, |ui| Landmark::Status.show(ui, &tr!("shell-status"), |ui| status::show(ui, frames, room)).inner);
        let (bar, messages) = shown.inner;
        if messages {
            wishes.push(Wish::Messages);
        }
        if room == Room::Wide {
            self.menu = false;
            Panel::left("navigation")
                .exact_size(size::NAVIGATION)
                .resizable(false)
                .frame(Frame::new().fill(p.surface).inner_margin(Margin::same(NAVIGATION_MARGIN)))
                .show(ui, |ui| self.navigation(ui, frames, &mut wishes));
        }
        let page = Frame::new().fill(p.background).inner_margin(Margin::same(PAGE_MARGIN));
        CentralPanel::default().frame(page).show(ui, |ui| {
            if self.menu {
                self.navigation(ui, frames, &mut wishes);
            } else {
                Landmark::Main.show(ui, &screen_name(frames.screen), |ui| contents(ui, bar));
            }
        });
        self.overlays(ui.ctx(), frames, &mut wishes);
        if !wishes.is_empty() {
            self.menu = false;
        }
        wishes
    }

    fn navigation(&mut self, ui: &mut Ui, frames: &Frames<'_>, wishes: &mut Vec<Wish>) {
        let name = tr!("shell-navigation");
        if let Some(screen) = Landmark::Navigation.show(ui, &name, |ui| navigation::show(ui, frames)).inner {
            wishes.push(Wish::Go(Goto::Screen(screen)));
            self.menu = false;
        }
    }

    fn overlays(&mut self, ctx: &Context, frames: &Frames<'_>, wishes: &mut Vec<Wish>) {
        if let Some(palette) = &mut self.palette {
            let shown = palette.show(ctx, frames.view, frames.seats.is_empty());
            if let Some(chosen) = shown.inner {
                match chosen {
                    offers::Chosen::Wish(wish) => wishes.push(wish),
                    offers::Chosen::Help => self.help = true,
                }
            }
            if shown.close {
                self.palette = None;
            }
        }
        if self.help && help::show(ctx, frames.view.me.role) {
            self.help = false;
        }
    }

    fn shortcuts(&mut self, ctx: &Context, frames: &Frames<'_>) -> Vec<Wish> {
        let mut wishes = Vec::new();
        let pressed = |modifiers, key| {
            let shortcut = KeyboardShortcut::new(modifiers, key);
            ctx.input_mut(|input| input.consume_shortcut(&shortcut))
        };
        if pressed(Modifiers::COMMAND, Key::K) && self.palette.is_none() {
            self.palette = Some(Palette::default());
        }
        let over = self.palette.is_some() || self.help;
        if self.menu && !over && pressed(Modifiers::NONE, Key::Escape) {
            self.menu = false;
        }
        if pressed(Modifiers::NONE, Key::F1) {
            self.help = !self.help;
        }
        // While a text field has the focus these belong to its own undo.
        if !ctx.text_edit_focused() {
            let redo = pressed(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z) || pressed(Modifiers::COMMAND, Key::Y);
            let view = frames.view;
            // Where it stops, the answer says why.
            if redo && (view.redo.is_some() || view.redo_stopped.is_some()) {
                wishes.push(Wish::Send(Command::Redo));
            } else if pressed(Modifiers::COMMAND, Key::Z) && (view.undo.is_some() || view.undo_stopped.is_some()) {
                wishes.push(Wish::Send(Command::Undo));
            }
        }
        if pressed(Modifiers::COMMAND, Key::L) {
            wishes.push(Wish::Lock);
        }
        for (screen, key) in screens_for(frames.view.me.role).into_iter().zip(NUMBER_KEYS) {
            if pressed(Modifiers::COMMAND, key) {
                wishes.push(Wish::Go(Goto::Screen(screen)));
            }
        }
        for (key, larger) in [(Key::Plus, true), (Key::Equals, true), (Key::Minus, false)] {
            if pressed(Modifiers::COMMAND, key) {
                wishes.push(Wish::Zoom { larger });
            }
        }
        wishes
    }
}

/// Ctrl 1 to Ctrl 9.
const NUMBER_KEYS: [Key; 9] =
    [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];

/// At the left and right of the bars.
const BAR_MARGIN: i8 = 16;
/// Around the navigation.
const NAVIGATION_MARGIN: i8 = 8;
/// Around the page.
const PAGE_MARGIN: i8 = 18;
