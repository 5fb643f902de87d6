//! Replacing the municipality's key, from the side of whoever stole the old one.

use super::*;
use crate::statement::EnrolmentEnd;

/// Leusden's keys: the first, and those that take its place.
const OLD: u8 = 2;
const NEW: u8 = 4;
const OTHER: u8 = 5;
/// The second person of Leusden.
const WITNESS: u8 = SECOND + OLD;

fn replaced(old: u8, new: u8, keeps: impl IntoIterator<Item = ContentHash>) -> Statement {
    renewal(LEUSDEN, pair(old, WITNESS), pair(new, WITNESS), keeps)
}

/// A renewal by `old` and what the second person says to it.
fn renewed(statement: &Statement, old: u8) -> [Verified; 2] {
    [signed(statement, &key(old)), agreed(statement, LEUSDEN, old, WITNESS)]
}

fn officer(device: u8) -> Statement {
    enrolment(LEUSDEN, device, Role::PolicyOfficer, "2026-01-01", None)
}

fn admitted() -> Charter {
    let mut charter = region();
    charter.add(&signed(&admission(LEUSDEN, OLD, "2026-01-01", None), &key(1))).unwrap();
    charter
}

fn may(charter: &Charter, device: u8) -> Result<(), CharterError> {
    charter.authorise(&key(device).device(), Action::Ask, LEUSDEN, day("2026-02-01")).map(drop)
}

#[test]
fn a_new_key_takes_two_people() {
    let mut charter = admitted();
    let by_one = replaced(OLD, NEW, []);
    add(&mut charter, [signed(&by_one, &key(OLD)), signed(&by_one, &key(WITNESS))]);
    for other in [1, OLD, NEW, SECOND + 3] {
        add(&mut charter, [agreed(&by_one, LEUSDEN, OLD, other)]);
        assert!(!charter.speaks_for(key(NEW).root(), LEUSDEN), "{other}");
    }
    // The second person agreed to another renewal.
    add(&mut charter, [agreed(&replaced(OLD, OTHER, []), LEUSDEN, OLD, WITNESS)]);
    assert!(charter.speaks_for(key(OLD).root(), LEUSDEN) && !charter.speaks_for(key(NEW).root(), LEUSDEN));
    add(&mut charter, [agreed(&by_one, LEUSDEN, OLD, WITNESS)]);
    assert!(!charter.speaks_for(key(OLD).root(), LEUSDEN) && charter.speaks_for(key(NEW).root(), LEUSDEN));
}

#[test]
fn the_second_persons_key_does_not_become_the_municipalitys() {
    let mut charter = admitted();
    add(&mut charter, renewed(&replaced(OLD, WITNESS, []), OLD));
    assert!(charter.speaks_for(key(OLD).root(), LEUSDEN) && !charter.speaks_for(key(WITNESS).root(), LEUSDEN));
}

#[test]
fn of_a_stolen_key_nothing_new_counts_and_what_was_kept_does() {
    let mut charter = admitted();
    let lost = Statement::Revocation(Revocation {
        space: region().space(),
        municipality: LEUSDEN,
        device: key(12).device(),
        counts_below: 3,
        keeps: BTreeSet::new(),
    });
    add(&mut charter, [officer(10), officer(12), lost].map(|statement| signed(&statement, &key(OLD))));
    let keeps = charter.stated_by(key(OLD).root(), LEUSDEN);
    assert_eq!(keeps.len(), 3);
    add(&mut charter, renewed(&replaced(OLD, NEW, keeps), OLD));
    // The thief lets a device in, takes one out, and ends a role; whatever day it says.
    let end = Statement::EnrolmentEnd(EnrolmentEnd {
        space: region().space(),
        municipality: LEUSDEN,
        enrolment: signed(&officer(10), &key(OLD)).hash(),
        last_day: day("2026-01-02"),
    });
    let thief = [officer(13), revocation(LEUSDEN, 10, 0), end].map(|statement| signed(&statement, &key(OLD)));
    add(&mut charter, thief.clone());
    assert_eq!(may(&charter, 10), Ok(()));
    assert_eq!(may(&charter, 13), Err(CharterError::Replaced));
    assert_eq!(charter.counts(&key(13).device(), 0), Err(CharterError::Replaced));
    assert!(charter.member_on(&key(13).device(), day("2026-02-01")).is_none());
    assert_eq!(charter.counts(&key(10).device(), 99), Ok(()));
    assert_eq!(charter.counts(&key(12).device(), 3), Err(CharterError::Revoked), "an earlier removal stays");
    // It is taken in all the same: whoever had not heard of the new key took it in too.
    assert!(thief.iter().all(|statement| charter.has_effect(statement)));
    assert_eq!(charter.knows(&key(13).device()), Ok(()));
    // The new key lets in, and takes out.
    add(&mut charter, [signed(&officer(14), &key(NEW)), signed(&revocation(LEUSDEN, 10, 0), &key(NEW))]);
    assert_eq!(may(&charter, 14), Ok(()));
    assert_eq!(charter.counts(&key(10).device(), 0), Err(CharterError::Revoked));
}

#[test]
fn a_key_can_be_replaced_again() {
    let mut charter = admitted();
    add(&mut charter, [signed(&officer(10), &key(OLD))]);
    let keeps = charter.stated_by(key(OLD).root(), LEUSDEN);
    add(&mut charter, renewed(&replaced(OLD, NEW, keeps), OLD));
    add(&mut charter, [signed(&officer(11), &key(NEW)), signed(&officer(12), &key(NEW))]);
    let keeps = [signed(&officer(11), &key(NEW)).hash()];
    add(&mut charter, renewed(&replaced(NEW, OTHER, keeps), NEW));
    assert_eq!([10, 11, 12].map(|device| may(&charter, device).is_ok()), [true, true, false]);
    assert_eq!(charter.current_keys(LEUSDEN).collect::<Vec<_>>(), [pair(OTHER, WITNESS)]);
    // A key that was replaced never comes back.
    add(&mut charter, renewed(&replaced(OTHER, OLD, []), OTHER));
    assert_eq!(charter.current_keys(LEUSDEN).collect::<Vec<_>>(), [pair(OTHER, WITNESS)]);
}

#[test]
fn of_two_renewals_one_gives_the_key_and_only_what_both_keep_remains() {
    let mut charter = admitted();
    add(&mut charter, [officer(10), officer(11)].map(|statement| signed(&statement, &key(OLD))));
    let hash = |device| signed(&officer(device), &key(OLD)).hash();
    let (one, other) = (replaced(OLD, NEW, [hash(10), hash(11)]), replaced(OLD, OTHER, [hash(10)]));
    add(&mut charter, renewed(&one, OLD));
    add(&mut charter, renewed(&other, OLD));
    let lowest = if signed(&one, &key(OLD)).hash() < signed(&other, &key(OLD)).hash() { NEW } else { OTHER };
    assert_eq!(charter.current_keys(LEUSDEN).collect::<Vec<_>>(), [pair(lowest, WITNESS)]);
    assert_eq!([10, 11].map(|device| may(&charter, device).is_ok()), [true, false]);
}

#[test]
fn an_enrolment_ends_on_the_earliest_day_that_was_said() {
    let mut charter = admitted();
    add(&mut charter, [signed(&officer(10), &key(OLD))]);
    let end = |last_day: &str| {
        Statement::EnrolmentEnd(EnrolmentEnd {
            space: region().space(),
            municipality: LEUSDEN,
            enrolment: signed(&officer(10), &key(OLD)).hash(),
            last_day: day(last_day),
        })
    };
    add(&mut charter, [signed(&end("2026-01-05"), &key(3))]);
    assert_eq!(may(&charter, 10), Ok(()), "another municipality ends nothing");
    add(&mut charter, ["2026-03-01", "2026-01-31"].map(|last_day| signed(&end(last_day), &key(OLD))));
    assert_eq!(may(&charter, 10), Err(CharterError::OutsideTerm(day("2026-02-01"))));
    let device = key(10).device();
    assert!(charter.member_on(&device, day("2026-01-31")).is_some());
    assert!(charter.entitles(&device, Action::Ask, LEUSDEN, day("2026-02-01")).is_ok(), "taken in all the same");
}

/// An insider with the municipality's key alone makes an alderman's acts count no more. Two people undo it.
#[test]
fn a_renewal_undoes_what_one_person_unmade() {
    let alderman = enrolment(LEUSDEN, 10, Role::Alderman, "2026-01-01", None);
    let enrolled = signed(&alderman, &key(OLD));
    let ended = Statement::EnrolmentEnd(EnrolmentEnd {
        space: region().space(),
        municipality: LEUSDEN,
        enrolment: enrolled.hash(),
        last_day: day("2025-12-31"),
    });
    for unmade in [signed(&ended, &key(OLD)), signed(&revocation(LEUSDEN, 10, 0), &key(OLD))] {
        let mut charter = admitted();
        add(&mut charter, [enrolled.clone(), agreed(&alderman, LEUSDEN, OLD, WITNESS)]);
        let (device, consent) = (key(10).device(), ContentHash::of(b"a consent"));
        let counts = |charter: &Charter| {
            charter.authorise(&device, Action::Consent, LEUSDEN, day("2026-02-01")).is_ok()
                && charter.counts(&device, 5).is_ok()
                && charter.stands(&device, LEUSDEN, &consent).is_ok()
        };
        assert!(counts(&charter));
        add(&mut charter, [unmade.clone()]);
        assert!(!counts(&charter));
        let mut keeps = charter.stated_by(key(OLD).root(), LEUSDEN);
        assert!(keeps.remove(&unmade.hash()));
        add(&mut charter, renewed(&replaced(OLD, NEW, keeps), OLD));
        assert!(counts(&charter), "it was there all along");
    }
}
