//! The words for what the domain knows: roles, kinds, fields, phases, events and themes, in the current language.
//!
//! The window and the command line say the same thing with the same word, because both take it from here.

mod joining;
mod log;
mod powers;
pub mod shared;

use std::io;
use std::sync::LazyLock;

use deelbaar_schema::act::{External, Outcome};
use deelbaar_schema::disclosure::{Choice, DisclosureError, Missing};
use deelbaar_schema::field::Field;
use deelbaar_schema::gate::Phase;
use deelbaar_schema::id::ItemId;
use deelbaar_schema::personal::{self, Found};
use deelbaar_schema::plan::{Item, ItemKind, Stage};
use deelbaar_schema::role::{Action, Role};
use deelbaar_schema::statement::{Audience, Body};
use deelbaar_schema::text::{MAX_NAME, MAX_TITLE, cut};
use deelbaar_schema::time::Date;
use deelbaar_sync::files::Presence;
use deelbaar_sync::replica::{Flaw, Why};
use deelbaar_sync::workspace::{Renew, Root, Trouble};
use serde::Deserialize;

use crate::engine::{Event, EventKind, Me, Part, Step, Stopped, View, Who};
use crate::i18n::{Lang, language};
use crate::{format, tr};

pub use joining::{asks, code_error, invitation, open_invitation, term};
pub use log::{log_kind, log_line, log_on, log_terms};
pub use powers::{mandate_error, never_began};
pub use shared::{closed, read_out, sentences};

/// "Wethouder".
#[must_use]
pub fn role(role: Role) -> String {
    tr!("word-role", role = role.name())
}

/// Why nothing can be done here: the role has not begun, or has ended. Nothing when it holds.
#[must_use]
pub fn outside_term(me: &Me, today: Date) -> Option<String> {
    let name = role(me.role).to_lowercase();
    if today < me.term.from {
        return Some(tr!("term-begins", role = name, day = format::date_long(me.term.from)));
    }
    let until = me.term.until.filter(|until| *until < today)?;
    Some(tr!("term-ended", role = name, day = format::date_long(until)))
}

/// That the municipality, or this device, does not take part any more, or will not: what it means, that nothing was lost, and what to do.
#[must_use]
pub fn no_part(view: &View) -> Option<String> {
    let me = &view.me;
    let (name, region) = (me.municipality_name.as_str(), me.region_name.as_str());
    if view.status.awaits_enrolment {
        return Some(tr!("part-awaits-enrolment", name = name));
    }
    let said = match (me.part, view.status.refused) {
        (Part::Ended(last), _) => tr!("part-ended", name = name, region = region, day = format::date_long(last)),
        (Part::Elsewhere(from), _) => {
            tr!("part-elsewhere", name = name, region = region, day = format::date_long(from))
        }
        // Who has no term is told so, and why nothing comes in; so is a restored device that nobody knows yet.
        (_, Some(_)) if view.status.unknown || outside_term(me, view.today).is_some() => return None,
        (_, Some(refused)) => {
            let since = format::local(refused.since.0).map(format::date_time).unwrap_or_default();
            if refused.by_colleagues {
                return Some(tr!("part-refused-colleagues", since = since));
            }
            tr!("part-refused", name = name, since = since)
        }
        (Part::Until(last), None) => {
            return Some(tr!("part-until", name = name, region = region, day = format::date_long(last)));
        }
        (Part::Takes, None) => return None,
    };
    Some(format!("{said} {}", tr!("part-kept")))
}

/// What a role gets that does not read the municipality's plan. Nothing for the others.
#[must_use]
pub fn region_only(me: &Me) -> Option<String> {
    let name = me.municipality_name.as_str();
    let words = || {
        let role = role(me.role).to_lowercase();
        match me.plan_left {
            0 => tr!("region-only", role = role, municipality = name),
            count => tr!("region-only-left", role = role, municipality = name, count = count),
        }
    };
    (!me.role.may(Action::ReadPlan)).then(words)
}

/// "Anna Jansen (Beleidsadviseur), namens Joris de Wit (Wethouder), collegebesluit 2026-14 van 3 maart 2026".
#[must_use]
pub fn by(event: &Event) -> String {
    by_parts(&event.who, event.mandate.as_ref(), event.external.as_ref(), event.counts)
}

/// The same, from its parts.
#[must_use]
pub fn by_parts(by: &Who, mandate: Option<&Who>, external: Option<&External>, counts: bool) -> String {
    let mut words = who(by);
    if let Some(giver) = mandate {
        words = tr!("word-under-mandate", who = words, giver = who(giver));
    }
    if let Some(External { body, number, date }) = external {
        let date = format::date_long(*date);
        words = tr!("word-external", who = words, body = body.name(), number = number.as_str(), date = date);
    }
    if counts { words } else { tr!("word-does-not-count", who = words) }
}

/// "Tekst: a@b.nl (e-mailadres)".
#[must_use]
pub fn found(all: &[Found]) -> String {
    let lines: Vec<String> = all.iter().map(found_one).collect();
    lines.join("; ")
}

fn found_one(found: &Found) -> String {
    let name = match Field::from_name(&found.field) {
        Some(named) => field(ItemKind::Activity, named),
        None if found.field == personal::FILES => tr!("files-title"),
        None => tr!("word-title"),
    };
    found_in(&name, found)
}

/// The same, in a field that is called `name` on the screen.
#[must_use]
pub fn found_in(name: &str, found: &Found) -> String {
    let kind = tr!("word-personal", kind = found.finding.kind.name());
    tr!("word-found", field = name, text = found.finding.text.as_str(), kind = kind)
}

/// "het college van burgemeester en wethouders".
#[must_use]
pub fn body(body: Body) -> String {
    tr!("word-body", body = body.name())
}

/// "Activiteit".
#[must_use]
pub fn kind(kind: ItemKind) -> String {
    tr!("word-kind", kind = kind.name())
}

/// "Activiteiten".
#[must_use]
pub fn kinds(kind: ItemKind) -> String {
    tr!("word-kinds", kind = kind.name())
}

/// "Titel".
#[must_use]
pub fn title() -> String {
    tr!("word-field", field = "title")
}

/// The label of a field. The long text has a name of its own for each kind of item.
#[must_use]
pub fn field(kind: ItemKind, field: Field) -> String {
    let name = match (field, kind) {
        (Field::Body, ItemKind::Activity | ItemKind::Conversation) => "body-activity",
        (Field::Body, ItemKind::Inventory) => "body-inventory",
        _ => field.name(),
    };
    tr!("word-field", field = name)
}

/// "Ter besluitvorming".
#[must_use]
pub fn phase(phase: Phase) -> String {
    tr!("word-phase", phase = phase.name())
}

/// "Concept".
#[must_use]
pub fn stage(stage: Stage) -> String {
    tr!("word-phase", phase = stage.name())
}

/// "Akkoord".
#[must_use]
pub fn outcome(outcome: Outcome) -> String {
    tr!("word-outcome", outcome = outcome.name())
}

/// "Voorgelegd aan de wethouder".
#[must_use]
pub fn event(event: EventKind) -> String {
    let name = match event {
        EventKind::Revised(version) => return tr!("word-event-revised", version = version),
        EventKind::ConsentGiven(version) => return tr!("word-event-consent", version = version),
        EventKind::Submitted => "submitted",
        EventKind::Recalled => "recalled",
        EventKind::Decided(outcome) => outcome.name(),
        EventKind::Started => "started",
        EventKind::Finished => "finished",
        EventKind::ConsentRequested(Audience::Region) => "asked-region",
        EventKind::ConsentRequested(Audience::Public) => "asked-public",
        EventKind::ConsentConfirmed => "consent-confirmed",
        EventKind::ConsentRefused => "consent-refused",
        EventKind::ConsentReturned => "consent-returned",
        EventKind::ConsentRecalled => "consent-recalled",
        EventKind::Withdrawn => "withdrawn",
    };
    tr!("word-event", event = name)
}

/// What to call an item of which nobody knows the title: with the beginning of its id, to tell two apart.
#[must_use]
pub fn untitled(item: ItemId) -> String {
    tr!("word-untitled", id = item.short())
}

/// The title of an item; words where it has none, as when only the region knew it and it was taken back.
#[must_use]
pub fn title_of(item: &Item) -> String {
    if item.title.is_empty() { untitled(item.id) } else { item.title.clone() }
}

/// "De regio".
#[must_use]
pub fn audience(audience: Audience) -> String {
    let name = match audience {
        Audience::Region => "region",
        Audience::Public => "public",
    };
    tr!("word-audience", audience = name)
}

/// "Alles openbaar": one of the six choices.
#[must_use]
pub fn disclosure(choice: Choice) -> String {
    tr!("word-disclosure", choice = choice.name())
}

/// Why something cannot be shared on these terms.
#[must_use]
pub fn disclosure_error(error: &DisclosureError) -> String {
    match error {
        DisclosureError::EndsBeforeItBegins => tr!("terms-ends-first"),
        DisclosureError::Audience => tr!("terms-wrong-audience"),
        DisclosureError::ArticleNamesSomebody => tr!("terms-article-personal"),
        DisclosureError::Choice(choice) => tr!("terms-wrong-choice", choice = choice.name()),
        DisclosureError::Missing(missing) if *missing == [Missing::Article] => tr!("terms-article-missing"),
        DisclosureError::Missing(missing) => {
            let names: Vec<String> =
                missing.iter().map(|one| tr!("terms-missing-one", what = missing_name(*one))).collect();
            tr!("terms-missing", what = names.join(", "))
        }
    }
}

fn missing_name(missing: Missing) -> &'static str {
    match missing {
        Missing::Title => "title",
        Missing::Language => "language",
        Missing::SummaryNl => "summary-nl",
        Missing::SummaryEn => "summary-en",
        Missing::AlternativeText => "alternative-text",
        Missing::PressRelease => "press-release",
        Missing::Article => "article",
        Missing::Day => "day",
    }
}

/// "Nederlands", for "nl"; another code shows as it is.
#[must_use]
pub fn text_language(code: &str) -> String {
    match code {
        "nl" => tr!("word-language-nl"),
        "en" => tr!("word-language-en"),
        "fy" => tr!("word-language-fy"),
        other => other.to_owned(),
    }
}

/// Which titles an import cut because they were too long. Nothing when none was.
#[must_use]
pub fn shortened(titles: &[String]) -> Option<String> {
    let named: Vec<String> = titles.iter().take(3).map(|title| format!("“{}”", cut(title, 60))).collect();
    let words = || tr!("import-shortened", count = titles.len(), most = MAX_TITLE, titles = named.join(", "));
    (!titles.is_empty()).then(words)
}

/// What an undo step is about, to follow "Ongedaan gemaakt: ".
#[must_use]
pub fn step(step: &Step) -> String {
    let (name, title) = match step {
        Step::Imported(name, count) => {
            return tr!("word-step-imported", name = name.as_str(), count = *count);
        }
        Step::Added(title) => ("added", title),
        Step::Changed(title) => ("changed", title),
        Step::Removed(title) => ("removed", title),
        Step::Commented(title) => ("commented", title),
    };
    tr!("word-step", step = name, title = cut(title, MAX_TITLE).into_owned())
}

/// Why Undo goes no further back.
#[must_use]
pub fn undo_stopped(stopped: &Stopped) -> String {
    let (title, what, who, when) = stopped_at(stopped);
    tr!("explain-undo-stopped", title = title, what = what, who = who, when = when)
}

/// Why Redo goes no further.
#[must_use]
pub fn redo_stopped(stopped: &Stopped) -> String {
    let (title, what, who, when) = stopped_at(stopped);
    tr!("explain-redo-stopped", title = title, what = what, who = who, when = when)
}

fn stopped_at(stopped: &Stopped) -> (String, String, String, String) {
    let when = format::local(stopped.time.0).map(format::date_time).unwrap_or_default();
    // Somebody removed it since: nothing here knows what it was called.
    let title = if stopped.title.is_empty() { tr!("word-removed-item") } else { stopped.title.clone() };
    (title, event(stopped.what), who(&stopped.who), when)
}

/// "Kim Smit vraagt om mee te doen", or how many do; `None` while nobody does.
#[must_use]
pub fn applicants(view: &View) -> Option<String> {
    match view.applicants.as_slice() {
        [] => None,
        [one] => Some(tr!("attention-applicant", name = cut(&one.name, MAX_NAME).into_owned())),
        several => Some(tr!("attention-applicants", count = several.len())),
    }
}

/// "wethouder Anna Jansen", or "de wethouder" while the name is not known here.
#[must_use]
pub fn alderman_of(view: &View) -> String {
    let names: Vec<&str> = view.aldermen().into_iter().collect();
    if names.is_empty() { tr!("word-alderman") } else { tr!("word-alderman-named", names = names.join(", ")) }
}

/// "Anna Jansen (Beleidsadviseur)", as far as it is known.
#[must_use]
pub fn who(who: &Who) -> String {
    match (who.name.is_empty(), who.role) {
        // Somebody who is called by the role, as in the example region.
        (false, Some(known)) if who.name.starts_with(&role(known)) => who.name.clone(),
        (false, Some(known)) => tr!("word-who", name = who.name.as_str(), role = role(known)),
        (false, None) => who.name.clone(),
        (true, Some(known)) => role(known),
        (true, None) => tr!("word-who-unknown"),
    }
}

/// Why the system does not read or write something, as the end of a sentence; never the system's own words.
#[must_use]
pub fn io_reason(error: &io::Error) -> String {
    use io::ErrorKind::{
        AlreadyExists, FileTooLarge, InvalidData, InvalidFilename, IsADirectory, NotADirectory, NotFound,
        PermissionDenied, ReadOnlyFilesystem, StorageFull,
    };
    match error.kind() {
        NotFound => tr!("word-io-missing"),
        AlreadyExists => tr!("word-io-exists"),
        PermissionDenied => tr!("word-io-denied"),
        IsADirectory => tr!("word-io-folder"),
        NotADirectory => tr!("word-io-no-folder"),
        InvalidFilename => tr!("word-io-name"),
        InvalidData => tr!("word-io-no-text"),
        FileTooLarge => tr!("word-io-large"),
        StorageFull => tr!("word-io-full"),
        ReadOnlyFilesystem => tr!("word-io-read-only"),
        _ => match (error.get_ref(), error.raw_os_error()) {
            // Said in words already, by the process that tried.
            (Some(said), _) => said.to_string(),
            (None, Some(code)) => tr!("word-io-code", code = code),
            (None, None) => tr!("word-io-other"),
        },
    }
}

#[derive(Deserialize)]
struct Themes {
    theme: Vec<Theme>,
}

#[derive(Deserialize)]
struct Theme {
    id: String,
    nl: String,
    en: String,
}

impl Theme {
    fn label(&self) -> &str {
        match language() {
            Lang::Nl => &self.nl,
            Lang::En => &self.en,
        }
    }
}

static THEMES: LazyLock<Vec<Theme>> = LazyLock::new(|| {
    let source = include_str!("../../assets/vocabularies/themes.toml");
    match toml::from_str::<Themes>(source) {
        Ok(themes) => themes.theme,
        Err(error) => {
            tracing::error!(%error, "the themes did not load");
            Vec::new()
        }
    }
});

/// The label of a theme; an id that this build does not know is shown as it is.
#[must_use]
pub fn theme(id: &str) -> String {
    THEMES.iter().find(|theme| theme.id == id).map_or_else(|| id.to_owned(), |theme| theme.label().to_owned())
}

/// Every theme of the region: its id and its label, in the order of the screens.
#[must_use]
pub fn themes() -> Vec<(String, String)> {
    THEMES.iter().map(|theme| (theme.id.clone(), theme.label().to_owned())).collect()
}

/// What to say when a key was replaced, and what to do next.
#[must_use]
pub fn renewed(what: Renew) -> String {
    match what {
        Renew::Second(_) => tr!("done-second-renewed"),
        Renew::Municipality { .. } | Renew::Region { .. } => tr!("done-key-renewed", key = root(what.root())),
    }
}

/// What to say when the second person has their words.
#[must_use]
pub fn second_handed_over(of: Root) -> String {
    match of {
        Root::Municipality => tr!("done-second"),
        Root::Region => tr!("done-second-region"),
    }
}

/// A root key, in words.
#[must_use]
pub fn root(root: Root) -> String {
    match root {
        Root::Municipality => tr!("key-municipality"),
        Root::Region => tr!("key-region"),
    }
}

/// Which root keys a device holds, in a sentence.
#[must_use]
pub fn keys_held(roots: &[Root]) -> String {
    match roots {
        [] => tr!("keys-none"),
        [one] => tr!("keys-one", key = root(*one)),
        _ => tr!("keys-both"),
    }
}

/// A space, as the log calls it.
#[must_use]
pub fn space(root: Root) -> String {
    match root {
        Root::Municipality => tr!("space-municipality"),
        Root::Region => tr!("space-region"),
    }
}

/// A record that does not hold: in which space, which one, and why.
#[must_use]
pub fn flaw(root: Root, flaw: &Flaw) -> String {
    let why = match flaw.why {
        Why::Unreadable => "unreadable",
        Why::Altered(_) => "altered",
        Why::Rules(_) => "rules",
    };
    let record = flaw.record.map_or_else(|| tr!("flaw-no-id"), |record| record.short());
    tr!("flaw", space = space(root), record = record, place = flaw.place, why = why)
}

/// Why a backup on schedule was not made.
#[must_use]
pub fn trouble(trouble: Trouble) -> String {
    match trouble {
        Trouble::Full => tr!("backup-trouble-full"),
        Trouble::Denied => tr!("backup-trouble-denied"),
        Trouble::NoFolder => tr!("backup-trouble-folder"),
        Trouble::Other => tr!("backup-trouble-other"),
    }
}

/// How far the content of a file is here.
#[must_use]
pub fn presence(presence: Presence) -> String {
    match presence {
        Presence::Here => tr!("file-here"),
        Presence::Partly(here, of) => tr!("file-partly", percent = here * 100 / of.max(1)),
        Presence::Away => tr!("file-away"),
        Presence::TooMuch => tr!("file-too-much"),
        Presence::NoRoom => tr!("file-no-room"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::with_language;

    #[test]
    fn every_field_of_every_kind_has_its_own_word() {
        for lang in Lang::ALL {
            for kind in ItemKind::ALL {
                let words: Vec<_> = with_language(lang, || kind.fields().iter().map(|f| field(kind, *f)).collect());
                let distinct: std::collections::BTreeSet<_> = words.iter().collect();
                assert_eq!(distinct.len(), words.len(), "{kind:?} in {lang:?}: {words:?}");
            }
        }
    }

    #[test]
    fn the_long_text_is_named_after_its_kind() {
        with_language(Lang::Nl, || {
            assert_eq!(field(ItemKind::Section, Field::Body), "Beschrijving");
            assert_eq!(field(ItemKind::Activity, Field::Body), "Toelichting");
            assert_eq!(field(ItemKind::Inventory, Field::Body), "Wat speelt er");
        });
    }

    #[test]
    fn a_theme_of_a_newer_build_is_shown_as_it_is() {
        assert_eq!(with_language(Lang::Nl, || theme("regenboog")), "Regenboog");
        assert_eq!(theme("iets-nieuws"), "iets-nieuws");
        assert!(themes().len() >= 9);
    }

    #[test]
    fn whoever_is_unknown_still_has_a_word() {
        with_language(Lang::Nl, || {
            assert_eq!(who(&Who { name: String::new(), role: Some(Role::Alderman) }), "Wethouder");
            assert_eq!(who(&Who { name: "Anna".into(), role: Some(Role::Adviser) }), "Anna (Adviseur)");
        });
    }

    #[test]
    fn a_step_names_what_it_is_about() {
        with_language(Lang::Nl, || {
            assert_eq!(step(&Step::Removed("Plan".into())), "verwijderen van “Plan”");
            assert_eq!(step(&Step::Imported("a.md".into(), 3)), "inlezen van 3 onderdelen uit “a.md”");
        });
    }
}
