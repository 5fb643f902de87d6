//! Who takes part in a region, and under which keys.
//!
//! The region's key alone admits a municipality. It alone does not admit one *again* with other keys: otherwise whoever has
//! that key would make up an alderman of any municipality, with keys of their own. The order in which two admissions were
//! made cannot be known, so none of them goes first by itself. While they compete, nothing counts of that municipality, as
//! if it had been dismissed, and nothing is deleted in its name. The region's second person settles it: agreed to, an
//! admission holds, and what was not agreed to does not.

use std::collections::{BTreeMap, BTreeSet};

use super::{Charter, Founded, Origin, Pair};
use crate::id::{ContentHash, MunicipalityCode};
use crate::statement::Admission;
use crate::time::Date;

/// An admission of a municipality that was admitted with several pairs of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Competing<'a> {
    /// Names it: what the region's second person agrees to.
    pub statement: ContentHash,
    /// What was said.
    pub admission: &'a Admission,
    /// It holds: the municipality takes part under these keys.
    pub holds: bool,
}

impl Charter {
    /// Whether the municipality takes part on `day`. In its own space it always does.
    pub fn takes_part(&self, code: MunicipalityCode, day: Date) -> bool {
        match self.founding.of {
            Founded::Municipality(own) => own == code,
            Founded::Region => {
                self.holding_admissions(code).iter().any(|admission| admission.term.contains(day))
                    && self.dismissed(code).is_none_or(|last| day <= last)
            }
        }
    }

    /// The last day of a municipality that was dismissed.
    pub fn dismissed(&self, code: MunicipalityCode) -> Option<Date> {
        self.counted(self.dismissals.get(&code)).map(|(_, last)| *last).min()
    }

    /// Whether the municipality was ever admitted for `day`, whether or not that counts.
    pub(super) fn was_admitted(&self, code: MunicipalityCode, day: Date) -> bool {
        match self.founding.of {
            Founded::Municipality(own) => own == code,
            Founded::Region => self.ever_admitted(code).any(|admission| admission.term.contains(day)),
        }
    }

    /// Names every admission of a municipality.
    pub fn admissions_of(&self, code: MunicipalityCode) -> impl Iterator<Item = ContentHash> {
        self.admissions.get(&code).into_iter().flatten().map(|((hash, _), _)| *hash)
    }

    /// Every municipality that was ever admitted, with its latest name and term; where several admissions compete, of those
    /// that hold.
    pub fn municipalities(&self) -> impl Iterator<Item = &Admission> {
        let latest = |code: &MunicipalityCode| {
            let holding = self.holding_admissions(*code);
            let counted = self.counted(self.admissions.get(code)).map(|(_, admission)| admission);
            counted.max_by_key(|a| (holding.contains(a), a.term, a.keys, &a.name))
        };
        self.admissions.keys().filter_map(latest)
    }

    /// Whether an admission of the municipality with other keys than these counts.
    pub fn has_other_keys(&self, code: MunicipalityCode, keys: &Pair) -> bool {
        self.counted(self.admissions.get(&code)).any(|(_, admission)| admission.keys != *keys)
    }

    /// The admissions that count of a municipality that was admitted with several pairs of keys; none of any other.
    pub fn competing(&self, code: MunicipalityCode) -> Vec<Competing<'_>> {
        let counted: Vec<_> = self.counted(self.admissions.get(&code)).collect();
        let pairs: BTreeSet<Pair> = counted.iter().map(|(_, admission)| admission.keys).collect();
        if pairs.len() < 2 {
            return Vec::new();
        }
        let holding = self.holding_admissions(code);
        let competing = |((hash, _), admission): (&Origin, _)| Competing {
            statement: *hash,
            admission,
            holds: holding.contains(&admission),
        };
        counted.into_iter().map(competing).collect()
    }

    /// Whether the municipality was ever admitted with more than one pair of keys, whether or not that counts.
    pub(crate) fn was_admitted_anew(&self, code: MunicipalityCode) -> bool {
        self.ever_admitted(code).map(|admission| admission.keys).collect::<BTreeSet<Pair>>().len() > 1
    }

    /// The admissions of a municipality that a key of the region ever signed. Only grows.
    pub(super) fn ever_admitted(&self, code: MunicipalityCode) -> impl Iterator<Item = &Admission> {
        let all = self.admissions.get(&code).into_iter().flatten();
        all.filter(|((_, signer), _)| self.keys.ever_spoke(*signer, Founded::Region)).map(|(_, admission)| admission)
    }

    /// The admissions under which a municipality takes part: with keys that the region's second person agreed to, or else
    /// all of them while they name the same keys.
    pub(super) fn holding_admissions(&self, code: MunicipalityCode) -> Vec<&Admission> {
        let counted: Vec<_> = self.counted(self.admissions.get(&code)).collect();
        let agreed = counted.iter().filter(|((hash, signer), _)| self.keys.is_agreed(hash, Founded::Region, *signer));
        let agreed: BTreeSet<Pair> = agreed.map(|(_, admission)| admission.keys).collect();
        let named: BTreeSet<Pair> = counted.iter().map(|(_, admission)| admission.keys).collect();
        let holding = if agreed.is_empty() && named.len() == 1 { named } else { agreed };
        let all = counted.into_iter().map(|(_, admission)| admission);
        all.filter(|admission| holding.contains(&admission.keys)).collect()
    }

    /// The keys under which the municipality takes part, as it was admitted. None where nobody can tell which ones.
    pub fn admitted_keys(&self, code: MunicipalityCode) -> BTreeSet<Pair> {
        self.holding_admissions(code).into_iter().map(|admission| admission.keys).collect()
    }

    /// Of what the region's keys stated, that which counts.
    fn counted<'a, T>(&'a self, all: Option<&'a BTreeMap<Origin, T>>) -> impl Iterator<Item = (&'a Origin, &'a T)> {
        let counts = |(hash, signer): &Origin| self.keys.counts(*signer, Founded::Region, hash);
        all.into_iter().flatten().filter(move |(origin, _)| counts(origin))
    }
}
