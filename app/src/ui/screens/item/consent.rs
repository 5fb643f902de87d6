//! Asking the alderman for consent to share: for whom, and which fields go.

use std::collections::BTreeSet;

use deelbaar_schema::disclosure::{Choice, FACE, Sharing};
use deelbaar_schema::field::{Field, Mask};
use deelbaar_schema::gate::Visibility;
use deelbaar_schema::id::{FileHash, SharedId};
use deelbaar_schema::personal::Found;
use deelbaar_schema::plan::Item;
use deelbaar_schema::projection;
use deelbaar_schema::shared::SharedItem;
use deelbaar_schema::statement::Audience;
use egui::{Context, Ui};

use super::fields::shown;
use super::files;
use crate::engine::{Command, ItemView};
use crate::ui::Tone;
use crate::ui::cx::Cx;
use crate::ui::icon::Icon;
use crate::ui::kit::{Button, Card, Checkbox, Dialog, TextField, paragraph, radio_group, small, strong};
use crate::ui::screens::personal::{Confirmed, said_first};
use crate::ui::screens::terms::Terms;
use crate::ui::screens::{self, section};
use crate::ui::theme::space;
use crate::{tr, words};

/// Money, hours and names stay at home unless somebody lets them go.
const AT_HOME: [Field; 3] = [Field::Costs, Field::Hours, Field::Contact];

/// What came of a dialog about sharing in this frame.
pub(super) enum Outcome {
    /// It stays.
    Open,
    /// It is done, or given up.
    Closed,
    /// Somebody goes to where this stands first, to take it out.
    Goes(Found),
}

/// What is asked: while the dialog is open, and while somebody looks at a field in between.
pub(super) struct Draft {
    /// The dialog shows.
    pub(super) open: bool,
    goes: BTreeSet<Field>,
    terms: Terms,
    confirmed: Confirmed,
    /// The files that go; nothing goes by itself.
    files: BTreeSet<FileHash>,
    note: String,
}

impl Draft {
    pub(super) fn new(view: &ItemView) -> Self {
        let goes = choices(&view.item).filter(|field| !AT_HOME.contains(field)).collect();
        let shared = matches!(view.visibility, Visibility::Shared { changed: false, .. });
        // What the region sees already can only be asked for everyone.
        let audience = if shared { Audience::Public } else { Audience::Region };
        let terms = Terms::new(&Sharing { audience, ..Sharing::REGION });
        Self { open: true, goes, terms, confirmed: Confirmed::default(), note: String::new(), files: BTreeSet::new() }
    }

    /// Shows the dialog.
    pub(super) fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>, view: &ItemView) -> Outcome {
        let title = tr!("consent-ask-title", title = view.item.title.as_str());
        let mut goes = None;
        let mut state = (self, &mut goes, cx);
        let dialog = Dialog::new("ask-consent", &title);
        let contents = |ui: &mut Ui, (draft, goes, cx): &mut (&mut Self, &mut Option<Found>, &mut Cx<'_>)| {
            **goes = draft.contents(ui, cx, view);
        };
        let response = dialog.show_with_footer(ctx, &mut state, contents, |ui, (draft, _, cx)| {
            draft.terms.show_wrong(ui);
            let open = draft.confirmed.open(draft.shared(cx, &view.item).as_ref());
            let why_not = said_first(ui, open);
            ui.horizontal_wrapped(|ui| {
                if ui.add(Button::primary(tr!("consent-ask")).icon(Icon::Send).unless(why_not)).clicked()
                    && let Some(command) = draft.command(cx, view)
                {
                    cx.send(command);
                    ui.close();
                }
                if ui.add(Button::secondary(tr!("kit-cancel"))).clicked() {
                    ui.close();
                }
            });
        });
        match goes {
            Some(found) => Outcome::Goes(found),
            None if response.close => Outcome::Closed,
            None => Outcome::Open,
        }
    }

    /// Everything above the buttons; returns to which finding somebody wants to go.
    fn contents(&mut self, ui: &mut Ui, cx: &Cx<'_>, view: &ItemView) -> Option<Found> {
        paragraph(ui, &tr!("consent-ask-text"));
        ui.add_space(space::S);
        let region = tr!("consent-region", region = cx.view.me.region_name.as_str());
        let options = [(Audience::Region, region), (Audience::Public, tr!("consent-public"))];
        radio_group(ui, &tr!("consent-for-whom"), &mut self.terms.audience, &options);
        if self.terms.audience == Audience::Public {
            ui.add_space(space::S);
            self.terms.show_choice(ui);
        }
        self.fields(ui, cx, view);
        if self.may_have_files() {
            let home = tr!("consent-stays", municipality = cx.view.me.municipality_name.as_str());
            files::choose(ui, &view.item, &home, &mut self.files);
        }
        let goes = self.preview(ui, cx, &view.item);
        ui.add_space(space::S);
        self.terms.show(ui);
        ui.add_space(space::S);
        let hint = tr!("consent-note-hint");
        TextField::new(&tr!("consent-note"), &mut self.note).hint(&hint).multiline(2).show(ui);
        goes
    }

    /// Exactly what would be seen, and what in it looks like data about people.
    fn preview(&mut self, ui: &mut Ui, cx: &Cx<'_>, item: &Item) -> Option<Found> {
        let shared = self.shared(cx, item)?;
        ui.add_space(space::S);
        let (title, tone) = match self.terms.audience {
            Audience::Region => (tr!("inbox-preview-region"), Tone::Good),
            Audience::Public => (tr!("inbox-preview-public"), Tone::Public),
        };
        strong(ui, &title);
        Card::new().tone(tone).show(ui, |ui| {
            section::preview(ui, &shared, &mut None);
            screens::files::preview(ui, cx.view, &shared.files, None);
        });
        let goes = self.confirmed.show(ui, Some(&shared), None);
        if goes.is_some() {
            ui.close();
        }
        goes
    }

    /// Which fields go: to choose, or said when the choice of how to make it public leaves none.
    fn fields(&mut self, ui: &mut Ui, cx: &Cx<'_>, view: &ItemView) {
        ui.add_space(space::S);
        strong(ui, &tr!("consent-which"));
        let (hint, choose) = match (self.terms.audience, self.terms.choice) {
            (Audience::Region, _) => (tr!("consent-title-goes"), true),
            (Audience::Public, Choice::Except) => (tr!("consent-face-goes"), true),
            (Audience::Public, choice) => (tr!("consent-goes", choice = choice.name()), false),
        };
        small(ui, &hint);
        if !choose {
            return;
        }
        let home = tr!("consent-stays", municipality = cx.view.me.municipality_name.as_str());
        for field in choices(&view.item) {
            let mut goes = self.goes.contains(&field);
            let label = words::field(view.item.kind, field);
            let note = if goes { "" } else { home.as_str() };
            if ui.add(Checkbox::new(&mut goes, &label).note(note)).changed() {
                if goes {
                    self.goes.insert(field)
                } else {
                    self.goes.remove(&field)
                };
            }
        }
    }

    /// Of the decision alone, and of nothing, no file goes.
    fn may_have_files(&self) -> bool {
        let public = self.terms.audience == Audience::Public;
        !(public && matches!(self.terms.choice, Choice::DecisionOnly | Choice::Nothing))
    }

    /// The files that go: those that were chosen and are still there.
    fn chosen(&self, item: &Item) -> BTreeSet<FileHash> {
        let there = item.files.values().map(|file| file.hash);
        there.filter(|hash| self.may_have_files() && self.files.contains(hash)).collect()
    }

    /// What stays at home. Also fields that are empty now, when they usually do: a standing consent may outlive that.
    fn without(&self, item: &Item) -> Mask {
        let choice = (self.terms.audience == Audience::Public).then_some(self.terms.choice);
        let stays = |field: Field| match choice {
            None if Field::PUBLIC.contains(&field) => true,
            Some(Choice::Nothing) => true,
            Some(Choice::DecisionOnly) => !FACE.contains(&field),
            Some(Choice::WithPressRelease) => false,
            Some(_) if field == Field::PressRelease => true,
            Some(Choice::Everything | Choice::After) => false,
            Some(Choice::Except) if FACE.contains(&field) => false,
            None | Some(Choice::Except) if choices(item).any(|chosen| chosen == field) => !self.goes.contains(&field),
            None | Some(Choice::Except) => AT_HOME.contains(&field),
        };
        Mask::without(item.kind.fields().iter().copied().filter(|field| field.shareable() && stays(*field)))
    }

    /// What would go, as far as the texts matter: not under which id the region will know it.
    fn shared(&self, cx: &Cx<'_>, item: &Item) -> Option<SharedItem> {
        let section = SharedId::from_bytes([0; 16]);
        let snapshot =
            projection::project(item, &self.without(item), &self.chosen(item), cx.view.me.municipality, section);
        snapshot.ok().and_then(|snapshot| SharedItem::parse(snapshot.bytes()).ok())
    }

    /// The command; `None` when something is missing, and then the dialog says what.
    fn command(&mut self, cx: &Cx<'_>, view: &ItemView) -> Option<Command> {
        let sharing = self.terms.read(cx.view.today)?;
        let without = self.without(&view.item);
        let outcome = self.shared(cx, &view.item).map_or(Ok(()), |item| sharing.check(&item, &without));
        if !self.terms.judge(outcome) {
            return None;
        }
        let confirmed = self.confirmed.texts();
        Some(Command::RequestConsent {
            item: view.item.id,
            without,
            files: self.chosen(&view.item),
            sharing,
            confirmed,
            note: self.note.trim().to_owned(),
        })
    }
}

/// The fields that one can choose about: those that are filled in, may leave at all and are not there for making public.
fn choices(item: &Item) -> impl Iterator<Item = Field> {
    item.kind.fields().iter().copied().filter(|field| {
        field.shareable()
            && !Field::PUBLIC.contains(field)
            && if *field == Field::Body { !item.body.trim().is_empty() } else { !shown(item, *field).is_empty() }
    })
}
