//! What people do in a case: records of all kinds, in both spaces.

use std::collections::BTreeSet;
use std::error::Error;

use deelbaar_schema::act::{Outcome, What};
use deelbaar_schema::charter::Member;
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::field::Mask;
use deelbaar_schema::gate::ConsentState;
use deelbaar_schema::id::{ContentHash, ItemId, MunicipalityCode, PersonId};
use deelbaar_schema::municipality::MunicipalityState;
use deelbaar_schema::plan::{ItemKind, NewItem, PlanEdit};
use deelbaar_schema::record::Kind;
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState as _;
use deelbaar_schema::statement::{Admission, Consent, Mandate, Revision, SignedStatement, Statement, Withdrawal};
use deelbaar_schema::time::Date;
use deelbaar_sync::workspace::{Person, Renew, Workspace, found_municipality, public_enrolment};
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
    /// Asks consent, perhaps not before a day, perhaps for newer versions too.
    Ask(usize, Option<i64>, bool),
    Consent(usize),
    Withdraw(usize),
    /// Another text for something under a standing consent, and shares it.
    Revise(usize),
    /// A record of a kind that nobody knows yet.
    Unknown {
        region: bool,
    },
    /// Lets a device in, which writes something at once.
    Enrol(usize),
    /// Removes one that was let in.
    Remove(usize),
    /// Lets a colleague decide.
    Mandate(usize),
    /// Replaces the region's key, or the municipality's.
    Renew {
        region: bool,
    },
    /// Names another relay of the region.
    Relay,
    /// Admits a municipality, of which a device writes something at once.
    Admit,
    /// Ends the part that it takes, so many days from now.
    Dismiss(usize, i64),
    /// The clock jumps so many days.
    Clock(i64),
}

/// Everything that must have been done in some case.
pub const NAMES: [&str; 17] = [
    "Add", "Title", "Body", "Submit", "Decide", "Ask", "Consent", "Withdraw", "Revise", "Unknown", "Enrol", "Remove",
    "Mandate", "Renew", "Relay", "Admit", "Dismiss",
];

pub fn deed() -> impl Strategy<Value = Deed> {
    let which = 0..8usize;
    prop_oneof![
        4 => (any::<bool>(), 0..3000usize).prop_map(|(activity, length)| Deed::Add { activity, length }),
        2 => which.clone().prop_map(Deed::Title),
        2 => (which.clone(), 0..3000usize).prop_map(|(of, length)| Deed::Body(of, length)),
        1 => which.clone().prop_map(Deed::Submit),
        2 => which.clone().prop_map(Deed::Decide),
        3 => (which.clone(), prop::option::of(-1..4i64), any::<bool>())
            .prop_map(|(of, embargo, standing)| Deed::Ask(of, embargo, standing)),
        4 => which.clone().prop_map(Deed::Consent),
        2 => which.clone().prop_map(Deed::Withdraw),
        2 => any::<bool>().prop_map(|region| Deed::Unknown { region }),
        1 => (0..Role::ALL.len()).prop_map(Deed::Enrol),
        2 => which.clone().prop_map(Deed::Remove),
        1 => which.clone().prop_map(Deed::Revise),
        1 => which.clone().prop_map(Deed::Mandate),
        1 => any::<bool>().prop_map(|region| Deed::Renew { region }),
        1 => Just(Deed::Relay),
        1 => Just(Deed::Admit),
        1 => (which, -1..3i64).prop_map(|(of, days)| Deed::Dismiss(of, days)),
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
        self.item_where(which, |_, _| true)
    }

    /// One of the items of which this holds: on others nothing would be done.
    fn item_where(&self, which: usize, holds: impl Fn(&MunicipalityState, ItemId) -> bool) -> Option<ItemId> {
        self.workspace().municipality().look(|state| {
            let items: Vec<ItemId> = state.plan().items.keys().copied().filter(|item| holds(state, *item)).collect();
            items.get(which % items.len().max(1)).copied()
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
            Deed::Decide(of) => self.decide(self.item_where(of, is_submitted).ok_or_else(none)?),
            Deed::Ask(of, embargo, standing) => self.ask(self.item(of).ok_or_else(none)?, embargo, standing),
            Deed::Revise(of) => self.revise(of),
            Deed::Consent(of) => {
                let asked = |state: &MunicipalityState, item| !consents(state, item).open.is_empty();
                self.consent(self.item_where(of, asked).ok_or_else(none)?)
            }
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
                let let_in = self.device.let_in.get(which % self.device.let_in.len().max(1)).ok_or_else(none)?;
                Ok(self.workspace().remove(let_in.device())?)
            }
            Deed::Mandate(of) => self.mandate(of),
            Deed::Renew { region } => self.renew(region),
            Deed::Relay => {
                let url = format!("https://relay-{}.example", self.fresh[0]);
                Ok(self.workspace().name_relay(vec![url], None)?)
            }
            Deed::Admit => self.admit(),
            Deed::Dismiss(which, days) => {
                let admitted = self.device.admitted.get(which % self.device.admitted.len().max(1)).ok_or_else(none)?;
                Ok(self.workspace().dismiss(*admitted, days_after(self.workspace().clock().today(), days))?)
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
        let (today, own) = (self.workspace().clock().today(), self.workspace().person().id);
        let under = self.workspace().municipality().look(|state| {
            let mandates = state.charter().mandates_in_force(today).into_iter();
            mandates.filter(|given| given.mandate.person == own).map(|given| given.hash).next_back()
        });
        self.act(item, What::Decide { submission, content, outcome, under, external: None, note: String::new() })
    }

    /// A colleague may decide, whoever of those who are known asks.
    fn mandate(&self, which: usize) -> Done {
        let municipality = self.workspace().municipality();
        let members: Vec<Member> = municipality.look(|state| state.charter().members().collect());
        let officers: Vec<PersonId> = members
            .iter()
            .filter(|member| member.enrolment.role == Role::PolicyOfficer)
            .map(|member| member.enrolment.person)
            .collect();
        let person = *officers.get(which % officers.len().max(1)).ok_or("no officer")?;
        let asks = members.iter().map(|member| member.device).collect();
        let (space, code, term) = (municipality.space(), self.workspace().code(), term());
        let mandate = Mandate { space, municipality: code, person, kinds: [ItemKind::Activity].into(), asks, term };
        Ok(self.workspace().arrange(&Statement::Mandate(mandate))?)
    }

    fn renew(&self, region: bool) -> Done {
        let [municipality, of_region] = &self.device.seconds;
        let (what, second) = if region {
            (Renew::Region { drops: None }, of_region)
        } else {
            (Renew::Municipality { lost: None }, municipality)
        };
        Ok(self.workspace().renew(what, second.as_ref().ok_or("nobody else is here")?)?)
    }

    fn admit(&mut self) -> Done {
        let code = MunicipalityCode::from_number(900 + u16::from(self.fresh[0] % 64)).ok_or("no such code")?;
        let (founded, key) = (found_municipality(code, code.to_string())?, self.key());
        let (workspace, region) = (self.workspace(), self.workspace().region_space());
        let enrolment = public_enrolment(region, code, key.device(), &self.somebody(Role::PolicyOfficer));
        let (keys, name) = (founded.founding.keys, code.to_string());
        let admission = Admission { region, municipality: code, name, keys, term: term() };
        workspace.admit(admission, SignedStatement::sign(&enrolment, &founded.key)?, None)?;
        let written = forge::next(workspace.region(), &key, Kind::Unknown(702), self.fresh.to_vec());
        workspace.region().accept(vec![written.to_wire()])?;
        self.device.admitted.push(code);
        Ok(())
    }

    fn ask(&self, item: ItemId, embargo: Option<i64>, standing: bool) -> Done {
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
        let sharing = Sharing { embargo, standing, ..Sharing::REGION };
        let without = Mask::none();
        self.act(item, What::RequestConsent { snapshot, without, sharing, confirmed: Vec::new(), note: String::new() })
    }

    fn consent(&self, item: ItemId) -> Done {
        let (region, date) = (self.workspace().region_space(), self.workspace().clock().today());
        let drafted = self.workspace().municipality().look(|state| {
            let consents = consents(state, item);
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

    fn revise(&self, which: usize) -> Done {
        let stands = |state: &MunicipalityState, item| {
            consents(state, item).current().is_some_and(|given| given.consent.sharing.standing)
        };
        let (workspace, item) = (self.workspace(), self.item_where(which, stands).ok_or("nothing stands")?);
        let given = workspace.municipality().look(|state| consents(state, item).current().cloned());
        let given = given.ok_or("it stands no more")?;
        let base = workspace.municipality().look(|state| Some(state.item(item)?.body.clone())).ok_or("no text")?;
        self.edit(PlanEdit::SetBody { item, base, text: self.text(900) })?;
        let drafted = workspace.municipality().look(|state| {
            let (section, files) = (state.section_of(item), given.snapshot.files());
            let (item_now, without) = (state.item(item)?, &given.consent.without);
            let snapshot =
                deelbaar_schema::projection::project(item_now, without, &files, state.municipality(), section).ok()?;
            let version = consents(state, item).next_version();
            let revision = Revision {
                region: workspace.region_space(),
                municipality: state.municipality(),
                section,
                version,
                consent: given.signed.hash(),
                snapshot: snapshot.hash(),
                date: workspace.clock().today(),
            };
            Some((snapshot.bytes().to_vec(), revision))
        });
        let (snapshot, revision) = drafted.ok_or("it cannot be shared")?;
        let revision = SignedStatement::sign(&Statement::Revision(revision), &workspace.key())?;
        self.act(item, What::Revise { consent: given.id, revision, snapshot, confirmed: Vec::new() })
    }

    fn withdraw(&self, item: ItemId) -> Done {
        let (region, date) = (self.workspace().region_space(), self.workspace().clock().today());
        let withdrawal = self.workspace().municipality().look(|state| {
            let through = consents(state, item).next_version() - 1;
            let (municipality, section) = (state.municipality(), state.section_of(item));
            Withdrawal { region, municipality, section, from: 1, through, date }
        });
        let withdrawal = SignedStatement::sign(&Statement::Withdrawal(withdrawal), &self.workspace().key())?;
        self.act(item, What::Withdraw { withdrawal })
    }

    /// The key of a device that nobody has.
    fn key(&self) -> SecretKey {
        SecretKey::from_seed(blake3::hash(&self.fresh).as_bytes())
    }

    fn somebody(&self, role: Role) -> Person {
        Person { id: PersonId::from_bytes(self.fresh), name: "Iemand".into(), role, term: term() }
    }

    fn enrol(&mut self, role: Role) -> Done {
        let key = self.key();
        let second = self.device.seconds[0].clone().filter(|_| role == Role::Alderman);
        self.workspace().enrol(key.device(), &self.somebody(role), second.as_ref())?;
        let region = self.workspace().region();
        let written = forge::next(region, &key, Kind::Unknown(701), self.fresh.to_vec());
        region.accept(vec![written.to_wire()])?;
        self.device.let_in.push(key);
        Ok(())
    }
}

fn consents(state: &MunicipalityState, item: ItemId) -> ConsentState {
    state.acts().consent_state(state.bench(), item)
}

fn is_submitted(state: &MunicipalityState, item: ItemId) -> bool {
    state.acts().all().any(|kept| kept.act.item == item && matches!(kept.act.what, What::Submit { .. }))
}

/// Calendar days need no other crate than the one that they come from.
fn days_after(day: Date, days: i64) -> Date {
    if days < 0 { day.pred_opt().unwrap() } else { day.iter_days().nth(usize::try_from(days).unwrap()).unwrap() }
}
