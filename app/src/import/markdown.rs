//! The sections of a text with Markdown headings: `#` to `######`, or underlined with `===` or `---`.

use std::path::Path;

use super::body;
use super::heading;
use super::inline;
use super::lines::{Line, LineKind};
use super::{ImportedSection, Outline, Style};

/// Judges by name and look how a text marks its headings.
pub(super) fn judge(name: &str, lines: &[Line<'_>]) -> Style {
    let by_name = Path::new(name)
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("md") || extension.eq_ignore_ascii_case("markdown"));
    let headings = headings(lines, &fenced(lines, Style::Markdown));
    let first_line = lines.iter().position(|line| line.kind == LineKind::Text);
    let starts_with_one = headings.first().is_some_and(|heading| Some(heading.at) == first_line);
    // One `#` in a plain text may be anything; a second one, or one at the very start, is no accident.
    if headings.len() >= 2 || (!headings.is_empty() && (by_name || starts_with_one)) {
        Style::Markdown
    } else {
        Style::Plain
    }
}

/// Which lines stand in a code block, where nothing has a meaning. All false for a plain text.
pub(super) fn fenced(lines: &[Line<'_>], style: Style) -> Vec<bool> {
    let mut fence: Option<&str> = None;
    lines
        .iter()
        .map(|line| {
            let start = line.text.trim_start();
            let mark = ["```", "~~~"].into_iter().find(|mark| start.starts_with(mark));
            match (style, fence, mark) {
                (Style::Plain, ..) | (_, None, None) => false,
                (_, None, Some(mark)) => {
                    fence = Some(mark);
                    true
                }
                (_, Some(open), Some(mark)) if open == mark => {
                    fence = None;
                    true
                }
                _ => true,
            }
        })
        .collect()
}

/// A heading as written.
struct Heading<'a> {
    at: usize,
    /// Lines that it takes: 2 when underlined.
    lines: usize,
    depth: usize,
    text: &'a str,
}

fn headings<'a>(lines: &[Line<'a>], fenced: &[bool]) -> Vec<Heading<'a>> {
    let mut found: Vec<Heading<'a>> = Vec::new();
    let front_matter = front_matter(lines);
    for (at, line) in lines.iter().enumerate().skip(front_matter) {
        if line.kind != LineKind::Text || fenced.get(at).is_some_and(|inside| *inside) {
            continue;
        }
        let indent = line.text.len() - line.text.trim_start().len();
        let text = line.text.trim();
        let depth = text.bytes().take_while(|b| *b == b'#').count();
        let rest = text.get(depth..).unwrap_or("");
        if indent < 4 && (1..=6).contains(&depth) && rest.starts_with([' ', '\t']) {
            if !inline::key(rest).is_empty() {
                found.push(Heading { at, lines: 1, depth, text: rest });
            }
            continue;
        }
        let underlined = lines.get(at + 1).is_some_and(|next| next.kind == LineKind::Text && next.text.len() >= 3);
        let under = lines.get(at + 1).map_or("", |next| next.text);
        let depth = match under.trim_start_matches('=') {
            "" => 1,
            _ if under.bytes().all(|b| b == b'-') => 2,
            _ => 0,
        };
        let alone =
            at == front_matter || lines.get(at.wrapping_sub(1)).is_none_or(|before| before.kind != LineKind::Text);
        if underlined
            && depth > 0
            && alone
            && body::bullet(line.text).is_none()
            && !text.starts_with(['>', '|'])
            && !inline::key(text).is_empty()
        {
            found.push(Heading { at, lines: 2, depth, text });
        }
    }
    found
}

/// The number of lines that a YAML header at the start takes; 0 when there is none.
fn front_matter(lines: &[Line<'_>]) -> usize {
    if lines.first().is_none_or(|line| line.text != "---") {
        return 0;
    }
    lines.iter().take(60).skip(1).position(|line| line.text == "---").map_or(0, |end| end + 2)
}

/// Reads headings as marked and builds the tree. Levels that were skipped (`#` then `###`) are closed up.
pub(super) fn outline(lines: &[Line<'_>]) -> Outline {
    let headings = headings(lines, &fenced(lines, Style::Markdown));
    let mut outline = Outline { has_headings: !headings.is_empty(), ..Outline::default() };
    let first = headings.first().map_or(lines.len(), |heading| heading.at);
    let (text, rows) = body_of(lines.get(..first).unwrap_or_default());
    outline.table_rows += rows;
    let titles = headings.iter().filter(|heading| heading.depth == 1).count();
    let has_title = titles == 1 && headings.len() > 1 && headings.first().is_some_and(|heading| heading.depth == 1);
    if !text.is_empty() {
        outline.sections.push(ImportedSection {
            number: None,
            title: String::new(),
            level: 1,
            parent: None,
            body: text,
        });
    }

    let mut open: Vec<(usize, usize)> = Vec::new();
    for (index, heading) in headings.iter().enumerate() {
        let end = headings.get(index + 1).map_or(lines.len(), |next| next.at);
        let (body, rows) = body_of(lines.get(heading.at + heading.lines..end).unwrap_or_default());
        outline.table_rows += rows;
        let (number, title) = number_and_title(heading.text);
        if has_title && index == 0 {
            // The one title of the document is no chapter that holds all others.
            let whole = number.as_ref().map_or_else(|| title.clone(), |number| format!("{number} {title}"));
            if body.is_empty() {
                if let Some(front) = outline.sections.first_mut() {
                    front.title.clone_from(&whole);
                }
                outline.title = Some(whole);
                continue;
            }
            outline.title = Some(whole);
            outline.sections.push(ImportedSection { number, title, level: 1, parent: None, body });
            continue;
        }
        while open.last().is_some_and(|(_, depth)| *depth >= heading.depth) {
            open.pop();
        }
        let parent = open.last().map(|(section, _)| *section);
        let level = u8::try_from(open.len() + 1).unwrap_or(u8::MAX);
        open.push((outline.sections.len(), heading.depth));
        outline.sections.push(ImportedSection { number, title, level, parent, body });
    }
    outline
}

/// "2.1 Aanpak" and "1. Inleiding" have a number, "10 jaar inclusie" has not.
fn number_and_title(text: &str) -> (Option<String>, String) {
    let title = inline::title(text);
    if let Some((parts, _, form, rest)) = heading::split_number(&title)
        && !rest.is_empty()
        && (parts.len() > 1 || form != heading::Form::Bare || rest.starts_with(char::is_uppercase))
    {
        return (Some(heading::printed_number(&title)), rest.to_owned());
    }
    (None, title)
}

/// The lines between two headings as they are, without furniture and with table rows as list items.
fn body_of(lines: &[Line<'_>]) -> (String, usize) {
    let fenced = fenced(lines, Style::Markdown);
    let mut text = String::with_capacity(lines.iter().map(|line| line.text.len() + 1).sum());
    let mut rows = 0;
    let (mut blank, mut in_table) = (false, false);
    for (line, fenced) in lines.iter().zip(fenced) {
        if line.kind != LineKind::Text {
            blank = true;
            continue;
        }
        let row = if fenced { None } else { body::table_row(line.text) };
        if !text.is_empty() {
            // A list after a line of text needs white space to be a list.
            let apart = blank || row.is_some() != in_table;
            text.push_str(if apart { "\n\n" } else { "\n" });
        }
        (blank, in_table) = (false, row.is_some());
        if let Some(row) = row {
            rows += 1;
            text.push_str("- ");
            text.push_str(&row);
        } else {
            text.push_str(line.text);
        }
    }
    (text, rows)
}
