//! The two gates, from the side of whoever would like to slip through.

use proptest::prelude::*;

use super::*;
use crate::act::Outcome;
use crate::charter::CharterError;
use crate::disclosure::Sharing;
use crate::field::{Field, Mask};
use crate::fixture::*;
use crate::id::ContentHash;
use crate::municipality::MunicipalityState;
use crate::space::Refusal;
use crate::statement::Audience;

fn content(state: &MunicipalityState) -> ContentHash {
    state.item(ACTIVITY).unwrap().substance().unwrap()
}

fn status(state: &MunicipalityState) -> DecisionState {
    state.decision(state.item(ACTIVITY).unwrap())
}

fn submit(state: &mut MunicipalityState) -> RecordId {
    let content = content(state);
    act_on(state, OFFICER, What::Submit { content }, TODAY).unwrap()
}

fn decide(state: &MunicipalityState, submission: RecordId, outcome: Outcome) -> What {
    What::Decide { submission, content: content(state), outcome, under: None, external: None, note: String::new() }
}

fn agreed() -> (MunicipalityState, RecordId) {
    let mut state = leusden_with_activity();
    let submission = submit(&mut state);
    let what = decide(&state, submission, Outcome::Agreed);
    let decision = act_on(&mut state, ALDERMAN, what, TODAY).unwrap();
    (state, decision)
}

fn refused(result: Result<RecordId, Refusal>) -> ActError {
    match result {
        Err(Refusal::Act(error)) => error,
        other => panic!("expected a refused act, got {other:?}"),
    }
}

#[test]
fn the_way_from_idea_to_finished() {
    let mut state = leusden_with_activity();
    assert_eq!(status(&state).phase, Phase::Idea);
    let submission = submit(&mut state);
    assert_eq!(status(&state).phase, Phase::Submitted);
    let what = decide(&state, submission, Outcome::Agreed);
    let decision = act_on(&mut state, ALDERMAN, what, TODAY).unwrap();
    assert!(status(&state).may_start());
    let what = What::Start { decision, content: content(&state) };
    let start = act_on(&mut state, OFFICER, what, TODAY).unwrap();
    assert_eq!(status(&state).phase, Phase::Running);
    act_on(&mut state, OFFICER, What::Finish { start }, TODAY).unwrap();
    assert_eq!(status(&state).phase, Phase::Finished);
}

#[test]
fn nothing_starts_without_a_decision() {
    let mut state = leusden_with_activity();
    let submission = submit(&mut state);
    let start = |state: &MunicipalityState, decision| What::Start { decision, content: content(state) };
    let what = start(&state, RecordId::from_bytes([5; 32]));
    assert_eq!(refused(act_on(&mut state, OFFICER, what, TODAY)), ActError::Unknown);
    let what = start(&state, submission);
    assert_eq!(refused(act_on(&mut state, OFFICER, what, TODAY)), ActError::NoDecision);
    for outcome in [Outcome::Held, Outcome::SentBack, Outcome::Refused] {
        let what = decide(&state, submission, outcome);
        let decision = act_on(&mut state, ALDERMAN, what, TODAY).unwrap();
        assert!(!status(&state).may_start(), "{outcome:?}");
        let what = start(&state, decision);
        assert_eq!(refused(act_on(&mut state, OFFICER, what, TODAY)), ActError::NoDecision);
    }
}

/// An alderman's device that writes two logs gives each half of the municipality another decision. Whoever passes on a start
/// that rests on the one that is not here broke no rule.
#[test]
fn a_start_on_a_decision_that_is_not_here_waits_and_blames_nobody() {
    let mut state = leusden_with_activity();
    let submission = submit(&mut state);
    let mut elsewhere = state.clone();
    let what = decide(&state, submission, Outcome::Agreed);
    let decision = act_on(&mut elsewhere, ALDERMAN, what.clone(), TODAY).unwrap();
    let start = What::Start { decision, content: content(&state) };
    let waits = act_on(&mut state, OFFICER, start.clone(), TODAY).unwrap_err();
    assert_eq!(waits, Refusal::Act(ActError::Unknown));
    assert!(!waits.is_hostile());
    // One that is here and agrees to nothing: no honest device starts on that.
    let on_nothing = What::Start { decision: submission, content: content(&state) };
    assert!(act_on(&mut state, OFFICER, on_nothing, TODAY).unwrap_err().is_hostile());
    assert_eq!(act_on(&mut state, ALDERMAN, what, TODAY).unwrap(), decision);
    act_on(&mut state, OFFICER, start, TODAY).unwrap();
    assert_eq!(status(&state).phase, Phase::Running);
}

#[test]
fn a_substantive_edit_reopens_a_decision_and_a_cosmetic_one_does_not() {
    let (mut state, decision) = agreed();
    set(&mut state, Field::Tags, "intern");
    set(&mut state, Field::SummaryNl, "24 aanmeldingen");
    assert!(status(&state).may_start());
    set(&mut state, Field::Place, "elders");
    assert!(!status(&state).may_start() && status(&state).changed && status(&state).may_submit());
    let what = What::Start { decision, content: content(&state) };
    assert_eq!(refused(act_on(&mut state, OFFICER, what, TODAY)), ActError::ContentChanged);
}

#[test]
fn only_the_own_alderman_in_term_decides() {
    let mut state = leusden_with_activity();
    let submission = submit(&mut state);
    let mut attempt = |device, day_text| {
        let what = decide(&state, submission, Outcome::Agreed);
        refused(act_on(&mut state, device, what, day_text))
    };
    assert_eq!(attempt(OFFICER, TODAY), ActError::Charter(CharterError::Role));
    assert_eq!(attempt(READER, TODAY), ActError::Charter(CharterError::Role));
    let before = CharterError::OutsideTerm(day("2025-12-31"));
    assert_eq!(attempt(ALDERMAN, "2025-12-31"), ActError::Charter(before));
    let after = CharterError::OutsideTerm(day("2027-01-01"));
    assert_eq!(attempt(ALDERMAN, "2027-01-01"), ActError::Charter(after));
    let what = decide(&state, submission, Outcome::Agreed);
    let foreign = act_on(&mut state, SOEST_ALDERMAN, what, TODAY);
    assert_eq!(foreign, Err(Refusal::Charter(CharterError::UnknownDevice)));
    assert_eq!(status(&state).phase, Phase::Submitted);
}

#[test]
fn whoever_asked_cannot_decide_not_even_from_another_device() {
    let mut state = leusden_with_activity();
    let what = What::Submit { content: content(&state) };
    let submission = act_on(&mut state, ALDERMANS_TABLET, what, TODAY).unwrap();
    let what = decide(&state, submission, Outcome::Agreed);
    assert_eq!(refused(act_on(&mut state, ALDERMAN, what, TODAY)), ActError::OwnRequest);
}

#[test]
fn a_decision_on_other_content_than_was_put_forward_is_refused() {
    let mut state = leusden_with_activity();
    let submission = submit(&mut state);
    set(&mut state, Field::Place, "elders");
    let what = decide(&state, submission, Outcome::Agreed);
    assert_eq!(refused(act_on(&mut state, ALDERMAN, what, TODAY)), ActError::ContentChanged);
}

#[test]
fn replicas_that_met_in_an_impossible_state_say_so() {
    let (mut state, decision) = agreed();
    let known = last(&state, Track::Decision);
    let KeptAct { act: Act { what: What::Decide { submission, .. }, .. }, .. } =
        state.acts().get(&decision).unwrap().clone()
    else {
        panic!("not a decision")
    };
    let start = What::Start { decision, content: content(&state) };
    act_after(&mut state, OFFICER, Some(known.clone()), start, TODAY).unwrap();
    let hold = decide(&state, submission, Outcome::Held);
    act_after(&mut state, ALDERMAN, Some(known), hold, TODAY).unwrap();
    assert!(status(&state).contradiction);
    assert!(!status(&state).may_start());
}

// --- consent -------------------------------------------------------------------------------------------------------

fn request(state: &mut MunicipalityState, device: u8, without: Mask) -> RecordId {
    let what = What::RequestConsent {
        snapshot: snapshot(state, &without).bytes().to_vec(),
        without,
        sharing: Sharing::REGION,
        confirmed: Vec::new(),
        note: "voor de wethouder".into(),
    };
    act_on(state, device, what, TODAY).unwrap()
}

fn give(
    state: &MunicipalityState,
    request: RecordId,
    change: impl FnOnce(&mut crate::statement::Consent),
    by: u8,
) -> What {
    let mut consent = consent_for(&snapshot(state, &Mask::none()));
    change(&mut consent);
    What::GiveConsent { request, consent: sign_consent(&consent, by), ending: None, note: String::new() }
}

#[test]
fn consent_makes_visible_exactly_what_was_asked_and_later_edits_stay_home() {
    let mut state = leusden_with_activity();
    let item = |state: &MunicipalityState| state.item(ACTIVITY).unwrap().clone();
    assert_eq!(state.visibility(&item(&state), day(TODAY)), Visibility::Private);
    let asked = request(&mut state, OFFICER, Mask::none());
    assert_eq!(state.acts().consent_state(state.bench(), ACTIVITY).open.len(), 1);
    let what = give(&state, asked, |_| {}, ALDERMAN);
    act_on(&mut state, ALDERMAN, what, TODAY).unwrap();
    let shared = |changed| {
        let (audience, embargo, until) = (Audience::Region, None, None);
        Visibility::Shared { version: 1, audience, changed, standing: false, embargo, until }
    };
    assert_eq!(state.visibility(&item(&state), day(TODAY)), shared(false));
    set(&mut state, Field::Tags, "intern");
    assert_eq!(state.visibility(&item(&state), day(TODAY)), shared(false));
    set(&mut state, Field::Place, "elders");
    assert_eq!(state.visibility(&item(&state), day(TODAY)), shared(true));
    let what = What::Withdraw { withdrawal: sign_withdrawal(1, 1, ALDERMAN) };
    act_on(&mut state, ALDERMAN, what, TODAY).unwrap();
    assert_eq!(state.visibility(&item(&state), day(TODAY)), Visibility::Withdrawn);
}

/// Behind every door: the check is where records of other devices are taken in.
#[test]
fn personal_data_is_asked_consent_for_only_when_confirmed() {
    let mut state = leusden_with_activity();
    set(&mut state, Field::Contact, "Jan, 06-12345678, jan@leusden.nl, BSN 111222333");
    let ask = |state: &mut MunicipalityState, without: &Mask, confirmed: &[&str]| {
        let what = What::RequestConsent {
            snapshot: snapshot(state, without).bytes().to_vec(),
            without: without.clone(),
            sharing: Sharing::REGION,
            confirmed: confirmed.iter().map(|text| (*text).to_owned()).collect(),
            note: String::new(),
        };
        act_on(state, OFFICER, what, TODAY)
    };
    let unconfirmed = |result| match refused(result) {
        ActError::PersonalData(found) => {
            found.into_iter().map(|found| (found.field, found.finding.text)).collect::<Vec<_>>()
        }
        other => panic!("{other}"),
    };
    let contact = |text: &str| ("contact".to_owned(), text.to_owned());
    let all: Vec<_> = ["06-12345678", "jan@leusden.nl", "111222333"].map(contact).to_vec();
    assert_eq!(all, unconfirmed(ask(&mut state, &Mask::none(), &[])));
    let some = ["06-12345678", "jan@leusden.nl", "06-87654321"];
    assert_eq!(vec![contact("111222333")], unconfirmed(ask(&mut state, &Mask::none(), &some)));
    // What stays at home needs no confirmation.
    ask(&mut state, &Mask::without([Field::Contact]), &[]).unwrap();
    ask(&mut state, &Mask::none(), &["06-12345678", "jan@leusden.nl", "111222333"]).unwrap();
}

#[test]
fn an_alderman_may_let_less_go_than_was_asked_but_not_more() {
    let mut state = leusden_with_activity();
    set(&mut state, Field::Contact, "programmasecretaris");
    set(&mut state, Field::Place, "raadhuis");
    let asked = request(&mut state, OFFICER, Mask::without([Field::Contact]));
    let more = give(&state, asked, |_| {}, ALDERMAN);
    let error = refused(act_on(&mut state, ALDERMAN, more, TODAY));
    assert_eq!(error, ActError::Consent(ConsentError::OtherContent));
    let less = Mask::without([Field::Contact, Field::Place]);
    let narrowed = snapshot(&state, &less);
    let what = give(&state, asked, |c| (c.without, c.snapshot) = (less, narrowed.hash()), ALDERMAN);
    act_on(&mut state, ALDERMAN, what, TODAY).unwrap();
    let given = state.acts().consent_state(state.bench(), ACTIVITY).given.remove(0);
    assert_eq!(given.snapshot, narrowed);
}

#[test]
fn consents_that_must_fail_fail_each_for_its_own_reason() {
    let mut state = leusden_with_activity();
    let asked = request(&mut state, OFFICER, Mask::none());
    let mut attempt = |what: What, device, day_text| refused(act_on(&mut state, device, what, day_text));
    let fresh = leusden_with_activity();
    let plain = |by| give(&fresh, asked, |_| {}, by);
    let role = || ActError::Charter(CharterError::Role);
    assert_eq!(attempt(plain(OFFICER), OFFICER, TODAY), role());
    // An officer who carries an alderman's signature still cannot act as one, and the other way round.
    assert_eq!(attempt(plain(ALDERMAN), OFFICER, TODAY), role());
    assert_eq!(attempt(plain(OFFICER), ALDERMAN, TODAY), role());
    let early = day("2025-12-31");
    assert_eq!(attempt(plain(ALDERMAN), ALDERMAN, "2025-12-31"), ActError::Charter(CharterError::OutsideTerm(early)));
    let what = give(&fresh, asked, |c| c.date = early, ALDERMAN);
    assert_eq!(attempt(what, ALDERMAN, TODAY), ActError::Charter(CharterError::OutsideTerm(early)));
    let consent = |error| ActError::Consent(error);
    let what = give(&fresh, asked, |c| c.snapshot = ContentHash::of(b"other"), ALDERMAN);
    assert_eq!(attempt(what, ALDERMAN, TODAY), consent(ConsentError::OtherContent));
    let what = give(&fresh, asked, |c| c.section = crate::id::SharedId::from_bytes([1; 16]), ALDERMAN);
    assert_eq!(attempt(what, ALDERMAN, TODAY), consent(ConsentError::OtherSection));
    let what = give(&fresh, asked, |c| c.region = SpaceId::from_bytes([1; 32]), ALDERMAN);
    assert_eq!(attempt(what, ALDERMAN, TODAY), consent(ConsentError::OtherRegion));
    let what = give(&fresh, asked, |c| c.sharing.audience = Audience::Public, ALDERMAN);
    assert_eq!(attempt(what, ALDERMAN, TODAY), consent(ConsentError::OtherContent));
    let what = give(&fresh, RecordId::from_bytes([3; 32]), |_| {}, ALDERMAN);
    assert_eq!(attempt(what, ALDERMAN, TODAY), ActError::Unknown);
}

#[test]
fn nobody_consents_to_their_own_request() {
    let mut state = leusden_with_activity();
    let asked = request(&mut state, ALDERMANS_TABLET, Mask::none());
    let what = give(&state, asked, |_| {}, ALDERMAN);
    assert_eq!(refused(act_on(&mut state, ALDERMAN, what, TODAY)), ActError::OwnRequest);
}

proptest! {
    #[test]
    fn the_order_in_which_acts_arrive_does_not_matter(order in Just((0..4usize).collect::<Vec<_>>()).prop_shuffle()) {
        // Four acts that do not depend on each other: two decisions, a start and a recall, all after one submission.
        let (mut base, decision) = agreed();
        let submission = state_submission(&base, decision).unwrap();
        let known = last(&base, Track::Decision);
        let whats = [
            decide(&base, submission, Outcome::Held),
            decide(&base, submission, Outcome::SentBack),
            What::Start { decision, content: content(&base) },
            What::Recall { submission },
        ];
        let devices = [ALDERMAN, ALDERMAN, OFFICER, OFFICER];
        let mut straight = base.clone();
        for (what, device) in whats.iter().zip(devices) {
            act_after(&mut straight, device, Some(known.clone()), what.clone(), TODAY).unwrap();
        }
        for at in order {
            act_after(&mut base, devices[at], Some(known.clone()), whats[at].clone(), TODAY).unwrap();
        }
        prop_assert_eq!(status(&base), status(&straight));
        prop_assert_eq!(base.acts(), straight.acts());
    }
}

fn state_submission(state: &MunicipalityState, decision: RecordId) -> Option<RecordId> {
    match &state.acts().get(&decision)?.act.what {
        What::Decide { submission, .. } => Some(*submission),
        _ => None,
    }
}
