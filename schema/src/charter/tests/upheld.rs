//! Whether one statement counts, whoever carries it.

use super::*;
use crate::charter::Founded::Region;
use crate::plan::ItemKind;
use crate::statement::{Body, Competence, EnrolmentEnd};

const OLD: u8 = 2;
const NEW: u8 = 4;
const WITNESS: u8 = SECOND + OLD;

/// Takes a statement in, whether or not it counts.
fn said(charter: &mut Charter, statement: &Statement, by: u8) -> SignedStatement {
    let signed = SignedStatement::sign(statement, &key(by)).unwrap();
    charter.add(&signed.verify().unwrap()).unwrap();
    signed
}

fn agree(charter: &mut Charter, of: impl Into<Founded>, to: &SignedStatement, by: u8) -> SignedStatement {
    let agreed = Countersignature { space: region().space(), of: of.into(), statement: to.hash() };
    said(charter, &Statement::Countersignature(agreed), by)
}

#[test]
fn what_a_renewal_left_out_does_not_count_and_the_renewal_does() {
    let mut charter = region();
    let admitted = said(&mut charter, &admission(LEUSDEN, OLD, "2026-01-01", None), 1);
    let officer = |device| enrolment(LEUSDEN, device, Role::PolicyOfficer, "2026-01-01", None);
    let own = said(&mut charter, &officer(10), OLD);
    let keeps = charter.stated_by(key(OLD).root(), LEUSDEN);
    let new = pair(NEW, WITNESS);
    let renewed = said(&mut charter, &renewal(LEUSDEN, pair(OLD, WITNESS), new, keeps), OLD);
    assert!(!charter.upholds(&renewed), "nobody agreed yet");
    let agreed = agree(&mut charter, LEUSDEN, &renewed, WITNESS);
    let removed = said(&mut charter, &revocation(LEUSDEN, 10, 0), NEW);
    for honest in [&admitted, &own, &renewed, &agreed, &removed] {
        assert!(charter.upholds(honest), "{:?}", honest.read_kept());
    }
    let end = EnrolmentEnd {
        space: region().space(),
        municipality: LEUSDEN,
        enrolment: own.hash(),
        last_day: day("2026-01-02"),
    };
    let thief = [officer(13), revocation(LEUSDEN, 10, 0), Statement::EnrolmentEnd(end)];
    for statement in thief {
        let signed = said(&mut charter, &statement, OLD);
        assert!(!charter.upholds(&signed), "{statement:?}");
    }
    // Somebody else than the second person agreed to it.
    let other = agree(&mut charter, LEUSDEN, &renewed, NEW);
    assert!(!charter.upholds(&other));
    // Renewed once more, also the second key: what was said then was said all the same, but for what this leaves out.
    let keeps = charter.stated_by(key(NEW).root(), LEUSDEN);
    let again = said(&mut charter, &renewal(LEUSDEN, new, pair(5, SECOND + 5), keeps), NEW);
    agree(&mut charter, LEUSDEN, &again, WITNESS);
    assert!([&renewed, &agreed, &again, &removed].into_iter().all(|signed| charter.upholds(signed)));
}

#[test]
fn an_alderman_takes_two_and_of_competing_municipalities_none_counts() {
    let mut charter = region();
    let admitted = said(&mut charter, &admission(LEUSDEN, OLD, "2026-01-01", None), 1);
    let alderman = said(&mut charter, &enrolment(LEUSDEN, 11, Role::Alderman, "2026-01-01", None), OLD);
    assert!(!charter.upholds(&alderman));
    let agreed = agree(&mut charter, LEUSDEN, &alderman, WITNESS);
    assert!(charter.upholds(&alderman) && charter.upholds(&agreed));
    let forged = said(&mut charter, &admission(LEUSDEN, 9, "2025-01-01", None), 1);
    assert!([&admitted, &forged, &alderman, &agreed].into_iter().all(|signed| !charter.upholds(signed)));
    agree(&mut charter, Region, &admitted, SECOND + 1);
    assert!(charter.upholds(&admitted) && charter.upholds(&alderman) && !charter.upholds(&forged));
}

#[test]
fn what_an_alderman_arranged_counts_until_a_removal_leaves_it_out() {
    let founding = Founding { of: LEUSDEN.into(), name: "Leusden".into(), keys: pair(OLD, WITNESS), nonce: [0; 16] };
    let mut charter = Charter::new(founding).unwrap();
    let space = charter.space();
    let signed = |statement: &Statement, by| SignedStatement::sign(statement, &key(by)).unwrap();
    let mut add = |statement: Statement, by| {
        let signed = signed(&statement, by);
        charter.add(&signed.verify().unwrap()).unwrap();
        (signed.clone(), charter.upholds(&signed), charter.clone())
    };
    let Statement::Enrolment(e) = enrolment(LEUSDEN, 11, Role::Alderman, "2026-01-01", None) else { unreachable!() };
    let (alderman, ..) = add(Statement::Enrolment(Enrolment { space, ..e }), OLD);
    let of = Founded::Municipality(LEUSDEN);
    add(Statement::Countersignature(Countersignature { space, of, statement: alderman.hash() }), WITNESS);
    let competence = |body| {
        let (municipality, kind, from) = (LEUSDEN, ItemKind::Activity, day("2026-02-01"));
        Statement::Competence(Competence { space, municipality, kind, body, from })
    };
    let (kept, counts, _) = add(competence(Body::College), 11);
    assert!(counts);
    let (left, counts, _) = add(competence(Body::Council), 11);
    assert!(counts);
    let (_, counts, _) = add(competence(Body::Council), 12);
    assert!(!counts, "nobody of the municipality");
    let removal = Revocation {
        space,
        municipality: LEUSDEN,
        device: key(11).device(),
        counts_below: 9,
        keeps: [kept.hash()].into(),
    };
    let (_, counts, after) = add(Statement::Revocation(removal), OLD);
    assert!(counts && after.upholds(&kept) && !after.upholds(&left) && after.upholds(&alderman));
}
