//! What the region takes in, and what it refuses.

use proptest::prelude::*;

use super::*;
use crate::charter::CharterError;
use crate::field::{Field, Mask};
use crate::fixture::*;
use crate::id::SpaceId;
use crate::shared::Snapshot;
use crate::statement::StatementError;

fn published(consent: &Consent, snapshot: &Snapshot, signer: u8, publisher: u8) -> Record {
    let body = Publication::new(sign_consent(consent, signer), snapshot).encode().unwrap();
    record(&region(), publisher, Kind::Publication, body, TODAY)
}

fn text() -> Snapshot {
    snapshot(&leusden_with_activity(), &Mask::none())
}

fn version(version: u32) -> Record {
    let snapshot = text();
    published(&Consent { version, ..consent_for(&snapshot) }, &snapshot, ALDERMAN, ALDERMAN)
}

fn withdrawal(through: u32) -> Record {
    let body = encoding::encode(&sign_withdrawal(through, ALDERMAN)).unwrap();
    record(&region(), ALDERMAN, Kind::Withdrawal, body, TODAY)
}

fn titles(state: &RegionState, today: &str) -> Vec<u32> {
    state.visible(day(today)).map(|(_, version)| version.consent.version).collect()
}

#[test]
fn a_consented_section_shows_and_a_newer_version_replaces_it() {
    let mut state = region();
    assert_eq!(take(&mut state, &version(1)), Ok(Taken::KEEP));
    assert_eq!(take(&mut state, &version(2)), Ok(Taken::KEEP));
    assert_eq!(titles(&state, TODAY), [2]);
    assert_eq!(state.history(&(LEUSDEN, section()), day(TODAY)).len(), 2);
}

fn refusal(change: impl FnOnce(&mut Consent), signer: u8, publisher: u8) -> Refusal {
    let snapshot = text();
    let mut consent = consent_for(&snapshot);
    change(&mut consent);
    let mut state = region();
    let refusal = take(&mut state, &published(&consent, &snapshot, signer, publisher)).unwrap_err();
    assert!(titles(&state, TODAY).is_empty());
    refusal
}

#[test]
fn publications_that_must_fail_fail_each_for_its_own_reason() {
    let signer = |error| Refusal::Consent(ConsentError::Signer(error));
    assert_eq!(refusal(|_| {}, OFFICER, OFFICER), signer(CharterError::Role));
    assert_eq!(refusal(|_| {}, SOEST_ALDERMAN, ALDERMAN), signer(CharterError::OtherMunicipality));
    let (early, late) = (day("2025-12-31"), day("2027-01-01"));
    assert_eq!(refusal(|c| c.date = early, ALDERMAN, ALDERMAN), signer(CharterError::OutsideTerm(early)));
    assert_eq!(refusal(|c| c.date = late, ALDERMAN, ALDERMAN), signer(CharterError::OutsideTerm(late)));
    let other = |c: &mut Consent| c.region = SpaceId::from_bytes([4; 32]);
    assert_eq!(refusal(other, ALDERMAN, ALDERMAN), Refusal::Consent(ConsentError::OtherRegion));
    let other = |c: &mut Consent| c.section = SharedId::from_bytes([4; 16]);
    assert_eq!(refusal(other, ALDERMAN, ALDERMAN), Refusal::Consent(ConsentError::OtherSection));
    assert_eq!(refusal(|c| c.version = 0, ALDERMAN, ALDERMAN), Refusal::Consent(ConsentError::Version));
    let body = |c: &mut Consent| c.without = Mask::without([Field::Body]);
    assert_eq!(refusal(body, ALDERMAN, ALDERMAN), Refusal::Consent(ConsentError::ExceedsMask));
    let publisher = Refusal::Consent(ConsentError::Publisher(CharterError::OtherMunicipality));
    assert_eq!(refusal(|_| {}, ALDERMAN, SOEST_OFFICER), publisher);
    assert_eq!(refusal(|_| {}, ALDERMAN, 99), Refusal::Charter(CharterError::UnknownDevice));
}

#[test]
fn one_changed_byte_of_the_snapshot_is_refused() {
    let snapshot = text();
    let consent = consent_for(&snapshot);
    for at in 0..snapshot.bytes().len() {
        let mut bytes = snapshot.bytes().to_vec();
        bytes[at] ^= 1;
        let record = published(&consent, &Snapshot::from_projection(bytes), ALDERMAN, ALDERMAN);
        assert_eq!(take(&mut region(), &record), Err(Refusal::Consent(ConsentError::OtherContent)), "byte {at}");
    }
}

#[test]
fn a_statement_signed_by_nobody_or_of_another_kind_is_no_consent() {
    let withdrawn = Publication::new(sign_withdrawal(1, ALDERMAN), &text()).encode().unwrap();
    let record_of = |body| record(&region(), ALDERMAN, Kind::Publication, body, TODAY);
    assert_eq!(take(&mut region(), &record_of(withdrawn)), Err(Refusal::Consent(ConsentError::NotConsent)));
    let mut forged = encoding::encode(&sign_withdrawal(1, ALDERMAN)).unwrap();
    let last = forged.len() - 1;
    forged[last] ^= 1;
    let record = record(&region(), ALDERMAN, Kind::Withdrawal, forged, TODAY);
    let expected = Refusal::Consent(ConsentError::Statement(StatementError::Signature));
    assert_eq!(take(&mut region(), &record), Err(expected));
}

#[test]
fn private_kinds_have_no_place_in_the_region() {
    for kind in [Kind::PlanChange, Kind::Act] {
        let record = record(&region(), ALDERMAN, kind, vec![1], TODAY);
        assert_eq!(take(&mut region(), &record), Err(Refusal::Kind));
    }
}

#[test]
fn an_embargoed_section_is_neither_kept_nor_shown_before_its_day() {
    let snapshot = text();
    let consent = Consent { embargo: Some(day("2026-05-01")), ..consent_for(&snapshot) };
    let record = published(&consent, &snapshot, ALDERMAN, ALDERMAN);
    let mut state = region();
    assert_eq!(take(&mut state, &record).unwrap().body, BodyFate::Embargoed);
    assert!(titles(&state, "2026-06-01").is_empty());
    state.apply(&[record], day("2026-05-01")).remove(0).unwrap();
    assert!(titles(&state, "2026-04-30").is_empty());
    assert_eq!(titles(&state, "2026-05-01"), [1]);
}

#[test]
fn a_section_disappears_after_its_end_date() {
    let snapshot = text();
    let consent = Consent { until: Some(day("2026-04-30")), ..consent_for(&snapshot) };
    let mut state = region();
    take(&mut state, &published(&consent, &snapshot, ALDERMAN, ALDERMAN)).unwrap();
    assert_eq!(titles(&state, "2026-04-30"), [1]);
    assert!(titles(&state, "2026-05-01").is_empty());
}

#[test]
fn withdrawal_empties_the_section_and_it_never_comes_back() {
    let mut state = region();
    take(&mut state, &version(1)).unwrap();
    take(&mut state, &version(2)).unwrap();
    let taken = take(&mut state, &withdrawal(2)).unwrap();
    assert_eq!(taken.purge.into_iter().collect::<BTreeSet<_>>(), [version(1).id(), version(2).id()].into());
    assert!(titles(&state, TODAY).is_empty());
    assert_eq!(take(&mut state, &version(2)).unwrap().body, BodyFate::Withdrawn);
    assert!(titles(&state, TODAY).is_empty());
    // A new consent for a later version shares again.
    take(&mut state, &version(3)).unwrap();
    assert_eq!(titles(&state, TODAY), [3]);
}

#[test]
fn only_the_own_alderman_withdraws() {
    let mut state = region();
    take(&mut state, &version(1)).unwrap();
    for by in [OFFICER, SOEST_ALDERMAN] {
        let body = encoding::encode(&sign_withdrawal(1, by)).unwrap();
        let record = record(&region(), by, Kind::Withdrawal, body, TODAY);
        assert!(matches!(take(&mut state, &record), Err(Refusal::Consent(ConsentError::Signer(_)))));
    }
    assert_eq!(titles(&state, TODAY), [1]);
}

#[test]
fn confirmations_are_counted_per_device() {
    let mut state = region();
    take(&mut state, &version(1)).unwrap();
    take(&mut state, &withdrawal(1)).unwrap();
    let device = key(SOEST_OFFICER).device();
    let open = state.to_confirm(&device);
    assert_eq!(open.len(), 1);
    let body = encoding::encode(&open[0]).unwrap();
    take(&mut state, &record(&region(), SOEST_OFFICER, Kind::Purged, body, TODAY)).unwrap();
    assert!(state.to_confirm(&device).is_empty());
    assert_eq!(state.withdrawn().next().unwrap().confirmed, [device].into());
}

proptest! {
    #[test]
    fn the_order_and_repetition_of_records_do_not_matter(order in Just((0..6usize).collect::<Vec<_>>()).prop_shuffle(), again in 0..6usize) {
        let records = [version(1), version(2), version(3), withdrawal(1), withdrawal(2), version(1).without_body()];
        let mut straight = region();
        for record in &records {
            take(&mut straight, record).unwrap();
        }
        let mut mixed = region();
        for at in order.into_iter().chain([again]) {
            take(&mut mixed, &records[at]).unwrap();
        }
        prop_assert_eq!(mixed, straight);
    }

    #[test]
    fn no_body_makes_it_panic(body in proptest::collection::vec(any::<u8>(), 0..200), code in 0..8u16) {
        let mut state = region();
        let record = record(&region(), ALDERMAN, Kind::from_code(code), body, TODAY);
        let known = Kind::from_code(code) != Kind::Unknown(code);
        prop_assert_eq!(take(&mut state, &record).is_err(), known);
    }
}
