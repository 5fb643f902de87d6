//! What people do in a case: records of all kinds, in both spaces.

use std::collections::BTreeSet;
use std::error::Error;

use deelbaar_schema::act::{Outcome, What};
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::field::Mask;
use deelbaar_schema::id::{ContentHash, ItemId, PersonId};
use deelbaar_schema::plan::{ItemKind, NewItem, PlanEdit};
use deelbaar_schema::record::Kind;
use deelbaar_schema::role::Role;
use deelbaar_schema::statement::{Consent, SignedStatement, Statement, Withdrawal};
use deelbaar_schema::time::Date;
use deelbaar_sync::workspace::{Person, Workspace};
use deelbaar_tests::{forge, term};
use proptest::prelude::*;

use crate::region::Device;

/// Something that somebody does, or tries to.
#[derive(Debug, Clone)]
pub enum Deed {
    /// A new item in the plan.
    Add {
        activity: bool,
        length: usize,
    },
    /// Another title.
    Title(usize),
    /// Another text.
    Body(usize, usize),
    Submit(usize),
    Decide(usize),
    /// Asks consent, perhaps not before a day.
    Ask(usize, Option<i64>),
    Consent(usize),
    Withdraw(usize),
    /// A record of a kind that nobody knows yet.
    Unknown {
        region: bool,
    },
    /// Lets a device in, which writes something at once.
    Enrol(usize),
    /// Removes one that was let in.
    Remove(usize),
    /// The clock jumps so many days.
    Clock(i64),
}

pub fn deed() -> impl Strategy<Value = Deed> {
    let which = 0..8usize;
    prop_oneof![
        4 => (any::<bool>(), 0..3000usize).prop_map(|(activity, length)| Deed::Add { activity, length }),
        2 => which.clone().prop_map(Deed::Title),
        2 => (which.clone(), 0..3000usize).prop_map(|(of, length)| Deed::Body(of, length)),
        1 => which.clone().prop_map(Deed::Submit),
        1 => which.clone().prop_map(Deed::Decide),
        3 => (which.clone(), prop::option::of(-1..4i64)).prop_map(|(of, embargo)| Deed::Ask(of, embargo)),
        4 => which.clone().prop_map(Deed::Consent),
        2 => which.clone().prop_map(Deed::Withdraw),
        2 => any::<bool>().prop_map(|region| Deed::Unknown { region }),
        1 => (0..Role::ALL.len()).prop_map(Deed::Enrol),
        1 => which.prop_map(Deed::Remove),
        1 => (-2..4i64).prop_map(Deed::Clock),
    ]
}

/// Somebody at a device, with sixteen bytes that nobody else has.
pub struct Doing<'a> {
    pub device: &'a mut Device,
    pub fresh: [u8; 16],
}

type Done = Result<(), Box<dyn Error>>;

impl Doing<'_> {
    fn workspace(&self) -> &Workspace {
        &self.device.machine.workspace
    }

    fn text(&self, length: usize) -> String {
        let mut bytes = vec![0; length];
        blake3::Hasher::new().update(&self.fresh).finalize_xof().fill(&mut bytes);
        bytes.iter().map(|byte| char::from(b'a' + byte % 26)).collect()
    }

    fn edit(&self, edit: PlanEdit) -> Done {
        self.workspace().municipality().edit_plan(&self.workspace().key(), &[edit])?;
        Ok(())
    }

    fn item(&self, which: usize) -> Option<ItemId> {
        self.workspace().municipality().look(|state| {
            let items = &state.plan().items;
            items.keys().nth(which % items.len().max(1)).copied()
        })
    }

    fn substance(&self, item: ItemId) -> Option<ContentHash> {
        self.workspace().municipality().look(|state| state.item(item)?.substance().ok())
    }

    pub fn perform(&mut self, deed: &Deed) -> Done {
        let none = || Box::<dyn Error>::from("no such item");
        match *deed {
            Deed::Add { activity, length } => {
                let kind = if activity { ItemKind::Activity } else { ItemKind::Section };
                let id = ItemId::from_bytes(self.fresh);
                self.edit(PlanEdit::Add(NewItem { body: self.text(length), ..NewItem::titled(id, kind, "nieuw") }))
            }
            Deed::Title(of) => {
                let item = self.item(of).ok_or_else(none)?;
                self.edit(PlanEdit::SetTitle { item, title: self.text(12) })
            }
            Deed::Body(of, length) => {
                let item = self.item(of).ok_or_else(none)?;
                let base = self.workspace().municipality().look(|state| Some(state.item(item)?.body.clone()));
                self.edit(PlanEdit::SetBody { item, base: base.ok_or_else(none)?, text: self.text(length) })
            }
            Deed::Submit(of) => {
                let item = self.item(of).ok_or_else(none)?;
                let content = self.substance(item).ok_or_else(none)?;
                self.act(item, What::Submit { content })
            }
            Deed::Decide(of) => self.decide(self.item(of).ok_or_else(none)?),
            Deed::Ask(of, embargo) => self.ask(self.item(of).ok_or_else(none)?, embargo),
            Deed::Consent(of) => self.consent(self.item(of).ok_or_else(none)?),
            Deed::Withdraw(of) => self.withdraw(self.item(of).ok_or_else(none)?),
            Deed::Unknown { region } => {
                let (workspace, kind, body) = (self.workspace(), Kind::Unknown(700), self.fresh.to_vec());
                if region {
                    workspace.region().append(&workspace.key(), kind, body)?;
                } else {
                    workspace.municipality().append(&workspace.key(), kind, body)?;
                }
                Ok(())
            }
            Deed::Enrol(role) => self.enrol(Role::ALL[role]),
            Deed::Remove(which) => {
                let let_in = self.device.let_in.get(which).ok_or_else(none)?;
                Ok(self.workspace().remove(let_in.device())?)
            }
            Deed::Clock(_) => Ok(()),
        }
    }

    fn act(&self, item: ItemId, what: What) -> Done {
        self.workspace().act(item, what)?;
        Ok(())
    }

    fn decide(&self, item: ItemId) -> Done {
        let submission = self.workspace().municipality().look(|state| {
            let acts = state.acts().all().filter(|kept| kept.act.item == item);
            acts.filter(|kept| matches!(kept.act.what, What::Submit { .. })).map(|kept| kept.id).last()
        });
        let submission = submission.ok_or("nothing was submitted")?;
        let content = self.substance(item).ok_or("no content")?;
        let outcome = if self.fresh[0].is_multiple_of(2) { Outcome::Agreed } else { Outcome::Refused };
        self.act(item, What::Decide { submission, content, outcome, under: None, external: None, note: String::new() })
    }

    fn ask(&self, item: ItemId, embargo: Option<i64>) -> Done {
        let today = self.workspace().clock().today();
        let embargo = embargo.map(|days| days_after(today, days));
        let snapshot = self.workspace().municipality().look(|state| {
            let section = state.section_of(item);
            deelbaar_schema::projection::project(
                state.item(item)?,
                &Mask::none(),
                &BTreeSet::new(),
                state.municipality(),
                section,
            )
            .ok()
        });
        let snapshot = snapshot.ok_or("it cannot be shared")?.bytes().to_vec();
        let sharing = Sharing { embargo, ..Sharing::REGION };
        let without = Mask::none();
        self.act(item, What::RequestConsent { snapshot, without, sharing, confirmed: Vec::new(), note: String::new() })
    }

    fn consent(&self, item: ItemId) -> Done {
        let (region, date) = (self.workspace().region_space(), self.workspace().clock().today());
        let drafted = self.workspace().municipality().look(|state| {
            let consents = state.acts().consent_state(state.bench(), item);
            let open = consents.open.last()?.clone();
            let consent = Consent {
                region,
                municipality: state.municipality(),
                section: state.section_of(item),
                version: consents.next_version(),
                sharing: open.sharing,
                snapshot: ContentHash::of(&open.snapshot),
                without: open.without.clone(),
                date,
            };
            Some((open.id, consent))
        });
        let (request, consent) = drafted.ok_or("nothing was asked")?;
        let consent = SignedStatement::sign(&Statement::Consent(consent), &self.workspace().key())?;
        self.act(item, What::GiveConsent { request, consent, ending: None, note: String::new() })
    }

    fn withdraw(&self, item: ItemId) -> Done {
        let (region, date) = (self.workspace().region_space(), self.workspace().clock().today());
        let withdrawal = self.workspace().municipality().look(|state| {
            let through = state.acts().consent_state(state.bench(), item).next_version() - 1;
            let (municipality, section) = (state.municipality(), state.section_of(item));
            Withdrawal { region, municipality, section, from: 1, through, date }
        });
        let withdrawal = SignedStatement::sign(&Statement::Withdrawal(withdrawal), &self.workspace().key())?;
        self.act(item, What::Withdraw { withdrawal })
    }

    fn enrol(&mut self, role: Role) -> Done {
        let key = SecretKey::from_seed(blake3::hash(&self.fresh).as_bytes());
        let person = Person { id: PersonId::from_bytes(self.fresh), name: "Iemand".into(), role, term: term() };
        let second = self.device.second.clone().filter(|_| role == Role::Alderman);
        self.workspace().enrol(key.device(), &person, second.as_ref())?;
        let region = self.workspace().region();
        let written = forge::next(region, &key, Kind::Unknown(701), self.fresh.to_vec());
        region.accept(vec![written.to_wire()])?;
        self.device.let_in.push(key);
        Ok(())
    }
}

/// Calendar days need no other crate than the one that they come from.
fn days_after(day: Date, days: i64) -> Date {
    if days < 0 { day.pred_opt().unwrap() } else { day.iter_days().nth(usize::try_from(days).unwrap()).unwrap() }
}
