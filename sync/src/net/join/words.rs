//! Four words that two people compare aloud before a device is enrolled.

use deelbaar_schema::id::DeviceId;

use super::code::InvitationId;
use super::message::Nonce;

/// 256 Dutch words, a line each: a byte chooses one. The words are part of the protocol: never change one or their order.
const LIST: &str = include_str!("../../../../assets/words/nl.txt");
const CONTEXT: &str = "deelbaar 2026 words to compare";

/// Four words, no two alike: nearly 32 bits (31.97) that nobody could choose. Dutch whatever the language of the screen, since
/// both sides must see the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words([u8; 4]);

impl Words {
    /// The words on these lines of the list, from 0.
    pub const fn from_bytes(lines: [u8; 4]) -> Self {
        Self(lines)
    }

    /// The words of a number that is evenly spread: four draws from the list, without putting back.
    fn drawn(mut number: u64) -> Self {
        let (mut lines, mut left) = ([0_u64; 4], 256);
        for drawn in 0..lines.len() {
            let mut line = number % left;
            number /= left;
            left -= 1;
            // The place among the lines that are left becomes a line of the whole list.
            let mut taken: Vec<u64> = lines[..drawn].to_vec();
            taken.sort_unstable();
            for taken in taken {
                line += u64::from(taken <= line);
            }
            lines[drawn] = line;
        }
        Self(lines.map(|line| u8::try_from(line).unwrap_or_default()))
    }

    /// The words of one request to join. `application` is what travelled, byte for byte.
    pub(super) fn of(
        inviter: DeviceId,
        joiner: DeviceId,
        invitation: InvitationId,
        application: &[u8],
        nonce: &Nonce,
    ) -> Self {
        let application = blake3::hash(application);
        let parts: [&[u8]; 5] =
            [inviter.as_bytes(), joiner.as_bytes(), invitation.as_bytes(), application.as_bytes(), nonce];
        let derived = blake3::derive_key(CONTEXT, &parts.concat());
        let number = derived.first_chunk().copied().map(u64::from_le_bytes);
        Self::drawn(number.unwrap_or_default())
    }

    /// The words in order.
    pub fn all(&self) -> [&'static str; 4] {
        self.0.map(|byte| LIST.lines().nth(usize::from(byte)).unwrap_or_default())
    }
}

impl std::fmt::Display for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.all().join(" "))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn list() -> Vec<&'static str> {
        LIST.lines().collect()
    }

    /// How many letters must be put in, taken out or replaced to make one of the other.
    fn distance(one: &str, other: &str) -> usize {
        let other: Vec<char> = other.chars().collect();
        let mut row: Vec<usize> = (0..=other.len()).collect();
        for (i, letter) in one.chars().enumerate() {
            let mut next = vec![i + 1];
            for (j, o) in other.iter().enumerate() {
                next.push((row[j] + usize::from(letter != *o)).min(row[j + 1] + 1).min(next[j] + 1));
            }
            row = next;
        }
        row[other.len()]
    }

    /// Roughly how a Dutch word sounds: letters that sound alike become one.
    fn sound(word: &str) -> String {
        let alike = [
            ("sch", "sg"),
            ("ch", "g"),
            ("ij", "ei"),
            ("ou", "au"),
            ("th", "t"),
            ("ph", "f"),
            ("qu", "kw"),
            ("x", "ks"),
        ];
        let mut said = alike.iter().fold(word.to_owned(), |said, (from, to)| said.replace(from, to));
        for vowel in ["e", "i", "y"] {
            said = said.replace(&format!("c{vowel}"), &format!("s{vowel}"));
        }
        said = said.replace('y', "i").replace('c', "k").replace('z', "s").replace('v', "f");
        if let Some(start) = said.strip_suffix('d') {
            said = format!("{start}t");
        } else if let Some(start) = said.strip_suffix('b') {
            said = format!("{start}p");
        }
        let mut letters: Vec<char> = said.chars().collect();
        letters.dedup();
        letters.into_iter().collect()
    }

    #[test]
    fn there_are_256_words_of_three_to_eight_plain_letters_in_order() {
        let words = list();
        assert_eq!(words.len(), 256);
        assert!(words.is_sorted());
        for word in words {
            assert!((3..=8).contains(&word.len()), "{word}");
            assert!(word.bytes().all(|letter| letter.is_ascii_lowercase()), "{word}");
        }
    }

    #[test]
    fn three_letters_tell_every_word() {
        let starts: BTreeSet<&str> = list().into_iter().map(|word| &word[..3]).collect();
        assert_eq!(starts.len(), 256);
    }

    #[test]
    fn no_two_words_are_one_letter_or_one_sound_apart() {
        assert_eq!(distance("vaas", "kaars"), 2);
        assert_eq!(sound("schijf"), sound("sgeif"));
        let words = list();
        for (at, one) in words.iter().enumerate() {
            for other in &words[..at] {
                assert!(distance(one, other) > 1, "{one} {other}");
                assert!(distance(&sound(one), &sound(other)) > 1, "{one} and {other} sound alike");
            }
        }
    }

    #[test]
    fn every_byte_has_a_word_of_its_own() {
        let words: BTreeSet<&str> = (0..=255).map(|byte| Words::from_bytes([byte; 4]).all()[0]).collect();
        assert_eq!(words.len(), 256);
        assert!(words.iter().all(|word| !word.is_empty()));
    }

    /// A word that comes twice looks like a mistake, and tells less.
    #[test]
    fn no_word_comes_twice_and_none_is_lost() {
        let all = 256 * 255 * 254 * 253;
        let numbers = (0..20_000).chain(all - 20_000..all).chain((0..all).step_by(99_991)).chain([u64::MAX]);
        for number in numbers {
            let words: BTreeSet<u8> = Words::drawn(number).0.into_iter().collect();
            assert_eq!(words.len(), 4, "{number}");
        }
        // Every order of every four is there once: the first three fixed, the last is each of the others.
        let last: BTreeSet<u8> =
            (0..253).map(|last| Words::drawn(7 + 256 * (7 + 255 * (7 + 254 * last))).0[3]).collect();
        assert_eq!(Words::drawn(7 + 256 * (7 + 255 * 7)).0[..3], [7, 8, 9]);
        assert_eq!(last, (0..=255).filter(|line| ![7, 8, 9].contains(line)).collect());
    }

    /// The vector of `docs/protocol.md`: another program must come to the same words.
    #[test]
    fn the_written_words_stay_as_they_are() {
        let device = |byte| DeviceId::from_bytes([byte; 32]);
        let invitation = InvitationId::of(&[3; 16]);
        let words = Words::of(device(1), device(2), invitation, b"Deelbaar", &[4; 16]);
        assert_eq!(words.to_string(), "vinger radio giraf pruim");
    }

    #[test]
    fn whatever_differs_gives_other_words() {
        let device = |byte| DeviceId::from_bytes([byte; 32]);
        let invitation = |byte| InvitationId::from_bytes([byte; 32]);
        let words = [
            Words::of(device(1), device(2), invitation(3), b"a", &[4; 16]),
            Words::of(device(2), device(1), invitation(3), b"a", &[4; 16]),
            Words::of(device(1), device(5), invitation(3), b"a", &[4; 16]),
            Words::of(device(1), device(2), invitation(5), b"a", &[4; 16]),
            Words::of(device(1), device(2), invitation(3), b"b", &[4; 16]),
            Words::of(device(1), device(2), invitation(3), b"a", &[5; 16]),
        ];
        let distinct: BTreeSet<String> = words.iter().map(ToString::to_string).collect();
        assert_eq!(distinct.len(), words.len());
    }
}
