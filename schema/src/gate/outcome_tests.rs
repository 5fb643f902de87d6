//! What came of something that was never carried out, in a request that somebody made by hand.

use super::*;
use crate::act::Outcome;
use crate::encoding;
use crate::fixture::*;
use crate::id::ContentHash;
use crate::municipality::MunicipalityState;
use crate::plan::{ItemKind, NewItem, PlanEdit};
use crate::record::Kind;
use crate::space::Refusal;
use crate::statement::Consent;

/// A snapshot of the item, with an outcome, that says to be of `kind`.
fn forged(state: &MunicipalityState, kind: &str) -> Vec<u8> {
    let honest = String::from_utf8(snapshot(state, &crate::field::Mask::none()).bytes().to_vec()).unwrap();
    let own = format!("\"kind\":\"{}\"", state.item(ACTIVITY).unwrap().kind.name());
    assert!(honest.contains(&own) && !honest.contains("details"), "{honest}");
    let named = honest.replace(&own, &format!("\"kind\":\"{kind}\""));
    format!("{},\"details\":{{\"outcome\":\"Een succes.\"}}}}", named.trim_end_matches('}')).into_bytes()
}

/// Hands an act over, whatever its device's own rules say. It is taken in.
fn by_hand(state: &mut MunicipalityState, device: u8, what: What) -> RecordId {
    let after = state.acts().last(state.bench(), ACTIVITY, what.track());
    let body = encoding::encode(&Act { item: ACTIVITY, after, what }).unwrap();
    let record = record(state, device, Kind::Act, body, TODAY);
    take(state, &record).unwrap();
    record.id()
}

fn request(snapshot: Vec<u8>) -> What {
    let (without, sharing) = (crate::field::Mask::none(), crate::disclosure::Sharing::REGION);
    What::RequestConsent { snapshot, without, sharing, confirmed: Vec::new(), note: String::new() }
}

/// The alderman signs it all the same, by hand.
fn give(state: &mut MunicipalityState, request: RecordId, snapshot: &[u8]) {
    let honest = crate::fixture::snapshot(state, &crate::field::Mask::none());
    let consent = Consent { snapshot: ContentHash::of(snapshot), ..consent_for(&honest) };
    let consent = sign_consent(&consent, ALDERMAN);
    by_hand(state, ALDERMAN, What::GiveConsent { request, consent, ending: None, note: String::new() });
}

/// Nobody is asked, and what is signed all the same is not shared.
fn waits_for_nobody(state: &mut MunicipalityState, snapshot: &[u8]) {
    let refused = act_on(state, OFFICER, request(snapshot.to_vec()), TODAY);
    assert_eq!(refused, Err(Refusal::Act(ActError::NotCarriedOut)), "its own device makes no such request");
    let asked = by_hand(state, OFFICER, request(snapshot.to_vec()));
    give(state, asked, snapshot);
    let consents = state.acts().consent_state(state.bench(), ACTIVITY);
    assert_eq!((consents.open.len(), consents.given.len()), (0, 0));
    assert_eq!(state.visibility(state.item(ACTIVITY).unwrap(), day(TODAY)), Visibility::Private);
}

#[test]
fn an_outcome_of_what_was_never_carried_out_waits_for_nobody_and_never_shows() {
    let mut state = leusden_with_activity();
    let asked = forged(&state, "activity");
    waits_for_nobody(&mut state, &asked);
    // Once it is carried out there is an outcome to share.
    let content = state.item(ACTIVITY).unwrap().substance().unwrap();
    let submission = act_on(&mut state, OFFICER, What::Submit { content }, TODAY).unwrap();
    let (outcome, note) = (Outcome::Agreed, String::new());
    let decision = What::Decide { submission, content, outcome, under: None, external: None, note };
    let decision = act_on(&mut state, ALDERMAN, decision, TODAY).unwrap();
    act_on(&mut state, OFFICER, What::Start { decision, content }, TODAY).unwrap();
    act_on(&mut state, OFFICER, request(asked), TODAY).unwrap();
}

#[test]
fn an_activity_is_not_passed_off_as_a_section() {
    let mut state = leusden_with_activity();
    let asked = forged(&state, "section");
    waits_for_nobody(&mut state, &asked);
}

#[test]
fn a_section_is_not_passed_off_as_an_activity_with_an_outcome() {
    let mut state = leusden();
    let section = NewItem { body: "Tekst.".into(), ..NewItem::titled(ACTIVITY, ItemKind::Section, "Onderdeel") };
    state.edit(&[PlanEdit::Add(section)], at(TODAY), 0).unwrap();
    let asked = forged(&state, "activity");
    waits_for_nobody(&mut state, &asked);
}
