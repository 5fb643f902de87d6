//! Data about people in text that is about to be shared: citizen service numbers (BSN), e-mail addresses, telephone numbers.
//!
//! It finds what has the form; whether that is a problem is for a person to say. Names are not found. When in doubt it
//! finds: a needless confirmation costs one click. One pass, in time that grows with the length of the text.

mod finder;

use std::collections::BTreeSet;
use std::ops::Range;

pub use finder::find;

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
    let files = item.files.iter().flat_map(|file| [(FILES, file.name.as_str()), (FILES, file.description.as_str())]);
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

/// What was found and is not among the texts that somebody confirmed.
pub fn unconfirmed(item: &SharedItem, confirmed: &[String]) -> Vec<Found> {
    let confirmed: BTreeSet<&str> = confirmed.iter().map(String::as_str).collect();
    find_in(item).into_iter().filter(|found| !confirmed.contains(found.finding.text.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kinds(text: &str) -> Vec<(Kind, String)> {
        find(text).into_iter().map(|finding| (finding.kind, finding.text)).collect()
    }

    #[track_caller]
    fn only(text: &str, kind: Kind, expected: &str) {
        assert_eq!(kinds(text), [(kind, expected.to_owned())], "{text}");
    }

    #[test]
    fn a_finding_is_shown_in_its_sentence() {
        let at = |text: &str| {
            let found = find(text);
            let [before, after] = around(text, &found[0].range);
            (before, found[0].text.clone(), after)
        };
        let (before, text, after) = at("Eerst dit. Bel Jan op 06-12345678 of kom langs. Daarna dat.");
        assert_eq!((&*before, &*text, &*after), ("Bel Jan op ", "06-12345678", " of kom langs."));
        let (before, _, after) = at("één\njan@leusden.nl\ntwee");
        assert_eq!((&*before, &*after), ("", ""));
        let long = format!("{} jan@leusden.nl {}", "é ".repeat(200), "ü ".repeat(200));
        let (before, _, after) = at(&long);
        assert_eq!((before.chars().count(), after.chars().count()), (AROUND + 1, AROUND + 1));
        assert!(before.starts_with('…') && after.ends_with('…'));
    }

    #[test]
    fn citizen_service_numbers_however_they_are_written() {
        for number in ["111222333", "123456782", "111 222 333", "111.222.333", "111-222-333", "1234.56.782"] {
            only(&format!("BSN {number}, van mevrouw"), Kind::Bsn, number);
            only(number, Kind::Bsn, number);
        }
        // The leading zero is often left out: 012345672.
        only("nummer 12345672.", Kind::Bsn, "12345672");
        only("in 2026 111222333 gekregen", Kind::Bsn, "111222333");
    }

    #[test]
    fn other_numbers_are_left_alone() {
        for text in [
            "123456789",
            "111222334",
            "000000000",
            "zaak 1112223334",
            "€ 111.222.333",
            "111.222.333,50 euro",
            "1.111.222.333",
            "2026-11-24",
            "24-11-2026",
            "01-02-2026 10:30",
            "01.02.2026 1030 uur",
            "€ 10.000.000",
            "€ 650,00",
            "van 09:00 tot 17:00 uur",
            "GM0327",
            "postcode 3831 AB",
            "artikel 1.2.3",
            "Z2026-00012345",
            "in 2025-2026",
            "12.500 inwoners",
            "0800-1234",
            "14 033",
            "ISBN 978-90-274-3964-2",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }

    #[test]
    fn telephone_numbers_however_they_are_written() {
        for number in [
            "0612345678",
            "06-12345678",
            "06 12 34 56 78",
            "06 - 1234 5678",
            "033 461 21 12",
            "033-4612112",
            "(033) 461 21 12",
            "0342-412345",
            "+31612345678",
            "+31 6 12345678",
            "+31 (0)6 1234 5678",
            "0031 33 461 2112",
            "+32 2 123 45 67",
            "+49 30 12345678",
        ] {
            only(&format!("Bel {number} voor meer"), Kind::Telephone, number);
        }
        assert_eq!(kinds("06-12345678 of 033-4612112").len(), 2);
    }

    #[test]
    fn addresses_for_mail() {
        for address in ["a@b.nl", "anna.de-wit+werk@sociaal.leusden.nl", "Info@LEUSDEN.example"] {
            only(&format!("Mail naar {address}."), Kind::Email, address);
            only(&format!("<{address}>"), Kind::Email, address);
        }
        for text in ["@leusden", "een@twee", "12 @ 3 euro", "a @ b.nl"] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }

    #[test]
    fn a_long_text_takes_no_long_time() {
        for part in ["a@b.nl ", "1", "06-", "111 ", "@", "+", "(0"] {
            let text = part.repeat(crate::shared::MAX_SNAPSHOT / part.len());
            let begun = std::time::Instant::now();
            find(&text);
            assert!(begun.elapsed() < std::time::Duration::from_secs(20), "{part}: {:?}", begun.elapsed());
        }
    }

    #[test]
    fn what_overlaps_is_said_once() {
        only("0612345678@leusden.nl", Kind::Email, "0612345678@leusden.nl");
    }

    proptest! {
        #[test]
        fn any_text_is_looked_at_without_harm(text in "[0-9 .\\-+()@€a-zé\u{200b}😀]{0,80}") {
            let mut end = 0;
            for finding in find(&text) {
                prop_assert!(finding.range.start >= end);
                prop_assert_eq!(text.get(finding.range.clone()), Some(finding.text.as_str()));
                end = finding.range.end;
            }
        }

        #[test]
        fn a_number_is_found_whatever_stands_before_it(
            before in proptest::sample::select(vec!["+31 6 87654321 ", "ma-vr 09.00-17.00 ", "Op 01-02-2026 ", "maat 05 ", "in 2026 ", "111222333,", "a@b.nl "]),
            number in proptest::sample::select(vec!["033-4612112", "06\u{2011}12345678", "06\u{a0}12345678", "111222333", "zoë@leusden.nl"]),
        ) {
            let text = format!("{before}{number}.");
            prop_assert!(find(&text).iter().any(|finding| finding.text == number), "{}", text);
        }

        #[test]
        fn any_number_that_passes_the_test_is_found(digits in 100_000_000u32..1_000_000_000) {
            let text = format!("Het nummer is {digits} zei zij");
            let found = find(&text).iter().any(|finding| finding.kind == Kind::Bsn);
            let weights = [9, 8, 7, 6, 5, 4, 3, 2, -1];
            let sum: i64 = digits.to_string().bytes().zip(weights).map(|(digit, weight)| i64::from(digit - b'0') * weight).sum();
            prop_assert_eq!(found, sum % 11 == 0);
        }
    }
}
