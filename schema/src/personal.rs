//! Data about people in text that is about to be shared: citizen service numbers (BSN), e-mail addresses, telephone numbers.
//!
//! It finds what has the form; whether that is a problem is for a person to say. Names are not found.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

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

/// A finding in a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// "title", "body" or the name of the field.
    pub field: String,
    /// What was found there.
    pub finding: Finding,
}

/// Patterns are checked by a test: none is missing here because it would not compile.
fn pattern(text: &str) -> Option<Regex> {
    Regex::new(text).ok()
}

static EMAIL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(r"(?-u:[A-Za-z0-9][A-Za-z0-9._%+'\-]*@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,})")
});
/// With a country, 8 to 15 digits; or Dutch with a trunk zero, 10 digits.
static TELEPHONE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?-u:(?:\+|00)[1-9][0-9]{0,2}(?:[ .\-/]?\(0\))?(?:[ .\-/]{0,3}[0-9]){7,12}|\(?0[1-9](?:[ .\-/)]{0,3}[0-9]){8})",
    )
});
/// Nine digits, or eight with the zero left out; as one, or in groups.
static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(r"(?-u:[0-9]{3}[ .\-][0-9]{3}[ .\-][0-9]{3}|[0-9]{4}[ .\-][0-9]{2}[ .\-][0-9]{3}|[0-9]{9}|[0-9]{8})")
});
/// A day at the start, as in "01-02-2026 10:30", which has as many digits as a telephone number.
static DAY: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"^(?-u:[0-9]{2}[ .\-/][0-9]{2}[ .\-/](?:19|20)[0-9]{2})"));

/// Everything in `text` that looks like data about a person, in order, without overlap.
pub fn find(text: &str) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    for (kind, pattern) in [(Kind::Email, &EMAIL), (Kind::Telephone, &TELEPHONE), (Kind::Bsn, &NUMBER)] {
        let Some(pattern) = pattern.as_ref() else { continue };
        for part in pattern.find_iter(text) {
            let overlaps = found.iter().any(|other| part.start() < other.range.end && other.range.start < part.end());
            if !overlaps && is(kind, text, &part.range()) {
                found.push(Finding { kind, range: part.range(), text: part.as_str().to_owned() });
            }
        }
    }
    found.sort_by_key(|finding| finding.range.start);
    found
}

fn is(kind: Kind, text: &str, range: &Range<usize>) -> bool {
    let (Some(before), Some(part), Some(after)) =
        (text.get(..range.start), text.get(range.clone()), text.get(range.end..))
    else {
        return false;
    };
    match kind {
        Kind::Email => true,
        Kind::Telephone => stands_alone(before, after) && !DAY.as_ref().is_some_and(|day| day.is_match(part)),
        Kind::Bsn => stands_alone(before, after) && !before.trim_end().ends_with('€') && passes_eleven(part),
    }
}

/// Whether digits are not part of a longer number, an amount or a word.
fn stands_alone(before: &str, after: &str) -> bool {
    let mut left = before.chars().rev();
    let mut right = after.chars();
    let joined = |first: Option<char>, second: Option<char>| match first {
        Some(c) if c.is_alphanumeric() || c == '+' => true,
        Some('.' | '-' | ',' | '/') => second.is_some_and(|c| c.is_ascii_digit()),
        _ => false,
    };
    !joined(left.next(), left.next()) && !joined(right.next(), right.next())
}

/// The eleven-test of a BSN: 9a + 8b + … + 2h − i is a multiple of eleven, and not every digit is zero.
fn passes_eleven(part: &str) -> bool {
    let mut digits: Vec<i32> = part.bytes().filter(u8::is_ascii_digit).map(|digit| i32::from(digit - b'0')).collect();
    if digits.len() == 8 {
        digits.insert(0, 0);
    }
    let weights = [9, 8, 7, 6, 5, 4, 3, 2, -1];
    let sum: i32 = digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum();
    digits.len() == weights.len() && sum % 11 == 0 && digits.iter().any(|digit| *digit != 0)
}

/// Everything in what would be shared that looks like data about a person.
pub fn find_in(item: &SharedItem) -> Vec<Found> {
    let details = item.details.iter().filter_map(|(name, value)| match value {
        SharedValue::Text(text) => Some((name.as_str(), text.as_str())),
        SharedValue::Number(_) => None,
    });
    let texts = [("title", item.title.as_str()), ("body", item.body.as_deref().unwrap_or_default())];
    let all = texts.into_iter().chain(details);
    all.flat_map(|(field, text)| find(text).into_iter().map(move |finding| Found { field: field.to_owned(), finding }))
        .collect()
}

/// What was found and is not among the texts that somebody confirmed.
pub fn unconfirmed(item: &SharedItem, confirmed: &[String]) -> Vec<Found> {
    find_in(item).into_iter().filter(|found| !confirmed.contains(&found.finding.text)).collect()
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
    fn every_pattern_compiles() {
        assert!([&EMAIL, &TELEPHONE, &NUMBER, &DAY].iter().all(|pattern| pattern.is_some()));
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
        fn any_number_that_passes_the_test_is_found(digits in 10_000_000u32..1_000_000_000) {
            let text = format!("Het nummer is {digits} zei zij");
            let found = find(&text).iter().any(|finding| finding.kind == Kind::Bsn);
            prop_assert_eq!(found, passes_eleven(&digits.to_string()));
        }
    }
}
