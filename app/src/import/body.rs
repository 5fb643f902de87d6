//! Blocks of a plain text as one Markdown body: paragraphs, lists and hard line breaks, nothing else.

use super::lines::Block;

/// A line shorter than this ended because its writer ended it, not because the page was full.
const FULL_LINE: usize = 50;

/// A Markdown body that is being written.
#[derive(Debug, Default)]
pub(super) struct Body {
    pieces: Vec<Piece>,
    rows: usize,
}

#[derive(Debug)]
struct Piece {
    text: String,
    kind: Kind,
    /// A blank line goes before it.
    apart: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Paragraph,
    Item,
    Row,
}

/// The text of a list item, when `line` starts with a bullet.
pub(super) fn bullet(line: &str) -> Option<&str> {
    let mut chars = line.trim_start().chars();
    let mark = chars.next()?;
    let rest = chars.as_str();
    let is_bullet =
        matches!(mark, '-' | '*' | '•' | '◦' | '▪' | '●' | '○' | '‣' | '·' | '–' | '—' | '□' | '✓' | '»' | '\u{f0b7}');
    (is_bullet && rest.starts_with(char::is_whitespace)).then(|| rest.trim_start()).filter(|rest| !rest.is_empty())
}

impl Body {
    /// Adds a block of text.
    pub fn block(&mut self, block: &Block<'_>) {
        let mut apart = block.gap > 0;
        let base = block.lines.iter().map(|line| indent(line)).min().unwrap_or(0);
        let mut before: &str = "";
        for (at, line) in block.lines.iter().enumerate() {
            if let Some(item) = bullet(line) {
                let nested = if indent(line) > base { "  " } else { "" };
                self.push(Kind::Item, format!("{nested}- {}", spaced(item)), apart);
            } else if let Some(row) = table_row(line) {
                self.rows += 1;
                self.push(Kind::Row, format!("- {row}"), apart);
            } else if is_rule(line) {
                self.push(Kind::Paragraph, "---".to_owned(), true);
            } else if is_ordered(line) {
                self.push(Kind::Item, spaced(line.trim()), apart);
            } else if at == 0 {
                self.paragraph(line.trim(), apart);
            } else {
                self.next_line(line.trim(), before);
            }
            before = line;
            apart = false;
        }
    }

    /// Adds a numbered line as an item of an ordered list.
    pub fn item(&mut self, block: &Block<'_>) {
        let text = spaced(&block.text);
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let item = match text.split_at_checked(digits) {
            Some((number, rest)) if digits > 0 && rest.starts_with(' ') => format!("{number}.{rest}"),
            _ => text,
        };
        let apart = block.gap > 0 && !self.pieces.last().is_some_and(|piece| piece.kind == Kind::Item);
        self.push(Kind::Item, item, apart);
    }

    /// The finished body and the number of table rows in it; leaves an empty body behind.
    pub fn take(&mut self) -> (String, usize) {
        let mut text = String::with_capacity(self.pieces.iter().map(|piece| piece.text.len() + 2).sum());
        let mut before: Option<Kind> = None;
        for piece in self.pieces.drain(..) {
            if let Some(before) = before {
                let same_list = before == piece.kind && piece.kind != Kind::Paragraph;
                text.push_str(if same_list && !piece.apart { "\n" } else { "\n\n" });
            }
            text.push_str(&piece.text);
            before = Some(piece.kind);
        }
        (text, std::mem::take(&mut self.rows))
    }

    fn push(&mut self, kind: Kind, text: String, apart: bool) {
        self.pieces.push(Piece { text, kind, apart });
    }

    /// A new paragraph, unless it is the second half of a sentence that a page break cut in two.
    fn paragraph(&mut self, line: &str, apart: bool) {
        let goes_on = line.chars().next().is_some_and(char::is_lowercase);
        if goes_on
            && let Some(last) = self.pieces.last_mut()
            && last.kind != Kind::Row
            && last.text.len() >= FULL_LINE
            && last.text.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '-'))
        {
            last.text.push(' ');
            last.text.push_str(&spaced(line));
            return;
        }
        self.push(Kind::Paragraph, escaped(line), apart);
    }

    /// The next line of the same block.
    fn next_line(&mut self, line: &str, before: &str) {
        let wrapped = before.trim().len() >= FULL_LINE;
        let goes_on = line.chars().next().is_some_and(char::is_lowercase);
        match self.pieces.last_mut() {
            Some(last) if last.kind == Kind::Paragraph && last.text != "---" => {
                // Two spaces keep an address or a verse in lines.
                last.text.push_str(if wrapped { " " } else { "  \n" });
                last.text.push_str(&escaped(line));
            }
            Some(last) if last.kind == Kind::Item && (goes_on || (wrapped && !before.ends_with(['.', '!', '?']))) => {
                last.text.push(' ');
                last.text.push_str(&spaced(line));
            }
            _ => self.push(Kind::Paragraph, escaped(line), true),
        }
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The cells of a table row, with bars between them. A row is a line with two or more cells.
pub(super) fn table_row(line: &str) -> Option<String> {
    if !line.contains('\t') {
        return None;
    }
    let cells: Vec<&str> = line.split('\t').map(str::trim).filter(|cell| !cell.is_empty()).collect();
    (cells.len() >= 2).then(|| cells.join(" | "))
}

fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3 && line.chars().all(|c| matches!(c, '-' | '_' | '=' | '*' | '~'))
}

/// "3. tekst" and "3) tekst" are list items in Markdown already.
fn is_ordered(line: &str) -> bool {
    let line = line.trim_start();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    (1..=3).contains(&digits) && line.get(digits..).is_some_and(|rest| rest.starts_with(". ") || rest.starts_with(") "))
}

fn spaced(text: &str) -> String {
    text.replace('\t', " ")
}

/// A line that Markdown would take for a heading keeps its own first character.
fn escaped(line: &str) -> String {
    let text = spaced(line);
    if text.starts_with('#') { format!("\\{text}") } else { text }
}
