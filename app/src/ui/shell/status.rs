//! The status bar: what is kept where, and who was last heard of when. It never claims more than is known.

use egui::{Align, Layout, Ui};

use super::Kept;
use crate::engine::{MunicipalityStatus, View};
use crate::ui::kit::{Room, live_status, small, tone_text};
use crate::ui::theme::{Tone, Type, space};
use crate::{format, tr};

/// Shows the bar; less of it when there is little room.
pub(super) fn show(ui: &mut Ui, view: &View, kept: Kept, room: Room) {
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = space::L;
        tone_text(ui, &kept_words(view, kept), Type::SmallStrong, Tone::Neutral);
        if room > Room::Narrow {
            live_status(ui, &region(view));
        }
        if room == Room::Wide {
            if let Some(words) = longest_ago(view) {
                small(ui, &words);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| small(ui, &tr!("status-offline")));
        }
    });
}

fn kept_words(view: &View, kept: Kept) -> String {
    match kept {
        _ if view.loading => tr!("status-loading"),
        Kept::All => tr!("status-kept"),
        Kept::Soon => tr!("status-busy"),
        Kept::NotAll => tr!("status-not-all"),
    }
}

/// "Regio: 6 van 7 gemeenten bijgewerkt, laatst 09:41".
fn region(view: &View) -> String {
    let all = &view.status.municipalities;
    if all.is_empty() {
        return tr!("status-alone");
    }
    let up_to_date: Vec<i64> = all.iter().filter_map(|one| Some(one.up_to_date?.0)).collect();
    let (count, of) = (up_to_date.len(), all.len());
    let last = up_to_date.into_iter().max().and_then(format::local);
    match last {
        Some(last) => tr!("status-region", count = count, of = of, last = moment(last, view)),
        None => tr!("status-region-never", of = of),
    }
}

/// The time on the same day, the date before that.
fn moment(moment: chrono::NaiveDateTime, view: &View) -> String {
    let today = format::local(view.now.0).map(|now| now.date());
    if today == Some(moment.date()) { format::time(moment.time()) } else { format::date_day_month(moment.date()) }
}

/// Who was not heard of for longest, among those that are not up to date: "Nijkerk: laatst gezien 12 nov".
fn longest_ago(view: &View) -> Option<String> {
    let behind = view.status.municipalities.iter().filter(|one| one.up_to_date.is_none() && !one.connected);
    let one: &MunicipalityStatus = behind.min_by_key(|one| one.last_seen)?;
    let name = one.name.as_str();
    Some(match one.last_seen.and_then(|seen| format::local(seen.0)) {
        Some(seen) => tr!("status-last-seen", name = name, when = moment(seen, view)),
        None => tr!("status-never-seen", name = name),
    })
}
