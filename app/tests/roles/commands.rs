//! The commands that the window sends.

use std::collections::BTreeSet;

use deelbaar::engine::{Command, CommandError, Done, Executor, Invitee};
use deelbaar_schema::act::Outcome;
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::field::Mask;
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use deelbaar_schema::statement::Body;
use deelbaar_sync::workspace::{Renew, Root};
use deelbaar_tests::{BAARN, Device, SOEST, term};

use crate::rows::{Row, of_command};
use crate::town::{BESIDE, Objects, Town, today};

/// The command of a row; `None` for reading, which takes none.
fn command(own: &Objects, role: Role, row: Row) -> Option<Command> {
    let (note, without, sharing) = (String::new(), Mask::none(), Sharing::REGION);
    let second = |root| own.second[&root].clone();
    Some(match row {
        Row::Read => return None,
        Row::Edit => Command::Add { kind: ItemKind::Section, title: "Nieuw".into(), parent: None },
        Row::Comment => Command::Comment { item: own.draft, text: "Opmerking".into() },
        Row::AddFile => Command::AddFile { item: own.draft, path: own.file.clone(), description: String::new() },
        Row::RemoveFile => Command::RemoveFile { item: own.spare[&role], file: BESIDE },
        Row::RemoveItem => Command::Remove { item: own.spare[&role] },
        Row::Submit => Command::Submit { item: own.draft },
        Row::Recall => Command::Recall { item: own.recalled.0 },
        Row::Request => Command::RequestConsent {
            item: own.draft,
            without,
            files: BTreeSet::new(),
            sharing,
            confirmed: Vec::new(),
            note,
        },
        Row::Revise => Command::Revise { item: own.standing.0, confirmed: Vec::new() },
        Row::Start => Command::Start { item: own.agreed.0 },
        Row::Finish => Command::Finish { item: own.running.0 },
        Row::Decide => Command::Decide { request: own.submitted.1, outcome: Outcome::Agreed, external: None, note },
        Row::Mandate => Command::GiveMandate {
            device: own.clerk,
            kinds: [ItemKind::Activity].into(),
            asks: [own.member].into(),
            until: today(),
        },
        Row::EndMandate => Command::EndMandate { mandate: own.mandate },
        Row::Competence => Command::SetCompetence { kind: ItemKind::Conversation, body: Body::College },
        Row::Give => Command::GiveConsent { request: own.asked.1, without, sharing, note },
        Row::Decline => Command::DeclineConsent { request: own.declined.1, returned: true, note },
        Row::Confirm => Command::ConfirmConsent { item: own.standing.0 },
        Row::Withdraw => Command::Withdraw { item: own.shared, version: None },
        Row::Enrol => Command::Invite(Invitee::Colleague { role: Role::Reader, term: term() }),
        Row::ChangeRole => {
            Command::ChangeRole { device: own.member, role: Role::Adviser, term: term(), second: String::new() }
        }
        Row::Remove => Command::RemoveDevice { device: own.lost },
        Row::Admit => Command::Invite(Invitee::Municipality { code: BAARN }),
        Row::Dismiss => Command::Dismiss { municipality: SOEST, last_day: today() },
        Row::Relay => Command::NameRelay { urls: vec!["https://relay.example.nl".into()], token: None },
        Row::RenewRegion => Command::Renew { what: Renew::Region { drops: None }, second: second(Root::Region) },
        Row::Renew => Command::Renew { what: Renew::Municipality { lost: None }, second: second(Root::Municipality) },
        Row::RenewSecond => {
            Command::Renew { what: Renew::Second(Root::Municipality), second: second(Root::Municipality) }
        }
    })
}

fn counts(device: &Device) -> (u64, u64) {
    (device.workspace.municipality().count(), device.workspace.region().count())
}

fn is_refused_for_the_role(error: &CommandError, row: Row) -> bool {
    let (said, key) = (error.to_string(), "does not hold the key for that");
    said.contains("role may not do that") || (!row.is_of_the_role() && said.contains(key))
}

/// Every cell of the table.
pub async fn try_all(mut town: Town) {
    // Inviting takes the network: nobody else is there.
    town.devices.get_mut(&Role::PolicyOfficer).unwrap().come_back().await;
    for role in Role::ALL {
        for row in Row::ALL.iter().copied() {
            let device = &town.devices[&role];
            let before = counts(device);
            let mut executor = Executor::new(device.workspace.clone(), device.node.clone());
            let Some(command) = command(&town.objects, role, row) else {
                assert_eq!(!executor.view().items.is_empty(), row.allows(role), "{role:?} {row:?}");
                continue;
            };
            assert_eq!(of_command(&command), Some(row));
            match executor.execute(command) {
                Ok(Done::Invited(_)) => assert!(row.allows(role), "{role:?} could {row:?}"),
                Ok(_) => {
                    assert!(row.allows(role), "{role:?} could {row:?}");
                    assert_ne!(counts(device), before, "{role:?} {row:?} left no record");
                }
                Err(error) => {
                    assert!(!row.allows(role), "{role:?} could not {row:?}: {error}");
                    assert!(is_refused_for_the_role(&error, row), "{role:?} {row:?}: {error}");
                    assert_eq!(counts(device), before, "{role:?} {row:?} left a record");
                }
            }
        }
    }
    town.devices.get_mut(&Role::PolicyOfficer).unwrap().go_offline().await;
}
