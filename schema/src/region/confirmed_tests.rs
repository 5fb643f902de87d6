//! Confirmations of deletions: whose, how many in a record, and how many are remembered.

use super::tests::{version, withdrawal};
use super::*;
use crate::fixture::*;
use crate::id::SpaceId;

#[test]
fn confirmations_are_counted_per_device() {
    let mut state = region();
    take(&mut state, &version(1)).unwrap();
    take(&mut state, &withdrawal(1)).unwrap();
    let device = key(SOEST_OFFICER).device();
    let open = state.to_confirm(&device, false);
    assert_eq!(open.len(), 1);
    let body = encoding::encode(&open[0]).unwrap();
    take(&mut state, &record(&region(), SOEST_OFFICER, Kind::Purged, body, TODAY)).unwrap();
    assert!(state.to_confirm(&device, false).is_empty());
    assert_eq!(state.withdrawn().next().unwrap().confirmed, [device].into());
}

#[test]
fn a_record_confirms_one_as_ever_or_several_and_never_too_many() {
    let purged = |number: u8| Purged {
        region: region().charter().space(),
        municipality: LEUSDEN,
        section: section(),
        withdrawal: crate::id::ContentHash::of(&[number]),
    };
    let all: Vec<Purged> = (0..=64).map(purged).collect();
    let one = Purged::encode(&all[0], &[]).unwrap();
    assert_eq!(one, encoding::encode(&all[0]).unwrap(), "as it always was");
    assert_eq!(Purged::decode(&one).unwrap(), all[..1]);
    for count in [2, 64] {
        let several = Purged::encode(&all[0], &all[1..count]).unwrap();
        assert_eq!(Purged::decode(&several).unwrap(), all[..count]);
        assert!(Purged::decode(&several[..several.len() - 1]).is_err());
        assert!(Purged::decode(&[&several[..], &[0]].concat()).is_err());
        let mut state = region();
        take(&mut state, &record(&region(), SOEST_OFFICER, Kind::Purged, several, TODAY)).unwrap();
    }
    assert!(Purged::encode(&all[0], &all[1..]).is_err());
    let further: Vec<_> = all[1..].iter().map(|it| (it.municipality, it.section, it.withdrawal)).collect();
    assert!(Purged::decode(&encoding::encode(&(&all[0], further)).unwrap()).is_err());
    assert!(Purged::decode(&[&one[..], &[0]].concat()).is_err(), "an empty list says nothing");
    let elsewhere = Purged { region: SpaceId::from_bytes([9; 32]), ..purged(1) };
    assert!(Purged::encode(&all[0], &[elsewhere]).is_err());
}

/// Made-up confirmations of any device fill nobody's memory; a true one counts also when it came before its withdrawal.
#[test]
fn of_one_device_only_so_many_confirmations_are_remembered_whatever_came_first() {
    let say = |municipality, number: u32| {
        let withdrawal = ContentHash::of(&number.to_be_bytes());
        let purged = Purged { region: region().charter().space(), municipality, section: section(), withdrawal };
        record(&region(), SOEST_OFFICER, Kind::Purged, Purged::encode(&purged, &[]).unwrap(), TODAY)
    };
    let device = key(SOEST_OFFICER).device();
    let mut known = region();
    take(&mut known, &withdrawal(1)).unwrap();
    let open = known.to_confirm(&device, false).remove(0);
    let honest = record(&region(), SOEST_OFFICER, Kind::Purged, Purged::encode(&open, &[]).unwrap(), TODAY);
    // The log of one device, in its order; the withdrawal comes before it, in between or after it.
    let mut log = vec![honest.clone(), honest];
    log.extend((0..1000).map(|number| say(LEUSDEN, number)));
    log.extend((0..1000).map(|number| say(SOEST, number)));
    let after = |place: usize| {
        let mut state = region();
        for (at, record) in log.iter().enumerate() {
            if at == place {
                take(&mut state, &withdrawal(1)).unwrap();
            }
            take(&mut state, record).unwrap();
        }
        if place == log.len() {
            take(&mut state, &withdrawal(1)).unwrap();
        }
        state
    };
    let first = after(0);
    assert_eq!(first.confirmed.len(), confirmed::MOST);
    assert_eq!(first.withdrawn().next().unwrap().confirmed, [device].into());
    assert!(!first.may_confirm(&device, LEUSDEN) && first.may_confirm(&key(OFFICER).device(), LEUSDEN));
    for place in [1, 500, log.len()] {
        assert!(after(place) == first, "the withdrawal at {place}");
    }
}
