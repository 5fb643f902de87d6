//! Which keys speak for the region and for a municipality.
//!
//! Each has a [`Pair`]: a key, and that of a second person. A renewal puts another pair in its place. It is signed with the
//! old key and agreed to with the old second key, so that no thief of one of them can make it; from then on, of whichever
//! key was replaced, only that counts which the renewal names. Pairs follow each other in a chain, so a renewal's right
//! never depends on what a later one left of it. Renewals are statements like others: whatever order they come in, the same
//! keys speak.

use std::collections::{BTreeMap, BTreeSet};

use super::Origin;
use super::founding::{Founded, Pair};
use crate::id::{ContentHash, RootKey};
use crate::statement::Renewal;

/// What was stated about keys, and what follows from it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Keys {
    /// By whose pair they replace.
    renewals: BTreeMap<(Founded, Pair), BTreeMap<Origin, Renewal>>,
    /// By statement and whose: the keys that agreed to it.
    agreed: BTreeMap<(ContentHash, Founded), BTreeSet<RootKey>>,
    /// Derived.
    voices: BTreeMap<Founded, Voices>,
}

/// Who speaks for the region or a municipality.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Voices {
    /// Every pair that speaks or could ever have spoken, whichever renewal holds. Only grows.
    ever: BTreeSet<Pair>,
    /// The pairs that speak now: one, unless two people admitted a municipality anew.
    now: BTreeSet<Pair>,
    /// Every pair that is reached from one that holds, whichever renewal does.
    held: BTreeSet<Pair>,
    /// Of those, the pairs along the renewals that do: from those that were given to those that speak now.
    path: BTreeSet<Pair>,
    /// Keys that were replaced, and which statements that they signed or agreed to go on to count.
    replaced: BTreeMap<RootKey, BTreeSet<ContentHash>>,
}

/// Where a chain of pairs begins: at what was ever given, and at what counts of that.
#[derive(Default)]
pub(super) struct Given {
    pub(super) ever: BTreeSet<Pair>,
    pub(super) now: BTreeSet<Pair>,
}

impl Keys {
    pub(super) fn renew(&mut self, origin: Origin, renewal: &Renewal) {
        self.renewals.entry((renewal.of, renewal.old)).or_default().insert(origin, renewal.clone());
    }

    pub(super) fn agree(&mut self, statement: ContentHash, of: Founded, second: RootKey) {
        self.agreed.entry((statement, of)).or_default().insert(second);
    }

    /// Derives which keys speak, from those that were given, along the renewals.
    pub(super) fn derive(&mut self, of: Founded, given: &Given) {
        let (ever, held) = (self.reached(of, &given.ever), self.reached(of, &given.now));
        let mut voices = Voices { ever, held, ..Voices::default() };
        for start in &given.now {
            self.follow(of, *start, &mut voices);
        }
        self.voices.insert(of, voices);
    }

    /// Every pair that is reached along any renewal.
    fn reached(&self, of: Founded, from: &BTreeSet<Pair>) -> BTreeSet<Pair> {
        let mut reached = BTreeSet::new();
        let mut left: Vec<Pair> = from.iter().copied().collect();
        while let Some(pair) = left.pop() {
            if reached.insert(pair) {
                left.extend(self.renewals_of(of, pair).map(|(_, renewal)| renewal.new));
            }
        }
        reached
    }

    /// Follows the chain that begins at a pair to the one that speaks now.
    fn follow(&self, of: Founded, start: Pair, voices: &mut Voices) {
        let (mut pair, mut used) = (start, BTreeSet::from([start.key, start.second]));
        loop {
            voices.path.insert(pair);
            // A key that was replaced never comes back, nor does one change places with another.
            let fresh = |new: RootKey, old: RootKey| new == old || !used.contains(&new);
            let sound = |renewal: &Renewal| fresh(renewal.new.key, pair.key) && fresh(renewal.new.second, pair.second);
            let all: Vec<_> = self.renewals_of(of, pair).filter(|(_, renewal)| sound(renewal)).collect();
            // Of several made apart: one that replaces the key before one that leaves it, then by hash.
            let Some((_, first)) = all.iter().min_by_key(|(origin, r)| (r.new.key == pair.key, **origin)) else {
                voices.now.insert(pair);
                return;
            };
            let new = first.new;
            if new.key != pair.key {
                voices.leave(pair.key, &kept(all.iter().map(|(_, r)| *r).filter(|r| r.new.key != pair.key)));
            }
            if new.second != pair.second {
                voices.leave(pair.second, &kept(all.iter().map(|(_, r)| *r).filter(|r| r.new.second != pair.second)));
            }
            used.extend([new.key, new.second]);
            pair = new;
        }
    }

    /// The renewals of a pair that its own two keys made.
    fn renewals_of(&self, of: Founded, pair: Pair) -> impl Iterator<Item = (&Origin, &Renewal)> {
        let all = self.renewals.get(&(of, pair)).into_iter().flatten();
        all.filter(move |(origin, renewal)| self.is_authorised(origin, renewal))
    }

    /// Whether the keys of the old pair made a renewal: one signed, the other agreed.
    fn is_authorised(&self, (hash, signer): &Origin, renewal: &Renewal) -> bool {
        let Renewal { of, old, new, .. } = *renewal;
        let sound = old != new && new.key != new.second && old.key != old.second;
        sound && *signer == old.key && self.agreed_by(hash, of).is_some_and(|by| by.contains(&old.second))
    }

    fn agreed_by(&self, statement: &ContentHash, of: Founded) -> Option<&BTreeSet<RootKey>> {
        self.agreed.get(&(*statement, of))
    }

    fn voices(&self, of: Founded) -> Option<&Voices> {
        self.voices.get(&of)
    }

    // --- Taken in: never turns from yes to no ------------------------------------------------------------------------

    /// Whether a key ever spoke.
    pub(super) fn ever_spoke(&self, key: RootKey, of: Founded) -> bool {
        self.voices(of).is_some_and(|voices| voices.ever.iter().any(|pair| pair.key == key))
    }

    /// Whether a key ever was the second person's.
    pub(super) fn was_second(&self, key: RootKey, of: Founded) -> bool {
        self.voices(of).is_some_and(|voices| voices.ever.iter().any(|pair| pair.second == key))
    }

    /// Whether this pair ever spoke.
    pub(super) fn was_pair(&self, pair: &Pair, of: Founded) -> bool {
        self.voices(of).is_some_and(|voices| voices.ever.contains(pair))
    }

    /// Whether a renewal has or ever had effect.
    pub(super) fn had_renewed(&self, origin: &Origin, renewal: &Renewal) -> bool {
        self.was_pair(&renewal.old, renewal.of) && self.is_authorised(origin, renewal)
    }

    /// Whether somebody who ever was the second person, not being the signer, agreed to a statement.
    pub(super) fn was_agreed(&self, statement: &ContentHash, of: Founded, signer: RootKey) -> bool {
        let by = self.agreed_by(statement, of).into_iter().flatten();
        by.into_iter().any(|second| *second != signer && self.was_second(*second, of))
    }

    // --- Counting ----------------------------------------------------------------------------------------------------

    /// Whether a statement is said by a key of a chain that holds, replaced or not; with `agreed`, also agreed to by a second
    /// person of it.
    pub(super) fn is_held(&self, (hash, signer): &Origin, of: Founded, agreed: bool) -> bool {
        let Some(Voices { held, .. }) = self.voices(of) else { return false };
        let by = || self.agreed_by(hash, of).into_iter().flatten();
        held.iter().any(|pair| pair.key == *signer)
            && (!agreed || by().any(|second| second != signer && held.iter().any(|pair| pair.second == *second)))
    }

    /// Whether a statement counts that `key` signed.
    pub(super) fn counts(&self, key: RootKey, of: Founded, statement: &ContentHash) -> bool {
        self.voices(of).is_some_and(|voices| voices.counts(key, statement, |pair| pair.key))
    }

    /// Whether a second person, not being the signer, agreed to a statement, and that counts.
    pub(super) fn is_agreed(&self, statement: &ContentHash, of: Founded, signer: RootKey) -> bool {
        let Some(voices) = self.voices(of) else { return false };
        let by = self.agreed_by(statement, of).into_iter().flatten();
        by.into_iter().any(|second| *second != signer && voices.counts(*second, statement, |pair| pair.second))
    }

    /// Whether `key`, as second key, agreed to a statement, and that counts.
    pub(super) fn agrees(&self, key: RootKey, of: Founded, statement: &ContentHash) -> bool {
        self.agreed_by(statement, of).is_some_and(|by| by.contains(&key))
            && self.voices(of).is_some_and(|voices| voices.counts(key, statement, |pair| pair.second))
    }

    /// Whether a renewal counts: its new pair speaks, or was replaced by a later renewal that counts.
    pub(super) fn renews(&self, origin: &Origin, renewal: &Renewal) -> bool {
        let passed = |pair| self.voices(renewal.of).is_some_and(|voices| voices.path.contains(pair));
        passed(&renewal.old) && passed(&renewal.new) && self.is_authorised(origin, renewal)
    }

    /// The renewals with this hash that count.
    pub(super) fn renewals_named(&self, statement: &ContentHash, of: Founded) -> impl Iterator<Item = &Renewal> {
        let all = self.renewals.iter().filter(move |((whose, _), _)| *whose == of).flat_map(|(_, all)| all);
        all.filter(move |(origin, renewal)| origin.0 == *statement && self.renews(origin, renewal)).map(|(_, r)| r)
    }

    /// The pairs that speak now.
    pub(super) fn current(&self, of: Founded) -> impl Iterator<Item = Pair> + '_ {
        self.voices(of)
            .into_iter()
            .flat_map(|voices| voices.now.iter().filter(|pair| !voices.replaced.contains_key(&pair.key)).copied())
    }
}

/// What all of these renewals keep.
fn kept<'a>(renewals: impl Iterator<Item = &'a Renewal>) -> BTreeSet<ContentHash> {
    renewals.map(|renewal| renewal.keeps.clone()).reduce(|all, some| &all & &some).unwrap_or_default()
}

impl Voices {
    /// A key is replaced. When that happened along several chains, what all of them keep remains.
    fn leave(&mut self, key: RootKey, kept: &BTreeSet<ContentHash>) {
        let left = self.replaced.entry(key).or_insert_with(|| kept.clone());
        left.retain(|statement| kept.contains(statement));
    }

    /// Whether what `key` said about a statement counts, as that part of a pair.
    fn counts(&self, key: RootKey, statement: &ContentHash, part: impl Fn(&Pair) -> RootKey) -> bool {
        match self.replaced.get(&key) {
            Some(kept) => kept.contains(statement),
            None => self.now.iter().any(|pair| part(pair) == key),
        }
    }
}
