//! Reading an existing plan or report into sections (*documenten inlezen*).
//!
//! Municipalities have their policy in Word or PDF, saved as plain text or Markdown. A section is the
//! unit of consent, so the reader's whole task is to find the right sections and to lose no words.
//!
//! The steps, each in its own module:
//! 1. `decode`: bytes to clean text, or a clear refusal;
//! 2. `furniture`: the table of contents, page numbers and running heads are set aside;
//! 3. `markdown` or `plain`: headings become a tree of sections;
//! 4. `body`: everything between two headings becomes one Markdown body.
//!
//! Rule that the tests hold every input to: each word of the source ends up in a section's number, title
//! or body, or in a note that shows what was left out. [`parse`] is pure, never panics and takes time
//! proportional to the length of its input.

mod body;
mod chapters;
mod decode;
mod furniture;
mod heading;
mod inline;
mod lines;
mod markdown;
mod plain;
mod sequence;
#[cfg(test)]
mod tests;

use thiserror::Error;

/// The largest file that is read: 20 MB. A plan of 110 pages is about a quarter of a megabyte.
pub const MAX_BYTES: usize = 20 * 1024 * 1024;

/// What was read from one file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportedDocument {
    /// The document's own title, when one was found.
    pub title: Option<String>,
    /// The sections in reading order; a parent always comes before its children.
    pub sections: Vec<ImportedSection>,
    /// What the user should know about how the file was read.
    pub notes: Vec<ImportNote>,
}

/// One section: a heading and the text under it, up to the next heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedSection {
    /// The number as printed, without a closing point: `2.4.6`, `3`, `2a`.
    pub number: Option<String>,
    /// The heading without number and without Markdown marks. Text before the first heading gets the
    /// document's title or the file's name; empty only when there is neither.
    pub title: String,
    /// Depth in the tree; 1 is a chapter. Always one more than the parent's.
    pub level: u8,
    /// Index of the parent in [`ImportedDocument::sections`], always smaller than the section's own.
    pub parent: Option<usize>,
    /// The text as Markdown. Empty for a heading that is followed directly by another one.
    pub body: String,
}

/// Something the user should know about how a file was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportNote {
    /// The text was not UTF-8; this is what it was taken to be.
    Encoding(TextEncoding),
    /// So many characters could not be read and show as `U+FFFD`.
    Unreadable(usize),
    /// So many invisible control characters were removed.
    ControlCharacters(usize),
    /// The lines of a table of contents, left out.
    ContentsLeftOut(Vec<String>),
    /// Page numbers and repeated running heads, left out.
    FurnitureLeftOut(Vec<String>),
    /// So many table rows became list items, because a body has no tables.
    TableRowsAsList(usize),
    /// No heading was found; everything is in one section.
    NoHeadings,
}

/// How the bytes of a text file were encoded, when not in UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextEncoding {
    /// UTF-16, little or big endian, recognised by its byte order mark.
    Utf16,
    /// Windows-1252, the usual encoding of old Dutch text files.
    Windows1252,
}

/// Why a file was refused. Nothing is read from a refused file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ImportError {
    /// No bytes, or nothing but white space.
    #[error("the file is empty")]
    Empty,
    /// Longer than [`MAX_BYTES`].
    #[error("the file is too large: {size} bytes, while at most {limit} are read")]
    TooLarge {
        /// Length of the file in bytes.
        size: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// A PDF.
    #[error("the file is a PDF; save its text as .txt or .md first")]
    Pdf,
    /// A document of a word processor: Word, ODT or RTF.
    #[error("the file is a {format} document; save it as plain text (.txt) first")]
    WordProcessor {
        /// What kind of document, for example `Word`.
        format: &'static str,
    },
    /// A ZIP file that is not a text document (an archive or a spreadsheet).
    #[error("the file is a ZIP archive or a spreadsheet, not a text")]
    Archive,
    /// Any other content that is not text, such as a picture.
    #[error("the file is not a text file")]
    Binary,
}

/// Reads a plain text or Markdown file.
///
/// `name` is the file's name: `.md` and `.markdown` mean Markdown, any other file is judged by its look. The
/// name also serves as title for a text that has none.
pub fn parse(name: &str, bytes: &[u8]) -> Result<ImportedDocument, ImportError> {
    let decoded = decode::decode(bytes)?;
    let text = inline::simplify_html(&decoded.text);
    let mut lines = lines::split(&text);
    let style = markdown::judge(name, &lines);
    let furniture = furniture::strip(&mut lines, style);
    let mut outline = match style {
        Style::Markdown => markdown::outline(&lines),
        Style::Plain => plain::outline(&lines, &furniture.contents),
    };
    outline.finish(name);
    if outline.sections.is_empty() && furniture.is_empty() {
        return Err(ImportError::Empty);
    }
    let mut notes = decoded.notes;
    let mut left_out = furniture.left_out;
    left_out.append(&mut outline.left_out);
    if !furniture.contents_lines.is_empty() {
        notes.push(ImportNote::ContentsLeftOut(furniture.contents_lines));
    }
    if !left_out.is_empty() {
        notes.push(ImportNote::FurnitureLeftOut(left_out));
    }
    if outline.table_rows > 0 {
        notes.push(ImportNote::TableRowsAsList(outline.table_rows));
    }
    if !outline.has_headings {
        notes.push(ImportNote::NoHeadings);
    }
    Ok(ImportedDocument { title: outline.title, sections: outline.sections, notes })
}

/// How a text marks its headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// With `#` or underlining.
    Markdown,
    /// By numbers, position and wording only.
    Plain,
}

/// The result of either outliner.
#[derive(Debug, Default)]
struct Outline {
    title: Option<String>,
    sections: Vec<ImportedSection>,
    left_out: Vec<String>,
    table_rows: usize,
    has_headings: bool,
}

impl Outline {
    /// Text before the first heading without a title of its own is named after the file.
    fn finish(&mut self, name: &str) {
        if let Some(first) = self.sections.first_mut()
            && first.title.is_empty()
        {
            first.title = stem(name);
        }
    }
}

/// The file's name without folders and extension, with spaces for underscores.
fn stem(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| if stem.is_empty() { file } else { stem });
    let tidy: String = stem.chars().map(|c| if c == '_' || c.is_control() { ' ' } else { c }).collect();
    tidy.trim().chars().take(120).collect()
}
