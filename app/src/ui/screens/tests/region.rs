//! The overview of the region counts right and reads well.

use deelbaar_schema::role::Role;
use egui::{Key, Role as Node};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::{Bench, alderman, bench, fixture, press, says};
use crate::ui::cx::{Goto, Screen};
use crate::ui::screens::region::{State, overview};

fn region<'a>() -> Harness<'a, Bench<State>> {
    bench(alderman(), State::show)
}

#[test]
fn the_matrix_counts_what_is_shared() {
    let view = alderman();
    let overview = overview(&view.region);
    assert_eq!(overview.columns.len(), 8);
    let total: usize = overview.rows.iter().flat_map(|(_, row)| &row.counts).sum();
    assert_eq!(total, view.region.sections.len());
    let (_, rainbow) = overview.rows.iter().find(|(id, _)| id == "regenboog").unwrap();
    assert_eq!(rainbow.counts, [4, 2, 0, 0, 1, 1, 1, 0]);
    assert_eq!(overview.silent.len(), 3);
}

#[test]
fn a_row_reads_as_one_sentence() {
    let harness = region();
    harness.get_by_role_and_label(Node::ListBox, "Gedeelde onderdelen per thema en gemeente");
    harness
        .get_by_role_and_label(Node::ListBoxOption, "Regenboog: Amersfoort 4, Baarn 2, Leusden 1, Nijkerk 1, Soest 1");
    harness.get_by_role_and_label(Node::Heading, "Regio-overzicht");
}

#[test]
fn choosing_a_theme_shows_who_shares_what() {
    let mut harness = region();
    press(&mut harness, Key::Tab);
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::Enter);
    harness.get_by_role_and_label(Node::Heading, "Regenboog · 5 gemeenten");
    harness.get_by_role_and_label(Node::Link, "regenboog 1 van Soest").click();
    harness.run();
    assert!(matches!(harness.state().goto, Some(Goto::Section(_))));
}

#[test]
fn what_is_new_names_what_was_withdrawn() {
    let harness = region();
    assert!(says(&harness, "Bunschoten · 2 dagen geleden · onderdeel ingetrokken"));
    assert!(harness.query_all_by_label("Lokale coalitie").count() >= 1);
}

#[test]
fn an_empty_region_says_so() {
    let mut harness: Harness<'_, Bench<State>> = bench(fixture::empty_view(Role::Reader), State::show);
    harness.get_by_role_and_label(Node::Heading, "Nog niets gedeeld");
    harness.get_by_label("Bekijk wie meedoet").click();
    harness.run();
    assert_eq!(harness.state().goto, Some(Goto::Screen(Screen::Participants)));
}

#[test]
fn whoever_does_not_read_the_plan_is_told_so_and_an_officer_is_not() {
    let told = "Als projectleider ziet u wat gemeenten in de regio delen.";
    let lead: Harness<'_, Bench<State>> = bench(fixture::empty_view(Role::RegionalLead), State::show);
    assert!(lead.query_by_label_contains(told).is_some());
    lead.get_by_role_and_label(Node::Heading, "Nog niets gedeeld");
    let reader: Harness<'_, Bench<State>> = bench(fixture::empty_view(Role::Reader), State::show);
    assert!(reader.query_by_label_contains("ziet u wat gemeenten in de regio delen").is_none());
}
