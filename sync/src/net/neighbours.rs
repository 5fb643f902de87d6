//! With whom a device keeps a connection: with everybody in a small region, with a handful in a large one.
//!
//! All devices of a space stand on a ring, in an order that follows from their keys: the same for everyone, and foreseen by
//! nobody. Each device dials those that come after it until a few of them answer. Whoever is online is so connected with the
//! next that is online, all around the ring: records reach everybody, however few there are. A few more at the other sides of
//! the ring make the way short. Everybody answers whoever dials.

use std::collections::BTreeSet;
use std::time::Duration;

use deelbaar_schema::id::{DeviceId, SpaceId};

/// Up to so many other devices each dials all.
pub(super) const MESH: usize = 48;
/// Of those that come next on the ring, so many are wanted: one may fall away without anybody noticing.
const NEXT: usize = 3;
/// At so many other places on the ring one is wanted.
const ACROSS: usize = 3;
/// So many that did not answer are tried again at one time. Where nearly everybody is away these would be nearly all.
const SILENT: usize = 16;

/// What is known of another device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// There is no way to it.
    No,
    /// Connected now.
    Connected,
    /// It can be dialled, and did not fail lately.
    Likely,
    /// It was dialled lately and did not answer.
    Silent,
}

/// The other devices of one space, in the order of the ring that begins after this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ring(Vec<DeviceId>);

impl Ring {
    /// The ring of `space`, seen from `own`.
    pub(super) fn new(own: DeviceId, space: SpaceId, devices: impl IntoIterator<Item = DeviceId>) -> Self {
        let place = |device: &DeviceId| {
            let seed = [*space.as_bytes(), *device.as_bytes()].concat();
            blake3::derive_key("deelbaar 2026 ring of neighbours", &seed)
        };
        let own_place = place(&own);
        let others: BTreeSet<DeviceId> = devices.into_iter().filter(|device| *device != own).collect();
        let mut placed: Vec<_> = others.into_iter().map(|device| (place(&device), device)).collect();
        placed.sort_unstable();
        let after = placed.partition_point(|(place, _)| *place < own_place);
        placed.rotate_left(after);
        Self(placed.into_iter().map(|(_, device)| device).collect())
    }

    /// How many others there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whom this device wants to be connected with. Those that are silent are among them when they come before one that
    /// answers: they are tried again now and then, [a few](SILENT) each `turn`.
    pub(super) fn wanted(&self, reach: impl Fn(&DeviceId) -> Reach, turn: usize) -> BTreeSet<DeviceId> {
        let mut wanted = BTreeSet::new();
        if self.len() <= MESH {
            wanted.extend(self.0.iter().filter(|device| reach(device) != Reach::No));
            return wanted;
        }
        let mut silent = BTreeSet::new();
        self.from(0, NEXT, &reach, &mut wanted, &mut silent);
        for side in 1..=ACROSS {
            self.from(self.len() * side / (ACROSS + 1), 1, &reach, &mut wanted, &mut silent);
        }
        let from = (turn * SILENT).checked_rem(silent.len()).unwrap_or(0);
        wanted.extend(silent.iter().cycle().skip(from).take(SILENT.min(silent.len())));
        wanted
    }

    /// Goes along the ring from a place until `many` are connected or likely to be.
    fn from(
        &self,
        place: usize,
        many: usize,
        reach: impl Fn(&DeviceId) -> Reach,
        wanted: &mut BTreeSet<DeviceId>,
        silent: &mut BTreeSet<DeviceId>,
    ) {
        let mut found = 0;
        for device in self.0.iter().cycle().skip(place).take(self.len()) {
            match reach(device) {
                Reach::No => {}
                Reach::Silent => _ = silent.insert(*device),
                Reach::Connected | Reach::Likely => {
                    found += 1;
                    wanted.insert(*device);
                }
            }
            if found == many {
                return;
            }
        }
    }
}

/// How long to wait before dialling: between half of `base` and all of it, another part for each pair and try, so that not
/// everybody dials at the same moment.
pub(super) fn spread(base: Duration, own: &DeviceId, other: &DeviceId, attempt: u32) -> Duration {
    let seed = [&own.as_bytes()[..], &other.as_bytes()[..], &attempt.to_le_bytes()[..]].concat();
    let part = u32::from(blake3::hash(&seed).as_bytes()[0]);
    base / 2 + base / 2 * part / 255
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn device(number: u16) -> DeviceId {
        DeviceId::from_bytes(*blake3::hash(&number.to_le_bytes()).as_bytes())
    }

    fn space() -> SpaceId {
        SpaceId::from_bytes([7; 32])
    }

    /// Everybody who is online dials whom they want, again and again, until nothing changes.
    fn connected(all: &[DeviceId], online: &BTreeSet<DeviceId>) -> BTreeMap<DeviceId, BTreeSet<DeviceId>> {
        let rings: BTreeMap<DeviceId, Ring> =
            online.iter().map(|own| (*own, Ring::new(*own, space(), all.iter().copied()))).collect();
        let mut links: BTreeMap<DeviceId, BTreeSet<DeviceId>> =
            online.iter().map(|own| (*own, BTreeSet::new())).collect();
        let mut silent: BTreeMap<DeviceId, BTreeSet<DeviceId>> = links.clone();
        loop {
            let mut changed = false;
            for (own, ring) in &rings {
                let reach = |other: &DeviceId| match () {
                    () if links[own].contains(other) => Reach::Connected,
                    () if silent[own].contains(other) => Reach::Silent,
                    () => Reach::Likely,
                };
                let wanted = ring.wanted(reach, 0);
                for other in wanted {
                    changed |= if online.contains(&other) {
                        links.get_mut(&other).unwrap().insert(*own);
                        links.get_mut(own).unwrap().insert(other)
                    } else {
                        silent.get_mut(own).unwrap().insert(other)
                    };
                }
            }
            if !changed {
                return links;
            }
        }
    }

    fn is_one(links: &BTreeMap<DeviceId, BTreeSet<DeviceId>>) -> bool {
        let Some(first) = links.keys().next() else { return true };
        let (mut seen, mut left) = (BTreeSet::from([*first]), vec![*first]);
        while let Some(device) = left.pop() {
            left.extend(links[&device].iter().filter(|other| seen.insert(**other)));
        }
        seen.len() == links.len()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn whoever_is_online_is_connected_with_all_who_are(
            size in 1..400u16,
            picks in prop::collection::vec(any::<bool>(), 400),
            few in any::<bool>(),
        ) {
            let all: Vec<DeviceId> = (0..size).map(device).collect();
            // Often nearly everybody is away.
            let is_online = |at: &usize| picks[*at] && (!few || at.is_multiple_of(9));
            let online: BTreeSet<DeviceId> = (0..all.len()).filter(is_online).map(|at| all[at]).collect();
            let links = connected(&all, &online);
            prop_assert!(is_one(&links));
            if all.len() > MESH + 1 {
                let count: usize = links.values().map(BTreeSet::len).sum();
                prop_assert!(count <= online.len() * 2 * (NEXT + ACROSS), "{count} for {}", online.len());
            }
        }
    }

    #[test]
    fn in_a_small_region_everybody_dials_everybody_that_can_be_reached() {
        let all: Vec<DeviceId> = (0..=48).map(device).collect();
        let ring = Ring::new(all[0], space(), all.iter().copied());
        assert_eq!(ring.len(), MESH);
        assert_eq!(ring.wanted(|_| Reach::Silent, 0).len(), MESH);
        assert_eq!(ring.wanted(|other| if *other == all[5] { Reach::No } else { Reach::Likely }, 0).len(), MESH - 1);
    }

    /// Ten of a thousand are there, and it is known of all others that they did not answer.
    #[test]
    fn where_nearly_everybody_is_away_few_are_tried_at_one_time_and_all_get_their_turn() {
        let all: Vec<DeviceId> = (0..1000).map(device).collect();
        let online: BTreeSet<DeviceId> = all.iter().step_by(100).copied().collect();
        let ring = Ring::new(all[0], space(), all.iter().copied());
        let reach = |other: &DeviceId| if online.contains(other) { Reach::Connected } else { Reach::Silent };
        let mut tried = BTreeSet::new();
        for turn in 0..1000_usize.div_ceil(SILENT) {
            let wanted = ring.wanted(reach, turn);
            let (there, silent): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|other| online.contains(other));
            assert!((NEXT..=NEXT + ACROSS).contains(&there.len()), "{}", there.len());
            assert_eq!(silent.len(), SILENT, "turn {turn}");
            tried.extend(silent);
        }
        // All that come before one that answers.
        let far = |many| {
            let mut silent = BTreeSet::new();
            ring.from(0, many, reach, &mut BTreeSet::new(), &mut silent);
            silent
        };
        assert!(far(NEXT).len() > 10 * SILENT && far(NEXT).is_subset(&tried), "{} of {}", tried.len(), far(NEXT).len());
    }

    #[test]
    fn nobody_waits_longer_than_asked_nor_less_than_half() {
        let base = Duration::from_mins(1);
        let waits: BTreeSet<Duration> = (0..100).map(|to| spread(base, &device(0), &device(to), 3)).collect();
        assert!(waits.len() > 50);
        assert!(waits.iter().all(|wait| (base / 2..=base).contains(wait)));
    }
}
