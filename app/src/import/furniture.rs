//! What belongs to the paper and not to the text: the table of contents, page numbers, running heads.
//!
//! Rule: when in doubt a line stays. Whatever is set aside is reported, so that the user can look it over.

mod pages;

use std::collections::{HashMap, HashSet};

use super::Style;
use super::heading::split_number;
use super::inline::key;
use super::lines::{Line, LineKind};
use pages::{page_numbers, running_heads};

/// What was set aside.
#[derive(Debug, Default)]
pub(super) struct Furniture {
    pub contents: Contents,
    pub contents_lines: Vec<String>,
    pub left_out: Vec<String>,
}

impl Furniture {
    pub fn is_empty(&self) -> bool {
        self.contents_lines.is_empty() && self.left_out.is_empty()
    }
}

/// What the table of contents says about chapters.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// Number and [`key`] of the title.
    numbered: HashSet<(String, String)>,
    /// [`key`]s of the titles without number.
    unnumbered: HashSet<String>,
}

impl Contents {
    pub fn lists(&self, number: &str, title: &str) -> bool {
        self.numbered.contains(&(number.to_owned(), key(title)))
    }

    pub fn lists_unnumbered(&self, title: &str) -> bool {
        self.unnumbered.contains(&key(title))
    }

    fn add(&mut self, entry: &Entry) {
        match &entry.number {
            Some(number) => self.numbered.insert((number.clone(), key(&entry.title))),
            None => self.unnumbered.insert(key(&entry.title)),
        };
    }
}

/// Sets furniture aside: its lines become [`LineKind::Dropped`].
pub(super) fn strip(lines: &mut [Line<'_>], style: Style) -> Furniture {
    let mut found = Furniture::default();
    let fenced = super::markdown::fenced(lines, style);
    contents(lines, &fenced, &mut found);
    page_numbers(lines, &fenced, &mut found);
    running_heads(lines, &fenced, &mut found);
    found
}

/// One line of a table of contents may hold two entries beside each other.
#[derive(Debug, PartialEq, Eq)]
struct Entry {
    number: Option<String>,
    title: String,
}

const CONTENTS_TITLES: [&str; 7] =
    ["inhoud", "inhoudsopgave", "inhoudsopgaaf", "contents", "tableofcontents", "inhoudopgave", "inhoudvanditdocument"];

fn contents(lines: &mut [Line<'_>], fenced: &[bool], found: &mut Furniture) {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for line in lines.iter().filter(|line| line.kind == LineKind::Text && line.text.len() <= 300) {
        *counts.entry(key(line.text)).or_default() += 1;
        if let Some((.., title)) = split_number(line.text.trim()) {
            *counts.entry(key(title)).or_default() += 1;
        }
    }
    let repeats = |entry: &Entry| counts.contains_key(&key(&entry.title));

    let mut at = 0;
    while at < lines.len() {
        let text = lines.get(at).filter(|line| line.kind == LineKind::Text).map_or("", |line| line.text);
        let titled = text.len() <= 60 && CONTENTS_TITLES.contains(&key(text).as_str());
        let is_entry = !fenced.get(at).is_some_and(|f| *f) && !entries(text).is_empty();
        if !titled && !is_entry {
            at += 1;
            continue;
        }
        let start = if titled { at + 1 } else { at };
        let (end, listed) = run_of_entries(lines, start);
        let known = listed.iter().filter(|entry| repeats(entry)).count();
        if (titled && listed.len() >= 2) || (listed.len() >= 3 && known * 2 >= listed.len()) {
            for entry in &listed {
                found.contents.add(entry);
            }
            drop_lines(lines, at, end, &mut found.contents_lines);
        } else if titled && let Some(end) = run_of_repeats(lines, start, &counts) {
            drop_lines(lines, at, end, &mut found.contents_lines);
        }
        at = end.max(at + 1);
    }
}

/// The entries from `start` on, and where they end. Blank lines may stand between them, and so may one line
/// that is the first half of a long title.
fn run_of_entries(lines: &[Line<'_>], start: usize) -> (usize, Vec<Entry>) {
    let mut listed = Vec::new();
    let (mut end, mut at, mut wrapped) = (start, start, false);
    while let Some(line) = lines.get(at) {
        at += 1;
        if line.kind != LineKind::Text {
            wrapped = false;
            continue;
        }
        let found = entries(line.text);
        if found.is_empty() {
            let next_is_entry =
                lines.get(at).is_some_and(|next| next.kind == LineKind::Text && !entries(next.text).is_empty());
            if wrapped || !next_is_entry || line.text.len() > 120 {
                break;
            }
            wrapped = true;
            continue;
        }
        wrapped = false;
        listed.extend(found);
        end = at;
    }
    (end, listed)
}

/// A table of contents without page numbers: lines that all come back later.
fn run_of_repeats(lines: &[Line<'_>], start: usize, counts: &HashMap<String, usize>) -> Option<usize> {
    let (mut end, mut seen) = (start, 0);
    let mut own: HashSet<String> = HashSet::new();
    for (at, line) in lines.iter().enumerate().skip(start) {
        if line.kind != LineKind::Text {
            continue;
        }
        let key = key(line.text);
        // The second time a title comes by, the text itself has begun.
        if line.text.len() > 200 || counts.get(&key).is_none_or(|count| *count < 2) || !own.insert(key) {
            break;
        }
        seen += 1;
        end = at + 1;
    }
    (seen >= 3).then_some(end)
}

/// The entries that a line of a table of contents holds; none for any other line.
fn entries(line: &str) -> Vec<Entry> {
    let text = line.trim();
    if text.len() > 300 {
        return Vec::new();
    }
    if let Some(entry) = link_entry(text) {
        return vec![entry];
    }
    if text.contains('\t') {
        return tabbed_entries(text).unwrap_or_default();
    }
    let Some((before, page)) = text.rsplit_once([' ', '.', '…', '_']) else {
        return Vec::new();
    };
    let title = before.trim_end_matches(['.', '…', '_', ' ', '·']);
    let leader = text.get(title.len()..text.len() - page.len()).unwrap_or("");
    let dots = leader.chars().map(|c| if c == '…' { 3 } else { usize::from(c != ' ') }).sum::<usize>();
    let spaces = leader.len() >= 4 && leader.trim().is_empty();
    if is_page(page) && (dots >= 3 || spaces) && title.chars().any(char::is_alphabetic) {
        return vec![entry(title)];
    }
    Vec::new()
}

fn tabbed_entries(text: &str) -> Option<Vec<Entry>> {
    let mut found = Vec::new();
    let mut title = String::new();
    for cell in text.split('\t').map(str::trim).filter(|cell| !cell.is_empty()) {
        if is_page(cell) && title.chars().any(char::is_alphabetic) {
            found.push(entry(title.trim_end_matches(['.', '…', '_', ' '])));
            title.clear();
        } else {
            if !title.is_empty() {
                // "Thema 1" may stand in a column of its own; longer texts side by side are an ordinary table.
                if title.split(' ').count() > 2 {
                    return None;
                }
                title.push(' ');
            }
            title.push_str(cell);
        }
    }
    title.is_empty().then_some(found)
}

/// `- [2.1 Aanpak](#aanpak)`, as Markdown tools write them.
fn link_entry(text: &str) -> Option<Entry> {
    let rest = text.trim_start_matches(['-', '*', '+', ' ']);
    let rest = split_number(rest).filter(|(.., after)| after.starts_with('[')).map_or(rest, |(.., after)| after);
    let (title, target) = rest.strip_prefix('[')?.strip_suffix(')')?.split_once("](#")?;
    (!title.is_empty() && target.len() > 1 && !target.contains('(')).then(|| entry(title))
}

fn entry(text: &str) -> Entry {
    match split_number(text.trim()) {
        Some((parts, _, _, title)) if !title.is_empty() => Entry {
            number: Some(parts.iter().map(u16::to_string).collect::<Vec<_>>().join(".")),
            title: title.to_owned(),
        },
        _ => Entry { number: None, title: text.trim().to_owned() },
    }
}

/// A page number as a table of contents prints it.
fn is_page(text: &str) -> bool {
    let digits = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let roman = (1..=6).contains(&text.len()) && text.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
    digits || roman
}

fn drop_lines(lines: &mut [Line<'_>], from: usize, to: usize, into: &mut Vec<String>) {
    for line in lines.iter_mut().take(to).skip(from).filter(|line| line.kind == LineKind::Text) {
        into.push(line.text.trim().to_owned());
        line.kind = LineKind::Dropped;
    }
}
