//! Which keys speak for a municipality.
//!
//! A key is replaced by a renewal that it signed itself and to which the second person agreed. From then on of the old key
//! only those statements count that the renewal names: whoever stole it can state nothing more. Renewals are statements like
//! others: whatever order they come in, the same keys speak.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::{ContentHash, MunicipalityCode, RootKey};
use crate::statement::Renewal;

/// What was stated about keys, and what follows from it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Keys {
    /// By municipality, the key that signed, and statement.
    renewals: BTreeMap<(MunicipalityCode, RootKey), BTreeMap<ContentHash, Renewal>>,
    /// By statement and municipality: the keys that agreed to it.
    agreed: BTreeMap<(ContentHash, MunicipalityCode), BTreeSet<RootKey>>,
    /// Derived: every key that speaks or ever spoke for a municipality.
    voices: BTreeMap<(MunicipalityCode, RootKey), Voice>,
}

/// What is left of a key's say.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Voice {
    /// All of it.
    Speaks,
    /// The key was replaced: of what it signed this counts.
    Replaced(BTreeSet<ContentHash>),
}

impl Keys {
    pub(super) fn renew(&mut self, statement: ContentHash, signer: RootKey, renewal: &Renewal) {
        self.renewals.entry((renewal.municipality, signer)).or_default().insert(statement, renewal.clone());
    }

    pub(super) fn agree(&mut self, statement: ContentHash, code: MunicipalityCode, second: RootKey) {
        self.agreed.entry((statement, code)).or_default().insert(second);
    }

    /// Whether one of the second persons, not being the signer, agreed to a statement.
    pub(super) fn is_agreed(
        &self,
        statement: &ContentHash,
        code: MunicipalityCode,
        signer: RootKey,
        seconds: &BTreeSet<RootKey>,
    ) -> bool {
        let by = self.agreed.get(&(*statement, code));
        by.is_some_and(|by| seconds.iter().any(|second| *second != signer && by.contains(second)))
    }

    /// Derives which keys speak: from those that the municipality has from elsewhere, along the renewals.
    pub(super) fn derive(&mut self, code: MunicipalityCode, given: &BTreeSet<RootKey>, seconds: &BTreeSet<RootKey>) {
        let mut voices = BTreeMap::new();
        // Every key that could ever have spoken, whichever renewal holds: what it signed is taken in.
        let mut left: Vec<RootKey> = given.iter().copied().collect();
        while let Some(key) = left.pop() {
            if voices.insert((code, key), Voice::Replaced(BTreeSet::new())).is_none() {
                left.extend(self.agreed_renewals(code, key, seconds).map(|(_, renewal)| renewal.new_key));
            }
        }
        let mut seen = BTreeSet::new();
        let mut left: Vec<RootKey> = given.iter().copied().collect();
        while let Some(key) = left.pop() {
            if !seen.insert(key) {
                continue;
            }
            // One that would make both persons' keys the same is none.
            let sound = |(_, renewal): &(&ContentHash, &Renewal)| !seconds.contains(&renewal.new_key);
            let all: Vec<(&ContentHash, &Renewal)> = self.agreed_renewals(code, key, seconds).filter(sound).collect();
            // Renewals come by hash: the lowest gives the new key, and what not all of them keep is gone.
            let voice = match all.split_first() {
                None => Voice::Speaks,
                Some(((_, first), others)) => {
                    left.push(first.new_key);
                    let all_keep = |hash: &&ContentHash| others.iter().all(|(_, other)| other.keeps.contains(hash));
                    Voice::Replaced(first.keeps.iter().filter(all_keep).copied().collect())
                }
            };
            voices.insert((code, key), voice);
        }
        self.voices.retain(|(known, _), _| *known != code);
        self.voices.extend(voices);
    }

    /// The renewals of a key to which the second person agreed.
    fn agreed_renewals(
        &self,
        code: MunicipalityCode,
        key: RootKey,
        seconds: &BTreeSet<RootKey>,
    ) -> impl Iterator<Item = (&ContentHash, &Renewal)> {
        let all = self.renewals.get(&(code, key)).into_iter().flatten();
        all.filter(move |(hash, _)| self.is_agreed(hash, code, key, seconds))
    }

    /// Whether a key ever spoke for the municipality. Never turns from yes to no.
    pub(super) fn ever_spoke(&self, key: RootKey, code: MunicipalityCode) -> bool {
        self.voices.contains_key(&(code, key))
    }

    /// Whether a statement that a key signed for the municipality counts.
    pub(super) fn counts(&self, key: RootKey, code: MunicipalityCode, statement: &ContentHash) -> bool {
        match self.voices.get(&(code, key)) {
            Some(Voice::Speaks) => true,
            Some(Voice::Replaced(keeps)) => keeps.contains(statement),
            None => false,
        }
    }

    /// Whether a key speaks for the municipality now.
    pub(super) fn speaks(&self, key: RootKey, code: MunicipalityCode) -> bool {
        self.voices.get(&(code, key)) == Some(&Voice::Speaks)
    }

    /// The keys that speak for the municipality now.
    pub(super) fn current(&self, code: MunicipalityCode) -> impl Iterator<Item = RootKey> + '_ {
        let speaking = self.voices.iter().filter(move |((known, _), voice)| *known == code && **voice == Voice::Speaks);
        speaking.map(|((_, key), _)| *key)
    }
}
