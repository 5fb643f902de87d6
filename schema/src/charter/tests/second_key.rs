//! Replacing the second person's key: they left, or somebody else has their words.

use super::*;

const OLD: u8 = 2;
const WITNESS: u8 = SECOND + OLD;
const NEXT: u8 = 7;
const LATER: u8 = 8;

fn alderman(device: u8) -> Statement {
    enrolment(LEUSDEN, device, Role::Alderman, "2026-01-01", None)
}

/// Signed with the municipality's key and agreed to by the holder of `witness`.
fn both(statement: &Statement, signer: u8, witness: u8) -> [Verified; 2] {
    [signed(statement, &key(signer)), agreed(statement, LEUSDEN, signer, witness)]
}

/// Leusden with an alderman, on device 10.
fn admitted() -> Charter {
    let mut charter = region();
    add(&mut charter, [signed(&admission(LEUSDEN, OLD, "2026-01-01", None), &key(1))]);
    add(&mut charter, both(&alderman(10), OLD, WITNESS));
    charter
}

fn handed_on(charter: &Charter) -> [Verified; 2] {
    let keeps = charter.stated_by(key(WITNESS).root(), LEUSDEN);
    both(&renewal(LEUSDEN, pair(OLD, WITNESS), pair(OLD, NEXT), keeps), OLD, WITNESS)
}

fn may(charter: &Charter, device: u8) -> bool {
    charter.authorise(&key(device).device(), Action::Consent, LEUSDEN, day("2026-02-01")).is_ok()
}

#[test]
fn the_old_second_key_agrees_to_nothing_more_and_what_was_kept_stays() {
    let mut charter = admitted();
    let renewed = handed_on(&charter);
    add(&mut charter, renewed);
    assert_eq!(charter.current_keys(LEUSDEN).collect::<Vec<_>>(), [pair(OLD, NEXT)]);
    assert!(may(&charter, 10), "an alderman who was let in before");
    // Whoever has the old words, together with the municipality's key: whatever day it says.
    let thief = both(&alderman(11), OLD, WITNESS);
    add(&mut charter, thief.clone());
    assert!(!may(&charter, 11));
    assert!(thief.iter().all(|statement| charter.has_effect(statement)), "taken in all the same");
    let back = renewal(LEUSDEN, pair(OLD, NEXT), pair(OLD, WITNESS), []);
    add(&mut charter, both(&back, OLD, WITNESS));
    add(&mut charter, both(&back, OLD, NEXT));
    assert_eq!(charter.current_keys(LEUSDEN).collect::<Vec<_>>(), [pair(OLD, NEXT)], "it never comes back");
    add(&mut charter, both(&alderman(11), OLD, NEXT));
    assert!(may(&charter, 11), "the new second person agreed");
}

#[test]
fn what_the_renewal_does_not_name_is_gone() {
    let mut charter = admitted();
    add(&mut charter, both(&renewal(LEUSDEN, pair(OLD, WITNESS), pair(OLD, NEXT), []), OLD, WITNESS));
    assert!(!may(&charter, 10));
    assert_eq!(charter.counts(&key(10).device(), 0), Err(CharterError::Replaced));
    // The municipality's key was not replaced: what it states alone counts on.
    add(&mut charter, [signed(&enrolment(LEUSDEN, 12, Role::PolicyOfficer, "2026-01-01", None), &key(OLD))]);
    assert_eq!(charter.counts(&key(12).device(), 0), Ok(()));
}

#[test]
fn nobody_replaces_the_second_key_alone() {
    let mut charter = admitted();
    let alone = renewal(LEUSDEN, pair(OLD, WITNESS), pair(OLD, NEXT), []);
    add(&mut charter, [signed(&alone, &key(OLD)), signed(&alone, &key(WITNESS)), signed(&alone, &key(NEXT))]);
    for other in [1, SECOND + 1, OLD, NEXT, SECOND + 3] {
        add(&mut charter, [agreed(&alone, LEUSDEN, OLD, other)]);
    }
    // The second person signs, and the municipality's key agrees: the wrong way round.
    add(&mut charter, both(&alone, WITNESS, OLD));
    assert_eq!(charter.current_keys(LEUSDEN).collect::<Vec<_>>(), [pair(OLD, WITNESS)]);
    assert!(may(&charter, 10));
}

#[test]
fn the_keys_are_replaced_one_after_the_other_or_together() {
    let mut charter = admitted();
    let renewed = handed_on(&charter);
    add(&mut charter, renewed);
    let keeps = charter.stated_by(key(OLD).root(), LEUSDEN);
    add(&mut charter, both(&renewal(LEUSDEN, pair(OLD, NEXT), pair(4, NEXT), keeps), OLD, NEXT));
    assert!(may(&charter, 10), "kept twice");
    let [of_key, of_second] = [4, NEXT].map(|one| charter.stated_by(key(one).root(), LEUSDEN));
    assert_eq!((of_key.len(), of_second.len()), (0, 0));
    add(&mut charter, both(&renewal(LEUSDEN, pair(4, NEXT), pair(5, LATER), []), 4, NEXT));
    assert_eq!(charter.current_keys(LEUSDEN).collect::<Vec<_>>(), [pair(5, LATER)]);
    assert!(may(&charter, 10));
    // The two old keys of different pairs make nothing together.
    add(&mut charter, both(&renewal(LEUSDEN, pair(OLD, NEXT), pair(6, LATER), []), OLD, WITNESS));
    add(&mut charter, both(&renewal(LEUSDEN, pair(4, WITNESS), pair(6, LATER), []), 4, WITNESS));
    assert_eq!(charter.current_keys(LEUSDEN).collect::<Vec<_>>(), [pair(5, LATER)]);
}

/// Made apart: the key is the more urgent, and of the second key nothing was decided.
#[test]
fn of_two_renewals_the_one_of_the_key_goes_first() {
    let mut charter = admitted();
    let keeps = charter.stated_by(key(OLD).root(), LEUSDEN);
    let renewed = handed_on(&charter);
    add(&mut charter, renewed);
    for new in [4, 5, 6] {
        let mut charter = charter.clone();
        add(&mut charter, both(&renewal(LEUSDEN, pair(OLD, WITNESS), pair(new, WITNESS), keeps.clone()), OLD, WITNESS));
        assert_eq!(charter.current_keys(LEUSDEN).collect::<Vec<_>>(), [pair(new, WITNESS)]);
        assert!(may(&charter, 10));
    }
}
