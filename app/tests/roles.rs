//! The table of who may do what (`schema/src/role.rs`), cell by cell through two doors: the commands that window and command
//! line send, and a device that makes the record by hand and hands it to a colleague's.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

use std::collections::BTreeMap;

use deelbaar::engine::{Command, CommandError, Executor};
use deelbaar_schema::act::{Act, Outcome, What};
use deelbaar_schema::charter::CharterError;
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::encoding;
use deelbaar_schema::field::Mask;
use deelbaar_schema::id::{ContentHash, ItemId, RecordId};
use deelbaar_schema::plan::{ItemKind, NewItem, Plan, PlanEdit};
use deelbaar_schema::record::Kind;
use deelbaar_schema::role::{Action, Role};
use deelbaar_schema::space::{Refusal, SpaceState as _};
use deelbaar_schema::statement::{Revocation, SignedStatement, Statement};
use deelbaar_sync::workspace::Root;
use deelbaar_tests::{Device, LEUSDEN, forge};

/// Everything that one role needs to try every action on something of its own.
struct Objects {
    draft: ItemId,
    submitted: (ItemId, RecordId),
    agreed: (ItemId, RecordId),
    asked: (ItemId, RecordId),
}

struct Town {
    /// By role; the policy officer began the municipality and holds its key.
    devices: BTreeMap<Role, Device>,
    /// Takes in what others hand over.
    honest: Device,
    /// Is removed.
    spare: Device,
    objects: BTreeMap<Role, Objects>,
}

fn content(device: &Device, item: ItemId) -> ContentHash {
    device.workspace.municipality().look(|state| state.item(item).unwrap().substance().unwrap())
}

impl Town {
    async fn new() -> Self {
        let officer = Device::found(LEUSDEN).await;
        let mut devices = BTreeMap::new();
        for role in Role::ALL.into_iter().filter(|role| *role != Role::PolicyOfficer) {
            devices.insert(role, Box::pin(officer.colleague(role)).await);
        }
        let honest = Box::pin(officer.colleague(Role::Reader)).await;
        let spare = Box::pin(officer.colleague(Role::Reader)).await;
        let alderman = &devices[&Role::Alderman];
        alderman.meet(&officer);
        let mut objects = BTreeMap::new();
        for role in Role::ALL {
            let activity = |name: &str| officer.add(ItemKind::Activity, &format!("{name} {}", role.name()), "Tekst.");
            let (draft, submitted, agreed) = (activity("Concept"), activity("Voorgelegd"), activity("Besloten"));
            let asked = officer.add(ItemKind::Section, &format!("Gevraagd {}", role.name()), "Tekst.");
            let submission = officer.submit(agreed);
            let has = |d: &Device| d.workspace.municipality().look(|s| s.acts().get(&submission).is_some());
            alderman.until("the submission", has).await;
            let decision = alderman.decide(agreed, submission, Outcome::Agreed);
            officer
                .until("the decision", |d| d.workspace.municipality().look(|s| s.acts().get(&decision).is_some()))
                .await;
            let objects_of_role = Objects {
                draft,
                submitted: (submitted, officer.submit(submitted)),
                agreed: (agreed, decision),
                asked: (asked, officer.request(asked, Mask::none())),
            };
            objects.insert(role, objects_of_role);
        }
        devices.insert(Role::PolicyOfficer, officer);
        let officer = &devices[&Role::PolicyOfficer];
        let everything = officer.workspace.municipality().count();
        for device in devices.values().chain([&honest, &spare]) {
            device.until("everything", |d| d.workspace.municipality().count() == everything).await;
        }
        Self { devices, honest, spare, objects }
    }

    /// The command for an action, as the window sends it.
    fn command(&self, role: Role, action: Action) -> Command {
        let own = &self.objects[&role];
        let note = String::new();
        match action {
            Action::EditPlan => Command::Add { kind: ItemKind::Section, title: "Nieuw".into(), parent: None },
            Action::Ask => Command::Submit { item: own.draft },
            Action::CarryOut => Command::Start { item: own.agreed.0 },
            Action::Decide => {
                Command::Decide { request: own.submitted.1, outcome: Outcome::Agreed, external: None, note }
            }
            Action::Consent => {
                let (without, sharing) = (Mask::none(), Sharing::REGION);
                Command::GiveConsent { request: own.asked.1, without, sharing, note }
            }
            Action::ManageDevices => Command::RemoveDevice { device: self.spare.workspace.device() },
        }
    }

    /// The record for an action, made by hand.
    fn by_hand(&self, role: Role, action: Action) -> (Kind, Vec<u8>) {
        let (own, device) = (&self.objects[&role], &self.devices[&role]);
        let act = |item, what| (Kind::Act, encoding::encode(&Act { item, after: Vec::new(), what }).unwrap());
        let note = String::new();
        match action {
            Action::EditPlan => {
                let item = NewItem::titled(ItemId::from_bytes([role as u8 + 1; 16]), ItemKind::Section, "Met de hand");
                let edits = [PlanEdit::Add(item)];
                // Whoever may not edit has no changes yet, and begins a document of its own.
                let mut state = device.workspace.municipality().look(Clone::clone);
                let edited = state
                    .edit(&edits, forge::now(), u64::MAX >> 1)
                    .or_else(|_not_allowed| Plan::new(&device.workspace.device()).unwrap().edit(&edits, forge::now()));
                let edited = edited.unwrap();
                (Kind::PlanChange, edited.change.unwrap())
            }
            Action::Ask => act(own.draft, What::Submit { content: content(device, own.draft) }),
            Action::CarryOut => {
                let (item, decision) = own.agreed;
                act(item, What::Start { decision, content: content(device, item) })
            }
            Action::Decide => {
                let ((item, submission), outcome) = (own.submitted, Outcome::Agreed);
                let content = content(device, item);
                act(item, What::Decide { submission, content, outcome, under: None, external: None, note })
            }
            Action::Consent => {
                let (item, request) = own.asked;
                act(item, What::DeclineConsent { request, returned: false, note })
            }
            Action::ManageDevices => {
                let revocation = Statement::Revocation(Revocation {
                    space: device.workspace.municipality().space(),
                    municipality: LEUSDEN,
                    device: self.spare.workspace.device(),
                    counts_below: 0,
                    keeps: std::collections::BTreeSet::new(),
                });
                // Only the officer here holds the municipality's key; the others sign with what they have.
                let key: SecretKey =
                    device.workspace.identity().root_key(Root::Municipality).unwrap_or_else(|| device.workspace.key());
                (Kind::Charter, encoding::encode(&vec![SignedStatement::sign(&revocation, &key).unwrap()]).unwrap())
            }
        }
    }
}

fn counts(device: &Device) -> (u64, u64) {
    (device.workspace.municipality().count(), device.workspace.region().count())
}

fn is_refused_for_the_role(error: &CommandError) -> bool {
    let said = error.to_string();
    ["role may not do that", "does not hold the key for that"].iter().any(|why| said.contains(why))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_cell_holds_for_the_commands_of_window_and_command_line() {
    let mut town = Box::pin(Town::new()).await;
    for device in town.devices.values_mut() {
        device.go_offline().await;
    }
    for role in Role::ALL {
        for action in Action::ALL {
            let device = &town.devices[&role];
            let before = counts(device);
            let mut executor = Executor::new(device.workspace.clone(), None);
            match executor.execute(town.command(role, action)) {
                Ok(_) => {
                    assert!(role.may(action), "{role:?} could {action:?}");
                    assert_ne!(counts(device), before, "{role:?} {action:?} left no record");
                }
                Err(error) => {
                    assert!(!role.may(action), "{role:?} could not {action:?}: {error}");
                    assert!(is_refused_for_the_role(&error), "{role:?} {action:?}: {error}");
                    assert_eq!(counts(device), before, "{role:?} {action:?} left a record");
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_cell_holds_for_records_made_by_hand() {
    let mut town = Box::pin(Town::new()).await;
    for device in town.devices.values_mut().chain([&mut town.honest, &mut town.spare]) {
        device.go_offline().await;
    }
    let honest = town.honest.workspace.municipality();
    let state = || honest.look(|state| (state.plan().clone(), state.acts().all().count(), state.charter().clone()));
    for role in Role::ALL {
        for action in Action::ALL {
            let key = town.devices[&role].workspace.key();
            let (kind, body) = town.by_hand(role, action);
            let before = state();
            let accepted = honest.accept(vec![forge::next(honest, &key, kind, body).to_wire()]).unwrap();
            let refused = accepted.refused.into_iter().map(|(_, _, refusal)| refusal).next();
            if role.may(action) {
                assert_eq!(refused, None, "{role:?} could not {action:?}");
                assert!(state() != before, "{role:?} {action:?} changed nothing");
            } else {
                let refusal = refused.unwrap_or_else(|| panic!("{role:?} could {action:?}"));
                let why: &[Refusal] = &[
                    CharterError::Role.into(),
                    CharterError::WrongKey.into(),
                    deelbaar_schema::gate::ActError::Charter(CharterError::Role).into(),
                ];
                assert!(why.contains(&refusal), "{role:?} {action:?}: {refusal}");
                assert!(state() == before, "{role:?} {action:?} changed something");
            }
        }
    }
}
