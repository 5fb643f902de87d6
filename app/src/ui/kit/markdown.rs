//! Reading view of the Markdown that people write: headings, bold, italic, lists, quotes, links.
//!
//! Shared text comes from others, so nothing in it acts by itself: images and HTML are not
//! loaded, and a link is a separate button below its paragraph that says where it goes.

use std::ops::Range;

use egui::text::{LayoutJob, TextFormat};
use egui::{Align, OpenUrl, Stroke, Ui};

use super::button::Button;
use super::heading::Level;
use super::marked::{self, Part, heading_of};
use super::paint::{describe, format, job, label};
use crate::tr;
use crate::ui::icon::Icon;
use crate::ui::theme::{Theme, Type, size, space};

mod parse;

pub use parse::{Block, BlockKind, Span, parse_markdown};

/// Shows `text` as formatted paragraphs. Its own headings start at `top`.
pub fn markdown(ui: &mut Ui, text: &str, top: Level) {
    markdown_marked(ui, text, &[], top);
}

/// The same; what comes from `marks` of the text stands out.
pub fn markdown_marked(ui: &mut Ui, text: &str, marks: &[Range<usize>], top: Level) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        for block in parse_markdown(text, marks) {
            show_block(ui, &block, top);
        }
    });
}

fn show_block(ui: &mut Ui, block: &Block, top: Level) {
    let indent = f32::from(block.depth) * size::INDENT;
    let start = ui.cursor().min;
    ui.horizontal_top(|ui| {
        ui.add_space(indent);
        ui.vertical(|ui| match &block.kind {
            BlockKind::Heading(level) => {
                let parts: Vec<Part<'_>> = block.parts().collect();
                heading_of(ui, offset(top, *level - 1), &parts);
            }
            BlockKind::Paragraph => show_spans(ui, "", block),
            BlockKind::Item(marker) => show_spans(ui, marker, block),
            BlockKind::Rule => super::page::divider(ui),
        });
    });
    if block.quoted {
        let color = Theme::of(ui.ctx()).palette().control_border;
        let line = Stroke::new(size::STROKE_STRONG, color);
        let x = start.x + indent - space::M;
        ui.painter().vline(x, start.y..=ui.min_rect().bottom(), line);
    }
    for (text, url) in block.links() {
        show_link(ui, indent, text, url);
    }
}

fn offset(top: Level, below: u8) -> Level {
    let base = match top {
        Level::One => 1,
        Level::Two => 2,
        Level::Three => 3,
    };
    Level::from_number(base + below)
}

fn show_spans(ui: &mut Ui, marker: &str, block: &Block) {
    let p = Theme::of(ui.ctx()).palette();
    let ink = if block.quoted { p.muted } else { p.ink };
    let mut job = LayoutJob::default();
    job.wrap.max_width = ui.available_width().min(size::TEXT_MAX_WIDTH);
    if !marker.is_empty() {
        job.append(&format!("{marker} "), 0.0, format(Type::Body, p.muted));
    }
    for span in &block.spans {
        let style = if span.bold { Type::Strong } else { Type::Body };
        let mut text_format: TextFormat = match (span.marked, &span.link) {
            (true, _) => marked::look(p, style),
            (false, Some(_)) => format(style, p.primary),
            (false, None) => format(style, ink),
        };
        text_format.italics = span.italic;
        if span.code {
            text_format.background = p.hover;
        }
        if span.link.is_some() && !span.marked {
            // With a line height of its own the underline would hang far below the words.
            text_format.line_height = None;
            text_format.valign = Align::Center;
            text_format.underline = Stroke::new(size::STROKE, p.primary);
        }
        job.append(&span.text, 0.0, text_format);
    }
    let response = label(ui, job);
    if block.spans.iter().any(|span| span.marked) {
        let marker = if marker.is_empty() { String::new() } else { format!("{marker} ") };
        describe(ui, response.id, |node| node.set_value(marker + &marked::spoken(block.parts())));
    }
}

fn show_link(ui: &mut Ui, indent: f32, text: &str, url: &str) {
    let host = parse::host(url);
    ui.scope(|ui| {
        // The address belongs to the link above it.
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.spacing_mut().interact_size.y = 0.0;
        ui.horizontal(|ui| {
            ui.add_space(indent);
            let words = tr!("kit-link", text = text, host = host);
            if ui.add(Button::link(words).icon(Icon::Link)).clicked() {
                ui.ctx().open_url(OpenUrl::new_tab(url));
            }
        });
        // The button says only where it leads. The rest of an address can say something too.
        if !url.trim_end_matches('/').ends_with(host) {
            ui.horizontal(|ui| {
                ui.add_space(indent + size::ICON + space::S);
                let room = ui.available_width().min(size::TEXT_MAX_WIDTH);
                let mut address = job(url, Type::Small, Theme::of(ui.ctx()).palette().muted, room);
                address.wrap.break_anywhere = true;
                label(ui, address);
            });
        }
    });
}
