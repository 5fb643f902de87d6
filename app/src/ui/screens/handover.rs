//! *Overdracht*: the handover file of a portfolio, for whoever takes it over or leaves it.

use egui::Ui;

use crate::engine::{Command, Export};
use crate::handover::{self, Line, Part};
use crate::tr;
use crate::ui::cx::{Cx, Goto};
use crate::ui::icon::Icon;
use crate::ui::kit::{Button, Level, body, card, copy, heading, link_button, muted, paragraph, small};
use crate::ui::screens::pane::page;
use crate::ui::theme::space;

/// Shows the screen.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    page(ui, "handover", |ui| {
        heading(ui, Level::One, &tr!("screen-handover"));
        muted(ui, &tr!("handover-text"));
        ui.add_space(space::S);
        ui.horizontal_wrapped(|ui| {
            if ui.add(Button::secondary(tr!("handover-save")).icon(Icon::Export)).clicked() {
                cx.send(Command::Export(Export::Handover));
                cx.keep(handover::document(cx.view));
            }
            if ui.add(Button::quiet(tr!("handover-copy")).icon(Icon::Copy)).clicked() {
                cx.send(Command::Export(Export::Handover));
                copy(ui.ctx(), handover::markdown(cx.view));
            }
        });
        small(ui, &tr!("handover-copy-hint"));
        for part in handover::parts(cx.view) {
            ui.add_space(space::M);
            card(ui, |ui| show_part(ui, cx, &part));
        }
    });
}

fn show_part(ui: &mut Ui, cx: &mut Cx<'_>, part: &Part) {
    heading(ui, Level::Two, &part.title);
    if part.lines.is_empty() {
        paragraph(ui, &part.empty);
    }
    for (index, line) in part.lines.iter().enumerate() {
        ui.push_id(index, |ui| show_line(ui, cx, line));
    }
}

fn show_line(ui: &mut Ui, cx: &mut Cx<'_>, line: &Line) {
    match line.item {
        Some(item) => {
            if link_button(ui, &line.text).clicked() {
                cx.go(Goto::Item(item));
            }
        }
        None => {
            body(ui, &line.text);
        }
    }
    small(ui, &line.detail);
    ui.add_space(space::S);
}
