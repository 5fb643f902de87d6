//! Root keys as words that can be written down, read aloud and typed in again.
//!
//! BIP 39: 24 words of a list of 2,048 English ones hold a key of 32 bytes and 8 bits of checksum. Lists exist in ten
//! languages, but none in Dutch; the English one is the one that every other tool reads.

use bip39::{Language, Mnemonic};
use deelbaar_schema::crypto::SecretKey;
use zeroize::{Zeroize, Zeroizing};

/// How many words a key takes.
pub const WORDS: usize = 24;

/// Words that are no key. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    /// Not 24 of them.
    #[error("a key has 24 words; these are {0}")]
    Count(usize),
    /// One is not in the list.
    #[error("word {number} is not one of the list: {word}")]
    Unknown {
        /// Its place, from 1.
        number: usize,
        /// The word as given.
        word: String,
    },
    /// All are in the list, but together they are no key: one was taken for another, or their order is wrong.
    #[error("these words do not belong together")]
    Checksum,
}

/// The 24 words of a key, in order, with spaces between.
pub fn words_of(key: &SecretKey) -> Zeroizing<String> {
    let seed = Zeroizing::new(key.seed());
    // 32 bytes always make 24 words.
    let words = Mnemonic::from_entropy_in(Language::English, seed.as_slice());
    Zeroizing::new(words.map(|words| words.to_string()).unwrap_or_default())
}

/// The key that 24 words hold. Capitals, numbers before the words, commas and line breaks do not matter.
pub fn key_from_words(text: &str) -> Result<SecretKey, WordsError> {
    let apart = |c: char| !c.is_alphabetic();
    let words: Vec<String> = text.split(apart).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    if words.len() != WORDS {
        return Err(WordsError::Count(words.len()));
    }
    let list = Language::English;
    if let Some(at) = words.iter().position(|word| list.find_word(word).is_none()) {
        return Err(WordsError::Unknown { number: at + 1, word: words[at].clone() });
    }
    let joined = Zeroizing::new(words.join(" "));
    let phrase = Mnemonic::parse_in_normalized(list, &joined).map_err(|_error| WordsError::Checksum)?;
    let mut entropy = Zeroizing::new(phrase.to_entropy());
    let seed: Zeroizing<[u8; 32]> =
        Zeroizing::new(entropy.as_slice().try_into().map_err(|_error| WordsError::Checksum)?);
    entropy.zeroize();
    Ok(SecretKey::from_seed(&seed))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SecretKey {
        SecretKey::from_seed(&[7; 32])
    }

    #[test]
    fn a_key_comes_back_from_its_words_however_they_are_typed() {
        let words = words_of(&key());
        assert_eq!(words.split(' ').count(), WORDS);
        let numbered: Vec<String> =
            words.split(' ').enumerate().map(|(at, word)| format!("{}. {}", at + 1, word.to_uppercase())).collect();
        for typed in [words.to_string(), format!("  {}\n", words.replace(' ', ",\n")), numbered.join("\n")] {
            assert_eq!(key_from_words(&typed).unwrap().root(), key().root());
        }
    }

    #[test]
    fn the_words_are_those_of_the_standard() {
        // The reference vector of BIP 39 for 32 bytes 0x7f.
        let words = words_of(&SecretKey::from_seed(&[0x7f; 32]));
        assert!(words.starts_with("legal winner thank year wave sausage worth useful legal winner thank year"));
        assert!(words.ends_with("wave sausage worth title"));
    }

    #[test]
    fn every_wrong_word_is_noticed_and_an_unknown_one_is_named() {
        let words = words_of(&key());
        let all: Vec<&str> = words.split(' ').collect();
        let mut passed = 0;
        for at in 0..WORDS {
            let mut wrong = all.clone();
            wrong[at] = "fiets";
            let error = WordsError::Unknown { number: at + 1, word: "fiets".into() };
            assert_eq!(key_from_words(&wrong.join(" ")).unwrap_err(), error);
            // Another word of the list: 255 of 256 fail the checksum, and what passes is another key.
            for other in ["zoo", "abandon", "winner", "legal"] {
                wrong[at] = other;
                match key_from_words(&wrong.join(" ")) {
                    Ok(other) => passed += usize::from(other.root() != key().root()),
                    Err(error) => assert_eq!(error, WordsError::Checksum),
                }
            }
            let mut missing = all.clone();
            missing.remove(at);
            assert_eq!(key_from_words(&missing.join(" ")).unwrap_err(), WordsError::Count(23));
        }
        assert!(passed < 4, "{passed} of 96 wrong words went unnoticed");
    }

    #[test]
    fn nonsense_is_no_key() {
        assert_eq!(key_from_words("").unwrap_err(), WordsError::Count(0));
        assert_eq!(key_from_words("één twee 3").unwrap_err(), WordsError::Count(2));
        assert!(matches!(key_from_words(&"é ".repeat(24)).unwrap_err(), WordsError::Unknown { number: 1, .. }));
    }
}
