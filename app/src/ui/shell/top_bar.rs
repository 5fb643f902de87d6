//! The bar at the top: the name, the way to everything, undo, and who sits here.

use egui::{Align, Layout, Ui};

use super::palette::Palette;
use super::{Frames, Shell, Wish};
use crate::engine::Command;
use crate::ui::Icon;
use crate::ui::kit::{Button, Dropdown, Level, Room, field_like, heading_colored, person};
use crate::ui::theme::{Theme, size, space};
use crate::{tr, words};

impl Shell {
    pub(super) fn top_bar(&mut self, ui: &mut Ui, frames: &Frames<'_>, room: Room, wishes: &mut Vec<Wish>) {
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            self.name_or_menu(ui, room);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                who(ui, frames, room, wishes);
                if room == Room::Wide {
                    undo(ui, frames, wishes);
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.set_max_width(size::SEARCH.min(ui.available_width()));
                    let (words, shortcut) = (tr!("shell-search"), tr!("shell-search-keys"));
                    if field_like(ui, &words, &shortcut).clicked() {
                        self.palette = Some(Palette::default());
                    }
                });
            });
        });
    }

    fn name_or_menu(&mut self, ui: &mut Ui, room: Room) {
        if room != Room::Wide {
            let button = Button::secondary(tr!("shell-menu")).icon(Icon::Menu).selected(self.menu);
            if ui.add(button).clicked() {
                self.menu = !self.menu;
            }
            return;
        }
        let primary = Theme::of(ui.ctx()).palette().primary;
        ui.scope(|ui| {
            ui.set_width(size::NAVIGATION - space::S);
            heading_colored(ui, Level::Two, "Deelbaar", primary);
        });
    }
}

/// The person at this device; in a demo a list of eyes to look through.
fn who(ui: &mut Ui, frames: &Frames<'_>, room: Room, wishes: &mut Vec<Wish>) {
    let me = &frames.view.me;
    let role = words::role(me.role);
    if frames.seats.is_empty() {
        if room != Room::Narrow {
            let place = tr!("nav-local", municipality = me.municipality_name.as_str());
            person(ui, &role, &place, &initials(&me.name));
        }
        if frames.several && room == Room::Wide {
            let button = Button::quiet(tr!("choose-elsewhere")).icon(Icon::Buildings);
            if ui.add(button).clicked() {
                wishes.push(Wish::Elsewhere);
            }
        }
        return;
    }
    let mut seat = frames.seat;
    let options: Vec<(usize, String)> = frames
        .seats
        .iter()
        .enumerate()
        .map(|(index, seat)| (index, format!("{} · {}", seat.municipality, seat.role)))
        .collect();
    let label = if room == Room::Wide { tr!("shell-seat") } else { tr!("shell-seat-short") };
    if Dropdown::new(&label, &mut seat, &options).inline().show(ui) {
        wishes.push(Wish::Sit(seat));
    }
}

fn undo(ui: &mut Ui, frames: &Frames<'_>, wishes: &mut Vec<Wish>) {
    let view = frames.view;
    let button = Button::quiet(tr!("shell-undo")).icon(Icon::Undo);
    let Some(step) = &view.undo else {
        // It stays in its place and says why it goes no further back; pressed where there is something behind it, it goes on.
        if let Some(stopped) = &view.undo_stopped {
            let why = words::undo_stopped(stopped);
            if !stopped.goes_on {
                ui.add(button.unless(Some(why)));
            } else if ui.add(button.shortcut("Ctrl+Z")).on_hover_text(why).clicked() {
                wishes.push(Wish::Send(Command::Undo));
            }
        }
        return;
    };
    let what = words::step(step);
    let button = button.spoken(tr!("shell-undo-what", what = what.as_str())).shortcut("Ctrl+Z");
    if ui.add(button).on_hover_text(what).clicked() {
        wishes.push(Wish::Send(Command::Undo));
    }
}

/// "AJ" for Anna Jansen: at most two letters.
fn initials(name: &str) -> String {
    let letters: Vec<char> = name.split_whitespace().filter_map(|word| word.chars().next()).collect();
    match letters.as_slice() {
        [] => "?".to_owned(),
        [one] => one.to_uppercase().collect(),
        [first, .., last] => [first, last].into_iter().flat_map(|letter| letter.to_uppercase()).collect(),
    }
}
