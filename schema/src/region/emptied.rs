//! Which publications a withdrawal emptied, as the municipalities say of their own: so that nobody asks for those texts again and
//! again. It takes nothing away. A text that comes all the same is judged like any other, and it is asked for now and then.

use std::collections::BTreeMap;

use crate::charter::Charter;
use crate::id::{DeviceId, MunicipalityCode};
use crate::publication::Emptied;

/// So many places are remembered that one device named; more cost memory and tell little.
pub(super) const MOST: usize = if cfg!(test) { 100 } else { 4096 };

/// Author and number of a publication.
type Place = (DeviceId, u64);

/// Everything that was said of this.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// By place: who said it, of which municipality, and in which of their records first.
    places: BTreeMap<Place, BTreeMap<(DeviceId, MunicipalityCode), u64>>,
    /// How many places each device named.
    named: BTreeMap<DeviceId, usize>,
}

impl Said {
    /// `by` says it in its record with this number.
    pub(super) fn add(&mut self, by: DeviceId, seq: u64, emptied: Emptied) {
        let named = self.named.entry(by).or_default();
        for place in emptied.places {
            let who = (by, emptied.municipality);
            match self.places.get_mut(&place).and_then(|said| said.get_mut(&who)) {
                Some(first) => *first = seq.min(*first),
                None if *named < MOST => {
                    *named += 1;
                    self.places.entry(place).or_default().insert(who, seq);
                }
                None => {}
            }
        }
    }

    /// Whether `by` said it of a place, or may say no more.
    pub(super) fn has_said(&self, by: &DeviceId, place: &Place) -> bool {
        self.named.get(by).is_some_and(|named| *named >= MOST)
            || self.places.get(place).is_some_and(|said| said.keys().any(|(device, _)| device == by))
    }

    /// Whether somebody says it whose word counts: a device that its municipality did not remove before, let in under keys that
    /// hold, of a publication by a device that no other municipality ever let in.
    pub(super) fn holds(&self, charter: &Charter, place: &Place) -> bool {
        let said = self.places.get(place).into_iter().flatten();
        said.into_iter()
            .any(|((by, code), seq)| charter.counts_for(by, *code, *seq) && charter.belongs_only_to(&place.0, *code))
    }
}
