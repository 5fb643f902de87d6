//! The status bar: what is kept where, and who was last heard of when. It never claims more than is known.

use egui::{Align, Layout, Ui};

use super::{Bar, Frames, Kept};
use crate::engine::{Through, View};
use crate::ui::kit::{Button, Room, live_status, small, tone_text};
use crate::ui::theme::{Tone, Type, space};
use crate::{format, tr, words};

/// Shows the bar; less of it when there is little room. Returns where notices may stand, and whether somebody asked for the
/// earlier ones.
pub(super) fn show(ui: &mut Ui, frames: &Frames<'_>, room: Room) -> (Bar, bool) {
    let view = frames.view;
    let whole = ui.max_rect();
    let mut free = whole;
    let mut asked = false;
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = space::L;
        let kept = tone_text(ui, &kept_words(frames.kept), Type::SmallStrong, Tone::Neutral);
        free.set_left(kept.rect.right() + space::S);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if frames.told {
                let button = ui.add(Button::quiet(tr!("shell-messages")).low());
                free.set_right(button.rect.left());
                asked = button.clicked();
            }
            if room == Room::Wide {
                small(ui, &tr!("status-offline"));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                if room > Room::Narrow {
                    live_status(ui, &region(view));
                }
                if let Some(words) = longest_ago(view).filter(|_| room == Room::Wide) {
                    small(ui, &words);
                }
            });
        });
    });
    (Bar { whole, free }, asked)
}

fn kept_words(kept: Kept) -> String {
    match kept {
        Kept::All => tr!("status-kept"),
        Kept::Soon => tr!("status-busy"),
        Kept::NotAll => tr!("status-not-all"),
    }
}

/// "Regio: 6 van 7 gemeenten bijgewerkt, laatst 09:41". Who was never met is unknown, not behind.
fn region(view: &View) -> String {
    let all = &view.status.municipalities;
    if all.is_empty() {
        return tr!("status-alone");
    }
    if let Some(through) = &view.status.through {
        return by_way_of(through, view);
    }
    let up_to_date: Vec<i64> = all.iter().filter_map(|one| Some(one.up_to_date?.0)).collect();
    let unknown = all.iter().filter(|one| one.last_seen.is_none() && one.up_to_date.is_none()).count();
    let (count, of) = (up_to_date.len(), all.len());
    let last = up_to_date.into_iter().max().and_then(format::local);
    match last {
        Some(last) => {
            tr!("status-region", count = count, of = of, unknown = unknown, last = moment(last, view))
        }
        None if unknown == of => tr!("status-region-unknown", of = of),
        None => tr!("status-region-never", of = of, unknown = unknown),
    }
}

/// How it stands when a colleague's device is the only way to the region.
fn by_way_of(through: &Through, view: &View) -> String {
    let who = words::who(&through.who);
    let seen = format::local(through.last_seen.0).map(|seen| moment(seen, view)).unwrap_or_default();
    match through.same.and_then(|same| format::local(same.0)) {
        Some(same) => tr!("status-through-same", who = who.as_str(), when = moment(same, view)),
        None if through.connected => tr!("status-through", who = who.as_str()),
        None => tr!("status-through-seen", who = who.as_str(), when = seen),
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
    let (one, seen) = behind.filter_map(|one| Some((one, one.last_seen?))).min_by_key(|(_, seen)| *seen)?;
    Some(tr!("status-last-seen", name = one.name.as_str(), when = moment(format::local(seen.0)?, view)))
}
