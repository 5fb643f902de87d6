//! What the region knows that home does not, and what crossed on the way.

use super::*;
use crate::act::What;
use crate::disclosure::Sharing;
use crate::encoding;
use crate::field::Mask;
use crate::fixture::*;
use crate::municipality::MunicipalityState;
use crate::publication::{Publication, Signed};
use crate::record::Kind;
use crate::region::{Held, OwnSection, OwnSections};
use crate::space::SpaceState;
use crate::statement::{Consent, Revocation, SignedStatement, Statement};

const UNTIL: &str = "2026-06-30";

fn ask(state: &mut MunicipalityState, sharing: &Sharing, after: Option<Vec<RecordId>>) -> RecordId {
    let without = Mask::none();
    let snapshot = snapshot(state, &without).bytes().to_vec();
    let (sharing, confirmed, note) = (sharing.clone(), Vec::new(), String::new());
    let what = What::RequestConsent { snapshot, without, sharing, confirmed, note };
    act_after(state, OFFICER, after, what, TODAY).unwrap()
}

/// Version `version`, given by somebody who knew only `after`, or everything.
fn give(
    state: &mut MunicipalityState,
    request: RecordId,
    (version, sharing): (u32, &Sharing),
    after: Option<Vec<RecordId>>,
) -> RecordId {
    let consent = Consent { version, sharing: sharing.clone(), ..consent_for(&snapshot(state, &Mask::none())) };
    let ending = sharing.until.map(|_| sign_withdrawal(1, version, ALDERMAN));
    let what = What::GiveConsent { request, consent: sign_consent(&consent, ALDERMAN), ending, note: String::new() };
    act_after(state, ALDERMAN, after, what, TODAY).unwrap()
}

fn withdraw(state: &mut MunicipalityState, (from, through): (u32, u32), after: Option<Vec<RecordId>>) -> RecordId {
    let what = What::Withdraw { withdrawal: sign_withdrawal(from, through, ALDERMAN) };
    act_after(state, ALDERMAN, after, what, TODAY).unwrap()
}

fn seen(state: &MunicipalityState, own: &OwnSection, today: &str) -> Visibility {
    let in_region: OwnSections = [(section(), own.clone())].into();
    let consents = state.consents(ACTIVITY, &in_region);
    state.visibility_by(state.item(ACTIVITY).unwrap(), &consents, day(today))
}

fn withdrawn(signed: &SignedStatement) -> OwnSection {
    let Ok(Statement::Withdrawal(withdrawal)) = signed.read_kept() else { panic!("no withdrawal") };
    let by = Signed { statement: signed.hash(), signer: key(ALDERMAN).device() };
    OwnSection { withdrawals: [(by, (withdrawal, at(TODAY)))].into(), ..OwnSection::default() }
}

/// A device whose clock is years ahead carried the ending out: the text is gone everywhere, and home does not say otherwise.
#[test]
fn an_ending_that_the_region_knows_counts_at_home() {
    let mut state = leusden_with_activity();
    let until = Sharing { until: Some(day(UNTIL)), ..Sharing::REGION };
    let asked = ask(&mut state, &until, None);
    give(&mut state, asked, (1, &until), None);
    assert!(matches!(seen(&state, &OwnSection::default(), TODAY), Visibility::Shared { version: 1, .. }));
    let over = withdrawn(&sign_withdrawal(1, 1, ALDERMAN));
    assert_eq!(seen(&state, &over, TODAY), Visibility::Withdrawn);
    assert_eq!(seen(&state, &over, "2026-07-01"), Visibility::Ended(day(UNTIL)), "on its day it is what was agreed");
    let consents = state.consents(ACTIVITY, &[(section(), over)].into());
    assert_eq!((consents.next_version(), consents.to_take_back(None)), (2, Vec::new()));
}

/// Two devices that do not hear each other: one takes everything back, the other gives the next version.
#[test]
fn a_consent_that_crossed_a_withdrawal_of_everything_waits_until_it_is_given_again() {
    let mut state = leusden_with_activity();
    let first = ask(&mut state, &Sharing::REGION, None);
    let given = give(&mut state, first, (1, &Sharing::REGION), None);
    let second = ask(&mut state, &Sharing::REGION, None);
    let knew = vec![given, second];
    let one = {
        let mut one = state.clone();
        withdraw(&mut one, (1, 1), Some(knew.clone()));
        give(&mut one, second, (2, &Sharing::REGION), Some(knew.clone()));
        one
    };
    let other = {
        let mut other = state.clone();
        give(&mut other, second, (2, &Sharing::REGION), Some(knew.clone()));
        withdraw(&mut other, (1, 1), Some(knew.clone()));
        other
    };
    for state in [&one, &other] {
        assert_eq!(seen(state, &OwnSection::default(), TODAY), Visibility::Withdrawn, "in either order");
        assert!(state.consents(ACTIVITY, &OwnSections::new()).current().is_none(), "nothing is published");
        // Where it was published before the withdrawal came, home says so, and it can be taken back.
        let there = in_region(&[2], &Sharing::REGION, false, TODAY);
        assert!(matches!(seen(state, &there, TODAY), Visibility::Shared { version: 2, .. }));
        let consents = state.consents(ACTIVITY, &[(section(), there)].into());
        assert_eq!(consents.to_take_back(None), [(1, 2)]);
    }
    // Given again by somebody who knows, it goes; and so does what was given before the withdrawal of an earlier version alone.
    let mut again = one;
    let third = ask(&mut again, &Sharing::REGION, None);
    give(&mut again, third, (3, &Sharing::REGION), None);
    assert!(matches!(seen(&again, &OwnSection::default(), TODAY), Visibility::Shared { version: 3, .. }));
    give(&mut state, second, (2, &Sharing::REGION), Some(knew));
    let third = ask(&mut state, &Sharing::REGION, None);
    let knew = last(&state, crate::act::Track::Consent);
    withdraw(&mut state, (1, 1), Some(knew.clone()));
    give(&mut state, third, (3, &Sharing::REGION), Some(knew));
    assert!(matches!(seen(&state, &OwnSection::default(), TODAY), Visibility::Shared { version: 3, .. }));
}

/// What the region has of the activity when an alderman gave these versions; perhaps nothing of that counts any more.
fn in_region(versions: &[u32], sharing: &Sharing, removed: bool, today: &str) -> OwnSection {
    let mut state = region();
    let text = snapshot(&leusden_with_activity(), &Mask::none());
    for version in versions {
        let consent = Consent { version: *version, sharing: sharing.clone(), ..consent_for(&text) };
        let body = Publication::new(sign_consent(&consent, ALDERMAN), None, &text).encode().unwrap();
        take(&mut state, &record(&region(), ALDERMAN, Kind::Publication, body, TODAY)).unwrap();
    }
    if removed {
        let (space, device) = (region().charter().space(), key(ALDERMAN).device());
        let keeps = BTreeSet::new();
        let removal = Revocation { space, municipality: LEUSDEN, device, counts_below: 0, keeps };
        let signed = SignedStatement::sign(&Statement::Revocation(removal), &key(LEUSDEN_ROOT)).unwrap();
        let body = encoding::encode(&vec![signed]).unwrap();
        take(&mut state, &record(&region(), OFFICER, Kind::Charter, body, TODAY)).unwrap();
    }
    state.sections_of(LEUSDEN, day(today)).remove(&section()).unwrap()
}

/// A stolen laptop gave two consents before its removal that the removal does not keep. Everybody has the texts.
#[test]
fn what_does_not_count_lies_in_the_region_and_is_taken_back_one_number_at_a_time() {
    let mut state = leusden_with_activity();
    let there = in_region(&[4, u32::MAX], &Sharing::REGION, true, TODAY);
    assert!(there.shown.is_empty() && there.last == 0);
    let numbers: Vec<_> = there.held.iter().map(|Held { version, counts, .. }| (version.version, *counts)).collect();
    assert_eq!(numbers, [(4, false), (u32::MAX, false)]);
    assert_eq!(seen(&state, &there, TODAY), Visibility::Private, "nobody sees it");
    let consents = state.consents(ACTIVITY, &[(section(), there.clone())].into());
    assert_eq!(consents.to_take_back(None), [(4, 4), (u32::MAX, u32::MAX)]);
    assert_eq!(consents.to_take_back(Some(4)), [(4, 4)]);
    assert!(consents.to_take_back(Some(3)).is_empty());
    // With one of its own beside them, that goes as a whole.
    let asked = ask(&mut state, &Sharing::REGION, None);
    give(&mut state, asked, (5, &Sharing::REGION), None);
    let consents = state.consents(ACTIVITY, &[(section(), there)].into());
    assert_eq!(consents.to_take_back(None), [(1, 5), (u32::MAX, u32::MAX)]);
    // Afterwards there are numbers left.
    withdraw(&mut state, (1, 5), None);
    withdraw(&mut state, (u32::MAX, u32::MAX), None);
    assert_eq!(state.consents(ACTIVITY, &OwnSections::new()).next_version(), 6);
}

/// The act at home is lost, and so is the withdrawal for after the last day: the text would stay for good.
#[test]
fn what_ended_and_was_never_taken_back_is_still_listed() {
    let state = leusden_with_activity();
    let until = Sharing { until: Some(day(UNTIL)), ..Sharing::REGION };
    let own = |today| in_region(&[1], &until, false, today);
    assert_eq!((own(UNTIL).shown.len(), own(UNTIL).held.len()), (1, 0));
    let after = own("2026-07-01");
    assert_eq!((after.shown.len(), after.held.len(), after.held[0].ended), (0, 1, true));
    assert_eq!(seen(&state, &after, "2026-07-01"), Visibility::Ended(day(UNTIL)));
    assert_eq!(state.consents(ACTIVITY, &[(section(), after)].into()).to_take_back(None), [(1, 1)]);
}

/// The alderman gives another version, out of touch with an officer who shares newer ones under the first consent, and takes it back.
#[test]
fn what_the_region_shows_again_shows_at_home_and_can_be_taken_back() {
    let standing = Sharing { standing: true, ..Sharing::REGION };
    let mut state = leusden_with_activity();
    let asked = ask(&mut state, &standing, None);
    let first = give(&mut state, asked, (1, &standing), None);
    let knew = vec![first];
    for version in [2, 3] {
        let what = super::sharing_tests::revise(&state, first, version, OFFICER);
        act_after(&mut state, OFFICER, None, what, TODAY).unwrap();
    }
    let mut there = region();
    publish(&mut there, &state);
    let again = ask(&mut state, &Sharing::REGION, Some(knew));
    give(&mut state, again, (2, &Sharing::REGION), Some(vec![again]));
    publish(&mut there, &state);
    let withdrawal = encoding::encode(&sign_withdrawal(2, 2, ALDERMAN)).unwrap();
    take(&mut there, &record(&region(), ALDERMAN, Kind::Withdrawal, withdrawal, TODAY)).unwrap();
    withdraw(&mut state, (2, 2), None);
    let own = there.sections_of(LEUSDEN, day(TODAY)).remove(&section()).unwrap();
    let shown: Vec<u32> = own.shown.iter().map(|version| version.version).collect();
    assert!(shown.contains(&3), "the region reads it: {shown:?}");
    let consents = state.consents(ACTIVITY, &[(section(), own.clone())].into());
    assert!(consents.versions().iter().any(|(version, _)| *version == 3));
    assert_eq!(consents.to_take_back(Some(3)), [(3, 3)]);
    assert!(matches!(seen(&state, &own, TODAY), Visibility::Shared { version: 3, .. }));
}

/// Publishes what stands at home.
fn publish(there: &mut crate::region::RegionState, state: &MunicipalityState) {
    let consents = state.consents(ACTIVITY, &OwnSections::new());
    for given in consents.standing() {
        let publication = Publication::new(given.signed.clone(), given.revision.clone(), &given.snapshot);
        let by = if given.revision.is_some() { OFFICER } else { ALDERMAN };
        take(there, &record(&region(), by, Kind::Publication, publication.encode().unwrap(), TODAY)).unwrap();
    }
}
