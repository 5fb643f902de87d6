//! A device that makes the record by hand, whatever its own rules say, and hands it to a colleague's.

use std::collections::BTreeSet;

use deelbaar_schema::act::{Act, Outcome, What};
use deelbaar_schema::charter::{Charter, CharterError, Founded, Pair};
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::encoding;
use deelbaar_schema::field::{Field, Mask, Value};
use deelbaar_schema::gate::{ActError, GivenConsent};
use deelbaar_schema::id::{AttachmentId, ContentHash, DeviceId, ItemId, PersonId, SharedId, SpaceId};
use deelbaar_schema::plan::{Comment, ItemKind, NewItem, Plan, PlanEdit};
use deelbaar_schema::projection::project;
use deelbaar_schema::publication::{ConsentError, Publication};
use deelbaar_schema::record::Kind;
use deelbaar_schema::relay::RegionRelay;
use deelbaar_schema::role::Role;
use deelbaar_schema::shared::Snapshot;
use deelbaar_schema::space::{Refusal, SpaceState};
use deelbaar_schema::statement::{
    Admission, Body, Competence, Consent, Countersignature, Dismissal, Enrolment, EnrolmentEnd, Mandate, MandateEnd,
    Renewal, Revision, Revocation, SignedStatement, Statement, Withdrawal,
};
use deelbaar_schema::time::Term;
use deelbaar_sync::replica::Replica;
use deelbaar_sync::workspace::{Root, key_from_words, random_key};
use deelbaar_tests::{BAARN, Device, LEUSDEN, SOEST, forge, term};

use crate::rows::{Row, of_act, of_statement};
use crate::town::{BESIDE, Objects, Town, beside, content, today};

/// What is handed over: to the municipality's space or the region's.
struct Made {
    municipality: Option<(Kind, Vec<u8>)>,
    region: Option<(Kind, Vec<u8>)>,
}

struct Forger<'a> {
    town: &'a Town,
    /// To whom it is handed.
    honest: &'a Device,
    role: Role,
    row: Row,
    /// What takes a root key is signed with that key, and not with the device's own.
    with_the_key: bool,
}

impl Forger<'_> {
    fn own(&self) -> &Objects {
        &self.town.objects
    }

    fn device(&self) -> &Device {
        &self.town.devices[&self.role]
    }

    fn root(&self, root: Root) -> SecretKey {
        let officers = self.town.devices[&Role::PolicyOfficer].workspace.identity().root_key(root);
        if self.with_the_key { officers.unwrap() } else { self.device().workspace.key() }
    }

    fn sign(&self, statement: &Statement, key: &SecretKey) -> SignedStatement {
        assert!(of_statement(statement).contains(&self.row), "{:?} has no such row", self.row);
        SignedStatement::sign(statement, key).unwrap()
    }

    fn act(&self, item: ItemId, what: What) -> Made {
        assert!(of_act(&what).contains(&self.row), "{:?} has no such row", self.row);
        let after = self.honest.workspace.municipality().look(|s| s.acts().last(s.bench(), item, what.track()));
        let body = encoding::encode(&Act { item, after, what }).unwrap();
        Made { municipality: Some((Kind::Act, body)), region: None }
    }

    /// Stated in the municipality's space.
    fn at_home(statements: &[SignedStatement]) -> Made {
        Made { municipality: Some((Kind::Charter, encoding::encode(&statements).unwrap())), region: None }
    }

    fn in_the_region(statements: &[SignedStatement]) -> Made {
        Made { municipality: None, region: Some((Kind::Charter, encoding::encode(&statements).unwrap())) }
    }

    fn section_to_add(&self, at: u8) -> PlanEdit {
        let id = ItemId::from_bytes([self.role as u8 + at; 16]);
        PlanEdit::Add(NewItem::titled(id, ItemKind::Section, "Met de hand"))
    }

    fn plan(&self) -> Made {
        let own = self.own().spare[&self.role];
        let edits = match self.row {
            Row::Comment => vec![PlanEdit::AddComment(Comment {
                id: ItemId::from_bytes([self.role as u8 + 151; 16]),
                item: self.own().draft,
                author: self.device().workspace.device(),
                time: forge::now(),
                text: "Met de hand".into(),
            })],
            Row::AddFile => vec![PlanEdit::SetFile {
                item: self.own().draft,
                file: AttachmentId::from_bytes([self.role as u8 + 1; 16]),
                attachment: Some(beside()),
            }],
            Row::RemoveFile => {
                vec![PlanEdit::SetFile { item: own, file: BESIDE, attachment: None }]
            }
            Row::RemoveItem => vec![PlanEdit::Remove(own)],
            // Taking back, and doing again, are edits like others.
            Row::Retitle | Row::Redo => vec![PlanEdit::SetTitle { item: own, title: "Met de hand".into() }],
            Row::Undo => vec![PlanEdit::SetTitle { item: own, title: self.role.name().into() }],
            Row::Fill => {
                let value = Some(Value::Line("Met de hand".into()));
                vec![PlanEdit::SetField { item: own, field: Field::Place, value }]
            }
            Row::Write => {
                vec![PlanEdit::SetBody { item: own, base: "Tekst.".into(), text: "Met de hand.".into() }]
            }
            Row::Shift => vec![PlanEdit::Move { item: own, parent: None, order: "m".into() }],
            Row::Import => [51, 101].map(|at| self.section_to_add(at)).into(),
            _ => vec![self.section_to_add(1)],
        };
        // Whoever may not edit has no changes yet, and begins a document of its own.
        let mut state = self.device().workspace.municipality().look(Clone::clone);
        let instead = [self.section_to_add(1)];
        let edited = state
            .edit(&edits, forge::now(), u64::MAX >> 1)
            .or_else(|_not_allowed| Plan::new(&self.device().workspace.device()).unwrap().edit(&instead, forge::now()));
        Made { municipality: Some((Kind::PlanChange, edited.unwrap().change.unwrap())), region: None }
    }

    fn section(&self, item: ItemId) -> SharedId {
        self.device().workspace.municipality().look(|state| state.section_of(item))
    }

    fn projected(&self, item: ItemId) -> Snapshot {
        let section = self.section(item);
        self.device().workspace.municipality().look(|state| {
            project(state.item(item).unwrap(), &Mask::none(), &BTreeSet::new(), LEUSDEN, section).unwrap()
        })
    }

    fn given(&self, item: ItemId) -> GivenConsent {
        let state = self.device().workspace.municipality();
        state.look(|state| state.acts().consent_state(state.bench(), item).current().unwrap().clone())
    }

    /// Consent, at home and published.
    fn give(&self) -> Made {
        let (item, request) = self.own().asked;
        let snapshot = self.projected(item);
        let consent = Statement::Consent(Consent {
            region: self.device().workspace.region_space(),
            municipality: LEUSDEN,
            section: self.section(item),
            version: 1,
            sharing: Sharing::REGION,
            snapshot: snapshot.hash(),
            without: Mask::none(),
            date: today(),
        });
        let consent = self.sign(&consent, &self.device().workspace.key());
        let body = Publication::new(consent.clone(), None, &snapshot).encode().unwrap();
        let made = self.act(item, What::GiveConsent { request, consent, ending: None, note: String::new() });
        Made { region: Some((Kind::Publication, body)), ..made }
    }

    fn revise(&self) -> Made {
        let (item, consent) = self.own().standing;
        let (given, snapshot) = (self.given(item), self.projected(item));
        let revision = Statement::Revision(Revision {
            region: self.device().workspace.region_space(),
            municipality: LEUSDEN,
            section: self.section(item),
            version: 2,
            consent: given.signed.hash(),
            snapshot: snapshot.hash(),
            date: today(),
        });
        let revision = self.sign(&revision, &self.device().workspace.key());
        let body = Publication::new(given.signed, Some(revision.clone()), &snapshot).encode().unwrap();
        let snapshot = snapshot.bytes().to_vec();
        let made = self.act(item, What::Revise { consent, revision, snapshot, confirmed: Vec::new() });
        Made { region: Some((Kind::Publication, body)), ..made }
    }

    fn withdraw(&self) -> Made {
        // All of what is shared is each in turn: here the one of which nothing was taken back yet.
        let item = if self.row == Row::WithdrawAll { self.own().standing.0 } else { self.own().shared };
        let withdrawal = Statement::Withdrawal(Withdrawal {
            region: self.device().workspace.region_space(),
            municipality: LEUSDEN,
            section: self.section(item),
            from: 1,
            through: 1,
            date: today(),
        });
        let withdrawal = self.sign(&withdrawal, &self.device().workspace.key());
        let body = encoding::encode(&withdrawal).unwrap();
        Made { region: Some((Kind::Withdrawal, body)), ..self.act(item, What::Withdraw { withdrawal }) }
    }

    /// A renewal of a pair, as far as this device has the keys: the second person stands beside it.
    fn renew(&self, root: Root, part: fn(&mut Pair) -> &mut deelbaar_schema::id::RootKey) -> Made {
        let workspace = &self.device().workspace;
        let (space, of) = match root {
            Root::Municipality => (workspace.municipality().space(), Founded::Municipality(LEUSDEN)),
            Root::Region => (workspace.region_space(), Founded::Region),
        };
        // Those of the beginning: what replaces them once more is taken in too.
        let current = self.honest.workspace.identity().founding(root).keys;
        let mut new = current;
        *part(&mut new) = random_key().unwrap().root();
        let keeps = match root {
            Root::Municipality => self
                .honest
                .workspace
                .municipality()
                .look(|s| &s.charter().stated_by(current.key, of) | &s.charter().stated_by(current.second, of)),
            Root::Region => self.honest.workspace.region().look(|s| s.charter().stated_by(current.key, of)),
        };
        let renewal = Statement::Renewal(Renewal { space, of, old: current, new, keeps });
        let renewal = self.sign(&renewal, &self.root(root));
        let agreed = Statement::Countersignature(Countersignature { space, of, statement: renewal.hash() });
        let agreed = self.sign(&agreed, &key_from_words(&self.own().second[&root]).unwrap());
        match root {
            Root::Municipality => Self::at_home(&[renewal, agreed]),
            Root::Region => Self::in_the_region(&[renewal, agreed]),
        }
    }

    fn enrolment(&self, space: SpaceId, device: DeviceId, role: Role) -> Statement {
        Self::enrolment_of(PersonId::from_bytes([self.role as u8 + 1; 16]), space, device, role)
    }

    fn enrolment_of(person: PersonId, space: SpaceId, device: DeviceId, role: Role) -> Statement {
        Statement::Enrolment(Enrolment { space, municipality: LEUSDEN, device, person, name: None, role, term: term() })
    }

    /// What an officer arranges about people, signed with the municipality's key, in both spaces.
    fn membership(&self) -> Made {
        let honest = &self.honest.workspace;
        let at_home = honest.municipality().look(|state| self.about_people(state.charter()));
        let in_region = honest.region().look(|state| self.about_people(state.charter()));
        Made { region: Self::in_the_region(&in_region).region, ..Self::at_home(&at_home) }
    }

    fn about_people(&self, charter: &Charter) -> Vec<SignedStatement> {
        let (own, space, municipality) = (self.own(), charter.space(), LEUSDEN);
        let member = || charter.members().find(|member| member.device == own.member).unwrap();
        let statements = match self.row {
            Row::Enrol => vec![self.enrolment(space, random_key().unwrap().device(), Role::Reader)],
            Row::SecondDevice => {
                let device = random_key().unwrap().device();
                vec![Self::enrolment_of(member().enrolment.person, space, device, member().enrolment.role)]
            }
            Row::ChangeRole | Row::MakeAlderman => {
                let role = if self.row == Row::ChangeRole { Role::Adviser } else { Role::Alderman };
                let end = EnrolmentEnd { space, municipality, enrolment: member().statement, last_day: today() };
                vec![self.enrolment(space, own.member, role), Statement::EnrolmentEnd(end)]
            }
            _ => {
                let (device, keeps) = (own.lost, [].into());
                vec![Statement::Revocation(Revocation { space, municipality, device, counts_below: 0, keeps })]
            }
        };
        let key = self.root(Root::Municipality);
        let mut signed: Vec<SignedStatement> = statements.iter().map(|statement| self.sign(statement, &key)).collect();
        if self.row == Row::MakeAlderman {
            // The second person stands beside it.
            let (of, statement) = (Founded::Municipality(LEUSDEN), signed[0].hash());
            let agreed = Statement::Countersignature(Countersignature { space, of, statement });
            signed.push(self.sign(&agreed, &key_from_words(&own.second[&Root::Municipality]).unwrap()));
        }
        signed
    }

    /// What an alderman arranges about deciding, signed by the device.
    fn powers(&self) -> Made {
        let (space, municipality) = (self.device().workspace.municipality().space(), LEUSDEN);
        let statement = match self.row {
            Row::Mandate => Statement::Mandate(Mandate {
                space,
                municipality,
                person: self.town.devices[&Role::PolicyOfficer].workspace.identity().person.id,
                kinds: [ItemKind::Activity].into(),
                asks: [self.device().workspace.device()].into(),
                term: Term { from: today(), until: Some(today()) },
            }),
            Row::EndMandate => {
                let mandate: ContentHash = self.own().mandate;
                Statement::MandateEnd(MandateEnd { space, municipality, mandate, last_day: today() })
            }
            _ => {
                let (kind, body, from) = (ItemKind::Conversation, Body::College, today());
                Statement::Competence(Competence { space, municipality, kind, body, from })
            }
        };
        Self::at_home(&[self.sign(&statement, &self.device().workspace.key())])
    }

    /// What the region's key states.
    fn regional(&self) -> Made {
        let region = self.device().workspace.region_space();
        let statement = match self.row {
            Row::Admit | Row::AdmitAnew => {
                let anew = self.row == Row::AdmitAnew;
                let (municipality, name) = if anew { (SOEST, "Soest") } else { (BAARN, "Baarn") };
                let [key, second] = [0; 2].map(|_| random_key().unwrap().root());
                let (name, keys) = (name.to_owned(), Pair { key, second });
                Statement::Admission(Admission { region, municipality, name, keys, term: term() })
            }
            Row::Relay => {
                let urls = vec!["https://relay.example.nl".into()];
                Statement::Relay(RegionRelay { region, version: 1, urls, token: None, date: today() })
            }
            _ => Statement::Dismissal(Dismissal { region, municipality: SOEST, last_day: today() }),
        };
        let mut signed = vec![self.sign(&statement, &self.root(Root::Region))];
        if self.row == Row::AdmitAnew {
            // The region's second person stands beside it.
            let agreed = Countersignature { space: region, of: Founded::Region, statement: signed[0].hash() };
            let second = key_from_words(&self.own().second[&Root::Region]).unwrap();
            signed.push(self.sign(&Statement::Countersignature(agreed), &second));
        }
        Self::in_the_region(&signed)
    }

    fn make(&self) -> Made {
        let own = self.own();
        let note = String::new();
        match self.row {
            Row::Read => Made { municipality: None, region: None },
            Row::Edit
            | Row::Retitle
            | Row::Fill
            | Row::Write
            | Row::Shift
            | Row::Undo
            | Row::Redo
            | Row::Import
            | Row::Comment
            | Row::AddFile
            | Row::RemoveFile
            | Row::RemoveItem => self.plan(),
            Row::Submit => self.act(own.draft, What::Submit { content: content(self.device(), own.draft) }),
            Row::Recall => self.act(own.recalled.0, What::Recall { submission: own.recalled.1 }),
            Row::Request => {
                let snapshot = self.projected(own.draft).bytes().to_vec();
                let (without, sharing, confirmed) = (Mask::none(), Sharing::REGION, Vec::new());
                self.act(own.draft, What::RequestConsent { snapshot, without, sharing, confirmed, note })
            }
            Row::RecallRequest => self.act(own.retracted.0, What::RecallConsent { request: own.retracted.1 }),
            Row::Revise => self.revise(),
            Row::Start => {
                let (item, decision) = own.agreed;
                self.act(item, What::Start { decision, content: content(self.device(), item) })
            }
            Row::Finish => self.act(own.running.0, What::Finish { start: own.running.1 }),
            Row::Decide => {
                let ((item, submission), outcome) = (own.submitted, Outcome::Agreed);
                let content = content(self.device(), item);
                self.act(item, What::Decide { submission, content, outcome, under: None, external: None, note })
            }
            Row::DecideMandated => {
                let ((item, submission), outcome) = (own.mandated.by_colleague, Outcome::Agreed);
                // An alderman needs none; whoever else names the officer's.
                let under = Some(own.mandated.officers).filter(|_| self.role != Role::Alderman);
                let content = content(self.honest, item);
                self.act(item, What::Decide { submission, content, outcome, under, external: None, note })
            }
            Row::Mandate | Row::EndMandate | Row::Competence => self.powers(),
            Row::Give => self.give(),
            Row::Decline => {
                let (item, request) = own.declined;
                self.act(item, What::DeclineConsent { request, returned: false, note })
            }
            Row::Confirm => self.act(own.standing.0, What::ConfirmConsent { consent: own.standing.1 }),
            Row::Withdraw | Row::WithdrawAll => self.withdraw(),
            Row::Enrol | Row::SecondDevice | Row::ChangeRole | Row::MakeAlderman | Row::Remove => self.membership(),
            Row::Admit | Row::AdmitAnew | Row::Dismiss | Row::Relay => self.regional(),
            Row::RenewRegion => self.renew(Root::Region, |pair| &mut pair.key),
            Row::RenewRegionSecond => self.renew(Root::Region, |pair| &mut pair.second),
            Row::Renew => self.renew(Root::Municipality, |pair| &mut pair.key),
            Row::RenewSecond => self.renew(Root::Municipality, |pair| &mut pair.second),
        }
    }
}

/// Hands the record over, and says why it was refused. Otherwise whoever made it keeps it too.
pub fn offer<S: SpaceState>(
    honest: &Replica<S>,
    own: &Replica<S>,
    by: &SecretKey,
    (kind, body): (Kind, Vec<u8>),
) -> Option<Refusal> {
    let wire = forge::next(honest, by, kind, body).to_wire();
    let accepted = honest.accept(vec![wire.clone()]).unwrap();
    let refused = accepted.refused.into_iter().map(|(_, _, refusal)| refusal).next();
    if refused.is_none() {
        forge::taken(own, vec![wire]);
    }
    refused
}

fn is_for_the_role(refusal: &Refusal) -> bool {
    let role = |error: &CharterError| matches!(error, CharterError::Role | CharterError::WrongKey);
    match refusal {
        Refusal::Charter(error)
        | Refusal::Consent(ConsentError::Signer(error) | ConsentError::Publisher(error))
        | Refusal::Act(ActError::Charter(error) | ActError::Consent(ConsentError::Signer(error))) => role(error),
        _ => false,
    }
}

/// Hands what somebody made to both replicas of a device; says of each record whether it was refused, and whether it changed
/// what counts there.
fn hand_over(made: Made, honest: &Device, own: &Device) -> Vec<(Option<Refusal>, bool)> {
    let (municipality, region) = (honest.workspace.municipality(), honest.workspace.region());
    let counted = || {
        municipality.look(|state| {
            let acts = state.acts().all().filter(|kept| state.acts().judge(state.bench(), kept).is_ok()).count();
            (acts, state.plan().clone(), state.charter().clone())
        })
    };
    let (own, key) = (&own.workspace, own.workspace.key());
    let at_home = made.municipality.map(|record| {
        let before = counted();
        let refused = offer(municipality, own.municipality(), &key, record);
        (refused, counted() != before)
    });
    let in_the_region = made.region.map(|record| {
        let before = region.look(Clone::clone);
        let refused = offer(region, own.region(), &key, record);
        (refused, region.look(|state| *state != before))
    });
    at_home.into_iter().chain(in_the_region).collect()
}

/// Every cell in which the role decides.
pub fn try_all(town: &Town) {
    let honest = &town.honest;
    for row in Row::ALL.iter().copied().filter(|row| !row.is_of_the_key_by_hand()) {
        // Whoever may not goes first: afterwards it is done already.
        let (may, may_not): (Vec<Role>, Vec<Role>) = Role::ALL.into_iter().partition(|role| row.allows(*role));
        for role in may_not.into_iter().chain(may) {
            let (device, may) = (&town.devices[&role], row.allows(role));
            let made = Forger { town, honest, role, row, with_the_key: false }.make();
            if row == Row::Read {
                // What a node asks before it tells a device anything of a space: see `tests/tests/reading.rs`.
                assert_eq!(honest.workspace.shares_plan_with(&device.workspace.device()), may, "{role:?}");
                continue;
            }
            let handed = hand_over(made, honest, device);
            assert!(!handed.is_empty(), "{role:?} {row:?}: nothing was made");
            for (refused, changed) in handed {
                let why = refused.as_ref().map(ToString::to_string);
                assert_eq!((why.is_none(), changed), (may, may), "{role:?} {row:?}: {why:?}");
                assert!(refused.is_none_or(|refusal| is_for_the_role(&refusal)), "{role:?} {row:?}: {why:?}");
            }
        }
    }
}

/// Every cell in which a root key decides: what it signed counts, whoever brings it (decision 0038); and what another key
/// signed counts for nobody.
pub fn the_key_decides(town: &Town) {
    for role in Role::ALL {
        // For each a copy: what somebody did before shows there to nobody else.
        let (honest, device) = (&town.honest.copied(), &town.devices[&role]);
        let held = device.workspace.identity().root_key(Root::Municipality);
        assert_eq!(held.map(|key| key.root()), Some(town.municipality_key()), "{role:?} has the true key here");
        for row in Row::ALL.iter().copied().filter(|row| row.is_of_the_key_by_hand()) {
            for with_the_key in [false, true] {
                let made = Forger { town, honest, role, row, with_the_key }.make();
                let handed = hand_over(made, honest, device);
                assert!(!handed.is_empty(), "{role:?} {row:?}: nothing was made");
                for (refused, changed) in handed {
                    let expected = (!with_the_key).then_some(Refusal::Charter(CharterError::WrongKey));
                    assert_eq!((refused, changed), (expected, with_the_key), "{role:?} {row:?}");
                }
            }
        }
    }
}
