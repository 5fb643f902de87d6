//! What the region takes in, and what it refuses.

use proptest::prelude::*;

use super::*;
use crate::charter::{CharterError, Founded};
use crate::disclosure::{Choice, Disclosure, DisclosureError, Sharing};
use crate::field::{Field, Mask};
use crate::fixture::*;
use crate::id::{PersonId, SpaceId};
use crate::role::Role;
use crate::shared::Snapshot;
use crate::statement::{
    Admission, Audience, Countersignature, Enrolment, Revision, Revocation, Statement, StatementError,
};
use crate::time::Term;

fn published(consent: &Consent, snapshot: &Snapshot, signer: u8, publisher: u8) -> Record {
    let body = Publication::new(sign_consent(consent, signer), None, snapshot).encode().unwrap();
    record(&region(), publisher, Kind::Publication, body, TODAY)
}

fn on(sharing: Sharing) -> Consent {
    Consent { sharing, ..consent_for(&text()) }
}

fn text() -> Snapshot {
    snapshot(&leusden_with_activity(), &Mask::none())
}

pub(super) fn version(version: u32) -> Record {
    let snapshot = text();
    published(&Consent { version, ..consent_for(&snapshot) }, &snapshot, ALDERMAN, ALDERMAN)
}

pub(super) fn withdrawal(through: u32) -> Record {
    let body = encoding::encode(&sign_withdrawal(1, through, ALDERMAN)).unwrap();
    record(&region(), ALDERMAN, Kind::Withdrawal, body, TODAY)
}

fn titles(state: &RegionState, today: &str) -> Vec<u32> {
    state.visible(day(today)).map(|(_, version)| version.version).collect()
}

#[test]
fn under_a_standing_consent_only_files_of_the_consented_version_go_along() {
    let mut plan = leusden_with_activity();
    set_file(&mut plan, 1, Some(file("route.pdf")));
    let first = snapshot(&plan, &Mask::none());
    let consent = Consent { sharing: Sharing { standing: true, ..Sharing::REGION }, ..consent_for(&first) };
    set_file(&mut plan, 2, Some(file("nooit gezien.pdf")));
    let second = snapshot(&plan, &Mask::none());
    let signed = sign_consent(&consent, ALDERMAN);
    let revision = Revision {
        region: consent.region,
        municipality: LEUSDEN,
        section: section(),
        version: 2,
        consent: signed.hash(),
        snapshot: second.hash(),
        date: day(TODAY),
    };
    let revision = SignedStatement::sign(&Statement::Revision(revision), &key(OFFICER)).unwrap();
    let newer = Publication::new(signed, Some(revision), &second).encode().unwrap();
    let newer = record(&region(), OFFICER, Kind::Publication, newer, TODAY);
    let names = |state: &RegionState| {
        let (key, version) = state.visible(day(TODAY)).next().unwrap();
        state.files_of(key, version).into_iter().map(|file| file.name.clone()).collect::<Vec<_>>()
    };
    let mut state = region();
    take(&mut state, &newer).unwrap();
    assert!(names(&state).is_empty(), "nobody knows what the alderman saw");
    take(&mut state, &published(&consent, &first, ALDERMAN, ALDERMAN)).unwrap();
    assert_eq!((titles(&state, TODAY), names(&state)), (vec![2], vec!["route.pdf".to_owned()]));
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
    let withdrawn = Publication::new(sign_withdrawal(1, 1, ALDERMAN), None, &text()).encode().unwrap();
    let record_of = |body| record(&region(), ALDERMAN, Kind::Publication, body, TODAY);
    assert_eq!(take(&mut region(), &record_of(withdrawn)), Err(Refusal::Consent(ConsentError::NotConsent)));
    let mut forged = encoding::encode(&sign_withdrawal(1, 1, ALDERMAN)).unwrap();
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

/// Whatever a later version may write: as long as nobody here can read it, there is no room for a text that no withdrawal reaches.
#[test]
fn a_kind_that_nobody_knows_is_short() {
    let of = |length: u32| record(&region(), SOEST_OFFICER, Kind::Unknown(700), vec![7; length as usize], TODAY);
    assert_eq!(take(&mut region(), &of(MOST_UNKNOWN)), Ok(Taken::KEEP));
    let refused = take(&mut region(), &of(MOST_UNKNOWN + 1)).unwrap_err();
    assert_eq!((&refused, refused.is_hostile()), (&Refusal::UnknownTooLong, false), "it may be a newer version");
}

#[test]
fn an_embargoed_section_is_neither_kept_nor_shown_before_its_day() {
    let snapshot = text();
    let consent = on(Sharing { embargo: Some(day("2026-05-01")), ..Sharing::REGION });
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
    let consent = on(Sharing { until: Some(day("2026-04-30")), ..Sharing::REGION });
    let mut state = region();
    take(&mut state, &published(&consent, &snapshot, ALDERMAN, ALDERMAN)).unwrap();
    assert_eq!(titles(&state, "2026-04-30"), [1]);
    assert!(titles(&state, "2026-05-01").is_empty());
    // What it replaced does not come back.
    let consent = Consent { version: 2, ..consent };
    take(&mut state, &version(1)).unwrap();
    take(&mut state, &published(&consent, &snapshot, ALDERMAN, ALDERMAN)).unwrap();
    assert_eq!(titles(&state, "2026-04-30"), [2]);
    assert!(titles(&state, "2026-05-01").is_empty());
}

#[test]
fn one_version_is_taken_back_and_the_others_stay() {
    let mut state = region();
    for number in 1..=3 {
        take(&mut state, &version(number)).unwrap();
    }
    let body = encoding::encode(&sign_withdrawal(3, 3, ALDERMAN)).unwrap();
    let taken = take(&mut state, &record(&region(), ALDERMAN, Kind::Withdrawal, body, TODAY)).unwrap();
    assert_eq!(taken.purge, [version(3).id()]);
    assert_eq!(titles(&state, TODAY), [2]);
    for (from, through) in [(0, 3), (2, 1)] {
        let body = encoding::encode(&sign_withdrawal(from, through, ALDERMAN)).unwrap();
        let record = record(&region(), ALDERMAN, Kind::Withdrawal, body, TODAY);
        assert_eq!(take(&mut state, &record), Err(Refusal::Consent(ConsentError::Version)));
    }
}

// --- a standing consent --------------------------------------------------------------------------------------------

fn standing() -> Consent {
    on(Sharing { standing: true, until: Some(day("2026-06-30")), ..Sharing::REGION })
}

/// A newer version under `consent`, as an officer makes it after `change`.
fn revised(consent: &Consent, version: u32, by: u8, change: impl FnOnce(&mut Revision)) -> Record {
    let given = sign_consent(consent, ALDERMAN);
    let Consent { region: space, municipality, section, snapshot, date, .. } = consent.clone();
    let mut revision =
        Revision { region: space, municipality, section, version, consent: given.hash(), snapshot, date };
    change(&mut revision);
    let signed = SignedStatement::sign(&Statement::Revision(revision), &key(by)).unwrap();
    let body = Publication::new(given, Some(signed), &text()).encode().unwrap();
    record(&region(), OFFICER, Kind::Publication, body, TODAY)
}

#[test]
fn a_standing_consent_covers_newer_versions_until_it_is_withdrawn() {
    let mut state = region();
    take(&mut state, &published(&standing(), &text(), ALDERMAN, ALDERMAN)).unwrap();
    take(&mut state, &revised(&standing(), 2, OFFICER, |_| {})).unwrap();
    assert_eq!(titles(&state, TODAY), [2]);
    assert!(titles(&state, "2026-07-01").is_empty());
    // Whoever takes the consent back takes back what came under it, also what comes later.
    take(&mut state, &withdrawal(1)).unwrap();
    assert!(titles(&state, TODAY).is_empty());
    assert_eq!(take(&mut state, &revised(&standing(), 3, OFFICER, |_| {})).unwrap().body, BodyFate::Withdrawn);
}

#[test]
fn a_later_consent_ends_a_standing_one() {
    let mut state = region();
    take(&mut state, &published(&standing(), &text(), ALDERMAN, ALDERMAN)).unwrap();
    take(&mut state, &version(2)).unwrap();
    for number in [2, 3] {
        take(&mut state, &revised(&standing(), number, OFFICER, |_| {})).unwrap();
    }
    let shown = state.visible(day(TODAY)).next().unwrap().1;
    assert_eq!((shown.version, shown.revision), (2, None));
}

#[test]
fn revisions_that_must_fail_fail_each_for_its_own_reason() {
    let refused = |consent: &Consent, version, by, change: fn(&mut Revision)| {
        let mut state = region();
        let refusal = take(&mut state, &revised(consent, version, by, change)).unwrap_err();
        assert!(titles(&state, TODAY).is_empty());
        match refusal {
            Refusal::Consent(error) => error,
            other => panic!("{other}"),
        }
    };
    let signer = |error| ConsentError::Publisher(error);
    assert_eq!(refused(&standing(), 2, ALDERMAN, |_| {}), signer(CharterError::Role));
    assert_eq!(refused(&standing(), 2, SOEST_OFFICER, |_| {}), signer(CharterError::OtherMunicipality));
    assert_eq!(refused(&standing(), 1, OFFICER, |_| {}), ConsentError::Version);
    let once = on(Sharing { standing: false, ..standing().sharing });
    assert_eq!(refused(&once, 2, OFFICER, |_| {}), ConsentError::NotStanding);
    let day_after = |r: &mut Revision| r.date = day("2026-07-01");
    assert_eq!(refused(&standing(), 2, OFFICER, day_after), ConsentError::NotStanding);
    let day_before = |r: &mut Revision| r.date = r.date.pred_opt().unwrap();
    assert_eq!(refused(&standing(), 2, OFFICER, day_before), ConsentError::NotStanding);
    let other = |r: &mut Revision| r.consent = ContentHash::of(b"another consent");
    assert_eq!(refused(&standing(), 2, OFFICER, other), ConsentError::NotStanding);
    let other = |r: &mut Revision| r.snapshot = ContentHash::of(b"other bytes");
    assert_eq!(refused(&standing(), 2, OFFICER, other), ConsentError::OtherContent);
    let other = |r: &mut Revision| r.region = SpaceId::from_bytes([4; 32]);
    assert_eq!(refused(&standing(), 2, OFFICER, other), ConsentError::OtherRegion);
    let other = |r: &mut Revision| r.section = SharedId::from_bytes([4; 16]);
    assert_eq!(refused(&standing(), 2, OFFICER, other), ConsentError::OtherSection);
    let narrow = Consent { without: Mask::without([Field::Body]), ..standing() };
    assert_eq!(refused(&narrow, 2, OFFICER, |_| {}), ConsentError::ExceedsMask);
}

#[test]
fn nothing_is_public_without_what_that_asks_for() {
    let public = |choice| Sharing {
        audience: Audience::Public,
        disclosure: Some(Disclosure { choice, article: "5.1 Woo".into() }),
        ..Sharing::REGION
    };
    let refused = refusal(|c| c.sharing = public(Choice::Everything), ALDERMAN, ALDERMAN);
    assert!(matches!(refused, Refusal::Consent(ConsentError::Disclosure(DisclosureError::Missing(_)))), "{refused}");
    let never = refusal(|c| c.sharing = public(Choice::Nothing), ALDERMAN, ALDERMAN);
    assert_eq!(never, Refusal::Consent(DisclosureError::Choice(Choice::Nothing).into()));
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
        let body = encoding::encode(&sign_withdrawal(1, 1, by)).unwrap();
        let record = record(&region(), by, Kind::Withdrawal, body, TODAY);
        assert!(matches!(take(&mut state, &record), Err(Refusal::Consent(ConsentError::Signer(_)))));
    }
    assert_eq!(titles(&state, TODAY), [1]);
}

fn emptied(by: u8, of: u8) -> Record {
    let (region, municipality) = (region().charter().space(), LEUSDEN);
    let body = encoding::encode(&Emptied { region, municipality, places: vec![(key(of).device(), 0)] }).unwrap();
    record(&self::region(), by, Kind::Emptied, body, TODAY)
}

#[test]
fn only_the_own_municipality_says_that_its_publications_are_empty() {
    let mut state = region();
    for (by, of) in [(SOEST_ALDERMAN, ALDERMAN), (OFFICER, SOEST_ALDERMAN)] {
        let refused = take(&mut state, &emptied(by, of));
        assert_eq!(refused, Err(ConsentError::Publisher(CharterError::OtherMunicipality).into()));
    }
    let places = vec![(key(ALDERMAN).device(), 0); Emptied::MOST + 1];
    let body =
        encoding::encode(&Emptied { region: region().charter().space(), municipality: LEUSDEN, places }).unwrap();
    let refused = take(&mut state, &record(&region(), OFFICER, Kind::Emptied, body, TODAY));
    assert_eq!(refused, Err(EncodingError::Malformed.into()));
    assert!(!state.is_emptied(&key(ALDERMAN).device(), 0));
    take(&mut state, &emptied(OFFICER, ALDERMAN)).unwrap();
    assert!(state.is_emptied(&key(ALDERMAN).device(), 0) && !state.is_emptied(&key(ALDERMAN).device(), 1));
    // It takes nothing away: only a withdrawal does.
    take(&mut state, &version(1)).unwrap();
    assert_eq!(titles(&state, TODAY), [1]);
}

fn charter_record(statements: &[(Statement, u8)]) -> Record {
    let sign = |(statement, by): &(Statement, u8)| SignedStatement::sign(statement, &key(*by)).unwrap();
    let signed: Vec<_> = statements.iter().map(sign).collect();
    record(&region(), OFFICER, Kind::Charter, encoding::encode(&signed).unwrap(), TODAY)
}

fn removal(device: u8, counts_below: u64) -> Record {
    let (space, device) = (region().charter().space(), key(device).device());
    let revocation = Revocation { space, municipality: LEUSDEN, device, counts_below, keeps: BTreeSet::new() };
    charter_record(&[(Statement::Revocation(revocation), LEUSDEN_ROOT)])
}

#[test]
fn whoever_was_removed_before_says_of_no_publication_that_it_is_empty() {
    let place = (key(ALDERMAN).device(), 0);
    for (counts_below, holds) in [(1, true), (0, false)] {
        for removed_first in [false, true] {
            let mut state = region();
            let mut records = [emptied(ALDERMANS_TABLET, ALDERMAN), removal(ALDERMANS_TABLET, counts_below)];
            if removed_first {
                records.reverse();
            }
            for record in &records {
                take(&mut state, record).unwrap();
            }
            assert_eq!(state.is_emptied(&place.0, place.1), holds, "{counts_below}");
            // A colleague says it still.
            take(&mut state, &emptied(OFFICER, ALDERMAN)).unwrap();
            assert!(state.is_emptied(&place.0, place.1));
        }
    }
}

/// The region's key alone admits, and any municipality can enrol any device.
#[test]
fn no_municipality_of_somebodys_making_says_of_anothers_publication_that_it_is_empty() {
    let place = (key(ALDERMAN).device(), 0);
    let mut state = region();
    for made_up in coup() {
        take(&mut state, &made_up).unwrap();
    }
    assert_eq!(take(&mut state, &emptied(41, ALDERMAN)), Ok(Taken::KEEP));
    assert!(!state.is_emptied(&place.0, place.1));
    take(&mut state, &settled()).unwrap();
    assert!(!state.is_emptied(&place.0, place.1));
    // Its device takes part rightly, but for another municipality.
    let (space, term) = (region().charter().space(), Term::since(day("2025-01-01")));
    let enrol = |device: u8, municipality, by: u8| {
        let (device, person) = (key(device).device(), PersonId::from_bytes([9; 16]));
        let enrolment = Enrolment { space, municipality, device, person, name: None, role: Role::Reader, term };
        charter_record(&[(Statement::Enrolment(enrolment), by)])
    };
    take(&mut state, &enrol(41, SOEST, SOEST_ROOT)).unwrap();
    assert!(!state.is_emptied(&place.0, place.1));
    take(&mut state, &emptied(OFFICER, ALDERMAN)).unwrap();
    assert!(state.is_emptied(&place.0, place.1));

    // Soest lets Leusden's device in as well, and speaks for it.
    let mut state = region();
    take(&mut state, &enrol(ALDERMAN, SOEST, SOEST_ROOT)).unwrap();
    let places = vec![place];
    let body = encoding::encode(&Emptied { region: space, municipality: SOEST, places }).unwrap();
    take(&mut state, &record(&region(), SOEST_OFFICER, Kind::Emptied, body, TODAY)).unwrap();
    assert!(!state.is_emptied(&place.0, place.1));
}

#[test]
fn of_one_device_only_so_many_places_are_remembered_and_others_are_heard() {
    let (mut state, author) = (region(), key(ALDERMAN).device());
    let say = |by: u8, from: u64| {
        let places = (from..from + Emptied::MOST as u64).map(|seq| (author, seq)).collect();
        let emptied = Emptied { region: region().charter().space(), municipality: LEUSDEN, places };
        record(&region(), by, Kind::Emptied, encoding::encode(&emptied).unwrap(), TODAY)
    };
    for _ in 0..3 {
        take(&mut state, &say(OFFICER, 0)).unwrap();
    }
    assert!(!state.has_said_emptied(&key(OFFICER).device(), &author, 999), "said again counts once");
    for from in 1..40 {
        take(&mut state, &say(OFFICER, from * 64)).unwrap();
    }
    let held = (0..40 * 64).filter(|seq| state.is_emptied(&author, *seq)).count();
    assert_eq!(held, super::emptied::MOST);
    // It says nothing more, and a colleague can.
    assert!(state.has_said_emptied(&key(OFFICER).device(), &author, 999));
    assert!(!state.has_said_emptied(&key(ALDERMAN).device(), &author, 999) && !state.is_emptied(&author, 999));
    take(&mut state, &say(ALDERMAN, 990)).unwrap();
    assert!(state.is_emptied(&author, 999));
}

proptest! {
    #[test]
    fn the_order_and_repetition_of_records_do_not_matter(order in Just((0..10usize).collect::<Vec<_>>()).prop_shuffle(), again in 0..10usize) {
        let records = [
            version(1),
            version(2),
            version(3),
            withdrawal(1),
            withdrawal(2),
            version(1).without_body(),
            published(&Consent { version: 4, ..standing() }, &text(), ALDERMAN, ALDERMAN),
            revised(&Consent { version: 4, ..standing() }, 5, OFFICER, |_| {}),
            revised(&standing(), 6, OFFICER, |_| {}),
            emptied(OFFICER, ALDERMAN),
        ];
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

/// What whoever has the region's key alone makes up: Leusden admitted anew with keys of their own, and an alderman of it.
fn coup() -> Vec<Record> {
    let (space, root, puppet) = (region().charter().space(), 40, 41);
    let sign = |statement: &Statement, by: u8| SignedStatement::sign(statement, &key(by)).unwrap();
    let (term, municipality) = (Term::since(day("2025-01-01")), LEUSDEN);
    let admission = Admission { region: space, municipality, name: "Leusden".into(), keys: pair(root), term };
    let (device, person) = (key(puppet).device(), PersonId::from_bytes([9; 16]));
    let enrolment = Enrolment { space, municipality, device, person, name: None, role: Role::Alderman, term };
    let enrolled = sign(&Statement::Enrolment(enrolment), root);
    let agreed = Countersignature { space, of: LEUSDEN.into(), statement: enrolled.hash() };
    let agreed = sign(&Statement::Countersignature(agreed), SECOND + root);
    let charter = vec![sign(&Statement::Admission(admission), REGION), enrolled, agreed];
    let snapshot = text();
    let publication = published(&Consent { version: 2, ..consent_for(&snapshot) }, &snapshot, puppet, puppet);
    let withdrawal = encoding::encode(&sign_withdrawal(1, 9, puppet)).unwrap();
    vec![
        record(&region(), puppet, Kind::Charter, encoding::encode(&charter).unwrap(), TODAY),
        publication,
        record(&region(), puppet, Kind::Withdrawal, withdrawal, TODAY),
    ]
}

/// The region's second person agrees to the admission that was there first.
fn settled() -> Record {
    let state = region();
    let statement = state.charter().admissions_of(LEUSDEN).next().unwrap();
    let agreed = Countersignature { space: state.charter().space(), of: Founded::Region, statement };
    let agreed = SignedStatement::sign(&Statement::Countersignature(agreed), &key(SECOND + REGION)).unwrap();
    record(&state, OFFICER, Kind::Charter, encoding::encode(&vec![agreed]).unwrap(), TODAY)
}

#[test]
fn a_municipality_admitted_anew_by_one_person_neither_publishes_nor_deletes() {
    let mut state = region();
    take(&mut state, &version(1)).unwrap();
    for made_up in coup() {
        assert_eq!(take(&mut state, &made_up), Ok(Taken::KEEP), "taken in, and nothing is deleted");
    }
    assert!(titles(&state, TODAY).is_empty(), "nobody can tell which one is Leusden");
    assert!(state.to_confirm(&key(SOEST_OFFICER).device(), false).is_empty() && state.withdrawn().next().is_none());
    assert_eq!(take(&mut state, &settled()), Ok(Taken::KEEP));
    assert_eq!(titles(&state, TODAY), [1], "what was consented to is there, and the made-up version is not");
}

#[test]
fn while_admissions_compete_a_withdrawal_waits_and_then_deletes() {
    let mut state = region();
    let first = version(1);
    take(&mut state, &first).unwrap();
    for made_up in coup() {
        take(&mut state, &made_up).unwrap();
    }
    assert_eq!(take(&mut state, &withdrawal(1)), Ok(Taken::KEEP));
    let taken = take(&mut state, &settled()).unwrap();
    assert_eq!(taken.purge, [first.id()]);
    assert!(titles(&state, TODAY).is_empty());
    assert_eq!(state.to_confirm(&key(SOEST_OFFICER).device(), false).len(), 1);
    assert_eq!(take(&mut state, &version(1)).unwrap().body, BodyFate::Withdrawn);
}

/// A consent that does not count replaces nothing.
#[test]
fn a_made_up_consent_does_not_hide_a_newer_version() {
    let mut state = region();
    take(&mut state, &settled()).unwrap();
    take(&mut state, &published(&standing(), &text(), ALDERMAN, ALDERMAN)).unwrap();
    take(&mut state, &revised(&standing(), 2, OFFICER, |_| {})).unwrap();
    assert_eq!(titles(&state, TODAY), [2]);
    for made_up in coup() {
        take(&mut state, &made_up).unwrap();
    }
    assert_eq!(titles(&state, TODAY), [2]);
}
