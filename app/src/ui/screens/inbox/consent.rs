//! Consent to share: what changed and what may go, beside exactly what will be seen, above one signing action.

use deelbaar_schema::disclosure::{Choice, Sharing};
use deelbaar_schema::field::{Field, Mask};
use deelbaar_schema::personal;
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::shared::SharedItem;
use deelbaar_schema::statement::Audience;
use egui::{Align, Sides, Ui};

use super::answer::Answer;
use super::draft::Draft;
use crate::engine::{Ask, Command, InboxEntry, View};
use crate::ui::kit::{
    Button, Card, Checkbox, Chip, Level, Notice, NoticeKind, card, divider, heading, muted, paragraph, reading_area,
    small,
};
use crate::ui::screens::files;
use crate::ui::screens::pane::{cramped, halves, inside, with_footer};
use crate::ui::screens::section;
use crate::ui::screens::terms::Terms;
use crate::ui::theme::space;
use crate::ui::{Icon, Tone};
use crate::{format, tr, words};

/// The request in parts.
struct Asked<'a> {
    entry: &'a InboxEntry,
    view: &'a View,
    sharing: &'a Sharing,
    snapshot: &'a SharedItem,
    left_out: Vec<Field>,
    previous: Option<&'a SharedItem>,
    version: u32,
    confirmed: &'a [String],
}

/// Shows a request for consent; returns what was chosen.
pub(super) fn show(ui: &mut Ui, draft: &mut Draft, entry: &InboxEntry, view: &View) -> Option<Answer> {
    let Ask::Consent { sharing, snapshot, without, previous, version, confirmed } = &entry.ask else { return None };
    let asked = Asked {
        entry,
        view,
        sharing,
        snapshot,
        left_out: left_out(snapshot, without, sharing.audience),
        previous: previous.as_deref(),
        version: *version,
        confirmed,
    };
    card(ui, |ui| {
        ui.set_min_height(ui.available_height());
        if cramped(ui) {
            return reading_area(ui, entry.request, &tr!("inbox-content"), |ui| {
                asked.below_each_other(ui, draft);
                asked.footer(ui, draft)
            });
        }
        with_footer(ui, "consent", draft, |ui, draft| asked.contents(ui, draft), |ui, draft| asked.footer(ui, draft))
    })
    .inner
}

/// The fields that this kind of item has and that the request leaves out.
fn left_out(snapshot: &SharedItem, without: &Mask, audience: Audience) -> Vec<Field> {
    let has = |field: Field| ItemKind::from_name(&snapshot.kind).is_none_or(|kind| kind.has(field));
    // What is there for making public says nothing to whoever shares with the region.
    let said = |field: &Field| audience == Audience::Public || !Field::PUBLIC.contains(field);
    let fields = Field::ALL.into_iter().filter(|field| field.shareable() && has(*field) && said(field));
    fields.filter(|field| without.withholds(*field)).collect()
}

/// "nieuw" or "gewijzigd sinds versie 1".
pub(super) fn state_words(shared_before: bool, version: u32) -> String {
    if shared_before { tr!("inbox-state-changed", version = version.saturating_sub(1)) } else { tr!("inbox-state-new") }
}

/// "met de regio" or "openbaar".
pub(super) fn audience_words(audience: Audience) -> String {
    match audience {
        Audience::Region => tr!("inbox-for-region"),
        Audience::Public => tr!("inbox-for-public"),
    }
}

impl Asked<'_> {
    fn home(&self) -> String {
        self.view.me.municipality_name.clone()
    }

    fn header(&self, ui: &mut Ui) {
        let chips = |ui: &mut Ui| {
            let state = state_words(self.previous.is_some(), self.version);
            let (tone, icon) =
                if self.previous.is_some() { (Tone::Warning, Icon::Pencil) } else { (Tone::Info, Icon::Plus) };
            ui.add(Chip::new(tone, state).icon(icon));
            if self.sharing.audience == Audience::Public {
                ui.add(Chip::new(Tone::Public, tr!("inbox-for-public")).icon(Icon::Globe));
            }
        };
        Sides::new().shrink_left().wrap().show(ui, |ui| heading(ui, Level::Two, &self.entry.title), chips);
        let who = words::who(&self.entry.who);
        muted(
            ui,
            &match self.sharing.audience {
                Audience::Region => tr!("inbox-asks-region", who = who),
                Audience::Public => tr!("inbox-asks-public", who = who),
            },
        );
    }

    /// Two columns when they fit, otherwise everything below each other.
    fn contents(&self, ui: &mut Ui, draft: &mut Draft) {
        let request = self.entry.request;
        match halves(ui) {
            Some(_) => {
                self.header(ui);
                let Some([left, right]) = halves(ui) else {
                    // The title took what was lacking, as under a message.
                    reading_area(ui, request, &tr!("inbox-content"), |ui| self.choices_and_preview(ui, draft));
                    return;
                };
                inside(ui, "choices", left, |ui| {
                    reading_area(ui, (request, "choices"), &tr!("inbox-changes"), |ui| self.choices(ui, draft));
                });
                inside(ui, "preview", right, |ui| {
                    Card::new().tone(self.tone()).show(ui, |ui| {
                        ui.set_min_height(ui.available_height());
                        self.pinned_preview(ui, draft);
                    });
                });
            }
            None => {
                reading_area(ui, request, &tr!("inbox-content"), |ui| self.below_each_other(ui, draft));
            }
        }
    }

    fn below_each_other(&self, ui: &mut Ui, draft: &mut Draft) {
        self.header(ui);
        self.choices_and_preview(ui, draft);
    }

    fn choices_and_preview(&self, ui: &mut Ui, draft: &mut Draft) {
        self.choices(ui, draft);
        ui.add_space(space::M);
        Card::new().tone(self.tone()).show(ui, |ui| {
            self.preview(ui, draft);
            self.consequences(ui);
        });
    }

    fn tone(&self) -> Tone {
        match self.sharing.audience {
            Audience::Region => Tone::Good,
            Audience::Public => Tone::Public,
        }
    }

    fn choices(&self, ui: &mut Ui, draft: &mut Draft) {
        if !self.entry.note.is_empty() {
            small(ui, &tr!("inbox-remark-of", who = words::who(&self.entry.who)));
            paragraph(ui, &self.entry.note);
        }
        if !self.confirmed.is_empty() {
            let (who, texts) = (words::who(&self.entry.who), self.confirmed.join(", "));
            paragraph(ui, &tr!("inbox-personal", who = who, texts = texts));
        }
        let fixed = self.fixed(draft);
        let shown = section::narrowed(self.snapshot, &draft.stays());
        if let Some(found) = draft.confirmed.show(ui, shown.as_ref(), fixed.as_deref()) {
            draft.sought = Some(found.field);
        }
        heading(ui, Level::Three, &tr!("inbox-changes"));
        self.changes(ui, draft);
        ui.add_space(space::S);
        heading(ui, Level::Three, &tr!("inbox-fields"));
        small(ui, &tr!("inbox-fields-hint"));
        self.fields(ui, draft, fixed.as_deref());
        if let Some(Command::GiveConsent { sharing, note, .. }) = &draft.ready {
            for sentence in words::sentences(sharing).iter().chain((!note.is_empty()).then_some(note)) {
                paragraph(ui, sentence);
            }
        } else if self.entry.can_answer() {
            ui.add_space(space::S);
            if let Some(terms) = &mut draft.terms {
                heading(ui, Level::Three, &tr!("terms-title"));
                if self.sharing.audience == Audience::Public {
                    terms.show_choice(ui);
                    ui.add_space(space::S);
                }
                terms.show(ui);
                let (item, today) = (self.view.item(self.entry.item), self.view.today);
                let beside = item.zip(terms.first_day(today)).map(|(item, first)| item.turns.beside(first));
                for sentence in beside.unwrap_or_default() {
                    Notice::new(NoticeKind::Info, &sentence).show(ui);
                }
            }
            ui.add_space(space::S);
            draft.note_field(ui, self.view);
        } else {
            for sentence in words::sentences(self.sharing) {
                paragraph(ui, &sentence);
            }
        }
    }

    /// Why nothing can be chosen: it is for somebody else to say, or it was put ready.
    fn fixed(&self, draft: &Draft) -> Option<String> {
        if !self.entry.can_answer() {
            return Some(super::read_only_words(self.entry, self.view));
        }
        draft.ready.is_some().then(|| tr!("inbox-fixed"))
    }

    fn changes(&self, ui: &mut Ui, draft: &Draft) {
        let Some(previous) = self.previous else {
            paragraph(ui, &tr!("inbox-all-new"));
            return;
        };
        let Some(now) = section::narrowed(self.snapshot, &draft.stays()) else { return };
        let changes = section::changes(previous, &now);
        if changes.is_empty() {
            paragraph(ui, &tr!("inbox-no-changes"));
        }
        section::show_changes(ui, &changes);
    }

    fn fields(&self, ui: &mut Ui, draft: &mut Draft, fixed: Option<&str>) {
        let stays = tr!("inbox-stays", municipality = self.home());
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for field in section::choices(self.snapshot) {
                let mut goes = !draft.without.withholds(field);
                let label = section::label(self.snapshot, field);
                let note = if goes { "" } else { &stays };
                if ui.add(Checkbox::new(&mut goes, &label).note(note).unless(fixed)).changed() {
                    draft.without.toggle(field);
                }
            }
            for field in &self.left_out {
                let label = section::label(self.snapshot, *field);
                let left_out = tr!("inbox-left-out");
                ui.add(Checkbox::new(&mut false, &label).note(&stays).unless(fixed.or(Some(&left_out))));
            }
        });
    }

    fn preview_title(&self) -> String {
        match self.sharing.audience {
            Audience::Region => tr!("inbox-preview-region"),
            Audience::Public => tr!("inbox-preview-public"),
        }
    }

    /// Exactly what will be seen, and by whom.
    fn preview(&self, ui: &mut Ui, draft: &mut Draft) {
        let icon = if self.sharing.audience == Audience::Public { Icon::Globe } else { Icon::Share };
        ui.add(Chip::new(self.tone(), self.preview_title()).icon(icon).on_tone());
        let Some(shown) = section::narrowed(self.snapshot, &draft.stays()) else {
            Notice::new(NoticeKind::Error, &tr!("inbox-preview-fails")).show(ui);
            return;
        };
        let kind = section::kind(&shown);
        small(ui, &tr!("inbox-preview-line", municipality = self.home(), kind = kind, version = self.version));
        let seeks_files = draft.sought.as_deref() == Some(personal::FILES);
        section::preview(ui, &shown, &mut draft.sought);
        let beside = ui.scope(|ui| files::preview(ui, self.view, &shown.files, Some(&mut draft.saving)));
        if seeks_files {
            beside.response.scroll_to_me(Some(Align::Center));
        }
        draft.save = beside.inner.or(draft.save.take());
    }

    /// Who will see it, and what withdrawal can and cannot do.
    fn consequences(&self, ui: &mut Ui) {
        divider(ui);
        small(ui, &self.readers());
        small(ui, &tr!("inbox-withdrawal"));
    }

    /// The preview scrolls; what follows from sharing stays in view.
    fn pinned_preview(&self, ui: &mut Ui, draft: &mut Draft) {
        let request = self.entry.request;
        with_footer(
            ui,
            "preview",
            draft,
            |ui, draft| {
                reading_area(ui, (request, "preview"), &self.preview_title(), |ui| self.preview(ui, draft));
            },
            |ui, _| self.consequences(ui),
        );
    }

    /// Who will see it, and from when.
    fn readers(&self) -> String {
        if self.sharing.audience == Audience::Public {
            return tr!("inbox-readers-public");
        }
        let me = self.view.me.municipality;
        let others = self.view.region.municipalities.iter().filter(|other| other.takes_part && other.code != me);
        let names: Vec<&str> = others.map(|other| other.name.as_str()).collect();
        if names.is_empty() {
            return tr!("inbox-readers-nobody");
        }
        tr!("inbox-readers", names = names.join(", "))
    }

    fn footer(&self, ui: &mut Ui, draft: &Draft) -> Option<Answer> {
        divider(ui);
        if !self.entry.can_answer() {
            Notice::new(NoticeKind::Info, &super::read_only_words(self.entry, self.view)).show(ui);
            return None;
        }
        if draft.ready.is_some() {
            Notice::new(NoticeKind::Success, &tr!("inbox-is-ready")).show(ui);
            let back = ui.add(Button::secondary(tr!("inbox-not-ready")).icon(Icon::Return)).clicked();
            return back.then_some(Answer::Ready);
        }
        if let Some(terms) = &draft.terms {
            terms.show_wrong(ui);
        }
        let mut chosen = None;
        let shown = section::narrowed(self.snapshot, &draft.stays());
        let open = if draft.choice() == Some(Choice::Nothing) { 0 } else { draft.confirmed.open(shown.as_ref()) };
        let first = (open > 0).then(|| tr!("inbox-personal-first", count = open));
        if let Some(first) = &first {
            small(ui, first);
        }
        let why_not = if shown.is_none() { Some(tr!("inbox-preview-fails")) } else { first };
        ui.horizontal_wrapped(|ui| {
            self.signing(ui, draft, why_not.as_deref(), &mut chosen);
            if Button::secondary(tr!("inbox-return")).icon(Icon::Return).acts(ui) {
                chosen = Some(Answer::Decline { returned: true });
            }
            if Button::danger(tr!("inbox-decline")).icon(Icon::Prohibit).acts(ui) {
                chosen = Some(Answer::Decline { returned: false });
            }
        });
        if let Some(date) = draft.terms.as_ref().and_then(Terms::begins) {
            small(ui, &tr!("inbox-from", date = format::date_long(date)));
        }
        chosen
    }

    /// The one signing action, and putting it off to sign several at once.
    fn signing(&self, ui: &mut Ui, draft: &Draft, why_not: Option<&str>, chosen: &mut Option<Answer>) {
        if draft.choice() == Some(Choice::Nothing) {
            if ui.add(Button::primary(tr!("inbox-close")).icon(Icon::Lock)).clicked() {
                *chosen = Some(Answer::Close);
            }
            return;
        }
        if Button::primary(tr!("inbox-sign")).icon(Icon::Sign).unless(why_not).acts(ui) {
            *chosen = Some(Answer::Consent);
        }
        let several = self.view.inbox.iter().filter(|entry| matches!(entry.ask, Ask::Consent { .. })).count() > 1;
        if several && ui.add(Button::secondary(tr!("inbox-ready")).icon(Icon::Check).unless(why_not)).clicked() {
            *chosen = Some(Answer::Ready);
        }
    }
}
