//! The navigation on the left: four groups, and in them only what a role can use.

use deelbaar_schema::role::{Action, Role};
use egui::{ScrollArea, Ui};

use super::Frames;
use crate::engine::View;
use crate::tr;
use crate::ui::cx::Screen;
use crate::ui::kit::{NavItem, nav_group};

const LOCAL: [Screen; 5] =
    [Screen::Overview, Screen::Inventory, Screen::Plan, Screen::Activities, Screen::Conversations];
const ALDERMAN: [Screen; 3] = [Screen::Inbox, Screen::Consents, Screen::Handover];
const REGION: [Screen; 2] = [Screen::Region, Screen::Shared];
const ADMINISTRATION: [Screen; 3] = [Screen::Participants, Screen::Log, Screen::Settings];

/// Whether a role has something to do or read on a screen. The one table of it; the manual shows the same.
#[must_use]
pub const fn is_for(screen: Screen, role: Role) -> bool {
    match screen {
        // Who takes part and how far they are, and what is set on this device: also where nobody works.
        Screen::Participants | Screen::Settings => true,
        Screen::Region | Screen::Shared => !matches!(role, Role::Keeper),
        Screen::Overview | Screen::Inventory | Screen::Plan | Screen::Activities | Screen::Conversations => {
            role.may(Action::ReadPlan)
        }
        // What colleagues did and when is for whoever works for the municipality itself.
        Screen::Log => matches!(role, Role::PolicyOfficer | Role::Alderman | Role::Reader),
        Screen::Inbox | Screen::Consents | Screen::Handover => {
            role.may(Action::Ask) || role.may(Action::Decide) || role.may(Action::Consent)
        }
    }
}

/// The screens of a role, in the order of the navigation and of Ctrl 1 to 9.
#[must_use]
pub fn screens_for(role: Role) -> Vec<Screen> {
    let all = [&LOCAL[..], &ALDERMAN, &REGION, &ADMINISTRATION];
    all.into_iter().flatten().copied().filter(|screen| is_for(*screen, role)).collect()
}

/// The name of a screen.
#[must_use]
pub fn screen_name(screen: Screen) -> String {
    match screen {
        Screen::Overview => tr!("overview-title"),
        Screen::Inventory => tr!("screen-inventory"),
        Screen::Plan => tr!("screen-plan"),
        Screen::Activities => tr!("screen-activities"),
        Screen::Conversations => tr!("screen-conversations"),
        Screen::Inbox => tr!("screen-inbox"),
        Screen::Consents => tr!("screen-consents"),
        Screen::Handover => tr!("screen-handover"),
        Screen::Region => tr!("screen-region"),
        Screen::Shared => tr!("screen-shared"),
        Screen::Participants => tr!("screen-participants"),
        Screen::Log => tr!("screen-log"),
        Screen::Settings => tr!("screen-settings"),
    }
}

/// How many things wait on a screen for this person.
fn waiting(screen: Screen, view: &View) -> u32 {
    let count = match screen {
        Screen::Inbox => view.inbox.iter().filter(|entry| entry.waits_for_me()).count(),
        Screen::Participants => view.applicants.len(),
        _ => 0,
    };
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Shows the groups; returns the screen that was chosen.
pub(super) fn show(ui: &mut Ui, frames: &Frames<'_>) -> Option<Screen> {
    let me = &frames.view.me;
    let groups: [(String, &[Screen]); 4] = [
        (tr!("nav-local", municipality = me.municipality_name.as_str()), &LOCAL),
        (tr!("nav-alderman"), &ALDERMAN),
        (me.region_name.clone(), &REGION),
        (tr!("nav-administration"), &ADMINISTRATION),
    ];
    let mut chosen = None;
    ScrollArea::vertical().id_salt("navigation").auto_shrink([false, false]).show(ui, |ui| {
        for (title, screens) in groups {
            let here: Vec<Screen> = screens.iter().copied().filter(|screen| is_for(*screen, me.role)).collect();
            if here.is_empty() {
                continue;
            }
            nav_group(ui, &title, |ui| {
                for screen in here {
                    let name = screen_name(screen);
                    let item = NavItem::new(&name, screen == frames.screen).count(waiting(screen, frames.view));
                    if ui.add(item).clicked() {
                        chosen = Some(screen);
                    }
                }
            });
        }
    });
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever changes a cell changes it here, in [`is_for`] and in the manual.
    const TABLE: [(Screen, [bool; 6]); 13] = [
        (Screen::Overview, [true, true, true, false, true, false]),
        (Screen::Inventory, [true, true, true, false, true, false]),
        (Screen::Plan, [true, true, true, false, true, false]),
        (Screen::Activities, [true, true, true, false, true, false]),
        (Screen::Conversations, [true, true, true, false, true, false]),
        (Screen::Inbox, [true, true, false, false, false, false]),
        (Screen::Consents, [true, true, false, false, false, false]),
        (Screen::Handover, [true, true, false, false, false, false]),
        (Screen::Region, [true, true, true, true, true, false]),
        (Screen::Shared, [true, true, true, true, true, false]),
        (Screen::Participants, [true, true, true, true, true, true]),
        (Screen::Log, [true, true, false, false, true, false]),
        (Screen::Settings, [true, true, true, true, true, true]),
    ];

    #[test]
    fn every_cell_of_the_table_is_as_agreed() {
        for (screen, cells) in TABLE {
            assert_eq!(Role::ALL.map(|role| is_for(screen, role)), cells, "{screen:?}");
        }
        for (at, role) in Role::ALL.into_iter().enumerate() {
            let expected: Vec<Screen> =
                TABLE.iter().filter(|(_, cells)| cells[at]).map(|(screen, _)| *screen).collect();
            assert_eq!(screens_for(role), expected, "{role:?}");
        }
    }

    #[test]
    fn the_manual_shows_this_table() {
        let manual = include_str!("../../../../docs/manual/README.md");
        let rows: Vec<&str> = manual.lines().skip_while(|line| !line.starts_with("| scherm |")).collect();
        assert!(rows.len() > TABLE.len());
        let heads: Vec<&str> = rows[0].split('|').skip(2).take(Role::ALL.len()).map(str::trim).collect();
        assert_eq!(heads, Role::ALL.map(crate::words::role));
        for (row, (screen, cells)) in rows.iter().skip(2).zip(TABLE) {
            let shown: Vec<&str> = row.split('|').skip(1).take(1 + Role::ALL.len()).map(str::trim).collect();
            let mut expected = vec![screen_name(screen)];
            expected.extend(cells.map(|cell| if cell { "ja".to_owned() } else { "nee".to_owned() }));
            assert_eq!(shown, expected);
        }
    }
}
