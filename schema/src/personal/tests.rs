//! What is found in running text, and what is left alone.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;
use crate::id::{MunicipalityCode, SharedId};
use crate::shared::Details;

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
    for number in [
        "111222333",
        "123456782",
        "111 222 333",
        "111.222.333",
        "111-222-333",
        "1234.56.782",
        "11 12 22 333",
        "1 1 1 2 2 2 3 3 3",
        "1-2-3-4-5-6-7-8-2",
    ] {
        only(&format!("BSN {number}, van mevrouw"), Kind::Bsn, number);
        only(number, Kind::Bsn, number);
    }
    // The leading zero is often left out: 012345672.
    only("nummer 12345672.", Kind::Bsn, "12345672");
    only("in 2026 111222333 gekregen", Kind::Bsn, "111222333");
    for (before, after) in [("Jansen-", ""), ("cliënt/", "/thuis"), ("Mevrouw ", "van de balie"), ("(", ")")] {
        only(&format!("{before}111222333{after}"), Kind::Bsn, "111222333");
    }
}

/// What reads as a number or an address, however it got into the text, is found where it is written.
#[test]
fn whatever_does_not_show_hides_nothing() {
    for number in [
        "111\u{200b}222\u{200b}333",
        "1112\u{ad}22333",
        "111\u{a0}222\u{202f}333",
        "111\u{2011}222\u{2013}333",
        "１１１２２２３３３",
        "١١١٢٢٢٣٣٣",
        "۱۱۱۲۲۲۳۳۳",
        "111 222\n333",
        "111-222-\r\n333",
        "11122\n2333",
        "111.222.  \n> 333",
        "111**222**333",
        "&#49;11222333",
    ] {
        only(&format!("Mevrouw, {number}, uit Leusden"), Kind::Bsn, number);
    }
    for number in [
        "06\u{2011}1234\u{a0}5678",
        "06\u{200d}12\u{feff}345678",
        "０６－１２３４５６７８",
        "٠٦١٢٣٤٥٦٧٨",
        "06-1234\n5678",
        "06-\n12345678",
        "033 461\r\n21 12",
        "+31 6\n1234 5678",
        "＋３１ ６ １２３４５６７８",
        "06·1234·5678",
        "06-**1234 5678",
        "06\\-12345678",
        "06&nbsp;12345678",
    ] {
        only(&format!("Bel {number} voor meer"), Kind::Telephone, number);
    }
    for address in
        ["jan＠leusden.nl", "jan\u{ad}@leus\u{200b}den.nl", "jan﹫leusden．nl", "jan&#64;leusden.nl", "zoe\u{308}@a.nl"]
    {
        only(&format!("Mail {address} nu"), Kind::Email, address);
    }
}

#[test]
fn a_number_right_after_the_word_for_it_is_found() {
    for word in ["BSN", "bsn", "Burgerservicenummer", "nr", "sofinummer", "BSN-", "BSN:", "\nBSN"] {
        only(&format!("Haar {word}111222333."), Kind::Bsn, "111222333");
    }
    for word in ["tel", "Tel", "T", "mob", "fax", "tel.", "M:", "telefoonnummer", "bel-"] {
        only(&format!("Hij: {word}0612345678"), Kind::Telephone, "0612345678");
    }
    only("Bel 06-12345678of mail", Kind::Telephone, "06-12345678");
    assert_eq!(kinds("code 0612345678x9 en 1f0612345678"), []);
}

/// A number that is whole at the end of a line does not take the next line with it.
#[test]
fn lines_that_follow_each_other_stay_apart() {
    only("033-4612112\n2026 was een goed jaar", Kind::Telephone, "033-4612112");
    only("+32 2 123 45 67\n12 mensen", Kind::Telephone, "+32 2 123 45 67");
    assert_eq!(kinds("06-12345678\n06-87654321\n111222333").len(), 3);
}

#[test]
fn what_reads_the_same_is_confirmed_at_once() {
    let mut item = SharedItem {
        format: 1,
        section: SharedId::from_bytes([1; 16]),
        municipality: MunicipalityCode::from_number(327).unwrap(),
        kind: "activity".into(),
        title: String::new(),
        body: None,
        details: Details::new(),
        files: Vec::new(),
    };
    item.body = Some("Bel 06\u{200b}-1234\n5678 of 06-87654321".into());
    let open = |confirmed: &[&str]| {
        let confirmed: Vec<String> = confirmed.iter().map(|text| (*text).to_owned()).collect();
        unconfirmed(&item, &confirmed).len()
    };
    assert_eq!([open(&[]), open(&["06-1234 5678"]), open(&["06-1234 5678", "06-87654321"])], [2, 1, 0]);
    assert_eq!(open(&["0612345678"]), 2, "it is another text");
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
        "NL91ABNA0417164300",
        "NL91 ABNA 0417 1643 00",
        "NL91\u{a0}ABNA\u{a0}0417\u{a0}1643\u{a0}00",
        "project P111222333",
        "zaaknummer Z111222333 en K-111222333",
        "hotel0612345678",
        "€\u{a0}111.222.333",
        "begroting 2025\n2026\n2027",
        "in 2024\n12346 inwoners",
        "€ 1.250\n€ 0.750",
        "06-12\n2026 1030",
        "111 222\n\n333",
        "- 111\n- 222\n- 333",
        "10 * 111222334",
        "code 111222333x9",
        "1 2 3 4 5 6 7 8 9",
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

fn time(text: &str) -> Duration {
    let begun = Instant::now();
    find(text);
    begun.elapsed()
}

/// A text of a sixteenth takes about a sixteenth of the time, on whatever machine: where time grows with the square, it takes
/// a part of 256. Something else may take the processor now and then, not twenty times.
#[test]
fn a_long_text_takes_no_long_time() {
    const PART: usize = 16;
    for part in ["a@b.nl ", "1", "06-", "111 ", "@", "+", "(0", "1\n", "06\n> ", "\u{ad}", "&", "&#64;", "*", "*1"] {
        let times = crate::shared::MAX_SNAPSHOT / part.len();
        let (short, long) = (part.repeat(times / PART), part.repeat(times));
        let short = (0..3).map(|_| time(&short)).min().unwrap().max(Duration::from_micros(100));
        let allowed = short * 5 * u32::try_from(PART).unwrap();
        assert!((0..20).any(|_| time(&long) < allowed), "{part}: longer than {allowed:?}, a part of it {short:?}");
    }
}

#[test]
fn what_overlaps_is_said_once() {
    only("0612345678@leusden.nl", Kind::Email, "0612345678@leusden.nl");
}

proptest! {
    #[test]
    fn any_text_is_looked_at_without_harm(text in "[0-9 .\\-+()@€a-zé\u{200b}\u{ad}０-９٠-٩\n*&#;😀]{0,80}") {
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

    /// Invisible signs, other digits and other dashes between any two signs change nothing of what is found.
    #[test]
    fn a_disguise_changes_nothing_of_what_is_found(
        number in proptest::sample::select(vec!["111222333", "06-12345678", "+31 6 12345678", "jan@leusden.nl", "033 461 21 12", "123456789", "2026-11-24", "12.500"]),
        signs in proptest::collection::vec(proptest::sample::select(vec!["", "", "", "\u{ad}", "\u{200b}", "\u{feff}", "\u{2060}"]), 16),
        zero in proptest::sample::select(vec!['0', '０', '٠', '०']),
    ) {
        let other = |c: char| match c {
            ' ' => '\u{a0}',
            '-' => '\u{2011}',
            '@' => '＠',
            _ => c.to_digit(10).and_then(|digit| char::from_u32(u32::from(zero) + digit)).unwrap_or(c),
        };
        // Nothing invisible after the last sign: a mark ends at what shows.
        let count = number.chars().count();
        let mut disguised = String::new();
        for (at, c) in number.chars().enumerate() {
            disguised.push(other(c));
            disguised.push_str(if at + 1 < count { signs[at] } else { "" });
        }
        let expected: Vec<Kind> = find(number).into_iter().map(|finding| finding.kind).collect();
        let text = format!("Zie {disguised} hier");
        let found = find(&text);
        prop_assert_eq!(found.iter().map(|finding| finding.kind).collect::<Vec<_>>(), expected);
        for finding in found {
            prop_assert_eq!(&finding.text, &disguised);
            prop_assert_eq!(&text[finding.range], disguised.as_str());
        }
    }
}
