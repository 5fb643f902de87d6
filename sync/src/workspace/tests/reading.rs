//! Who gets the private space, whatever arrives first.

use super::*;

/// A device that the officer enrols in a role, and that is changed to another later.
fn colleague(pair: &Pair, role: Role) -> DeviceId {
    let device = random_key().unwrap().device();
    pair.officer.enrol(device, &person(4, "Kim de Wit", role, &pair.hands.clock()), None).unwrap();
    device
}

fn changes(pair: &Pair, device: DeviceId, role: Role) {
    let term = Term::since(pair.hands.clock().today());
    pair.officer.change_role(device, role, term, None).unwrap();
}

#[test]
fn whichever_space_says_first_that_a_role_does_not_read_closes_the_plan() {
    for region_first in [true, false] {
        let pair = Pair::new(|_| ());
        let device = colleague(&pair, Role::Adviser);
        pair.exchange();
        let gets = || pair.alderman.shares_plan_with(&device);
        let hears = |of_region: bool| {
            if of_region {
                give(pair.officer.region(), pair.alderman.region());
            } else {
                give(pair.officer.municipality(), pair.alderman.municipality());
            }
        };
        assert!(gets());
        changes(&pair, device, Role::Keeper);
        assert!(!pair.officer.shares_plan_with(&device), "at once, on the day itself");
        for of_region in [region_first, !region_first] {
            hears(of_region);
            assert!(!gets(), "of the region first: {region_first}");
        }
        changes(&pair, device, Role::Reader);
        hears(region_first);
        assert!(!gets(), "only half of it was heard");
        hears(!region_first);
        assert!(gets(), "reads again");
    }
}

/// Whoever hears it through other municipalities knows it of the region only: those do not pass the plan on.
#[test]
fn a_device_that_the_region_knows_to_be_removed_gets_nothing_more() {
    let pair = Pair::new(|_| ());
    let device = colleague(&pair, Role::Adviser);
    pair.exchange();
    assert!(pair.alderman.shares_plan_with(&device));
    pair.officer.remove(device).unwrap();
    give(pair.officer.region(), pair.alderman.region());
    assert!(pair.alderman.municipality().look(|state| !state.charter().is_removed(&device, pair.alderman.code())));
    assert!(!pair.alderman.shares_plan_with(&device));
}

/// A change that is dated back to before the role that it ends.
#[test]
fn a_role_that_was_changed_holds_at_once_whatever_its_first_day() {
    let pair = Pair::new(|_| ());
    let device = colleague(&pair, Role::Adviser);
    let long_ago = Term::since("2020-01-01".parse().unwrap());
    pair.officer.change_role(device, Role::RegionalLead, long_ago, None).unwrap();
    assert!(!pair.officer.shares_plan_with(&device));
}

/// Whoever waits for the plan takes it from colleagues that the region names: only under the keys of the own municipality.
#[test]
fn a_municipality_made_up_under_the_own_code_brings_no_plan() {
    let pair = Pair::new(|_| ());
    let (clock, code) = (pair.hands.clock(), "GM0342".parse().unwrap());
    let (own, made_up) = (random_key().unwrap(), found_municipality(code, "Soest".into()).unwrap());
    let real = found_municipality(code, "Soest".into()).unwrap();
    for (keys, founding, expected) in [(&made_up, &real.founding, false), (&made_up, &made_up.founding, true)] {
        let reader = person(5, "Kim Koster", Role::Reader, &clock);
        let region = pair.officer.identity().region.clone();
        let identity = Identity::new(&own, (founding.clone(), None), (region.clone(), None), reader.clone());
        let place = pair.dir.path().join(format!("reader {expected}"));
        let waiting = Workspace::create(&place, &identity, clock.clone()).unwrap();
        let other = random_key().unwrap().device();
        let officer = person(6, "Sam Smit", Role::PolicyOfficer, &clock);
        let space = pair.officer.region_space();
        let enrolled = [(other, &officer), (own.device(), &reader)]
            .map(|(device, person)| SignedStatement::sign(&public_enrolment(space, code, device, person), &keys.key));
        let [other_enrolled, own_enrolled] = enrolled.map(Result::unwrap);
        let (name, term) = ("Soest".into(), Term::since(clock.today()));
        let admission = Admission { region: space, municipality: code, name, keys: keys.founding.keys, term };
        pair.officer.admit(admission, other_enrolled, None).unwrap();
        pair.officer.state(pair.officer.region(), &[own_enrolled]).unwrap();
        give(pair.officer.region(), waiting.region());
        assert!(waiting.region().look(|region| region.charter().member_on(&other, clock.today()).is_some()));
        assert_eq!(waiting.shares_plan_with(&other), expected);
    }
}
