//! Text in which parts stand out: by their background and a line below them, and in words for a screen reader.

use std::ops::Range;

use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, Response, Stroke, Ui};

use super::heading::{Level, is_heading};
use super::paint::{describe, format, job, label};
use crate::tr;
use crate::ui::theme::{Palette, Theme, Tone, Type, size};

/// A run of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part<'a> {
    pub(super) text: &'a str,
    pub(super) marked: bool,
}

/// `text` in parts, of which those at `marks`, in order, stand out. All of the text is in one part, whatever the marks.
pub(super) fn parts<'a>(text: &'a str, marks: &[Range<usize>]) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    let mut at = 0;
    let mut add = |range: Range<usize>, marked| {
        if let Some(text) = text.get(range).filter(|text| !text.is_empty()) {
            parts.push(Part { text, marked });
        }
    };
    for mark in marks {
        let mark = mark.start.max(at)..mark.end;
        if text.get(mark.clone()).is_some() {
            add(at..mark.start, false);
            add(mark.clone(), true);
            at = mark.end;
        }
    }
    add(at..text.len(), false);
    parts
}

/// How a marked part looks.
pub(super) fn look(palette: &Palette, style: Type) -> TextFormat {
    let warning = palette.tone(Tone::Warning);
    let underline = Stroke::new(size::STROKE, warning.ink);
    TextFormat { background: warning.fill, underline, ..format(style, warning.ink) }
}

/// The parts as one text to lay out.
pub(super) fn layout(ui: &Ui, parts: &[Part<'_>], style: Type, color: Color32, width: f32) -> LayoutJob {
    let mut text = job("", style, color, width);
    for part in parts {
        let looks = if part.marked { look(Theme::of(ui.ctx()).palette(), style) } else { format(style, color) };
        text.append(part.text, 0.0, looks);
    }
    text
}

/// The parts as they are said.
pub(super) fn spoken<'a>(parts: impl IntoIterator<Item = Part<'a>>) -> String {
    let say = |part: Part<'_>| if part.marked { tr!("kit-marked", part = part.text) } else { part.text.to_owned() };
    parts.into_iter().map(say).collect()
}

/// Running text with marks, at most about 75 characters wide.
pub fn paragraph_marked(ui: &mut Ui, text: &str, marks: &[Range<usize>]) -> Response {
    let ink = Theme::of(ui.ctx()).palette().ink;
    let width = ui.available_width().min(size::TEXT_MAX_WIDTH);
    let parts = parts(text, marks);
    let text = layout(ui, &parts, Type::Body, ink, width);
    let response = label(ui, text);
    if !marks.is_empty() {
        describe(ui, response.id, |node| node.set_value(spoken(parts)));
    }
    response
}

/// A heading with marks.
pub fn heading_marked(ui: &mut Ui, level: Level, text: &str, marks: &[Range<usize>]) -> Response {
    heading_of(ui, level, &parts(text, marks))
}

pub(super) fn heading_of(ui: &mut Ui, level: Level, parts: &[Part<'_>]) -> Response {
    let ink = Theme::of(ui.ctx()).palette().ink;
    let text = layout(ui, parts, level.style(), ink, ui.available_width());
    let response = label(ui, text);
    is_heading(ui, &response, level, &spoken(parts.iter().copied()));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_falls_apart_where_it_is_marked_and_nothing_is_lost() {
        let cut = |text, marks: &[Range<usize>]| {
            let all = parts(text, marks);
            assert_eq!(all.iter().map(|part| part.text).collect::<String>(), text);
            all.into_iter().filter(|part| part.marked).map(|part| part.text).collect::<Vec<_>>()
        };
        assert_eq!(cut("bel één of twee", &[4..9, 13..17]), ["één", "twee"]);
        assert_eq!(cut("een", &[0..3, 3..3]), ["een"]);
        assert_eq!(cut("een", &[]), [""; 0]);
        assert_eq!(cut("een", &[2..9, 3..9]), [""; 0], "it is of another text");
    }
}
