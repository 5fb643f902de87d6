//! What changed in a text, word by word.

use std::time::Duration;

use egui::text::{LayoutJob, TextFormat};
use egui::{Response, Role, Sense, Stroke, Ui, WidgetInfo};
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
    let diff = TextDiff::configure()
        .timeout(TIME_LIMIT)
        .diff_words(old, new);
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
                    && changes
                        .get(index + 1)
                        .is_some_and(|next| next.tag() != ChangeTag::Equal);
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
        _ => runs.push(DiffRun {
            kind,
            text: text.to_owned(),
        }),
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
    let mut job = LayoutJob::default();
    job.wrap.max_width = ui.available_width().min(size::TEXT_MAX_WIDTH);
    for run in runs {
        let (core, tail) = split_tail(&run.text);
        job.append(core, 0.0, run_format(run.kind, p));
        job.append(tail, 0.0, run_format(DiffKind::Same, p));
    }
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Label, ui.is_enabled(), spoken_diff(runs))
    });
    ui.painter().galley(rect.min, galley, p.ink);
    response
}

/// The space after a changed word is not marked, as on paper.
fn split_tail(text: &str) -> (&str, &str) {
    text.split_at(text.trim_end().len())
}

fn run_format(kind: DiffKind, p: &Palette) -> TextFormat {
    let mut format = format(Type::Body, p.ink);
    match kind {
        DiffKind::Same => {}
        DiffKind::Inserted => {
            format.background = p.inserted;
            format.underline = Stroke::new(size::STROKE_STRONG, p.region.ink);
        }
        DiffKind::Removed => {
            format.color = p.danger.ink;
            format.background = p.removed;
            format.strikethrough = Stroke::new(size::STROKE_STRONG, p.danger.ink);
        }
    }
    format
}
