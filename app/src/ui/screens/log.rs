//! *Logboek*: who did what, when, on what and in whose name; and whether every chain and signature holds.

use deelbaar_schema::id::{DeviceId, RecordId};
use deelbaar_schema::time::Date;
use egui::Ui;

use crate::engine::{Author, Command, Export, LogEntry, Topic, View};
use crate::log::Filter;
use crate::person::About;
use crate::ui::Icon;
use crate::ui::cx::{Cx, Goto};
use crate::ui::kit::{
    Button, Card, Checkbox, ColumnWidth, DataTable, DayField, Dropdown, Landmark, Level, SearchField, TableColumn,
    card, copy, details, empty_state, heading, live_status, muted,
};
use crate::ui::screens::pane::{inside, panes, scroll};
use crate::ui::theme::{size, space};
use crate::{format, tr, words};

/// What the screen remembers between frames.
#[derive(Default)]
pub struct State {
    filter: Filter,
    /// The days of a period, as they were typed.
    from: DayField,
    until: DayField,
    /// With how many acts, and for what, `found` was made.
    searched: Option<(usize, Filter)>,
    /// The places of the acts that fit.
    found: Vec<usize>,
    selected: usize,
    reading: bool,
    /// The filters show; without them there is more room for the list.
    more: bool,
    /// About whom somebody asks what is held.
    about: Option<DeviceId>,
}

impl State {
    /// Shows the screen.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let log = std::sync::Arc::clone(&cx.view.log);
        self.find(&log);
        let places = panes(ui, (ui.available_width() - size::DETAIL - space::L).max(size::LIST), self.reading);
        if let Some(rect) = places.list {
            inside(ui, "list", rect, |ui| self.list(ui, cx, &log));
        }
        let chosen = self.found.get(self.selected).and_then(|place| log.get(*place));
        if let (Some(rect), Some(entry)) = (places.detail, chosen) {
            inside(ui, "detail", rect, |ui| {
                if places.alone() && ui.add(Button::quiet(tr!("log-back")).icon(Icon::ArrowLeft)).clicked() {
                    self.reading = false;
                }
                Landmark::Complementary.show(ui, &words::log_kind(entry.what), |ui| detail(ui, cx, entry));
            });
        }
    }

    /// Looks for what fits, once for each change.
    fn find(&mut self, log: &[LogEntry]) {
        let now = (log.len(), self.filter.clone());
        if self.searched.as_ref() == Some(&now) {
            return;
        }
        self.found = (0..log.len()).filter(|place| now.1.lets_through(&log[*place])).collect();
        self.selected = 0;
        self.searched = Some(now);
    }

    /// Person, kind, period and mandate.
    fn filters(&mut self, ui: &mut Ui, view: &View, log: &[LogEntry]) {
        ui.horizontal_wrapped(|ui| {
            let known = crate::log::people(log, |code| view.municipality(code))
                .into_iter()
                .map(|(author, called)| (Some(author), called));
            let people: Vec<(Option<Author>, String)> =
                [(None, tr!("log-everybody"))].into_iter().chain(known).collect();
            Dropdown::new(&tr!("log-who"), &mut self.filter.person, &people).inline().show(ui);
            let mut topics = vec![(None, tr!("log-every-kind"))];
            topics.extend(Topic::ALL.map(|topic| (Some(topic), tr!("log-topic", topic = topic.name()))));
            Dropdown::new(&tr!("log-what"), &mut self.filter.topic, &topics).inline().show(ui);
            ui.add(Checkbox::new(&mut self.filter.mandate, &tr!("log-only-mandate")));
        });
        ui.horizontal_top(|ui| {
            limit(ui, &tr!("log-from"), &mut self.from, &mut self.filter.from);
            limit(ui, &tr!("log-until"), &mut self.until, &mut self.filter.until);
        });
    }

    /// Whoever asks what is held about them gets it as a file.
    fn access(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let me = &cx.view.me;
        let mut people = vec![(me.device, words::who(&me.who()))];
        people.extend(cx.view.status.colleagues.iter().map(|one| (one.device, words::who(&one.who))));
        let mut about = self.about.unwrap_or(me.device);
        ui.horizontal_wrapped(|ui| {
            if Dropdown::new(&tr!("person-about"), &mut about, &people).inline().show(ui) {
                self.about = Some(about);
            }
            if ui.add(Button::quiet(tr!("person-keep")).icon(Icon::Export)).clicked() {
                cx.send(Command::ReportPerson { about: About::Owner(about) });
            }
        });
    }

    fn list(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, log: &[LogEntry]) {
        heading(ui, Level::One, &tr!("screen-log"));
        muted(ui, &tr!("log-text"));
        ui.horizontal_wrapped(|ui| {
            if ui.add(Button::secondary(tr!("log-check")).icon(Icon::Check)).clicked() {
                cx.send(Command::Verify);
            }
            let shown = || self.found.iter().filter_map(|place| log.get(*place)).collect::<Vec<_>>();
            if ui.add(Button::secondary(tr!("log-save")).icon(Icon::Export)).clicked() {
                cx.send(Command::Export(Export::Log));
                cx.keep(crate::log::document(&shown(), &cx.view.me.municipality_name, cx.view.today));
            }
            if ui.add(Button::quiet(tr!("log-copy")).icon(Icon::Copy)).clicked() {
                cx.send(Command::Export(Export::Log));
                copy(ui.ctx(), crate::log::csv(&shown()).join("\r\n"));
            }
        });
        ui.add_space(space::S);
        SearchField::new(&tr!("log-search"), &mut self.filter.text).show(ui);
        let words = if self.more { tr!("log-less") } else { tr!("log-more") };
        if ui.add(Button::quiet(words).icon(Icon::Filter).selected(self.more).key("more")).clicked() {
            self.more = !self.more;
        }
        if self.more {
            self.filters(ui, cx.view, log);
            self.access(ui, cx);
        }
        live_status(ui, &tr!("log-count", count = self.found.len()));
        if self.found.is_empty() {
            empty_state(ui, Icon::CheckCircle, &tr!("log-empty"), &tr!("log-empty-text"), None);
            return;
        }
        let columns = vec![
            TableColumn::new(tr!("log-what"), ColumnWidth::Fill(size::FIELD_MIN_WIDTH)),
            TableColumn::new(tr!("log-on"), ColumnWidth::Exact(size::LIST)),
            TableColumn::new(tr!("log-when"), ColumnWidth::Exact(size::FIELD_MIN_WIDTH)),
        ];
        let (found, name) = (&self.found, tr!("screen-log"));
        let selected = Some(self.selected);
        let table = |ui: &mut Ui| {
            DataTable::new("log", &name, columns).selected(selected).two_lines().show(
                ui,
                found.len(),
                |index, cells| {
                    let Some(entry) = found.get(index).and_then(|place| log.get(*place)) else { return };
                    cells.strong(&words::log_kind(entry.what));
                    cells.text(&words::log_on(entry));
                    cells.text(&format::date_short(entry.time.date()));
                },
            )
        };
        if let Some(chosen) = Card::new().flush().show(ui, table).inner.chosen {
            self.selected = chosen;
            self.reading = true;
        }
    }
}

/// A day that limits what shows; an empty one is no limit.
fn limit(ui: &mut Ui, label: &str, field: &mut DayField, day: &mut Option<Date>) {
    ui.scope(|ui| {
        ui.set_max_width(size::FIELD_MIN_WIDTH);
        if field.show(ui, label, "") {
            *day = field.read(|_| true, "").flatten();
        }
    });
}

fn detail(ui: &mut Ui, cx: &mut Cx<'_>, entry: &LogEntry) {
    scroll(ui, "log-detail", |ui| {
        card(ui, |ui| {
            heading(ui, Level::Two, &words::log_kind(entry.what));
            let when = format::local(entry.time.0).map(format::date_time).unwrap_or_default();
            let mandate = entry.mandate.as_ref().map(words::who).unwrap_or_default();
            let external = entry.external.as_ref();
            let external = external.map(|e| {
                tr!(
                    "log-external-text",
                    body = words::body(e.body),
                    number = e.number.as_str(),
                    date = format::date_long(e.date)
                )
            });
            let facts = &entry.facts;
            let short = |id: Option<RecordId>| id.map(|id| id.short()).unwrap_or_default();
            let item = entry.item.map(|item| item.short()).unwrap_or_default();
            let item = match facts.version {
                Some(version) => tr!("log-item-version", id = item, version = version),
                None => item,
            };
            let record = match facts.region_record {
                Some(region) => tr!("log-record-region", record = short(facts.record), region = region.short()),
                None => short(facts.record),
            };
            let rows = [
                (tr!("log-on"), words::log_on(entry)),
                (tr!("log-who"), words::who(&entry.who)),
                (tr!("log-when"), when),
                (tr!("log-terms"), words::log_terms(entry).join(" ")),
                (tr!("log-mandate"), mandate),
                (tr!("log-external"), external.unwrap_or_default()),
                (tr!("log-note"), entry.note.clone()),
                (tr!("log-counts"), if entry.counts { tr!("cli-yes") } else { tr!("log-counts-not") }),
                (tr!("log-item"), item),
                (tr!("log-content"), facts.content.map(|content| content.short()).unwrap_or_default()),
                (tr!("log-answers"), short(facts.answers)),
                (tr!("log-record"), record),
            ];
            let filled = rows.iter().filter(|(_, value)| !value.is_empty());
            let filled: Vec<(&str, &str)> = filled.map(|(key, value)| (key.as_str(), value.as_str())).collect();
            details(ui, &filled);
            if let Some(item) = entry.item.filter(|_| !entry.removed)
                && ui.add(Button::secondary(tr!("consents-open")).icon(Icon::File)).clicked()
            {
                cx.go(Goto::Item(item));
            }
        });
    });
}
