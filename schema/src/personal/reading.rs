//! A text as somebody reads it: without signs that do not show, with plain digits, spaces, dashes and dots, and with the way
//! back to the text as it is written.
//!
//! A number does not become another number because it was pasted with a soft hyphen in it, typed with Arabic-Indic digits, or
//! written with the signs of Markdown that show as something else.

use std::ops::Range;

/// A text as it reads, and where each part of it is written.
#[derive(Debug)]
pub(super) struct Reading {
    /// As it reads.
    pub(super) text: String,
    /// Where the two texts stop running side by side.
    anchors: Vec<Anchor>,
}

/// A place from which reading and writing run side by side, byte by byte, up to the next.
#[derive(Debug, Clone, Copy)]
struct Anchor {
    /// The place in the reading.
    read: usize,
    /// Where what comes before it ends in the writing.
    before: usize,
    /// Where what comes after it begins in the writing.
    after: usize,
}

impl Reading {
    /// Reads a text.
    pub(super) fn of(written: &str) -> Self {
        let mut reading = Self { text: String::with_capacity(written.len()), anchors: Vec::new() };
        let mut last = None;
        // Where what was read ends, in the writing.
        let mut end = 0;
        let mut at = 0;
        while let Some((sign, length)) = next(written, at, last) {
            let start = at;
            at += length;
            let Some(sign) = sign else { continue };
            if start != end {
                reading.anchor(end, start);
            }
            reading.text.push(sign);
            end = at;
            last = Some(sign);
            if sign.len_utf8() != length {
                reading.anchor(end, end);
            }
        }
        reading
    }

    fn anchor(&mut self, before: usize, after: usize) {
        let read = self.text.len();
        match self.anchors.last_mut().filter(|anchor| anchor.read == read) {
            Some(anchor) => anchor.after = after,
            None => self.anchors.push(Anchor { read, before, after }),
        }
    }

    /// Where a part of the reading is written.
    pub(super) fn written(&self, read: &Range<usize>) -> Range<usize> {
        let at = |place: usize| {
            let following = self.anchors.partition_point(|anchor| anchor.read <= place);
            following.checked_sub(1).and_then(|index| self.anchors.get(index))
        };
        let start = at(read.start).map_or(read.start, |anchor| anchor.after + (read.start - anchor.read));
        let end = at(read.end).map_or(read.end, |anchor| match read.end - anchor.read {
            0 => anchor.before,
            along => anchor.after + along,
        });
        start..end
    }
}

/// The sign at a place and how long it is written; `None` for the sign when it does not show.
fn next(written: &str, at: usize, last: Option<char>) -> Option<(Option<char>, usize)> {
    let rest = written.get(at..)?;
    let sign = rest.chars().next()?;
    let following = rest.get(sign.len_utf8()..).unwrap_or_default();
    Some(match sign {
        '&' => match entity(rest) {
            Some((sign, length)) => (plain(sign), length),
            None => (Some('&'), 1),
        },
        // Shows the sign after it as it is, or ends a line.
        '\\' if following.starts_with(|c: char| c.is_ascii_punctuation() || c == '\n') => (None, 1),
        '\r' if following.starts_with('\n') => (Some('\n'), 2),
        '*' | '~' | '`' => emphasis(rest, sign, last),
        sign => (plain(sign), sign.len_utf8()),
    })
}

/// Signs around what is bold, crossed out or code do not show; one alone between two digits is itself.
fn emphasis(rest: &str, sign: char, last: Option<char>) -> (Option<char>, usize) {
    let length = rest.bytes().take_while(|byte| char::from(*byte) == sign).count();
    let digit = |c: char| c.is_ascii_digit();
    let between = last.is_some_and(digit) && rest.get(length..).is_some_and(|after| after.starts_with(digit));
    if length == 1 && between { (Some(sign), 1) } else { (None, length) }
}

/// What a sign reads as; `None` when it does not show.
fn plain(sign: char) -> Option<char> {
    match sign {
        ' '..='~' | '\n' => Some(sign),
        _ if is_invisible(sign) => None,
        // The printable signs of ASCII in the width of Chinese characters.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xfee0),
        '\u{fe6b}' => Some('@'),
        '\u{fe62}' => Some('+'),
        '\u{b7}' | '\u{2024}' | '\u{2027}' | '\u{fe52}' => Some('.'),
        '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => Some('-'),
        '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{b}' | '\u{c}' | '\r' => Some('\n'),
        _ if sign.is_whitespace() => Some(' '),
        _ => Some(digit(sign).unwrap_or(sign)),
    }
}

/// Signs that take no room: soft hyphens, zero-width signs, marks of direction and variation, accents of their own.
fn is_invisible(sign: char) -> bool {
    matches!(
        sign,
        '\u{0}'..='\u{8}'
            | '\u{e}'..='\u{1f}'
            | '\u{7f}'
            | '\u{ad}'
            | '\u{300}'..='\u{36f}'
            | '\u{61c}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{20d0}'..='\u{20f0}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// The zeros of all scripts that count by ten (Unicode category Nd); after each come its one to nine.
const ZEROS: [u32; 73] = [
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0,
    0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620,
    0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x10d40, 0x11066, 0x110f0, 0x11136,
    0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x116d0, 0x116da, 0x11730, 0x118e0, 0x11950, 0x11c50,
    0x11d50, 0x11da0, 0x11f50, 0x16a60, 0x16ac0, 0x16b50, 0x1ccf0, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6,
    0x1e140, 0x1e2f0, 0x1e4f0, 0x1e5f1, 0x1e950, 0x1fbf0,
];

/// The plain digit for a digit of any script.
fn digit(sign: char) -> Option<char> {
    let code = u32::from(sign);
    let following = ZEROS.partition_point(|zero| *zero <= code);
    let zero = ZEROS.get(following.checked_sub(1)?)?;
    char::from_digit(code - zero, 10)
}

/// The sign that `&#64;`, `&#x40;` or `&commat;` at the beginning of `rest` shows as, and how long that is.
fn entity(rest: &str) -> Option<(char, usize)> {
    let end = rest.bytes().take(10).position(|byte| byte == b';')?;
    let name = rest.get(1..end)?;
    let sign = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(number) => u32::from_str_radix(number, 16),
                None => number.parse(),
            };
            code.ok().and_then(char::from_u32)?
        }
        None => match name {
            "commat" => '@',
            "nbsp" | "ensp" | "emsp" | "thinsp" => ' ',
            "shy" | "zwnj" | "zwj" => '\u{ad}',
            "ndash" | "mdash" | "hyphen" | "dash" | "minus" => '-',
            "period" | "middot" => '.',
            "plus" => '+',
            "lpar" => '(',
            "rpar" => ')',
            _ => return None,
        },
    };
    Some((sign, end + 1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_reads_plainly() {
        for (written, reads) in [
            ("06‑12\u{a0}34\u{202f}56", "06-12 34 56"),
            ("0\u{ad}6\u{200b}1\u{feff}2", "0612"),
            ("０６１２＠ａ．ｎｌ", "0612@a.nl"),
            ("٠٦ ۱۲ ०६ 𝟘𝟞", "06 12 06 06"),
            ("1\u{fe0f}\u{20e3}2\u{fe0f}\u{20e3}", "12"),
            ("**06**-12 ~~3~~ `4` 3*4 5**6", "06-12 3 4 3*4 56"),
            ("06\\-12 a\\b", "06-12 a\\b"),
            ("a&#64;b&#x2E;nl&nbsp;&amp; &shy;R&D;", "a@b.nl &amp; R&D;"),
            ("a\r\nb\rc\u{2028}d", "a\nb\nc\nd"),
            ("zoe\u{308}@a.nl", "zoe@a.nl"),
            ("m² is ½", "m² is ½"),
        ] {
            assert_eq!(Reading::of(written).text, reads, "{written}");
        }
    }

    #[test]
    fn the_zeros_are_in_order_and_far_enough_apart() {
        assert!(ZEROS.windows(2).all(|pair| pair[0] + 10 <= pair[1]));
        for zero in ZEROS {
            let zero = char::from_u32(zero).unwrap();
            assert!(zero.is_numeric() || !zero.is_alphanumeric(), "{zero:?}");
            assert_eq!(digit(zero), Some('0'));
        }
        assert_eq!([digit('a'), digit('²'), digit('/')], [None; 3]);
    }

    #[test]
    fn the_way_back_leaves_out_what_does_not_show_on_either_side() {
        let written = "é\u{ad}０\u{ad}٦\u{200b}-";
        let reading = Reading::of(written);
        assert_eq!(reading.text, "é06-");
        let back = |range: Range<usize>| written.get(reading.written(&range)).unwrap();
        assert_eq!(back(2..4), "０\u{ad}٦");
        assert_eq!(back(2..3), "０");
        assert_eq!(back(3..5), "٦\u{200b}-");
        assert_eq!(back(0..5), written);
    }

    proptest! {
        #[test]
        fn every_sign_is_found_back(written in "(?s:[ -~éßａ-ｚ０-９٠-٩\u{ad}\u{200b}\u{a0}\u{2011}\n\r😀]|&#64;|&nbsp;|[*]{1,3}){0,60}") {
            let reading = Reading::of(&written);
            let mut end = 0;
            for (at, sign) in reading.text.char_indices() {
                let range = reading.written(&(at..at + sign.len_utf8()));
                prop_assert!(range.start >= end && range.start < range.end);
                end = range.end;
                let part = written.get(range);
                // Between two digits a sign of Markdown is itself, and by itself it does not show.
                let itself = part.filter(|part| matches!(*part, "*" | "~" | "`")).map(str::to_owned);
                prop_assert_eq!(itself.or_else(|| part.map(|part| Reading::of(part).text)), Some(sign.to_string()));
            }
        }
    }
}
