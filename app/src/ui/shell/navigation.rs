//! The navigation on the left: four groups, and in them only what a role can use.

use deelbaar_schema::role::Role;
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

/// Whether a role has something to do or read on a screen.
fn is_for(screen: Screen, role: Role) -> bool {
    match screen {
        Screen::Region | Screen::Shared | Screen::Participants | Screen::Settings => true,
        Screen::Overview => role != Role::Keeper,
        Screen::Inventory | Screen::Plan | Screen::Activities | Screen::Conversations | Screen::Log => {
            !matches!(role, Role::Keeper | Role::RegionalLead)
        }
        Screen::Inbox | Screen::Consents | Screen::Handover => {
            matches!(role, Role::PolicyOfficer | Role::Alderman | Role::Adviser)
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

/// How many things wait on a screen.
fn waiting(screen: Screen, view: &View) -> u32 {
    let count = match screen {
        Screen::Inbox => view.inbox.len(),
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
