//! `consent`: asking for it, giving it, sharing newer versions, taking back.

use clap::{Args, Subcommand};
use deelbaar_schema::disclosure::{Choice, Disclosure, Sharing};
use deelbaar_schema::field::{Field, Mask};
use deelbaar_schema::gate::ActError;
use deelbaar_schema::id::{ItemId, RecordId};
use deelbaar_schema::personal::{self, Found};
use deelbaar_schema::shared::SharedItem;
use deelbaar_schema::statement::Audience;
use deelbaar_sync::clock::Clock;
use serde_json::json;

use super::files;
use super::gates::{entry_json, entry_line, recorded};
use super::print::{item_line, visibility_json};
use super::session::{day, item, request, unique};
use crate::console::{Output, complain};
use crate::engine::{Ask, Command, CommandError, ItemView, View};
use crate::failure::Failure;
use crate::host::Folder;
use crate::tr;
use crate::words::{self, read_out, sentences};

/// `consent …`
#[derive(Debug, Subcommand)]
pub enum Consent {
    /// Ask consent to share an item as it is now.
    Request {
        /// The item's id, or the beginning of it.
        id: String,
        /// For whom: region or public.
        #[arg(long, default_value = "region", value_parser = ["region", "public"])]
        audience: String,
        #[command(flatten)]
        terms: Terms,
        /// Fields that stay at home, separated by commas.
        #[arg(long, value_delimiter = ',', value_name = "FIELD")]
        without: Vec<String>,
        /// A file beside the item that goes along: its name, or the beginning of it; once for each. Others stay at home.
        #[arg(long = "file", value_name = "FILE")]
        files: Vec<String>,
        /// Text that looks like data about a person and may be shared all the same; once for each.
        #[arg(long, value_name = "TEXT")]
        confirm: Vec<String>,
        /// A remark for the alderman.
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Take a request for consent back that is not answered.
    Recall {
        /// The item's id, or the beginning of it.
        id: String,
    },
    /// Show what is asked: the terms, and exactly what would be shared.
    Show {
        /// The request, or the item; its id, or the beginning of it.
        request: String,
    },
    /// Give consent, and sign: on the terms that were asked for, or on others.
    Give {
        /// The request, or the item; its id, or the beginning of it.
        request: String,
        #[command(flatten)]
        terms: Terms,
        /// Only this version, although newer ones were asked for as well.
        #[arg(long, conflicts_with = "standing")]
        once: bool,
        /// Shown at once, although a first day was asked for.
        #[arg(long, conflicts_with = "embargo")]
        no_embargo: bool,
        /// Shown on, although a last day was asked for.
        #[arg(long, conflicts_with = "until")]
        no_until: bool,
        /// More fields that stay at home, separated by commas.
        #[arg(long, value_delimiter = ',', value_name = "FIELD")]
        without: Vec<String>,
        /// Text that looks like data about a person and may be shared all the same; once for each.
        #[arg(long, value_name = "TEXT")]
        confirm: Vec<String>,
        /// A remark, for colleagues only.
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Refuse consent. Of what is asked not to be made public it records that, with the article of law.
    Refuse {
        /// The request, or the item; its id, or the beginning of it.
        request: String,
        /// Return it for another try instead.
        #[arg(long = "return")]
        returned: bool,
        /// Why, for colleagues only.
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Share an item as it is now, under the standing consent that it has.
    Revise {
        /// The item's id, or the beginning of it.
        id: String,
        /// Text that looks like data about a person and may be shared all the same; once for each.
        #[arg(long, value_name = "TEXT")]
        confirm: Vec<String>,
    },
    /// Stand for what a predecessor consented to. It stays shared without this too.
    Confirm {
        /// The item's id, or the beginning of it.
        id: String,
    },
    /// List what is shared and what was withdrawn, also what is no longer in the plan.
    List,
    /// Take back what was shared of an item, or everything that this municipality shares.
    Withdraw {
        /// The item's id, or the beginning of it.
        #[arg(required_unless_present = "all", conflicts_with = "all")]
        section: Option<String>,
        /// Only this version; and what came later under its standing consent, if it carries one.
        #[arg(long, value_name = "NUMBER", conflicts_with = "all")]
        version: Option<u32>,
        /// Everything that this municipality shares.
        #[arg(long)]
        all: bool,
    },
}

/// On which terms something is shared.
#[derive(Debug, Args)]
pub struct Terms {
    /// Newer versions may follow without asking each time. Only with the region.
    #[arg(long)]
    standing: bool,
    /// Not to be shown before this day (yyyy-mm-dd).
    #[arg(long, value_name = "DAY")]
    embargo: Option<String>,
    /// Not to be shown after this day (yyyy-mm-dd).
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
    /// For the public: everything, with-press-release, after, except, decision-only or nothing.
    #[arg(long, value_name = "CHOICE")]
    disclosure: Option<String>,
    /// The article of law on which something is held back.
    #[arg(long, value_name = "ARTICLE")]
    article: Option<String>,
}

impl Terms {
    /// `base`, with what was given here instead.
    fn over(&self, base: &Sharing) -> Result<Sharing, Failure> {
        let embargo = self.embargo.as_deref().map(day).transpose()?.or(base.embargo);
        let until = self.until.as_deref().map(day).transpose()?.or(base.until);
        let today = Clock::system().today();
        if self.embargo.is_some() && embargo.is_some_and(|day| day <= today) {
            return Err(Failure::Usage(tr!("cli-embargo-past")));
        }
        if until.is_some_and(|day| day < embargo.unwrap_or(today)) {
            return Err(Failure::Usage(tr!("terms-until-past")));
        }
        let choice = self.disclosure.as_deref().map(choice).transpose()?;
        let asked = base.disclosure.as_ref();
        let disclosure = (base.audience == Audience::Public || choice.is_some()).then(|| Disclosure {
            choice: choice.or(asked.map(|asked| asked.choice)).unwrap_or(Choice::Everything),
            article: self.article.clone().or(asked.map(|asked| asked.article.clone())).unwrap_or_default(),
        });
        Ok(Sharing { audience: base.audience, standing: self.standing || base.standing, embargo, until, disclosure })
    }
}

fn choice(name: &str) -> Result<Choice, Failure> {
    Choice::from_name(name).ok_or_else(|| {
        let known = Choice::ALL.map(Choice::name).join(", ");
        Failure::Usage(tr!("cli-no-choice", name = name, known = known))
    })
}

type Make = Box<dyn FnOnce(&View) -> Result<Command, Failure>>;

/// `consent …`
pub fn consent(folder: &Folder, command: Consent, out: Output) -> Result<(), Failure> {
    if let Consent::Show { request } = command {
        return show(folder, &request, out);
    }
    let Some((command, said)) = make(command)? else { return list(folder, out) };
    let all = said.is_none();
    let done = folder.run(command)?;
    match said {
        Some(said) => recorded(&done, &said, out),
        None => out.say(&json!({ "withdrawn": all }), || tr!("cli-withdrawn-all")),
    }
    Ok(())
}

/// `consent list`
fn list(folder: &Folder, out: Output) -> Result<(), Failure> {
    let view = folder.open_plan()?.view();
    let shared: Vec<_> = view.everything().filter(|item| item.is_in_region()).collect();
    let removed = |item: &ItemView| view.item(item.item.id).is_none();
    let json = shared.iter().map(|item| {
        json!({
            "id": item.item.id, "title": item.item.title, "visibility": visibility_json(&item.visibility),
            "removed": removed(item), "held": item.held.iter().map(|(version, _)| version).collect::<Vec<_>>(),
        })
    });
    out.say(&json.collect(), || {
        let lines = shared.iter().map(|item| {
            let line = item_line(&ItemView { depth: 0, decision: None, ..(*item).clone() }, &view);
            let line = if item.held.is_empty() { line } else { format!("{line} · {}", tr!("consents-note-held")) };
            if removed(item) { format!("{line} · {}", tr!("cli-removed")) } else { line }
        });
        lines.chain([tr!("cli-count", count = shared.len())]).collect::<Vec<_>>().join("\n")
    });
    Ok(())
}

/// `consent show`
fn show(folder: &Folder, start: &str, out: Output) -> Result<(), Failure> {
    let view = folder.open_plan()?.view();
    let request = request(&view, start, asks_consent)?;
    for entry in view.inbox.iter().filter(|entry| entry.request == request) {
        let Ask::Consent { sharing, snapshot, .. } = &entry.ask else { continue };
        out.say(&entry_json(entry), || {
            let mut lines = vec![entry_line(entry)];
            lines.extend(sentences(sharing));
            lines.extend((!entry.note.is_empty()).then(|| entry.note.clone()));
            lines.push(String::new());
            lines.extend(read_out(snapshot));
            lines.join("\n")
        });
    }
    Ok(())
}

fn asks_consent(ask: &Ask) -> bool {
    matches!(ask, Ask::Consent { .. })
}

/// The item that is or was shared whose id starts with `start`, also one that is not in the plan.
fn shared_item(view: &View, start: &str) -> Result<ItemId, Failure> {
    let all = view.everything().map(|item| item.item.id);
    unique(start, all.filter(|id| id.to_string().starts_with(&start.to_ascii_lowercase())))
}

/// The command, and what to say when it worked; `None` when it makes more than one record. No command for what only looks.
fn make(command: Consent) -> Result<Option<(Make, Option<String>)>, Failure> {
    Ok(Some(match command {
        Consent::Request { id, audience, terms, without, files, confirm: confirmed, note } => {
            let audience = if audience == "public" { Audience::Public } else { Audience::Region };
            let without = mask(&without)?;
            let sharing = terms.over(&Sharing { audience, ..Sharing::REGION })?;
            let make = move |view: &View| {
                let item = item(view, &id)?;
                let beside = files::beside(view, item);
                let chosen = files.iter().map(|name| Ok(files::named(&beside, name)?.1.hash));
                let files = chosen.collect::<Result<_, Failure>>()?;
                Ok(Command::RequestConsent { item, without, files, sharing, confirmed, note })
            };
            (Box::new(make), Some(tr!("cli-consent-asked")))
        }
        Consent::Recall { id } => {
            let make = move |view: &View| Ok(Command::RecallConsent { item: item(view, &id)? });
            (Box::new(make), Some(tr!("cli-consent-recalled")))
        }
        Consent::Give { request: id, terms, once, no_embargo, no_until, without, confirm, note } => {
            let without = mask(&without)?;
            let make = move |view: &View| {
                let request = request(view, &id, asks_consent)?;
                let asked = view.inbox.iter().find(|entry| entry.request == request).map(|entry| &entry.ask);
                let asked = match asked {
                    Some(Ask::Consent { sharing, snapshot, .. }) => {
                        seen(snapshot, &without, &confirm)?;
                        sharing.clone()
                    }
                    _ => Sharing::REGION,
                };
                let asked = Sharing {
                    standing: asked.standing && !once,
                    embargo: asked.embargo.filter(|_| !no_embargo),
                    until: asked.until.filter(|_| !no_until),
                    ..asked
                };
                let sharing = terms.over(&asked)?;
                if closes(&sharing).is_some() {
                    return Err(Failure::Usage(tr!("cli-consent-nothing", request = request.short())));
                }
                // What is signed, also where it is as it was asked for.
                for sentence in sentences(&sharing) {
                    complain(&sentence);
                }
                say_waiting(view, request, &sharing);
                Ok(Command::GiveConsent { request, without, sharing, note })
            };
            (Box::new(make), Some(tr!("cli-consent-given")))
        }
        Consent::Refuse { request: id, returned, note } => {
            let make = move |view: &View| {
                let request = request(view, &id, asks_consent)?;
                let asked = view.inbox.iter().find(|entry| entry.request == request).map(|entry| &entry.ask);
                let note = match asked {
                    Some(Ask::Consent { sharing, .. }) if !returned => match closes(sharing) {
                        Some(article) => {
                            let note = words::closed(article, &note);
                            complain(&note);
                            note
                        }
                        None => note,
                    },
                    _ => note,
                };
                Ok(Command::DeclineConsent { request, returned, note })
            };
            let said = if returned { tr!("cli-consent-returned") } else { tr!("cli-consent-refused") };
            (Box::new(make), Some(said))
        }
        Consent::Revise { id, confirm: confirmed } => {
            let make = move |view: &View| Ok(Command::Revise { item: item(view, &id)?, confirmed });
            (Box::new(make), Some(tr!("cli-revised")))
        }
        Consent::Confirm { id } => {
            let make = move |view: &View| Ok(Command::ConfirmConsent { item: shared_item(view, &id)? });
            (Box::new(make), Some(tr!("cli-confirmed")))
        }
        Consent::Withdraw { section: Some(section), version, .. } => {
            let make = move |view: &View| {
                let item = shared_item(view, &section)?;
                say_carried(view, item, version);
                Ok(Command::Withdraw { item, version })
            };
            (Box::new(make), Some(tr!("cli-withdrawn")))
        }
        Consent::List | Consent::Show { .. } => return Ok(None),
        Consent::Withdraw { section: None, .. } => (Box::new(|_: &View| Ok(Command::WithdrawAll)), None),
    }))
}

/// The article of law on which something is not made public at all, where that is the choice.
fn closes(sharing: &Sharing) -> Option<&str> {
    let nothing = sharing.disclosure.as_ref().filter(|disclosure| disclosure.choice == Choice::Nothing);
    nothing.map(|disclosure| disclosure.article.as_str())
}

/// Says what becomes of versions that wait for their first day.
fn say_waiting(view: &View, request: RecordId, sharing: &Sharing) {
    let entry = view.inbox.iter().find(|entry| entry.request == request);
    let item = entry.and_then(|entry| view.item(entry.item));
    for sentence in item.into_iter().flat_map(|item| item.turns.beside(sharing.embargo.unwrap_or(view.today))) {
        complain(&sentence);
    }
}

/// Says which versions are taken back with one that carries a standing consent.
fn say_carried(view: &View, id: ItemId, version: Option<u32>) {
    let item = view.everything().find(|item| item.item.id == id);
    if let (Some(version), Some(item)) = (version, item)
        && let Some(others) = item.carried.get(&version)
    {
        let others: Vec<String> = others.iter().map(u32::to_string).collect();
        complain(&tr!("consents-ask-carried", version = version, others = others.join(", ")));
    }
}

/// Whoever signs must have seen what looks like data about people in what goes.
fn seen(snapshot: &SharedItem, without: &Mask, confirmed: &[String]) -> Result<(), Failure> {
    let goes = |found: &Found| Field::from_name(&found.field).is_none_or(|field| !without.withholds(field));
    let found: Vec<Found> = personal::unconfirmed(snapshot, confirmed).into_iter().filter(goes).collect();
    if found.is_empty() { Ok(()) } else { Err(CommandError::from(ActError::PersonalData(found)).into()) }
}

fn mask(names: &[String]) -> Result<Mask, Failure> {
    let mut fields = Vec::with_capacity(names.len());
    for name in names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
        let field = Field::from_name(name).filter(|field| field.shareable()).ok_or_else(|| {
            let known: Vec<_> = Field::ALL.iter().filter(|field| field.shareable()).map(|field| field.name()).collect();
            Failure::Usage(tr!("cli-no-field", name = name, known = known.join(", ")))
        })?;
        fields.push(field);
    }
    Ok(Mask::without(fields))
}
