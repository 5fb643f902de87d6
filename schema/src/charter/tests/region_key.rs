//! Replacing the region's key, from the side of whoever stole the old one.

use super::*;
use crate::charter::Founded::Region;

const OLD: u8 = 1;
const NEW: u8 = 4;
const WITNESS: u8 = SECOND + OLD;

fn renewed(charter: &Charter) -> [Verified; 2] {
    let keeps = charter.stated_by(key(OLD).root(), Region);
    by_both(&renewal(Region, pair(OLD, WITNESS), pair(NEW, WITNESS), keeps), OLD, WITNESS)
}

fn by_both(statement: &Statement, signer: u8, witness: u8) -> [Verified; 2] {
    [signed(statement, &key(signer)), agreed(statement, Region, signer, witness)]
}

fn dismissal(code: MunicipalityCode, last_day: &str) -> Statement {
    Statement::Dismissal(Dismissal { region: region().space(), municipality: code, last_day: day(last_day) })
}

/// Leusden takes part, with an officer on device 10.
fn founded() -> Charter {
    let mut charter = region();
    let officer = enrolment(LEUSDEN, 10, Role::PolicyOfficer, "2026-01-01", None);
    add(&mut charter, [signed(&admission(LEUSDEN, 2, "2026-01-01", None), &key(OLD)), signed(&officer, &key(2))]);
    charter
}

fn takes_part(charter: &Charter, code: MunicipalityCode) -> bool {
    charter.takes_part(code, day("2026-02-01"))
}

#[test]
fn a_stolen_region_key_admits_nobody_and_dismisses_nobody() {
    let mut charter = founded();
    let renewal = renewed(&charter);
    add(&mut charter, renewal);
    assert!(takes_part(&charter, LEUSDEN), "admitted before");
    assert!(charter.speaks_for(key(NEW).root(), Region) && !charter.speaks_for(key(OLD).root(), Region));

    let thief = [
        signed(&admission(SOEST, 3, "2026-01-01", None), &key(OLD)),
        // Leusden with keys of the thief's own.
        signed(&admission(LEUSDEN, 9, "2026-01-01", None), &key(OLD)),
        signed(&dismissal(LEUSDEN, "2026-01-02"), &key(OLD)),
    ];
    add(&mut charter, thief.clone());
    assert!(takes_part(&charter, LEUSDEN) && !takes_part(&charter, SOEST));
    assert_eq!(charter.dismissed(LEUSDEN), None);
    assert_eq!(charter.current_keys(LEUSDEN).collect::<Vec<_>>(), [pair(2, SECOND + 2)]);
    assert_eq!(charter.municipalities().map(|admission| admission.municipality).collect::<Vec<_>>(), [LEUSDEN]);

    // Whoever had not heard of the new key took it in too: so it is taken in, and counts nowhere.
    assert!(thief.iter().all(|statement| charter.has_effect(statement)));
    for (code, root, device) in [(SOEST, 3, 11), (LEUSDEN, 9, 12)] {
        add(&mut charter, [signed(&enrolment(code, device, Role::PolicyOfficer, "2026-01-01", None), &key(root))]);
        let device = key(device).device();
        assert_eq!(charter.knows(&device), Ok(()));
        assert_eq!(charter.counts(&device, 0), Err(CharterError::Replaced));
        assert!(charter.member_on(&device, day("2026-02-01")).is_none());
    }
    // The new key admits, and what municipalities stated themselves was not touched.
    add(&mut charter, [signed(&admission(SOEST, 3, "2026-01-01", None), &key(NEW))]);
    assert!(takes_part(&charter, SOEST));
    assert_eq!(charter.counts(&key(11).device(), 0), Ok(()), "Soest let it in, and Soest takes part now");
    assert!(charter.member_on(&key(10).device(), day("2026-02-01")).is_some());
}

#[test]
fn what_the_new_key_does_not_keep_is_undone() {
    let mut charter = founded();
    add(&mut charter, [signed(&admission(SOEST, 3, "2026-01-01", None), &key(OLD))]);
    let keeps = [signed(&admission(LEUSDEN, 2, "2026-01-01", None), &key(OLD)).hash()];
    add(&mut charter, by_both(&renewal(Region, pair(OLD, WITNESS), pair(NEW, WITNESS), keeps), OLD, WITNESS));
    assert!(takes_part(&charter, LEUSDEN) && !takes_part(&charter, SOEST));
}

#[test]
fn a_dismissal_that_was_kept_stays() {
    let mut charter = founded();
    add(&mut charter, [signed(&dismissal(LEUSDEN, "2026-01-31"), &key(OLD))]);
    let renewal = renewed(&charter);
    add(&mut charter, renewal);
    assert_eq!(charter.dismissed(LEUSDEN), Some(day("2026-01-31")));
    assert!(!takes_part(&charter, LEUSDEN));
}

#[test]
fn nobody_replaces_the_regions_key_alone() {
    let mut charter = founded();
    let alone = renewal(Region, pair(OLD, WITNESS), pair(NEW, WITNESS), []);
    add(&mut charter, [signed(&alone, &key(OLD)), signed(&alone, &key(WITNESS))]);
    // Municipalities, their second persons, and the thief with everything that they can make up.
    for other in [OLD, NEW, 2, SECOND + 2, 3] {
        add(&mut charter, [agreed(&alone, Region, OLD, other)]);
    }
    // The second person agreed, but as that of a municipality.
    add(&mut charter, [agreed(&alone, LEUSDEN, OLD, WITNESS)]);
    assert_eq!(charter.current_keys(Region).collect::<Vec<_>>(), [pair(OLD, WITNESS)]);
    add(&mut charter, [agreed(&alone, Region, OLD, WITNESS)]);
    assert_eq!(charter.current_keys(Region).collect::<Vec<_>>(), [pair(NEW, WITNESS)]);
}

#[test]
fn the_regions_second_key_is_replaced_too() {
    let mut charter = founded();
    add(&mut charter, by_both(&renewal(Region, pair(OLD, WITNESS), pair(OLD, 7), []), OLD, WITNESS));
    assert!(takes_part(&charter, LEUSDEN), "the region's own key was not replaced");
    let next = renewal(Region, pair(OLD, 7), pair(NEW, 7), charter.stated_by(key(OLD).root(), Region));
    add(&mut charter, by_both(&next, OLD, WITNESS));
    assert!(charter.speaks_for(key(OLD).root(), Region), "the old second person agrees to nothing more");
    add(&mut charter, by_both(&next, OLD, 7));
    assert_eq!(charter.current_keys(Region).collect::<Vec<_>>(), [pair(NEW, 7)]);
    assert!(takes_part(&charter, LEUSDEN));
}

/// In a municipality's own space the region has no say at all.
#[test]
fn the_regions_keys_say_nothing_in_a_municipalitys_space() {
    let (of, keys) = (LEUSDEN.into(), pair(2, SECOND + 2));
    let mut charter = Charter::new(Founding { of, name: "Leusden".into(), keys, nonce: [3; 16] }).unwrap();
    let space = charter.space();
    let renewal = Renewal { space, of: Region, old: pair(1, WITNESS), new: pair(NEW, WITNESS), keeps: [].into() };
    assert_eq!(charter.add(&signed(&Statement::Renewal(renewal), &key(1))), Err(CharterError::WrongKey));
}

#[test]
fn a_stolen_region_key_names_no_relay_and_the_one_that_was_named_stays() {
    let mut charter = founded();
    add(&mut charter, [signed(&relay(1, "https://eigen"), &key(OLD))]);
    let renewal = renewed(&charter);
    add(&mut charter, renewal);
    add(&mut charter, [signed(&relay(9, "https://dief"), &key(OLD))]);
    assert_eq!(charter.relay().unwrap().urls, ["https://eigen"]);
    add(&mut charter, [signed(&relay(2, "https://nieuw"), &key(NEW))]);
    assert_eq!(charter.relay().unwrap().urls, ["https://nieuw"]);
}
