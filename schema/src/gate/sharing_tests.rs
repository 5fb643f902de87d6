//! Consent that stands, that ends, and that is for everyone.

use super::*;
use crate::act::What;
use crate::charter::CharterError;
use crate::disclosure::{Choice, Disclosure, Missing, Sharing};
use crate::field::{Field, Mask};
use crate::fixture::*;
use crate::municipality::MunicipalityState;
use crate::publication::ConsentError;
use crate::region::OwnSections;
use crate::space::Refusal;
use crate::statement::{Audience, Consent, Revision, SignedStatement, Statement};

fn refused(result: Result<RecordId, Refusal>) -> ActError {
    match result {
        Err(Refusal::Act(error)) => error,
        other => panic!("expected a refused act, got {other:?}"),
    }
}

fn ask(state: &mut MunicipalityState, sharing: &Sharing, without: Mask) -> Result<RecordId, Refusal> {
    let what = What::RequestConsent {
        snapshot: snapshot(state, &without).bytes().to_vec(),
        without,
        sharing: sharing.clone(),
        confirmed: Vec::new(),
        note: String::new(),
    };
    act_on(state, OFFICER, what, TODAY)
}

fn give(state: &mut MunicipalityState, request: RecordId, sharing: &Sharing) -> Result<RecordId, Refusal> {
    let consent = Consent { sharing: sharing.clone(), ..consent_for(&snapshot(state, &Mask::none())) };
    let ending = sharing.until.map(|_| sign_withdrawal(1, 1, ALDERMAN));
    let what = What::GiveConsent { request, consent: sign_consent(&consent, ALDERMAN), ending, note: String::new() };
    act_on(state, ALDERMAN, what, TODAY)
}

fn standing() -> Sharing {
    Sharing { standing: true, until: Some(day("2026-06-30")), ..Sharing::REGION }
}

/// A newer version of the activity as it is now, under the consent that `given` gave.
pub(super) fn revise(state: &MunicipalityState, given: RecordId, version: u32, by: u8) -> What {
    let Some(What::GiveConsent { consent, .. }) = state.acts().get(&given).map(|kept| &kept.act.what) else {
        panic!("no consent")
    };
    let snapshot = snapshot(state, &Mask::none());
    let base = consent_for(&snapshot);
    let revision = Revision {
        region: base.region,
        municipality: base.municipality,
        section: base.section,
        version,
        consent: consent.hash(),
        snapshot: snapshot.hash(),
        date: base.date,
    };
    let revision = SignedStatement::sign(&Statement::Revision(revision), &key(by)).unwrap();
    What::Revise { consent: given, revision, snapshot: snapshot.bytes().to_vec(), confirmed: Vec::new() }
}

fn seen(state: &MunicipalityState, today: &str) -> Visibility {
    state.visibility(state.item(ACTIVITY).unwrap(), day(today))
}

fn version_seen(state: &MunicipalityState) -> Option<(u32, bool)> {
    match seen(state, TODAY) {
        Visibility::Shared { version, changed, .. } => Some((version, changed)),
        _ => None,
    }
}

#[test]
fn under_a_standing_consent_an_officer_shares_newer_versions_and_nobody_else() {
    let mut state = leusden_with_activity();
    let asked = ask(&mut state, &standing(), Mask::none()).unwrap();
    let given = give(&mut state, asked, &standing()).unwrap();
    set(&mut state, Field::Place, "de bibliotheek");
    assert_eq!(version_seen(&state), Some((1, true)));
    let what = revise(&state, given, 2, ALDERMAN);
    assert_eq!(refused(act_on(&mut state, ALDERMAN, what, TODAY)), ActError::Charter(CharterError::Role));
    let what = revise(&state, given, 1, OFFICER);
    assert_eq!(refused(act_on(&mut state, OFFICER, what, TODAY)), ActError::Consent(ConsentError::Version));
    let what = revise(&state, given, 2, OFFICER);
    act_on(&mut state, OFFICER, what, TODAY).unwrap();
    assert_eq!(version_seen(&state), Some((2, false)));
    let carried = |version| state.consents(ACTIVITY, &OwnSections::new()).carried_by(version);
    assert_eq!((carried(1), carried(2)), (vec![2], Vec::new()));
    // Taking the consent back takes back what came under it.
    let what = What::Withdraw { withdrawal: sign_withdrawal(1, 1, ALDERMAN) };
    act_on(&mut state, ALDERMAN, what, TODAY).unwrap();
    assert_eq!(seen(&state, TODAY), Visibility::Withdrawn);
}

#[test]
fn a_newer_version_has_no_file_that_the_alderman_did_not_see() {
    let mut state = leusden_with_activity();
    set_file(&mut state, 1, Some(file("route.pdf")));
    let request = ask(&mut state, &standing(), Mask::none()).unwrap();
    let names = |state: &MunicipalityState| {
        let mut names: Vec<_> =
            state.files_in_use(&OwnSections::new(), day(TODAY)).into_iter().map(|file| file.name).collect();
        names.sort();
        names.dedup();
        names
    };
    let given = give(&mut state, request, &standing()).unwrap();
    set_file(&mut state, 2, Some(file("verslag.pdf")));
    assert_eq!(version_seen(&state), Some((1, false)), "a file that was added since does not go by itself");
    let newer = revise(&state, given, 2, OFFICER);
    assert_eq!(refused(act_on(&mut state, OFFICER, newer, TODAY)), ConsentError::OtherFiles.into());
    set_file(&mut state, 2, None);
    set_file(&mut state, 1, None);
    assert_eq!(names(&state), ["route.pdf"], "the consent still covers it");
    let newer = revise(&state, given, 2, OFFICER);
    act_on(&mut state, OFFICER, newer, TODAY).unwrap();
    assert!(names(&state).is_empty(), "{:?}", names(&state));
}

#[test]
fn a_consent_for_one_version_covers_no_other() {
    let mut state = leusden_with_activity();
    let asked = ask(&mut state, &Sharing::REGION, Mask::none()).unwrap();
    let given = give(&mut state, asked, &Sharing::REGION).unwrap();
    let what = revise(&state, given, 2, OFFICER);
    assert_eq!(refused(act_on(&mut state, OFFICER, what, TODAY)), ActError::Consent(ConsentError::NotStanding));
}

#[test]
fn personal_data_is_confirmed_in_newer_versions_too() {
    let mut state = leusden_with_activity();
    let asked = ask(&mut state, &standing(), Mask::none()).unwrap();
    let given = give(&mut state, asked, &standing()).unwrap();
    set(&mut state, Field::Contact, "06-12345678");
    let what = revise(&state, given, 2, OFFICER);
    assert!(matches!(refused(act_on(&mut state, OFFICER, what, TODAY)), ActError::PersonalData(_)));
}

#[test]
fn a_consent_that_ends_comes_with_its_withdrawal() {
    let mut state = leusden_with_activity();
    let until = Sharing { until: Some(day("2026-06-30")), ..Sharing::REGION };
    let asked = ask(&mut state, &until, Mask::none()).unwrap();
    let consent = Consent { sharing: until.clone(), ..consent_for(&snapshot(&state, &Mask::none())) };
    for (ending, error) in [
        (None, ConsentError::Disclosure(DisclosureError::EndsBeforeItBegins)),
        (Some(sign_withdrawal(1, 2, ALDERMAN)), ConsentError::Version),
        (Some(sign_withdrawal(1, 1, OFFICER)), ConsentError::Signer(CharterError::WrongKey)),
    ] {
        let consent = sign_consent(&consent, ALDERMAN);
        let what = What::GiveConsent { request: asked, consent, ending, note: String::new() };
        assert_eq!(refused(act_on(&mut state, ALDERMAN, what, TODAY)), ActError::Consent(error));
    }
    give(&mut state, asked, &until).unwrap();
    assert!(matches!(seen(&state, "2026-06-30"), Visibility::Shared { .. }));
    assert_eq!(seen(&state, "2026-07-01"), Visibility::Ended(day("2026-06-30")));
}

#[test]
fn what_is_for_everyone_needs_more_and_a_choice() {
    let mut state = leusden_with_activity();
    let disclosure = Disclosure { choice: Choice::Everything, article: String::new() };
    let public = Sharing { audience: Audience::Public, disclosure: Some(disclosure), ..Sharing::REGION };
    let missing = vec![Missing::Language, Missing::SummaryNl, Missing::SummaryEn];
    let expected = ActError::Disclosure(DisclosureError::Missing(missing));
    assert_eq!(refused(ask(&mut state, &public, Mask::none())), expected);
    for (field, text) in [(Field::Language, "nl"), (Field::SummaryNl, "Kort"), (Field::SummaryEn, "In short")] {
        set(&mut state, field, text);
    }
    let asked = ask(&mut state, &public, Mask::none()).unwrap();
    // Asked for everyone is not consented to for the region, and the other way round.
    assert_eq!(refused(give(&mut state, asked, &Sharing::REGION)), ActError::Consent(ConsentError::OtherContent));
    give(&mut state, asked, &public).unwrap();
    assert!(matches!(seen(&state, TODAY), Visibility::Shared { audience: Audience::Public, .. }));
}

#[test]
fn that_nothing_is_public_can_be_proposed_and_never_consented_to() {
    let mut state = leusden_with_activity();
    let disclosure = Disclosure { choice: Choice::Nothing, article: "5.1 lid 2 Woo".into() };
    let closed = Sharing { audience: Audience::Public, disclosure: Some(disclosure), ..Sharing::REGION };
    let asked = ask(&mut state, &closed, Mask::none()).unwrap();
    let expected = ConsentError::Disclosure(DisclosureError::Choice(Choice::Nothing));
    assert_eq!(refused(give(&mut state, asked, &closed)), ActError::Consent(expected));
    assert_eq!(seen(&state, TODAY), Visibility::Private);
}

/// Until it is answered, and then by nobody who may not ask.
#[test]
fn a_request_is_taken_back_by_who_may_ask_and_changes_no_consent() {
    let mut state = leusden_with_activity();
    let open = |state: &MunicipalityState| state.acts().consent_state(state.bench(), ACTIVITY).open.len();
    let request = ask(&mut state, &Sharing::REGION, Mask::none()).unwrap();
    let error = refused(act_on(&mut state, ALDERMAN, What::RecallConsent { request }, TODAY));
    assert_eq!(error, ActError::Charter(CharterError::Role));
    let before = state.clone();
    let recalled = act_on(&mut state, OFFICER, What::RecallConsent { request }, TODAY).unwrap();
    assert_eq!(open(&state), 0);
    let error = refused(act_on(&mut state, OFFICER, What::RecallConsent { request: recalled }, TODAY));
    assert!(matches!(error, ActError::Unknown), "{error}");
    // It can be asked again, and then that counts.
    ask(&mut state, &Sharing::REGION, Mask::none()).unwrap();
    assert_eq!(open(&state), 1);

    // The alderman consented meanwhile: that stands.
    let mut state = before;
    give(&mut state, request, &Sharing::REGION).unwrap();
    act_on(&mut state, OFFICER, What::RecallConsent { request }, TODAY).unwrap();
    let item = state.item(ACTIVITY).unwrap().clone();
    assert!(matches!(state.visibility(&item, day(TODAY)), Visibility::Shared { version: 1, .. }));
}
