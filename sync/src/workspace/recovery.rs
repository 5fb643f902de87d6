//! Recovery words: the key of a municipality or a region, to write on paper.
//!
//! The words are BIP-39 (English list, 24 words): 256 bits of the key's seed and 8 bits of SHA-256 over it. BIP-39's
//! passphrase and seed stretching are not used. A checksum of 8 bits lets one in 256 mistakes through, so whoever knows
//! which key it should be asks for [`key_of_root`], which also says where the mistake is.

use bip39::{Language, Mnemonic};
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::id::RootKey;
use thiserror::Error;
use zeroize::{Zeroize, Zeroizing};

/// How many words a key has.
pub const WORDS: usize = 24;

/// What is wrong with recovery words. Places count from 1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WordsError {
    /// Not 24 words.
    #[error("there are {found} words; there must be {WORDS}")]
    Count {
        /// How many there are.
        found: usize,
    },
    /// A word that is not on the list.
    #[error("word {place}, \"{word}\", is not on the list")]
    Unknown {
        /// Which word.
        place: usize,
        /// What stands there.
        word: String,
    },
    /// All words are on the list, but they do not belong together.
    #[error("the words do not belong together: one is wrong, or two changed places")]
    Checksum,
    /// One word is another one of the list than it should be.
    #[error("word {place} is another one than it should be")]
    Wrong {
        /// Which word.
        place: usize,
    },
    /// Two words stand in each other's place.
    #[error("words {first} and {second} stand in each other's place")]
    Swapped {
        /// The first of both.
        first: usize,
        /// The second.
        second: usize,
    },
    /// One word was left out.
    #[error("a word is missing at place {place}")]
    Missing {
        /// Where it should stand.
        place: usize,
    },
    /// The words are sound, but belong to another key.
    #[error("these are the words of another key")]
    OtherKey,
}

/// The 24 words of a key, with a space between them.
pub fn words_of(key: &SecretKey) -> String {
    let seed = Zeroizing::new(key.seed());
    // 32 bytes are one of the five lengths that BIP-39 knows.
    Mnemonic::from_entropy_in(Language::English, &*seed)
        .map(|words| Zeroizing::new(words).to_string())
        .unwrap_or_default()
}

/// The key that the words stand for. Capitals, line ends, numbers and punctuation between the words do not matter.
pub fn key_from_words(words: &str) -> Result<SecretKey, WordsError> {
    let places = places(&Written::new(words))?;
    exactly(&places)?;
    key_at(&places).ok_or(WordsError::Checksum)
}

/// As [`key_from_words`], for a key of which the public half is known: other words are refused, and one mistake (a wrong
/// word, two that changed places, one left out) is pointed out.
pub fn key_of_root(words: &str, root: &RootKey) -> Result<SecretKey, WordsError> {
    let places = places(&Written::new(words))?;
    let fits = |places: &[u16]| key_at(places).filter(|key| key.root() == *root);
    match places.len() {
        WORDS => fits(&places).ok_or_else(|| mistake(&places, |try_| fits(try_).is_some())),
        found if found + 1 == WORDS => Err(left_out(&places, |try_| fits(try_).is_some())),
        found => Err(WordsError::Count { found }),
    }
}

/// How far somebody is who types recovery words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typing {
    /// So many words are there, and each is on the list or begins like one that is.
    Going {
        /// How many words there are.
        found: usize,
    },
    /// A word that is not on the list.
    Unknown {
        /// Which word.
        place: usize,
        /// What stands there.
        word: String,
    },
    /// There are more words than a key has.
    TooMany,
    /// All words are there, but they do not belong together.
    Unsound,
    /// All words are there and belong together. Of which key they are is not known yet.
    Whole,
}

/// Looks at words while somebody types them.
pub fn typing(words: &str) -> Typing {
    let written = Written::new(words);
    let ended = words.chars().next_back().is_some_and(|sign| !sign.is_alphabetic());
    let count = written.words().count();
    for (place, word) in written.words().enumerate() {
        let begins = || Language::English.word_list().iter().any(|known| known.starts_with(word));
        let half = place + 1 == count && !ended && begins();
        if Language::English.find_word(word).is_none() && !half {
            return Typing::Unknown { place: place + 1, word: word.chars().take(20).collect() };
        }
    }
    match count {
        found if found < WORDS => Typing::Going { found },
        WORDS if places(&written).is_ok_and(|places| key_at(&places).is_some()) => Typing::Whole,
        // The last word may still be half.
        WORDS if !ended && places(&written).is_err() => Typing::Going { found: WORDS },
        WORDS => Typing::Unsound,
        _ => Typing::TooMany,
    }
}

/// Words as somebody wrote them: only the letters, small. Erased when dropped.
pub(super) struct Written(Zeroizing<String>);

impl Written {
    pub(super) fn new(text: &str) -> Self {
        Self(Zeroizing::new(text.to_lowercase()))
    }

    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.0.split(|sign: char| !sign.is_alphabetic()).filter(|word| !word.is_empty())
    }
}

/// The place of each word on the list.
fn places(written: &Written) -> Result<Zeroizing<Vec<u16>>, WordsError> {
    let mut places = Zeroizing::new(Vec::with_capacity(WORDS));
    for word in written.words() {
        let found = Language::English.find_word(word);
        // More words than a key has are only counted.
        if found.is_none() && places.len() < WORDS {
            return Err(WordsError::Unknown { place: places.len() + 1, word: word.chars().take(20).collect() });
        }
        places.push(found.unwrap_or_default());
    }
    Ok(places)
}

fn exactly(places: &[u16]) -> Result<(), WordsError> {
    if places.len() == WORDS { Ok(()) } else { Err(WordsError::Count { found: places.len() }) }
}

/// The key of 24 places on the list, when the checksum fits.
fn key_at(places: &[u16]) -> Option<SecretKey> {
    let list = Language::English.word_list();
    let mut text = Zeroizing::new(String::with_capacity(WORDS * 9));
    for place in places {
        text.push_str(list.get(usize::from(*place))?);
        text.push(' ');
    }
    let words = Zeroizing::new(Mnemonic::parse_in_normalized(Language::English, text.trim_end()).ok()?);
    let (mut entropy, length) = words.to_entropy_array();
    let mut seed = Zeroizing::new([0; 32]);
    let whole = length == seed.len();
    if whole {
        seed.copy_from_slice(&entropy[..32]);
    }
    entropy.zeroize();
    whole.then(|| SecretKey::from_seed(&seed))
}

/// Which single mistake gives these words.
fn mistake(places: &[u16], fits: impl Fn(&[u16]) -> bool) -> WordsError {
    let mut tried = Zeroizing::new(places.to_vec());
    for first in 0..tried.len() {
        for second in first + 1..tried.len() {
            tried.swap(first, second);
            if fits(&tried) {
                return WordsError::Swapped { first: first + 1, second: second + 1 };
            }
            tried.swap(first, second);
        }
    }
    for place in 0..tried.len() {
        for word in list() {
            tried[place] = word;
            if fits(&tried) {
                return WordsError::Wrong { place: place + 1 };
            }
        }
        tried[place] = places[place];
    }
    if key_at(places).is_some() { WordsError::OtherKey } else { WordsError::Checksum }
}

/// Where one word was left out.
fn left_out(places: &[u16], fits: impl Fn(&[u16]) -> bool) -> WordsError {
    for place in 0..WORDS {
        let mut tried = Zeroizing::new(places.to_vec());
        tried.insert(place, 0);
        for word in list() {
            tried[place] = word;
            if fits(&tried) {
                return WordsError::Missing { place: place + 1 };
            }
        }
    }
    WordsError::Count { found: places.len() }
}

fn list() -> impl Iterator<Item = u16> {
    0..2048
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u8) -> SecretKey {
        SecretKey::from_seed(blake3::hash(&[number]).as_bytes())
    }

    fn list_of(words: &str) -> Vec<String> {
        words.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn the_words_are_those_of_the_standard() {
        // Vectors of BIP-39: entropy of zeros, and of ones.
        let zeros = format!("{}art", "abandon ".repeat(23));
        let ones = format!("{}vote", "zoo ".repeat(23));
        assert_eq!(words_of(&SecretKey::from_seed(&[0; 32])), zeros);
        assert_eq!(words_of(&SecretKey::from_seed(&[0xff; 32])), ones);
    }

    #[test]
    fn words_give_the_key_back_however_they_were_written() {
        for number in 0..50 {
            let words = words_of(&key(number));
            assert_eq!(words.split(' ').count(), WORDS);
            assert_eq!(key_from_words(&words).unwrap().seed(), key(number).seed());
            let mut numbered: Vec<String> = list_of(&words)
                .iter()
                .enumerate()
                .map(|(at, word)| format!("{}. {}", at + 1, word.to_uppercase()))
                .collect();
            numbered.push(String::new());
            assert_eq!(key_of_root(&numbered.join(",\n "), &key(number).root()).unwrap().seed(), key(number).seed());
        }
    }

    #[test]
    fn every_wrong_word_is_pointed_out() {
        let (words, root) = (list_of(&words_of(&key(1))), key(1).root());
        for place in (0..WORDS).step_by(5) {
            let mut wrong = words.clone();
            wrong[place] = if wrong[place] == "zebra" { "zero" } else { "zebra" }.into();
            let text = wrong.join(" ");
            assert_eq!(key_of_root(&text, &root).unwrap_err(), WordsError::Wrong { place: place + 1 });
            assert!(key_from_words(&text).is_ok_and(|other| other.root() != root) || key_from_words(&text).is_err());
            wrong[place] = "fiets".into();
            let unknown = WordsError::Unknown { place: place + 1, word: "fiets".into() };
            assert_eq!(key_from_words(&wrong.join(" ")).unwrap_err(), unknown);
            assert_eq!(key_of_root(&wrong.join(" "), &root).unwrap_err(), unknown);
        }
    }

    #[test]
    fn words_that_changed_places_or_went_missing_are_pointed_out() {
        let (words, root) = (list_of(&words_of(&key(2))), key(2).root());
        for place in (0..WORDS - 1).step_by(6) {
            let mut swapped = words.clone();
            swapped.swap(place, place + 1);
            if swapped != words {
                let expected = WordsError::Swapped { first: place + 1, second: place + 2 };
                assert_eq!(key_of_root(&swapped.join(" "), &root).unwrap_err(), expected);
            }
            let mut short = words.clone();
            short.remove(place);
            assert_eq!(key_from_words(&short.join(" ")).unwrap_err(), WordsError::Count { found: 23 });
            let missing = key_of_root(&short.join(" "), &root).unwrap_err();
            assert!(matches!(missing, WordsError::Missing { .. }), "{missing}");
        }
        for text in ["", "   ", "abandon", &format!("{} art", words.join(" "))] {
            assert!(matches!(key_of_root(text, &root), Err(WordsError::Count { .. })), "{text}");
        }
    }

    #[test]
    fn words_of_another_key_are_refused() {
        assert_eq!(key_of_root(&words_of(&key(3)), &key(4).root()).unwrap_err(), WordsError::OtherKey);
    }

    #[test]
    fn a_word_is_judged_while_it_is_typed() {
        let words = words_of(&key(5));
        let all = list_of(&words);
        assert_eq!(typing(""), Typing::Going { found: 0 });
        for (at, _) in words.char_indices() {
            let so_far = typing(&words[..at]);
            assert!(!matches!(so_far, Typing::Unknown { .. } | Typing::TooMany), "{}: {so_far:?}", &words[..at]);
        }
        assert_eq!(typing(&words), Typing::Whole);
        assert_eq!(typing(&format!("{words} art")), Typing::TooMany);
        // A word that no word of the list begins with, or that ended too soon, is pointed out at once.
        let unknown = |place, word: &str| Typing::Unknown { place, word: word.into() };
        assert_eq!(typing("abandon fi"), Typing::Going { found: 2 });
        assert_eq!(typing("abandon fie"), Typing::Going { found: 2 });
        assert_eq!(typing("abandon fiet"), unknown(2, "fiet"));
        assert_eq!(typing("abandon fie "), unknown(2, "fie"));
        assert_eq!(typing("fiets abandon"), unknown(1, "fiets"));
        let mut wrong = all;
        wrong[7] = if wrong[7] == "zebra" { "zero" } else { "zebra" }.into();
        let mistaken = typing(&wrong.join(" "));
        assert!(matches!(mistaken, Typing::Unsound | Typing::Whole), "one in 256 slips through: {mistaken:?}");
    }

    #[test]
    fn no_text_makes_it_panic() {
        for text in ["\u{0}", "é ï ß ffi", "１ ２", &"zoo ".repeat(100_000), &"ﬃ".repeat(5000), "art\u{301}"] {
            assert!(key_from_words(text).is_err());
            assert!(key_of_root(text, &key(1).root()).is_err());
        }
    }
}
