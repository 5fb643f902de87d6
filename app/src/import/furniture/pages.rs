//! Page numbers and running heads.

use std::collections::HashMap;

use super::super::inline::key;
use super::super::lines::{Line, LineKind};
use super::Furniture;

/// Two page numbers are at least so many lines of text apart, unless white space shows where the page ends.
const PAGE_LINES: usize = 12;

/// A line that could be a page number.
struct PageNumber {
    at: usize,
    value: u32,
    /// It says so itself: "Pagina 3", "- 3 -".
    plain_words: bool,
    at_edge: bool,
}

/// Sets page numbers aside: those that say what they are, and bare numbers that count up from page to page.
pub(super) fn page_numbers(lines: &mut [Line<'_>], fenced: &[bool], found: &mut Furniture) {
    let mut numbers: Vec<PageNumber> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if line.kind != LineKind::Text || line.text.len() > 40 || fenced.get(at).is_some_and(|f| *f) {
            continue;
        }
        let text = line.text.trim();
        let words = spelled_out(text);
        let bare = (text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten();
        let Some(value) = words.or(bare) else { continue };
        let (above, below) = (gap(lines, at, true), gap(lines, at, false));
        if words.is_some() || above.page || below.page || (above.blank > 0 && below.blank > 0) {
            let at_edge = above.page || below.page || above.blank >= 2 || below.blank >= 2;
            numbers.push(PageNumber { at, value, plain_words: words.is_some(), at_edge });
        }
    }
    let dropped: Vec<usize> = (0..numbers.len()).filter(|&i| is_page_number(&numbers, i)).collect();
    for at in dropped.iter().filter_map(|&i| numbers.get(i)).map(|number| number.at) {
        if let Some(line) = lines.get_mut(at) {
            line.kind = LineKind::Dropped;
            found.left_out.push(line.text.trim().to_owned());
        }
    }
}

fn is_page_number(numbers: &[PageNumber], index: usize) -> bool {
    let Some(this) = numbers.get(index) else { return false };
    let follows = |a: &PageNumber, b: &PageNumber| {
        let counts_up = b.value > a.value && b.value - a.value <= 2;
        counts_up && ((a.at_edge && b.at_edge) || b.at - a.at >= PAGE_LINES)
    };
    let before = index.checked_sub(1).and_then(|i| numbers.get(i)).is_some_and(|other| follows(other, this));
    let after = numbers.get(index + 1).is_some_and(|other| follows(this, other));
    this.plain_words || before || after
}

/// The number in "Pagina 3", "Pagina 3 van 10", "Page 3 of 10", "blz. 3" or "- 3 -".
fn spelled_out(text: &str) -> Option<u32> {
    let number = |text: &str| text.trim().parse::<u32>().ok().filter(|n| *n < 10_000);
    for dash in ["-", "–", "—", "|"] {
        if let Some(inner) = text.strip_prefix(dash).and_then(|rest| rest.strip_suffix(dash)) {
            return number(inner);
        }
    }
    let lower = text.to_lowercase();
    let rest = ["pagina", "page", "blz.", "pag."].iter().find_map(|word| lower.strip_prefix(word))?;
    let mut words = rest.split_whitespace();
    let value = number(words.next()?)?;
    match (words.next(), words.next(), words.next()) {
        (None, ..) => Some(value),
        (Some("van" | "of" | "/"), Some(total), None) => number(total).map(|_| value),
        _ => None,
    }
}

/// The white space beside a line.
struct Gap {
    blank: usize,
    /// A page edge: a form feed, something dropped, or the start or end of the text.
    page: bool,
}

fn gap(lines: &[Line<'_>], at: usize, above: bool) -> Gap {
    let mut gap = Gap { blank: 0, page: false };
    let mut here = at;
    // A text of only blank lines must not make this quadratic.
    for _ in 0..64 {
        let next = if above { here.checked_sub(1) } else { here.checked_add(1) };
        let Some(line) = next.and_then(|next| lines.get(next)) else {
            return Gap { page: true, ..gap };
        };
        match line.kind {
            LineKind::Text => return gap,
            LineKind::Blank => gap.blank += 1,
            LineKind::Page | LineKind::Dropped => return Gap { page: true, ..gap },
        }
        here = next.unwrap_or(here);
    }
    gap
}

/// A line at the edge of a page.
struct EdgeLine {
    at: usize,
    /// The page number that stands on the same line, set apart by a tab, a bar or wide space.
    page: Option<u32>,
}

/// Sets running heads aside: a short line that stands at the edge of three or more pages. The first one stays,
/// because it may be the heading or the title itself; those with a page number all go.
pub(super) fn running_heads(lines: &mut [Line<'_>], fenced: &[bool], found: &mut Furniture) {
    // Without a form feed or a page number there is no proof of pages, and "Doel" under each activity is
    // no running head.
    let mut heads: Vec<Vec<EdgeLine>> = Vec::new();
    let mut index: HashMap<String, usize> = HashMap::new();
    for (at, line) in lines.iter().enumerate() {
        if line.kind != LineKind::Text || line.text.len() > 120 || fenced.get(at).is_some_and(|f| *f) {
            continue;
        }
        let (text, page) = split_page(line.text.trim());
        let (above, below) = (gap(lines, at, true), gap(lines, at, false));
        let edge = above.page || below.page;
        let alone = (above.page || above.blank > 0) && (below.page || below.blank > 0);
        if edge && (alone || page.is_some()) {
            let key = key(text);
            if key.len() >= 3 {
                let slot = *index.entry(key).or_insert_with(|| {
                    heads.push(Vec::new());
                    heads.len() - 1
                });
                if let Some(list) = heads.get_mut(slot) {
                    list.push(EdgeLine { at, page });
                }
            }
        }
    }
    let mut dropped: Vec<usize> = Vec::new();
    for list in heads.iter().filter(|list| list.len() >= 3) {
        dropped
            .extend(list.iter().enumerate().filter(|(i, line)| *i > 0 || line.page.is_some()).map(|(_, line)| line.at));
    }
    dropped.sort_unstable();
    for at in dropped {
        if let Some(line) = lines.get_mut(at) {
            line.kind = LineKind::Dropped;
            found.left_out.push(line.text.trim().to_owned());
        }
    }
}

/// Takes a page number off either end of a running head: "Beleidskader | 12", "12    Beleidskader".
fn split_page(text: &str) -> (&str, Option<u32>) {
    let apart = |between: &str| between.contains(['\t', '|', '•', '·']) || between.len() >= 2;
    let number = |digits: &str| (1..=4).contains(&digits.len()).then(|| digits.parse::<u32>().ok()).flatten();

    let head = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let words = head.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '|' | '•' | '·'));
    let between = head.get(words.len()..).unwrap_or("");
    if let Some(page) = number(text.get(head.len()..).unwrap_or("")).filter(|_| apart(between)) {
        return (words, Some(page));
    }
    let tail = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let words = tail.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '|' | '•' | '·'));
    let between = tail.get(..tail.len() - words.len()).unwrap_or("");
    match number(text.get(..text.len() - tail.len()).unwrap_or("")).filter(|_| apart(between)) {
        Some(page) => (words, Some(page)),
        None => (text, None),
    }
}
