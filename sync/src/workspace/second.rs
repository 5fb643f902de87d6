//! The second person's key while it lies here: shown to that person, some of its words asked back from the paper, and only
//! then forgotten. A device that is switched off in between has it still.

use std::collections::BTreeSet;

use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::id::{ContentHash, RootKey};
use zeroize::Zeroizing;

use super::keys::Root;
use super::recovery::{WORDS, Written, key_from_words, key_of_root, words_of};
use super::{Identity, Workspace, WorkspaceError};
use crate::replica;

/// How many words are asked back.
pub const ASKED_BACK: usize = 3;

/// The places, counted from 1, of the words that are asked back before these are forgotten; none when they are no words of a
/// key. The same for one key each time, and from its public half: who sees the places learns nothing of the words.
pub fn asked_back(words: &str) -> Vec<usize> {
    key_from_words(words).map(|key| places(&key.root())).unwrap_or_default()
}

fn places(key: &RootKey) -> Vec<usize> {
    let mut places = BTreeSet::new();
    let hash = ContentHash::of(key.as_bytes());
    // Every place comes after the bytes of the hash, so that there are always enough.
    for place in hash.as_bytes().iter().map(|byte| usize::from(*byte) % WORDS).chain(0..WORDS) {
        if places.len() < ASKED_BACK {
            places.insert(place + 1);
        }
    }
    places.into_iter().collect()
}

impl Workspace {
    /// Whether the key of the second person still lies here and waits to be handed over.
    pub fn holds_second(&self, root: Root) -> Result<bool, WorkspaceError> {
        Ok(Identity::load(&self.store)?.second_key(root).is_some())
    }

    /// The key of the second person, while it lies here: to show to that person.
    pub fn second_key(&self, root: Root) -> Result<SecretKey, WorkspaceError> {
        Identity::load(&self.store)?.second_key(root).ok_or(WorkspaceError::NoSecond)
    }

    /// Forgets the key of the second person once `written` shows that they have it on paper: the words at the places that are
    /// [asked back](asked_back), or all 24. Other words change nothing.
    pub fn hand_over_second(&self, root: Root, written: &str) -> Result<(), WorkspaceError> {
        let key = self.second_key(root)?;
        let (shown, written) = (Zeroizing::new(words_of(&key)), Written::new(written));
        let (shown, written): (Vec<&str>, Vec<&str>) = (shown.split(' ').collect(), written.words().collect());
        let asked = if written.len() == WORDS { (1..=WORDS).collect() } else { places(&key.root()) };
        let differs = |(at, place): &(usize, &usize)| written.get(*at) != shown.get(**place - 1);
        if let Some((_, place)) = asked.iter().enumerate().find(differs) {
            return Err(WorkspaceError::NotWritten { place: *place });
        }
        if written.len() > asked.len() {
            return Err(WorkspaceError::NotWritten { place: asked.last().copied().unwrap_or(WORDS) });
        }
        self.forget_second(root)
    }

    /// Forgets the key of the second person, when that person has it. The store is rewritten under a fresh key, so that it
    /// cannot be found in free pages; when that fails or is cut short, at the next opening.
    pub fn forget_second(&self, root: Root) -> Result<(), WorkspaceError> {
        Identity::change_without_trace(&self.store, |identity| {
            if identity.forget_second(root) { Ok(()) } else { Err(WorkspaceError::NoSecond) }
        })?;
        Ok(replica::rekey_now(&self.store)?)
    }

    /// The key of the second person, from its words.
    pub fn second_from_words(&self, root: Root, words: &str) -> Result<SecretKey, WorkspaceError> {
        Ok(key_of_root(words, &self.pair(root).second)?)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::workspace::tests::Pair;

    #[test]
    fn three_different_places_are_asked_the_same_each_time_and_others_for_other_keys() {
        let mut all = BTreeSet::new();
        for seed in 0..=255 {
            let words = words_of(&SecretKey::from_seed(&[seed; 32]));
            let asked = asked_back(&words);
            assert_eq!(asked, asked_back(&words));
            assert!(asked.len() == ASKED_BACK && asked.is_sorted_by(|a, b| a < b), "{asked:?}");
            assert!(asked.iter().all(|place| (1..=WORDS).contains(place)));
            all.extend(asked);
        }
        assert_eq!(all.len(), WORDS, "any word may be asked");
        assert_eq!(asked_back("zoo zoo zoo"), Vec::<usize>::new());
    }

    #[test]
    fn a_second_key_that_was_forgotten_just_before_a_kill_cannot_be_read_after_the_next_opening() {
        let Pair { dir, hands, officer, alderman } = Pair::new(|_| {});
        drop(alderman);
        let (place, of) = (dir.path().join("officer"), Root::Region);
        let store_key = || fs::read(place.join("key")).unwrap();
        assert!(Identity::change_without_trace(&officer.store, |identity| Ok(identity.forget_second(of))).unwrap());
        let before = store_key();
        // Switched off before the store moved to a fresh key.
        drop(officer);
        let officer = Workspace::open(&place, hands.clock()).unwrap();
        assert!(matches!(officer.second_key(of), Err(WorkspaceError::NoSecond)));
        let fresh = store_key();
        assert_ne!(fresh, before);
        drop(officer);
        drop(Workspace::open(&place, hands.clock()).unwrap());
        assert_eq!(store_key(), fresh, "once");
    }
}
