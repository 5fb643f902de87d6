//! *Deelnemers*: the municipalities of the region, the own devices, and letting others in.

mod change;
mod connections;
mod contested;
mod dismiss;
mod invite;
mod lost;
mod powers;
mod renew;
mod second;
mod term;

use std::collections::BTreeMap;

use deelbaar_schema::id::DeviceId;
use deelbaar_schema::role::{Action, Role};
use deelbaar_schema::time::{Date, Term, Timestamp};
use deelbaar_sync::net::Invitation;
use egui::{Id, Rect, Ui, UiBuilder, vec2};

use crate::engine::{ApplicantView, ColleagueStatus, Command, MunicipalityView, View};
use crate::ui::cx::Cx;
use crate::ui::kit::{
    Answer, Button, Card, Chip, ColumnWidth, DataTable, Level, Notice, NoticeKind, Question, Room, TableColumn, card,
    details, divider, heading, hold_still, muted, page_header, paragraph, strong, words_to_read,
};
use crate::ui::screens::key_words::KeyWords;
use crate::ui::screens::pane::scroll;
use crate::ui::theme::{size, space};
use crate::ui::{Icon, Tone};
use crate::{format, tr, words};

use change::Change;
use connections::Connections;
use contested::Contested;
use dismiss::Dismiss;
use invite::{Invite, gets};
use lost::Lost;
use powers::Powers;
use renew::Renew;

/// Seconds in which an answer does not count after the list of those who ask changed: it was meant for what stood there before.
const TOO_SOON: f64 = 0.7;

/// What the screen remembers between frames.
#[derive(Default)]
pub struct State {
    invite: Invite,
    contested: Contested,
    dismiss: Dismiss,
    lost: Lost,
    renew: Renew,
    change: Change,
    powers: Powers,
    connections: Connections,
    /// What was typed of the second key, per applicant.
    second: BTreeMap<DeviceId, KeyWords>,
    /// Who asks, in the order of their cards.
    asking: Vec<DeviceId>,
    /// Of those, who came while the screen showed and was not in view yet; the last to come first.
    unseen: Vec<DeviceId>,
    /// When that last changed, in seconds of the window's clock.
    changed: f64,
    /// How high their cards were together when the screen last showed, and in which frame that was.
    height: f32,
    frame: Option<u64>,
    /// The day of which is asked whether it is today.
    asking_date: Option<Date>,
}

/// A municipality or device, in the words of a row.
struct Line {
    name: String,
    part: (Tone, Icon, String),
    up_to_date: String,
    seen: String,
}

impl State {
    /// Who came while the screen showed, and was not in view yet: their cards stand above what somebody looks at.
    pub fn unseen(&self) -> &[DeviceId] {
        &self.unseen
    }

    /// Somebody goes to the first of them: the others stand below.
    pub fn goes_to_unseen(&mut self) {
        self.unseen.clear();
    }

    /// Takes note of who asks now; returns whether cards came or went while the screen showed.
    fn follow(&mut self, ui: &Ui, view: &View) -> bool {
        let frame = ui.ctx().cumulative_frame_nr();
        let stays = self.frame.is_some_and(|last| frame <= last + 1);
        self.frame = Some(frame);
        let here = |device: &DeviceId| view.applicants.iter().any(|applicant| applicant.device == *device);
        let new = view.applicants.iter().map(|one| one.device).filter(|device| !self.asking.contains(device));
        let new: Vec<DeviceId> = new.collect();
        let changed = !new.is_empty() || !self.asking.iter().all(here);
        if changed {
            self.asking.retain(here);
            self.unseen.retain(here);
            if stays {
                // Above the others: what stands there keeps its place.
                self.asking.splice(0..0, new.iter().copied());
                self.unseen.splice(0..0, new);
            } else {
                self.asking.extend(new);
            }
            self.changed = ui.input(|input| input.time);
        }
        if !stays {
            self.unseen.clear();
        }
        stays && changed
    }

    /// Whether those who ask have stood where they stand for long enough to be answered.
    fn settled(&self, ui: &Ui) -> bool {
        ui.input(|input| input.time) - self.changed > TOO_SOON
    }

    /// Somebody waits for an answer: before everything that can wait. Nothing that is in view moves for it.
    fn applicants(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, changed: bool) {
        let (view, settled, top) = (cx.view, self.settled(ui), ui.cursor().top());
        for device in self.asking.clone() {
            let Some(applicant) = view.applicants.iter().find(|one| one.device == device) else { continue };
            let others = view.applicants.iter().filter(|other| other.id == applicant.id).count() - 1;
            let second = self.second.entry(device).or_default();
            let place = ui.cursor().left_top();
            let answer = applicant_card(ui, view, applicant, others > 0, second).filter(|_| settled);
            let takes_words = answer == Some(true) && takes_second(&applicant.invitation, view);
            if let Some(approve) = answer.filter(|_| !takes_words || second.are_whole()) {
                let second = second.words(ui.ctx(), second_field(device)).to_string();
                cx.send(Command::Answer { device, approve, second });
            }
            // As soon as the name shows.
            let title = Rect::from_min_size(place, vec2(ui.available_width(), size::CONTROL));
            if !changed && ui.clip_rect().contains_rect(title) {
                self.unseen.retain(|other| *other != device);
            }
            ui.add_space(space::S);
        }
        let height = ui.cursor().top() - top;
        if changed {
            hold_still(ui, height - self.height);
        }
        self.height = height;
    }

    /// Shows the screen.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let view = cx.view;
        page_header(ui, &tr!("participants-title"), &tr!("participants-subtitle"), |ui| {
            if ui.add(Button::secondary(tr!("participants-sync")).icon(Icon::Refresh)).clicked() {
                cx.send(Command::SyncNow);
            }
        });
        let changed = self.follow(ui, view);
        self.second.retain(|device, _| view.applicants.iter().any(|applicant| applicant.device == *device));
        scroll(ui, "participants", |ui| {
            self.applicants(ui, cx, changed);
            self.contested.show(ui, cx);
            second::show(ui, cx);
            heading(ui, Level::Two, &tr!("participants-municipalities", region = view.me.region_name.as_str()));
            let lines: Vec<Line> = view.region.municipalities.iter().map(|m| municipality(m, view)).collect();
            show_lines(ui, "municipalities", &tr!("participants-municipality"), &lines);
            if let Some(through) = &view.status.through {
                muted(ui, &tr!("participants-through", who = words::who(&through.who)));
            }
            ui.add_space(space::L);
            devices(ui, view);
            ui.add_space(space::L);
            self.invite.show(ui, cx);
            ui.add_space(space::L);
            self.change.show(ui, cx);
            ui.add_space(space::S);
            self.lost.show(ui, cx);
            ui.add_space(space::S);
            self.renew.show(ui, cx);
            ui.add_space(space::S);
            self.dismiss.show(ui, cx);
            warnings(ui, view);
            self.date(ui, cx);
            ui.add_space(space::L);
            self.powers.show(ui, cx);
            ui.add_space(space::L);
            self.connections.show(ui, cx);
        });
    }
}

impl State {
    /// The clock may be wrong, while something waits for its day: somebody who knows the date says so.
    fn date(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if let Some(days) = cx.view.status.clock_ahead {
            Notice::new(NoticeKind::Warning, &tr!("clock-ahead-why", days = days)).show(ui);
            if ui.add(Button::secondary(tr!("clock-confirm")).icon(Icon::Check)).clicked() {
                self.asking_date = Some(cx.view.today);
            }
        }
        let Some(day) = self.asking_date else { return };
        let date = format::date_long(day);
        let (title, yes) = (tr!("clock-ask", date = date.as_str()), tr!("clock-ask-yes", date = date.as_str()));
        let question = Question::danger("date", &title, yes, tr!("kit-cancel")).icon(Icon::Check);
        let answer = question.show(ui.ctx(), cx, |ui, _| drop(paragraph(ui, &tr!("clock-ask-text"))), |_| true);
        if answer == Answer::Yes {
            cx.send(Command::ConfirmDate { day });
        }
        if answer != Answer::Open {
            self.asking_date = None;
        }
    }
}

/// The devices of the own municipality, and the keys on this one.
fn devices(ui: &mut Ui, view: &View) {
    heading(ui, Level::Two, &tr!("participants-devices", name = view.me.municipality_name.as_str()));
    if let Some(words) = words::region_only(&view.me) {
        paragraph(ui, &words);
    }
    let mut lines = vec![own(view)];
    lines.extend(view.status.colleagues.iter().map(|colleague| device(colleague, view)));
    show_lines(ui, "devices", &tr!("participants-device"), &lines);
    muted(ui, &words::keys_held(&view.status.roots));
}

/// Whom this device does not listen to any more, and what it could not delete yet.
fn warnings(ui: &mut Ui, view: &View) {
    for (device, reason) in &view.status.shunned {
        let text = tr!("participants-shunned", device = device.short(), reason = reason.as_str());
        Notice::new(NoticeKind::Warning, &text).show(ui);
    }
    for device in &view.status.forked {
        Notice::new(NoticeKind::Warning, &tr!("participants-forked", device = device.short())).show(ui);
    }
    if view.status.deletion_unfinished {
        Notice::new(NoticeKind::Warning, &tr!("participants-unwiped")).show(ui);
    }
}

/// Somebody who asks to join, and who must be let in or refused; returns which.
fn applicant_card(
    ui: &mut Ui,
    view: &View,
    applicant: &ApplicantView,
    same_code: bool,
    second: &mut KeyWords,
) -> Option<bool> {
    let mut answer = None;
    Card::new().tone(Tone::Warning).show(ui, |ui| {
        let name = applicant.name.as_str();
        heading(ui, Level::Two, &tr!("participants-asks", name = name));
        muted(ui, &words::asks(&applicant.invitation, view));
        if let Some(words) = view.role_of(&applicant.invitation).and_then(|role| gets(role, view)) {
            paragraph(ui, &words);
        }
        if same_code {
            Notice::new(NoticeKind::Warning, &tr!("participants-same-code")).show(ui);
        }
        paragraph(ui, &tr!("participants-asks-check", name = name));
        ui.add_space(space::S);
        words_to_read(ui, &tr!("words-name"), &applicant.words.all());
        ui.add_space(space::S);
        if takes_second(&applicant.invitation, view) {
            match &applicant.invitation {
                Invitation::Municipality { name, .. } => {
                    Notice::new(NoticeKind::Warning, &tr!("participants-asks-anew", name = name.as_str())).show(ui);
                    ui.add_space(space::S);
                    second.show_region_second(ui, second_field(applicant.device));
                }
                Invitation::Colleague { .. } | Invitation::Device(_) => {
                    second.show_second(ui, second_field(applicant.device));
                }
            }
            ui.add_space(space::S);
        }
        strong(ui, &tr!("participants-asks-same"));
        // Named after the device: the focus stays with the person when others come or leave.
        let place = UiBuilder::new().scope_id(Id::unique(("applicant", applicant.device)));
        ui.scope_builder(place, |ui| answer = answer_buttons(ui, name));
    });
    answer
}

/// Whether letting somebody in takes a second person: an alderman, anybody where the own role lets in nobody, and, of the
/// region, a municipality that begins anew.
fn takes_second(invitation: &Invitation, view: &View) -> bool {
    match invitation {
        Invitation::Municipality { code, .. } => view.region.municipalities.iter().any(|one| one.code == *code),
        colleague => view.role_of(colleague) == Some(Role::Alderman) || !view.may(Action::ManageDevices),
    }
}

fn second_field(device: DeviceId) -> Id {
    Id::unique(("second", device))
}

fn answer_buttons(ui: &mut Ui, name: &str) -> Option<bool> {
    let mut answer = None;
    ui.horizontal_wrapped(|ui| {
        let admit = tr!("participants-admit");
        let spoken = format!("{admit}: {name}");
        if Button::primary(admit).icon(Icon::Check).spoken(spoken).acts(ui) {
            answer = Some(true);
        }
        let refuse = tr!("participants-refuse");
        let spoken = format!("{refuse}: {name}");
        if Button::danger(refuse).icon(Icon::Prohibit).spoken(spoken).acts(ui) {
            answer = Some(false);
        }
    });
    answer
}

fn municipality(municipality: &MunicipalityView, view: &View) -> Line {
    let part = if municipality.takes_part {
        let until =
            municipality.last_day.map(|day| tr!("participants-takes-part-until", day = format::date_short(day)));
        (Tone::Good, Icon::Check, until.unwrap_or_else(|| tr!("participants-takes-part")))
    } else {
        (Tone::Neutral, Icon::Prohibit, tr!("participants-stopped"))
    };
    if municipality.code == view.me.municipality && view.me.role.may(Action::ReadPlan) {
        let here = tr!("participants-own");
        return Line { name: municipality.name.clone(), part, up_to_date: here, seen: String::new() };
    }
    let status = view.status.municipalities.iter().find(|status| status.code == municipality.code);
    let (up_to_date, connected, seen) =
        status.map_or((None, false, None), |status| (status.up_to_date, status.connected, status.last_seen));
    let waiting = status.and_then(|status| status.waiting);
    if view.status.through.is_some() && status.is_some() {
        let (up_to_date, seen) = (tr!("participants-unmet"), tr!("participants-unmet-seen"));
        return Line { name: municipality.name.clone(), part, up_to_date, seen };
    }
    Line {
        name: municipality.name.clone(),
        part,
        up_to_date: received(up_to_date, waiting, view),
        seen: last_seen(connected, seen, view),
    }
}

fn own(view: &View) -> Line {
    let name = words::who(&view.me.who());
    let part = (Tone::Good, Icon::Device, tr!("participants-this-device"));
    Line { name, part, up_to_date: tr!("participants-own"), seen: String::new() }
}

fn device(colleague: &ColleagueStatus, view: &View) -> Line {
    let part = if colleague.revoked {
        (Tone::Danger, Icon::Prohibit, tr!("participants-revoked"))
    } else {
        enrolled(colleague.term, view.today)
    };
    Line {
        name: words::who(&colleague.who),
        part,
        up_to_date: received(colleague.up_to_date, colleague.waiting, view),
        seen: last_seen(colleague.connected, colleague.last_seen, view),
    }
}

/// Whether a role is held on `today`, and from when or until when.
fn enrolled(term: Term, today: Date) -> (Tone, Icon, String) {
    if today < term.from {
        return (Tone::Neutral, Icon::Clock, tr!("participants-enrolled-from", day = format::date_short(term.from)));
    }
    match term.until {
        None => (Tone::Good, Icon::Check, tr!("participants-enrolled")),
        Some(until) if today <= until => {
            (Tone::Good, Icon::Check, tr!("participants-enrolled-until", day = format::date_short(until)))
        }
        Some(until) => (Tone::Neutral, Icon::Prohibit, tr!("participants-ended", day = format::date_short(until))),
    }
}

/// Since when it has everything; or how much it lacks at most; or that nobody knows.
fn received(up_to_date: Option<Timestamp>, waiting: Option<u64>, view: &View) -> String {
    let lacks = || waiting.map(|count| tr!("participants-waiting", count = count));
    relative(up_to_date, view).or_else(lacks).unwrap_or_else(|| tr!("participants-never-confirmed"))
}

fn last_seen(connected: bool, moment: Option<Timestamp>, view: &View) -> String {
    if connected {
        return tr!("participants-connected");
    }
    relative(moment, view).unwrap_or_else(|| tr!("participants-never-seen"))
}

fn relative(moment: Option<Timestamp>, view: &View) -> Option<String> {
    Some(format::relative(format::local(moment?.0)?, format::local(view.now.0)?))
}

/// With less room the columns would cut off what stands in them.
const LEAST_TABLE: f32 = 2.0 * size::DETAILS_KEY + size::FIELD_MIN_WIDTH + size::LIST + 4.0 * space::L;

/// A table; with little room the same as rows of words.
fn show_lines(ui: &mut Ui, salt: &str, what: &str, lines: &[Line]) {
    if Room::of(ui) < Room::Wide && ui.available_width() < LEAST_TABLE {
        card(ui, |ui| {
            for (index, line) in lines.iter().enumerate() {
                if index > 0 {
                    divider(ui);
                }
                strong(ui, &line.name);
                let (tone, icon, text) = &line.part;
                ui.add(Chip::new(*tone, text.as_str()).icon(*icon));
                let (up_to_date, seen) = (tr!("participants-up-to-date"), tr!("participants-seen"));
                details(ui, &[(&up_to_date, &line.up_to_date), (&seen, &line.seen)]);
            }
        });
        return;
    }
    let columns = vec![
        TableColumn::new(what, ColumnWidth::Fill(size::DETAILS_KEY)),
        TableColumn::new(tr!("participants-part"), ColumnWidth::Auto(size::FIELD_MIN_WIDTH)),
        TableColumn::new(tr!("participants-up-to-date"), ColumnWidth::Exact(size::LIST)),
        TableColumn::new(tr!("participants-seen"), ColumnWidth::Exact(size::DETAILS_KEY)),
    ];
    Card::new().flush().show(ui, |ui| {
        // As high as its rows: the page scrolls, not the table.
        let rows = lines.iter().map(|_| size::TABLE_ROW).sum::<f32>();
        let wanted = egui::vec2(ui.available_width(), size::TABLE_HEADER + rows + space::XS);
        ui.allocate_ui(wanted, |ui| {
            let table = DataTable::new(salt, what, columns);
            table.show(ui, lines.len(), |index, cells| {
                let line = &lines[index];
                let (tone, icon, text) = &line.part;
                cells.strong(&line.name);
                cells.chip(Chip::new(*tone, text.as_str()).icon(*icon));
                cells.text(&line.up_to_date);
                cells.text(&line.seen);
            });
        });
    });
}
