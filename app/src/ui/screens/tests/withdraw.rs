//! Withdrawing asks first, and the safe answer has the focus.

use std::sync::Arc;

use deelbaar_schema::gate::Visibility;
use deelbaar_schema::role::Role;
use deelbaar_schema::statement::Audience;
use egui::{Key, Role as Node};
use egui_kittest::Harness;
use egui_kittest::kittest::{By, NodeT as _, Queryable as _};

use super::{Bench, alderman, bench, fixture, press, says, tab_to};
use crate::engine::{Command, ConsentView, Who};
use crate::ui::screens::consents::State;

fn consents<'a>() -> Harness<'a, Bench<State>> {
    bench(alderman(), State::show)
}

/// Every word of the screen.
fn all_of(harness: &Harness<'_, Bench<State>>) -> String {
    let all = harness.query_all(By::new());
    all.filter_map(|node| node.value().or_else(|| node.accesskit_node().label())).collect::<Vec<_>>().join("\n")
}

fn ask(harness: &mut Harness<'_, Bench<State>>) {
    tab_to(harness, "Delen intrekken…");
    press(harness, Key::Enter);
    harness.get_by_role_and_label(Node::AlertDialog, "Delen van “Training begrijpelijke taal” intrekken?");
}

#[test]
fn the_safe_answer_has_the_focus() {
    let mut harness = consents();
    ask(&mut harness);
    assert!(harness.get_by_label("Blijven delen").is_focused());
    press(&mut harness, Key::Enter);
    assert!(harness.query_by_role(Node::AlertDialog).is_none());
    assert!(harness.state().commands.is_empty());
}

#[test]
fn withdrawing_takes_a_second_key() {
    let mut harness = consents();
    ask(&mut harness);
    tab_to(&mut harness, "Intrekken");
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().commands, vec![Command::Withdraw { item: fixture::id(1), version: None }]);
    assert!(harness.query_by_role(Node::AlertDialog).is_none());
}

#[test]
fn only_the_alderman_can_withdraw() {
    let harness: Harness<'_, Bench<State>> = bench(fixture::view(Role::PolicyOfficer), State::show);
    assert!(harness.query_by_label("Delen intrekken…").is_none());
    assert!(says(&harness, "Alleen de wethouder van Leusden kan delen intrekken."));
}

#[test]
fn a_withdrawal_says_who_confirmed() {
    let mut harness = consents();
    tab_to(&mut harness, "Alles intrekken…");
    press(&mut harness, Key::Tab);
    press(&mut harness, Key::End);
    press(&mut harness, Key::Enter);
    assert!(says(&harness, "Baarn: Bevestigd: gewist"));
    assert!(says(&harness, "Nijkerk: Nog niets van gehoord"));
    assert!(says(&harness, "5 van 7 gemeenten hebben bevestigd."));
    assert!(harness.query_by_label("Delen intrekken…").is_none());
}

#[test]
fn one_version_or_everything_is_taken_back_after_a_question_of_its_own() {
    let mut view = alderman();
    let items = Arc::make_mut(&mut view.items);
    items[0].versions = vec![(1, fixture::at("2026-10-02")), (2, fixture::at("2026-11-02"))];
    let mut harness: Harness<'_, Bench<State>> = bench(view, State::show);
    tab_to(&mut harness, "Versie 1 intrekken…");
    press(&mut harness, Key::Enter);
    harness.get_by_role_and_label(Node::AlertDialog, "Versie 1 van “Training begrijpelijke taal” intrekken?");
    tab_to(&mut harness, "Intrekken");
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().commands, vec![Command::Withdraw { item: fixture::id(1), version: Some(1) }]);
    tab_to(&mut harness, "Alles intrekken…");
    press(&mut harness, Key::Enter);
    harness.get_by_role_and_label(Node::AlertDialog, "Alles intrekken wat Leusden deelt?");
    assert!(harness.get_by_label("Blijven delen").is_focused());
    tab_to(&mut harness, "Intrekken");
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().commands[1], Command::WithdrawAll);
}

#[test]
fn the_version_that_carries_the_standing_consent_says_what_goes_with_it() {
    let mut view = alderman();
    let items = Arc::make_mut(&mut view.items);
    items[0].versions = [1, 2, 3].map(|version| (version, fixture::at("2026-10-02"))).into();
    items[0].carried = [(1, vec![2, 3])].into();
    let mut harness: Harness<'_, Bench<State>> = bench(view, State::show);
    tab_to(&mut harness, "Versie 1 intrekken, met 2, 3…");
    press(&mut harness, Key::Enter);
    assert!(says(
        &harness,
        "Versie 1 draagt de doorlopende toestemming. Wat onder die toestemming later is gedeeld, wordt mee \
         ingetrokken: versie 2, 3. De doorlopende toestemming eindigt."
    ));
    tab_to(&mut harness, "Intrekken");
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().commands, vec![Command::Withdraw { item: fixture::id(1), version: Some(1) }]);
    assert!(harness.query_by_label("Versie 2 intrekken…").is_some());
}

#[test]
fn who_sees_what_and_what_a_new_text_takes_follow_from_the_terms() {
    let said = |audience, standing, embargo| {
        let mut view = alderman();
        Arc::make_mut(&mut view.items)[0].visibility =
            Visibility::Shared { version: 1, audience, changed: true, standing, embargo, until: None };
        let harness: Harness<'_, Bench<State>> = bench(view, State::show);
        all_of(&harness)
    };
    let again = "Voor de nieuwe tekst is opnieuw toestemming nodig.";
    let region = said(Audience::Region, false, None);
    assert!(region.contains(&format!("De regio ziet nog de gedeelde versie. {again}")), "{region}");
    let public = said(Audience::Public, false, None);
    assert!(public.contains(&format!("Iedereen ziet nog de gedeelde versie. {again}")), "{public}");
    let standing = said(Audience::Region, true, None);
    assert!(standing.contains("zonder opnieuw te vragen") && !standing.contains(again), "{standing}");
    let later = said(Audience::Region, false, Some(fixture::day("2026-12-24")));
    assert!(later.contains("Te zien komt de versie") && !later.contains("ziet nog"), "{later}");
}

#[test]
fn an_act_that_does_not_count_is_named_so_and_gives_no_day() {
    let mut view = alderman();
    let items = Arc::make_mut(&mut view.items);
    let mut later = items[0].history[1].clone();
    (later.time, later.counts) = (fixture::at("2026-11-21"), false);
    items[0].history.push(later);
    let harness: Harness<'_, Bench<State>> = bench(view, State::show);
    assert!(harness.query_all_by_label_contains("gedeeld op 2 okt 2026").next().is_some());
    assert!(harness.query_all_by_label_contains("gedeeld op 21 nov 2026").next().is_none());
    assert!(all_of(&harness).contains("(telt niet)"));
}

#[test]
fn one_thing_that_is_shared_is_enough_to_take_everything_back() {
    let mut view = alderman();
    let items = Arc::make_mut(&mut view.items);
    items.truncate(1);
    assert!(items[0].can.withdraw);
    let mut harness: Harness<'_, Bench<State>> = bench(view, State::show);
    tab_to(&mut harness, "Alles intrekken…");
    press(&mut harness, Key::Enter);
    tab_to(&mut harness, "Intrekken");
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().commands, vec![Command::WithdrawAll]);
}

/// A consent that counts nowhere: others see nothing, and have the text.
#[test]
fn what_others_only_keep_is_said_and_taken_back() {
    let mut view = alderman();
    let items = Arc::make_mut(&mut view.items);
    items.truncate(1);
    (items[0].visibility, items[0].versions) = (Visibility::Private, Vec::new());
    items[0].held = vec![(4, fixture::at("2026-10-02"))];
    let mut harness: Harness<'_, Bench<State>> = bench(view, State::show);
    assert!(says(&harness, "0 gedeeld, 0 ingetrokken"));
    assert!(says(
        &harness,
        "Andere gemeenten krijgen deze tekst niet te zien, maar hij staat nog wel op hun schijven. Elk apparaat wist hem zodra de wethouder hem intrekt."
    ));
    tab_to(&mut harness, "Versie 4 intrekken…");
    press(&mut harness, Key::Enter);
    tab_to(&mut harness, "Intrekken");
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().commands, vec![Command::Withdraw { item: fixture::id(1), version: Some(4) }]);
}

#[test]
fn what_is_not_in_the_plan_any_more_is_listed_and_taken_back() {
    let mut view = alderman();
    let mut removed = view.items[0].clone();
    (removed.item.id, removed.item.title) = (fixture::id(99), "Weg uit het plan".into());
    (view.items, view.removed) = (Arc::default(), Arc::new(vec![removed]));
    let mut harness: Harness<'_, Bench<State>> = bench(view, State::show);
    assert!(says(&harness, "1 gedeeld, 0 ingetrokken"));
    assert!(says(
        &harness,
        "Dit staat niet meer in het plan van Leusden, en het wordt nog gedeeld. Trek het in, of laat het staan."
    ));
    assert!(harness.query_by_label("Open het onderdeel").is_none(), "there is nothing to open");
    tab_to(&mut harness, "Delen intrekken…");
    press(&mut harness, Key::Enter);
    harness.get_by_role_and_label(Node::AlertDialog, "Delen van “Weg uit het plan” intrekken?");
    assert!(says(
        &harness,
        "In het plan van Leusden staat dit niet meer. Bewaar de tekst eerst, als u die nog nodig hebt."
    ));
    tab_to(&mut harness, "Intrekken");
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().commands, vec![Command::Withdraw { item: fixture::id(99), version: None }]);
}

#[test]
fn a_successor_stands_for_what_a_predecessor_shared() {
    let mut view = alderman();
    let items = Arc::make_mut(&mut view.items);
    items[0].can.confirm = true;
    let by = Who { name: "A. Bakker".into(), role: Some(Role::Alderman) };
    let (date, note) = (fixture::day("2026-03-01"), String::new());
    items[0].consent = Some(ConsentView { by, stood_for: false, date, note, confirmed: None });
    let mut harness: Harness<'_, Bench<State>> = bench(view, State::show);
    assert!(harness.query_all_by_label_contains("A. Bakker (Wethouder) gaf hiervoor toestemming").next().is_some());
    tab_to(&mut harness, "Bevestigen en ondertekenen");
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().commands, vec![Command::ConfirmConsent { item: fixture::id(1) }]);
}
