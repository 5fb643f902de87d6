//! Data about people in text that is about to be shared: citizen service numbers (BSN), e-mail addresses, telephone numbers.
//!
//! It finds what has the form; whether that is a problem is for a person to say. Names are not found. When in doubt it
//! finds: a needless confirmation costs one click. One pass, in time that grows with the length of the text.
//!
//! It is part of the rules by which devices take in each other's acts: what it finds, every device must find.

mod finder;
mod reading;

use std::collections::BTreeSet;
use std::ops::Range;

pub use finder::find;
use reading::Reading;

use crate::shared::{SharedItem, SharedValue};

/// What something looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A citizen service number (*burgerservicenummer*): nine digits that pass the eleven-test.
    Bsn,
    /// An e-mail address.
    Email,
    /// A telephone number, Dutch or international.
    Telephone,
}

impl Kind {
    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bsn => "bsn",
            Self::Email => "email",
            Self::Telephone => "telephone",
        }
    }
}

/// Something that looks like data about a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it looks like.
    pub kind: Kind,
    /// Where in the text: bytes, on character boundaries.
    pub range: Range<usize>,
    /// It.
    pub text: String,
}

/// The names and descriptions of files, as [where something was found](Found::field).
pub const FILES: &str = "files";

/// A finding in a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// "title", "body", [`FILES`] or the name of the field.
    pub field: String,
    /// What was found there.
    pub finding: Finding,
    /// What stands before and after it in the same sentence, as far as that is needed to recognise it.
    pub around: [String; 2],
}

/// Everything in what would be shared that looks like data about a person.
pub fn find_in(item: &SharedItem) -> Vec<Found> {
    let details = item.details.iter().flat_map(|(name, value)| {
        let text = match value {
            SharedValue::Text(text) => text.as_str(),
            SharedValue::Number(_) => "",
        };
        // Newer builds may know other names of fields and kinds: these travel as text too.
        [(name.as_str(), name.as_str()), (name.as_str(), text)]
    });
    let body = item.body.as_deref().unwrap_or_default();
    let texts = [("kind", item.kind.as_str()), ("title", item.title.as_str()), ("body", body)];
    let files = item
        .files
        .iter()
        .flat_map(|file| [&file.name, &file.media, &file.description].map(|text| (FILES, text.as_str())));
    let all = texts.into_iter().chain(details).chain(files);
    let found = |field: &str, text: &str, finding: Finding| {
        let around = around(text, &finding.range);
        Found { field: field.to_owned(), finding, around }
    };
    all.flat_map(|(field, text)| find(text).into_iter().map(move |finding| found(field, text, finding))).collect()
}

/// The most characters on either side of a finding.
const AROUND: usize = 90;

/// What stands before and after a part of a text: not past the end of the sentence or line, nor further than [`AROUND`].
fn around(text: &str, range: &Range<usize>) -> [String; 2] {
    let (before, after) = (text.get(..range.start).unwrap_or_default(), text.get(range.end..).unwrap_or_default());
    let ends = |(at, sign): (usize, char), rest: &str| {
        sign == '\n' || (matches!(sign, '.' | '!' | '?') && rest[at + 1..].starts_with(char::is_whitespace))
    };
    let begin = before.char_indices().rfind(|found| ends(*found, before)).map_or(0, |(at, sign)| at + sign.len_utf8());
    let end =
        after.char_indices().find(|found| ends(*found, after)).map_or(after.len(), |(at, sign)| at + sign.len_utf8());
    let before: Vec<char> = before[begin..].trim_start().chars().collect();
    let (cut, shown) = (before.len() > AROUND, &before[before.len().saturating_sub(AROUND)..]);
    let before: String = cut.then_some('…').into_iter().chain(shown.iter().copied()).collect();
    let rest = after[..end].trim_end();
    let cut = rest.chars().count() > AROUND;
    [before, rest.chars().take(AROUND).chain(cut.then_some('…')).collect()]
}

/// What was found and is not among the texts that somebody confirmed: what reads the same counts as the same, since nobody
/// types signs that do not show.
pub fn unconfirmed(item: &SharedItem, confirmed: &[String]) -> Vec<Found> {
    let reads = |text: &str| Reading::of(text).text.replace('\n', " ");
    let confirmed: BTreeSet<String> = confirmed.iter().map(|text| reads(text)).collect();
    find_in(item).into_iter().filter(|found| !confirmed.contains(&reads(&found.finding.text))).collect()
}

#[cfg(test)]
mod tests;
