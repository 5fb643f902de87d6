//! List and detail stand beside each other, or one of them shows; neither ever covers the other.

use egui::{Key, Rect, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::fixture::leusden;
use super::{press, sized};
use crate::ui::cx::Screen;

/// Zoom 100, 150 and 200 % of a window of 1280 by 800, and a narrow one.
const SIZES: [(f32, f32); 4] = [(1280.0, 800.0), (853.0, 533.0), (640.0, 400.0), (460.0, 700.0)];

#[test]
fn the_detail_never_covers_the_list() {
    for screen in [Screen::Inventory, Screen::Plan, Screen::Activities, Screen::Conversations] {
        let mut both_seen = false;
        for size in SIZES {
            let (harness, _) = sized(leusden(), screen, size);
            let window = Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(size.0, size.1));
            let detail = detail_rect(&harness);
            let rows = harness.query_all_by_role(Role::ListBoxOption).count();
            assert!(rows > 0 || detail.is_some(), "{screen:?} at {size:?}: nothing is there");
            both_seen |= rows > 0 && detail.is_some();
            for row in harness.query_all_by_role(Role::ListBoxOption) {
                if row.accesskit_node().raw_bounds().is_none() {
                    continue;
                }
                let both = row.rect().intersect(window).intersect(detail.unwrap_or(Rect::NOTHING));
                let covered = both.width() > 1.0 && both.height() > 1.0;
                assert!(!covered, "{screen:?} at {size:?}: {:?} and {detail:?}", row.rect());
            }
            if let Some(detail) = detail {
                assert!(detail.right() <= size.0 + 1.0, "{screen:?} at {size:?}: {detail:?}");
            }
        }
        assert!(both_seen, "{screen:?}: list and detail never stood beside each other");
    }
}

/// What the controls and headings of the detail take together.
fn detail_rect(harness: &egui_kittest::Harness<'_, crate::ui::window::Window>) -> Option<Rect> {
    let detail = harness.query_by_role(Role::Complementary)?;
    let roles = [Role::Heading, Role::Button, Role::MultilineTextInput];
    let parts = roles.into_iter().flat_map(|role| detail.query_all_by_role(role));
    Some(parts.map(|part| part.rect()).fold(Rect::NOTHING, Rect::union))
}

/// With little room the mark of who can see it goes below the title, and never away.
#[test]
fn every_section_of_the_outline_says_who_can_see_it() {
    for size in SIZES {
        let (harness, _) = sized(leusden(), Screen::Plan, size);
        harness.get_by_label("Onderdeel: 1 Waarom dit plan, Zichtbaar voor: Alleen Leusden");
    }
}

/// Whoever goes from one screen to another finds the title where it was.
#[test]
fn every_title_stands_at_the_same_place() {
    let screens = crate::ui::shell::screens_for(deelbaar_schema::role::Role::PolicyOfficer);
    let places: Vec<(Screen, f32)> = screens
        .into_iter()
        .map(|screen| {
            let (harness, _) = sized(leusden(), screen, (1280.0, 800.0));
            let name = crate::ui::shell::screen_name(screen);
            (screen, harness.get_by_role_and_label(Role::Heading, &name).rect().left())
        })
        .collect();
    assert!(places.iter().all(|(_, left)| (*left - places[0].1).abs() < 1.0), "{places:?}");
}

#[test]
fn with_little_room_one_thing_shows_at_a_time() {
    let (mut harness, _) = sized(leusden(), Screen::Inventory, (460.0, 700.0));
    assert!(harness.query_by_role(Role::Complementary).is_none());
    assert!(harness.query_by_role(Role::Navigation).is_none());
    harness.key_press(Key::Tab);
    let row = harness.get_by_label_contains("Brieven");
    row.focus();
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    harness.get_by_role(Role::Complementary);
    assert!(harness.query_by_role(Role::ListBox).is_none());
    press(&mut harness, Role::Button, "Terug naar de lijst", Key::Enter);
    harness.get_by_role(Role::ListBox);
}

#[test]
fn the_menu_button_opens_the_navigation() {
    let (mut harness, _) = sized(leusden(), Screen::Inventory, (640.0, 400.0));
    press(&mut harness, Role::Button, "Menu", Key::Enter);
    harness.get_by_role(Role::Navigation);
    press(&mut harness, Role::Link, "Instellingen", Key::Enter);
    assert_eq!(harness.state().screen(), Screen::Settings);
    assert!(harness.query_by_role(Role::Navigation).is_none());
}
