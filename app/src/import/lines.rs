//! A text as lines, and lines as blocks separated by white space.

use super::heading;

/// One line of the source.
#[derive(Debug)]
pub(super) struct Line<'a> {
    /// The line without white space at its end.
    pub text: &'a str,
    pub kind: LineKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    Text,
    Blank,
    /// A form feed: a page ended here.
    Page,
    /// Furniture; already written down as left out.
    Dropped,
}

/// Splits clean text into lines.
pub(super) fn split(text: &str) -> Vec<Line<'_>> {
    text.split('\n')
        .map(|line| {
            let kind = match line.trim() {
                "" if line.contains('\u{c}') => LineKind::Page,
                "" => LineKind::Blank,
                _ => LineKind::Text,
            };
            Line { text: line.trim_end(), kind }
        })
        .collect()
}

/// Lines that belong together: a paragraph, a list, a heading.
#[derive(Debug)]
pub(super) struct Block<'a> {
    pub lines: Vec<&'a str>,
    /// The lines joined by single spaces.
    pub text: String,
    /// Blank lines before it; 0 when it was split off from the block before.
    pub gap: usize,
    /// A page probably ended before it.
    pub page: bool,
}

/// So many blank lines in a row mean a new page in texts that were extracted from a PDF.
const PAGE_GAP: usize = 3;

/// Groups lines into blocks.
pub(super) fn blocks<'a>(lines: &[Line<'a>]) -> Vec<Block<'a>> {
    let line_is_paragraph = is_dense(lines);
    let mut blocks: Vec<Block<'a>> = Vec::new();
    let (mut gap, mut page, mut open) = (0, true, false);
    for line in lines {
        match line.kind {
            LineKind::Text => {
                let heading = heading::stands_out(line.text);
                let breaks = |block: &Block<'_>| {
                    (heading && ends_paragraph(block))
                        || is_lone_heading(block, line.text)
                        || starts_page(block, line.text)
                };
                let continues = open && !line_is_paragraph && !blocks.last().is_some_and(breaks);
                if continues && let Some(block) = blocks.last_mut() {
                    block.lines.push(line.text);
                } else {
                    // A dense text has no white space; what was cut here is a paragraph all the same.
                    let gap = if open && !line_is_paragraph { 1 } else { gap };
                    blocks.push(Block { lines: vec![line.text], text: String::new(), gap, page });
                }
                (gap, page, open) = (0, false, true);
            }
            LineKind::Blank => {
                gap += 1;
                page |= gap >= PAGE_GAP;
                open = false;
            }
            LineKind::Page | LineKind::Dropped => {
                (gap, page, open) = (gap.max(1), true, false);
            }
        }
    }
    for block in &mut blocks {
        block.text = join(&block.lines);
    }
    blocks
}

/// A numbered heading may only interrupt lines that had come to an end; otherwise a wrapped sentence that
/// happens to have "2.4 Zie" at the start of a line would be cut.
fn ends_paragraph(block: &Block<'_>) -> bool {
    block.lines.last().is_some_and(|line| line.ends_with(['.', '!', '?', ':', ';', ')', '’', '”']) || line.len() < 50)
}

/// The block so far is one line that must be a heading, with `next` below it.
fn is_lone_heading(block: &Block<'_>, next: &str) -> bool {
    match block.lines.as_slice() {
        [line] => heading::stands_out(line) || heading::stands_above(line, next),
        _ => false,
    }
}

/// Some PDF readers mark the first line of a page with one space. It is a new paragraph when the line above
/// came to an end.
fn starts_page(block: &Block<'_>, next: &str) -> bool {
    next.starts_with(' ')
        && next.trim_start().chars().next().is_some_and(char::is_uppercase)
        && block.lines.iter().all(|line| !line.starts_with(char::is_whitespace))
        && block.lines.last().is_some_and(|line| line.ends_with(['.', '!', '?', ']']))
}

/// Word saves a paragraph as one long line and puts no blank lines between paragraphs.
fn is_dense(lines: &[Line<'_>]) -> bool {
    let text = lines.iter().filter(|line| line.kind == LineKind::Text).count();
    let blank = lines.iter().filter(|line| line.kind == LineKind::Blank).count();
    let long = lines.iter().filter(|line| line.text.len() > 160).count();
    text >= 4 && blank * 6 < text && long > 0
}

fn join(lines: &[&str]) -> String {
    let mut text = String::with_capacity(lines.iter().map(|line| line.len() + 1).sum());
    for line in lines {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(line.trim());
    }
    text
}
