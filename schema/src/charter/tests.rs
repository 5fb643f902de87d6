//! The charter's rules, and that order and repetition never matter.

use proptest::prelude::*;

use super::*;
use crate::crypto::SecretKey;
use crate::id::PersonId;
use crate::statement::{Countersignature, Renewal, SignedStatement};

mod admitted;
mod region_key;
mod renewal;
mod second_key;
mod upheld;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32])
}

const LEUSDEN: MunicipalityCode = MunicipalityCode::from_number(327).unwrap();
const SOEST: MunicipalityCode = MunicipalityCode::from_number(342).unwrap();

fn region() -> Charter {
    let founding = Founding { of: Founded::Region, name: "Regio".into(), keys: pair(1, SECOND + 1), nonce: [0; 16] };
    Charter::new(founding).unwrap()
}

fn pair(one: u8, second: u8) -> Pair {
    Pair { key: key(one).root(), second: key(second).root() }
}

fn signed(statement: &Statement, by: &SecretKey) -> Verified {
    SignedStatement::sign(statement, by).unwrap().verify().unwrap()
}

fn admission(code: MunicipalityCode, municipality_key: u8, from: &str, until: Option<&str>) -> Statement {
    Statement::Admission(Admission {
        region: region().space(),
        municipality: code,
        name: code.to_string(),
        keys: pair(municipality_key, SECOND + municipality_key),
        term: Term { from: day(from), until: until.map(day) },
    })
}

fn enrolment(code: MunicipalityCode, device: u8, role: Role, from: &str, until: Option<&str>) -> Statement {
    Statement::Enrolment(Enrolment {
        space: region().space(),
        municipality: code,
        device: key(device).device(),
        person: PersonId::from_bytes([device; 16]),
        name: None,
        role,
        term: Term { from: day(from), until: until.map(day) },
    })
}

/// The key of the second person of a municipality or the region: this and its own.
const SECOND: u8 = 100;

/// Whoever holds key `by` agrees to what `signer` signed.
fn agreed(statement: &Statement, of: impl Into<Founded>, signer: u8, by: u8) -> Verified {
    let agreed =
        Countersignature { space: region().space(), of: of.into(), statement: signed(statement, &key(signer)).hash() };
    signed(&Statement::Countersignature(agreed), &key(by))
}

fn renewal(of: impl Into<Founded>, old: Pair, new: Pair, keeps: impl IntoIterator<Item = ContentHash>) -> Statement {
    let (space, of) = (region().space(), of.into());
    Statement::Renewal(Renewal { space, of, old, new, keeps: keeps.into_iter().collect() })
}

fn add(charter: &mut Charter, statements: impl IntoIterator<Item = Verified>) {
    for statement in statements {
        charter.add(&statement).unwrap();
    }
}

fn revocation(code: MunicipalityCode, device: u8, counts_below: u64) -> Statement {
    Statement::Revocation(Revocation {
        space: region().space(),
        municipality: code,
        device: key(device).device(),
        counts_below,
        keeps: BTreeSet::new(),
    })
}

#[test]
fn only_the_region_key_admits() {
    let mut charter = region();
    let statement = admission(LEUSDEN, 2, "2026-01-01", None);
    for other in [2, SECOND + 1] {
        let by_other = signed(&statement, &key(other));
        charter.add(&by_other).unwrap();
        assert!(!charter.has_effect(&by_other));
    }
    assert!(!charter.takes_part(LEUSDEN, day("2026-02-01")));
    charter.add(&signed(&statement, &key(1))).unwrap();
    assert!(charter.takes_part(LEUSDEN, day("2026-02-01")));
    assert!(!charter.takes_part(LEUSDEN, day("2025-12-31")));
}

#[test]
fn an_enrolment_counts_only_when_the_municipality_itself_signed_it() {
    let mut charter = region();
    charter.add(&signed(&admission(LEUSDEN, 2, "2026-01-01", None), &key(1))).unwrap();
    charter.add(&signed(&admission(SOEST, 3, "2026-01-01", None), &key(1))).unwrap();
    let alderman = enrolment(LEUSDEN, 10, Role::Alderman, "2026-01-01", None);
    charter.add(&signed(&alderman, &key(3))).unwrap();
    charter.add(&agreed(&alderman, LEUSDEN, 3, SECOND + 2)).unwrap();
    let device = key(10).device();
    let on = day("2026-02-01");
    assert_eq!(charter.authorise(&device, Action::Consent, LEUSDEN, on), Err(CharterError::UnknownDevice));
    charter.add(&signed(&alderman, &key(2))).unwrap();
    assert!(charter.authorise(&device, Action::Consent, LEUSDEN, on).is_ok());
}

#[test]
fn nobody_makes_an_alderman_alone() {
    let mut charter = region();
    for (code, root) in [(LEUSDEN, 2), (SOEST, 3)] {
        charter.add(&signed(&admission(code, root, "2026-01-01", None), &key(1))).unwrap();
    }
    let alderman = enrolment(LEUSDEN, 10, Role::Alderman, "2026-01-01", None);
    let may =
        |charter: &Charter| charter.authorise(&key(10).device(), Action::Consent, LEUSDEN, day("2026-02-01")).is_ok();
    // The second person alone; the municipality's key with everybody else's agreement, its own and the region's included.
    charter.add(&signed(&alderman, &key(SECOND + 2))).unwrap();
    charter.add(&signed(&alderman, &key(2))).unwrap();
    for other in [1, 2, 3, 10, SECOND + 3] {
        charter.add(&agreed(&alderman, LEUSDEN, 2, other)).unwrap();
        assert!(!may(&charter), "{other}");
    }
    // Agreement with another enrolment.
    let shorter = enrolment(LEUSDEN, 10, Role::Alderman, "2026-01-01", Some("2026-01-02"));
    charter.add(&agreed(&shorter, LEUSDEN, 2, SECOND + 2)).unwrap();
    assert!(!may(&charter));
    charter.add(&agreed(&alderman, LEUSDEN, 2, SECOND + 2)).unwrap();
    assert!(may(&charter));
}

#[test]
fn a_municipality_whose_keys_are_one_has_no_alderman() {
    let mut charter = region();
    let Statement::Admission(admission) = admission(LEUSDEN, 2, "2026-01-01", None) else { unreachable!() };
    let same = Statement::Admission(Admission { keys: pair(2, 2), ..admission });
    charter.add(&signed(&same, &key(1))).unwrap();
    let alderman = enrolment(LEUSDEN, 10, Role::Alderman, "2026-01-01", None);
    charter.add(&signed(&alderman, &key(2))).unwrap();
    charter.add(&agreed(&alderman, LEUSDEN, 2, 2)).unwrap();
    assert_eq!(charter.members().count(), 0);
}

#[test]
fn each_refusal_has_its_own_reason() {
    let mut charter = region();
    charter.add(&signed(&admission(LEUSDEN, 2, "2026-01-01", Some("2026-12-31")), &key(1))).unwrap();
    charter.add(&signed(&admission(SOEST, 3, "2026-01-01", None), &key(1))).unwrap();
    for statement in [
        enrolment(LEUSDEN, 10, Role::Alderman, "2026-03-01", Some("2027-06-30")),
        enrolment(LEUSDEN, 11, Role::PolicyOfficer, "2026-01-01", None),
    ] {
        charter.add(&signed(&statement, &key(2))).unwrap();
        charter.add(&agreed(&statement, LEUSDEN, 2, SECOND + 2)).unwrap();
    }
    let ask = |device: u8, code, on: &str| {
        charter.authorise(&key(device).device(), Action::Consent, code, day(on)).map(|e| e.role)
    };
    assert_eq!(ask(10, LEUSDEN, "2026-04-01"), Ok(Role::Alderman));
    assert_eq!(ask(10, SOEST, "2026-04-01"), Err(CharterError::OtherMunicipality));
    assert_eq!(ask(10, LEUSDEN, "2026-02-28"), Err(CharterError::OutsideTerm(day("2026-02-28"))));
    assert_eq!(ask(10, LEUSDEN, "2027-07-01"), Err(CharterError::OutsideTerm(day("2027-07-01"))));
    assert_eq!(ask(10, LEUSDEN, "2027-01-01"), Err(CharterError::NotTakingPart(day("2027-01-01"))));
    assert_eq!(ask(11, LEUSDEN, "2026-04-01"), Err(CharterError::Role));
    assert_eq!(ask(12, LEUSDEN, "2026-04-01"), Err(CharterError::UnknownDevice));
}

#[test]
fn a_revoked_device_keeps_what_counted_and_nothing_after() {
    let mut charter = region();
    charter.add(&signed(&admission(LEUSDEN, 2, "2026-01-01", None), &key(1))).unwrap();
    charter.add(&signed(&enrolment(LEUSDEN, 10, Role::PolicyOfficer, "2026-01-01", None), &key(2))).unwrap();
    let device = key(10).device();
    // Another municipality cannot remove it.
    charter.add(&signed(&revocation(LEUSDEN, 10, 0), &key(3))).unwrap();
    assert_eq!(charter.counts(&device, 99), Ok(()));
    assert_eq!(charter.limit_of(&device), u64::MAX);
    charter.add(&signed(&revocation(LEUSDEN, 10, 5), &key(2))).unwrap();
    assert_eq!(charter.counts(&device, 4), Ok(()));
    assert_eq!(charter.counts(&device, 5), Err(CharterError::Revoked));
    assert_eq!(charter.limit_of(&device), 5);
    assert_eq!(charter.limit_of(&key(99).device()), 0);
    assert!(charter.member_on(&device, day("2026-02-01")).is_none());
}

/// Every cell of the role table on the days around a term: before its first, on its first and last, and after that.
#[test]
fn a_role_may_what_the_table_says_within_its_term_and_nothing_outside_it() {
    for role in Role::ALL {
        let mut charter = region();
        let statement = enrolment(LEUSDEN, 10, role, "2026-03-01", Some("2026-06-30"));
        let admitted = signed(&admission(LEUSDEN, 2, "2026-01-01", None), &key(1));
        add(&mut charter, [admitted, signed(&statement, &key(2)), agreed(&statement, LEUSDEN, 2, SECOND + 2)]);
        let device = key(10).device();
        for action in crate::role::Action::ALL {
            let days = [("2026-02-28", false), ("2026-03-01", true), ("2026-06-30", true), ("2026-07-01", false)];
            for (text, inside) in days {
                let expected = match (role.may(action), inside) {
                    (false, _) => Err(CharterError::Role),
                    (true, false) => Err(CharterError::OutsideTerm(day(text))),
                    (true, true) => Ok(()),
                };
                let counts = charter.authorise(&device, action, LEUSDEN, day(text)).map(drop);
                let taken_in = charter.entitles(&device, action, LEUSDEN, day(text)).map(drop);
                assert_eq!((counts, taken_in), (expected.clone(), expected), "{role:?} {action:?} {text}");
            }
        }
    }
}

/// A change of role counts at once, also on the day on which the old one still holds, and whatever day it begins on.
#[test]
fn on_the_last_day_of_a_role_the_one_that_goes_on_is_the_role() {
    for begins in ["2020-01-01", "2026-03-01", "2026-06-30"] {
        let mut charter = region();
        let old = enrolment(LEUSDEN, 10, Role::PolicyOfficer, "2026-03-01", Some("2026-06-30"));
        let new = enrolment(LEUSDEN, 10, Role::RegionalLead, begins, None);
        let admitted = signed(&admission(LEUSDEN, 2, "2026-01-01", None), &key(1));
        add(&mut charter, [admitted, signed(&old, &key(2)), signed(&new, &key(2))]);
        let (device, last) = (key(10).device(), day("2026-06-30"));
        let role = |enrolment: Option<Enrolment>| enrolment.map(|enrolment| enrolment.role);
        assert_eq!(role(charter.member_on(&device, last)), Some(Role::RegionalLead), "{begins}");
        assert_eq!(role(charter.member_of(LEUSDEN, &device, last)), Some(Role::RegionalLead), "{begins}");
        assert_eq!(role(charter.enrolled_by(LEUSDEN, &device, last)), Some(Role::RegionalLead), "{begins}");
        assert_eq!(role(charter.enrolled_by(SOEST, &device, last)), None);
    }
}

fn relay(version: u32, url: &str) -> Statement {
    let (region, urls) = (region().space(), vec![url.into()]);
    Statement::Relay(RegionRelay { region, version, urls, token: None, date: day("2026-01-01") })
}

#[test]
fn only_the_region_key_names_a_relay_and_the_last_one_named_holds() {
    let mut charter = region();
    assert_eq!(charter.relay(), None);
    let by_another = signed(&relay(9, "https://a"), &key(2));
    charter.add(&by_another).unwrap();
    assert!(!charter.has_effect(&by_another), "no record with it is taken in");
    assert_eq!(charter.add(&signed(&relay(1, "geen adres"), &key(1))), Err(RelayError::Address.into()));
    assert_eq!(charter.relay(), None);
    for version in [2, 3, 1] {
        charter.add(&signed(&relay(version, &format!("https://r{version}")), &key(1))).unwrap();
    }
    assert_eq!(charter.relay().unwrap().urls, ["https://r3"]);
    let no_relay = RegionRelay { urls: Vec::new(), version: 4, ..charter.relay().unwrap().clone() };
    charter.add(&signed(&Statement::Relay(no_relay), &key(1))).unwrap();
    assert!(charter.relay().unwrap().urls.is_empty());
}

proptest! {
    #[test]
    fn order_and_repetition_do_not_matter(order in Just((0..11usize).collect::<Vec<_>>()).prop_shuffle(), again in 0..11usize) {
        let statements = [
            signed(&relay(1, "https://a"), &key(1)),
            signed(&relay(1, "https://b"), &key(1)),
            signed(&admission(LEUSDEN, 2, "2026-01-01", None), &key(1)),
            signed(&admission(SOEST, 3, "2026-01-01", None), &key(1)),
            signed(&enrolment(LEUSDEN, 10, Role::Alderman, "2026-01-01", None), &key(2)),
            agreed(&enrolment(LEUSDEN, 10, Role::Alderman, "2026-01-01", None), LEUSDEN, 2, SECOND + 2),
            signed(&enrolment(LEUSDEN, 11, Role::PolicyOfficer, "2026-01-01", None), &key(2)),
            signed(&enrolment(SOEST, 12, Role::Alderman, "2026-01-01", None), &key(3)),
            signed(&revocation(LEUSDEN, 11, 3), &key(2)),
            signed(&revocation(LEUSDEN, 11, 7), &key(2)),
            signed(&Statement::Dismissal(Dismissal { region: region().space(), municipality: SOEST, last_day: day("2026-06-30") }), &key(1)),
        ];
        let mut one = region();
        for statement in &statements {
            one.add(statement).unwrap();
        }
        let mut other = region();
        for at in order.into_iter().chain([again]) {
            other.add(&statements[at]).unwrap();
        }
        prop_assert_eq!(one, other);
    }
}
