//! A municipality that is admitted a second time, from the side of whoever has the region's key.

use super::*;
use crate::charter::Founded::Region;

const REGION_SECOND: u8 = SECOND + 1;
/// The key of the municipality that somebody made up, and the alderman in it.
const FORGED: u8 = 9;
const PUPPET: u8 = 30;

fn honest() -> Statement {
    admission(LEUSDEN, 2, "2026-01-01", None)
}

fn forged() -> Statement {
    admission(LEUSDEN, FORGED, "2025-01-01", None)
}

fn alderman(device: u8, root: u8) -> [Verified; 2] {
    let statement = enrolment(LEUSDEN, device, Role::Alderman, "2026-01-01", None);
    [signed(&statement, &key(root)), agreed(&statement, LEUSDEN, root, SECOND + root)]
}

/// What whoever has the region's key alone can make up, whatever day it says.
fn coup() -> Vec<Verified> {
    let own = pair(FORGED, SECOND + FORGED);
    let takes_over = renewal(LEUSDEN, own, pair(2, SECOND + 2), alderman(PUPPET, FORGED).map(|v| v.hash()));
    let mut all = vec![signed(&forged(), &key(1))];
    all.extend(alderman(PUPPET, FORGED));
    all.push(signed(&revocation(LEUSDEN, 10, 0), &key(FORGED)));
    // As if the true municipality came after the made-up one; and their own agreement, which is not the second person's.
    all.extend([signed(&takes_over, &key(FORGED)), agreed(&takes_over, LEUSDEN, FORGED, SECOND + FORGED)]);
    all.extend([1, FORGED, SECOND + FORGED, 2].map(|by| agreed(&forged(), Region, 1, by)));
    all
}

fn may(charter: &Charter, device: u8) -> bool {
    charter.authorise(&key(device).device(), Action::Consent, LEUSDEN, day("2026-02-01")).is_ok()
}

fn may_withdraw(charter: &Charter, device: u8) -> bool {
    charter.may_withdraw(&key(device).device(), LEUSDEN, day("2026-02-01"))
}

/// Whether nobody can tell which of the admissions is the municipality's own.
fn is_contested(charter: &Charter) -> bool {
    charter.admitted_keys(LEUSDEN).is_empty()
}

fn founded() -> Charter {
    let mut charter = region();
    add(&mut charter, [signed(&honest(), &key(1))].into_iter().chain(alderman(10, 2)));
    assert!(may(&charter, 10) && may_withdraw(&charter, 10));
    charter
}

#[test]
fn the_regions_key_alone_makes_no_alderman_of_a_municipality_that_takes_part() {
    for reversed in [false, true] {
        let mut charter = founded();
        let mut statements = coup();
        if reversed {
            statements.reverse();
        }
        add(&mut charter, statements);
        assert!(!may(&charter, PUPPET) && !may_withdraw(&charter, PUPPET));
        // What it does get is what a dismissal by the same key gets too: the municipality is silent until two people speak.
        assert!(is_contested(&charter) && !may(&charter, 10));
        assert!(!charter.takes_part(LEUSDEN, day("2026-02-01")));

        add(&mut charter, [agreed(&honest(), Region, 1, REGION_SECOND)]);
        assert!(may(&charter, 10) && may_withdraw(&charter, 10) && !is_contested(&charter));
        assert!(!may(&charter, PUPPET) && !may_withdraw(&charter, PUPPET));
        assert_eq!(charter.current_keys(LEUSDEN).collect::<Vec<_>>(), [pair(2, SECOND + 2)]);
    }
}

#[test]
fn an_admission_by_two_people_cannot_be_contested() {
    let mut charter = founded();
    add(&mut charter, [agreed(&honest(), Region, 1, REGION_SECOND)]);
    add(&mut charter, coup());
    assert!(may(&charter, 10) && !may(&charter, PUPPET) && !may_withdraw(&charter, PUPPET));
    assert_eq!(charter.municipalities().map(|a| a.keys).collect::<Vec<_>>(), [pair(2, SECOND + 2)]);
}

#[test]
fn the_insider_who_has_the_municipalitys_key_too_makes_no_alderman_either() {
    let mut charter = founded();
    let Statement::Admission(admission) = honest() else { unreachable!() };
    let mine = Statement::Admission(Admission { keys: pair(2, SECOND + FORGED), ..admission });
    let puppet = enrolment(LEUSDEN, PUPPET, Role::Alderman, "2026-01-01", None);
    add(&mut charter, [signed(&mine, &key(1)), signed(&puppet, &key(2)), agreed(&puppet, LEUSDEN, 2, SECOND + FORGED)]);
    assert!(!may(&charter, PUPPET) && !may_withdraw(&charter, PUPPET));
    add(&mut charter, [agreed(&honest(), Region, 1, REGION_SECOND)]);
    assert!(may(&charter, 10) && !may(&charter, PUPPET) && !may_withdraw(&charter, PUPPET));
}

/// Both keys are lost: the region's two people admit the municipality with new ones, and keep the old.
#[test]
fn two_people_of_the_region_admit_a_municipality_anew() {
    let mut charter = founded();
    let anew = admission(LEUSDEN, 5, "2026-01-01", None);
    add(&mut charter, [signed(&anew, &key(1))].into_iter().chain(alderman(11, 5)));
    add(&mut charter, [agreed(&anew, Region, 1, REGION_SECOND)]);
    assert!(may(&charter, 11) && may_withdraw(&charter, 11));
    assert!(!may(&charter, 10), "the old keys were not agreed to");
    add(&mut charter, [agreed(&honest(), Region, 1, REGION_SECOND)]);
    assert!(may(&charter, 11) && may(&charter, 10) && may_withdraw(&charter, 10));
}

#[test]
fn the_same_keys_again_are_no_other_municipality() {
    let mut charter = founded();
    add(&mut charter, [signed(&admission(LEUSDEN, 2, "2027-01-01", None), &key(1))]);
    assert!(may(&charter, 10) && may_withdraw(&charter, 10) && !is_contested(&charter));
}

proptest! {
    #[test]
    fn competing_admissions_come_out_the_same_in_any_order(
        order in Just((0..14usize).collect::<Vec<_>>()).prop_shuffle(),
        settled: bool,
    ) {
        let mut statements = vec![signed(&honest(), &key(1))];
        statements.extend(alderman(10, 2));
        statements.extend(coup());
        let (of, by) = if settled { (honest(), REGION_SECOND) } else { (forged(), 1) };
        statements.push(agreed(&of, Region, 1, by));
        prop_assert_eq!(statements.len(), order.len());
        let (mut one, mut other) = (region(), region());
        add(&mut one, statements.iter().cloned());
        add(&mut other, order.into_iter().map(|at| statements[at].clone()));
        prop_assert_eq!(&one, &other);
        prop_assert_eq!(may(&one, 10), settled);
        prop_assert!(!may(&one, PUPPET) && !may_withdraw(&one, PUPPET));
    }
}
