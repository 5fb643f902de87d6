//! What changed in a text, word by word.

use std::time::Duration;

use egui::text::LayoutJob;
use egui::{Galley, Pos2, Rect, Response, Role, Sense, Stroke, Ui, Vec2, WidgetInfo};
use similar::{ChangeTag, TextDiff};

use super::paint::format;
use crate::tr;
use crate::ui::theme::{Palette, Theme, Type, size};

/// A hostile pair of texts must not stall the screen; after this the diff gets coarser.
const TIME_LIMIT: Duration = Duration::from_millis(200);

/// What happened to a run of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DiffKind {
    /// Stayed the same.
    Same,
    /// Is new.
    Inserted,
    /// Is gone.
    Removed,
}

/// Consecutive words with the same fate, including the spaces between them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DiffRun {
    /// What happened.
    pub kind: DiffKind,
    /// The words.
    pub text: String,
}

/// The runs that lead from `old` to `new`. `Same` and `Removed` together are `old`; `Same` and
/// `Inserted` together are `new`, up to white space that is kept with a change.
#[must_use]
pub fn word_diff(old: &str, new: &str) -> Vec<DiffRun> {
    let diff = TextDiff::configure().timeout(TIME_LIMIT).diff_words(old, new);
    let mut runs: Vec<DiffRun> = Vec::new();
    let mut removed = String::new();
    let mut inserted = String::new();
    let changes: Vec<_> = diff.iter_all_changes().collect();
    for (index, change) in changes.iter().enumerate() {
        let text = change.value();
        match change.tag() {
            ChangeTag::Delete => removed.push_str(text),
            ChangeTag::Insert => inserted.push_str(text),
            ChangeTag::Equal => {
                let inside = !(removed.is_empty() && inserted.is_empty())
                    && text.trim().is_empty()
                    && changes.get(index + 1).is_some_and(|next| next.tag() != ChangeTag::Equal);
                if inside {
                    // A lone space between two changes belongs to both.
                    removed.push_str(text);
                    inserted.push_str(text);
                } else {
                    flush(&mut runs, &mut removed, &mut inserted);
                    push(&mut runs, DiffKind::Same, text);
                }
            }
        }
    }
    flush(&mut runs, &mut removed, &mut inserted);
    runs
}

fn flush(runs: &mut Vec<DiffRun>, removed: &mut String, inserted: &mut String) {
    for (kind, text) in [(DiffKind::Removed, removed), (DiffKind::Inserted, inserted)] {
        if text.trim().is_empty() {
            push(runs, DiffKind::Same, text);
        } else {
            push(runs, kind, text);
        }
        text.clear();
    }
}

fn push(runs: &mut Vec<DiffRun>, kind: DiffKind, text: &str) {
    if text.is_empty() {
        return;
    }
    match runs.last_mut() {
        Some(last) if last.kind == kind => last.text.push_str(text),
        _ => runs.push(DiffRun { kind, text: text.to_owned() }),
    }
}

/// The diff in words: "Volgen in [verwijderd: oktober] [toegevoegd: september] een training".
#[must_use]
pub fn spoken_diff(runs: &[DiffRun]) -> String {
    runs.iter()
        .map(|run| {
            let words = run.text.trim();
            match run.kind {
                DiffKind::Same => run.text.clone(),
                DiffKind::Inserted => format!(" [{}] ", tr!("kit-added", text = words)),
                DiffKind::Removed => format!(" [{}] ", tr!("kit-removed", text = words)),
            }
        })
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Shows the runs in place: inserted words underlined, removed words struck through, both with
/// a background. Assistive technology gets [`spoken_diff`].
pub fn diff_view(ui: &mut Ui, runs: &[DiffRun]) -> Response {
    let p = Theme::of(ui.ctx()).palette();
    let mut marked = MarkedText::default();
    marked.job.wrap.max_width = ui.available_width().min(size::TEXT_MAX_WIDTH);
    for (index, run) in runs.iter().enumerate() {
        marked.push_run(run, p);
        let next = runs.get(index + 1).map(|next| next.kind);
        let touches = !run.text.ends_with(char::is_whitespace);
        if run.kind == DiffKind::Removed && next == Some(DiffKind::Inserted) && touches {
            marked.push(" ", DiffKind::Same, p);
        }
    }
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(marked.job));
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, ui.is_enabled(), spoken_diff(runs)));
    if ui.is_rect_visible(rect) {
        let strips = strips(&galley, &marked.kinds, rect.min.to_vec2());
        for (kind, strip, _) in &strips {
            let fill = if *kind == DiffKind::Inserted { p.inserted } else { p.removed };
            ui.painter().rect_filled(*strip, 0.0, fill);
        }
        ui.painter().galley(rect.min, galley, p.ink);
        for (kind, strip, baseline) in strips {
            let (y, color) = if kind == DiffKind::Inserted {
                (baseline + size::STROKE_STRONG, p.region.ink)
            } else {
                (baseline - Type::Body.size() * STRIKE_HEIGHT, p.danger.ink)
            };
            let stroke = Stroke::new(size::STROKE_STRONG, color);
            ui.painter().hline(strip.x_range(), y, stroke);
        }
    }
    response
}

/// How far above the baseline words are struck through, as a part of their size.
const STRIKE_HEIGHT: f32 = 0.28;

/// A layout job that remembers what happened to each character. egui's own underline hangs at the
/// bottom of the line, where the background of the next line covers it.
#[derive(Default)]
struct MarkedText {
    job: LayoutJob,
    kinds: Vec<DiffKind>,
}

impl MarkedText {
    /// The spaces around changed words are not marked, as on paper.
    fn push_run(&mut self, run: &DiffRun, p: &Palette) {
        let core = run.text.trim();
        let start = run.text.find(core).unwrap_or_default();
        self.push(&run.text[..start], DiffKind::Same, p);
        self.push(core, run.kind, p);
        self.push(&run.text[start + core.len()..], DiffKind::Same, p);
    }

    fn push(&mut self, text: &str, kind: DiffKind, p: &Palette) {
        let color = if kind == DiffKind::Removed { p.danger.ink } else { p.ink };
        self.job.append(text, 0.0, format(Type::Body, color));
        self.kinds.extend(text.chars().map(|_| kind));
    }
}

/// The rectangles of changed words, line by line, with the baseline of each.
fn strips(galley: &Galley, kinds: &[DiffKind], offset: Vec2) -> Vec<(DiffKind, Rect, f32)> {
    let mut strips: Vec<(DiffKind, Rect, f32)> = Vec::new();
    let mut character = 0;
    for row in &galley.rows {
        let mut open = false;
        let last_word = row.glyphs.iter().rposition(|glyph| !glyph.chr.is_whitespace());
        for (index, glyph) in row.glyphs.iter().enumerate() {
            let kind = kinds.get(character).copied().unwrap_or(DiffKind::Same);
            character += 1;
            if kind == DiffKind::Same || Some(index) > last_word {
                open = false;
                continue;
            }
            let left = row.pos.x + glyph.pos.x;
            let rect = Rect::from_min_size(Pos2::new(left, row.pos.y), Vec2::new(glyph.advance_width, row.size.y))
                .translate(offset);
            match strips.last_mut() {
                Some((last, strip, _)) if open && *last == kind => *strip = strip.union(rect),
                _ => strips.push((kind, rect, row.pos.y + glyph.pos.y + offset.y)),
            }
            open = true;
        }
        if row.ends_with_newline {
            character += 1;
        }
    }
    strips
}
