//! The commands that the window sends.

use std::collections::BTreeSet;

use deelbaar::engine::{Command, CommandError, Done, Executor, Invitee};
use deelbaar_schema::act::Outcome;
use deelbaar_schema::disclosure::Sharing;
use deelbaar_schema::field::{Field, Mask, Value};
use deelbaar_schema::gate::ActError;
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use deelbaar_schema::statement::Body;
use deelbaar_sync::workspace::{Renew, Root};
use deelbaar_tests::{BAARN, Device, SOEST, term};

use crate::rows::{COMMANDS, Row, of_command};
use crate::town::{BESIDE, Objects, Town, today};

/// The command of a row; `None` for reading, which takes none.
fn command(own: &Objects, role: Role, row: Row) -> Option<Command> {
    let (note, without, sharing) = (String::new(), Mask::none(), Sharing::REGION);
    let second = |root| own.second[&root].clone();
    Some(match row {
        Row::Read => return None,
        Row::Edit => Command::Add { kind: ItemKind::Section, title: "Nieuw".into(), parent: None },
        Row::Retitle => Command::SetTitle { item: own.spare[&role], title: "Anders".into() },
        Row::Fill => {
            let value = Some(Value::Line("Huis van de wijk".into()));
            Command::SetField { item: own.spare[&role], field: Field::Place, value }
        }
        Row::Write => Command::SetBody { item: own.spare[&role], base: "Tekst.".into(), text: "Meer tekst.".into() },
        Row::Shift => Command::Shift { item: own.second_of_two, up: true },
        Row::Undo => Command::Undo,
        Row::Redo => Command::Redo,
        Row::Import => Command::Import { name: "nota.md".into(), bytes: b"# Nota\n\nTekst.\n".to_vec() },
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
        Row::RecallRequest => Command::RecallConsent { item: own.retracted.0 },
        Row::Revise => Command::Revise { item: own.standing.0, confirmed: Vec::new() },
        Row::Start => Command::Start { item: own.agreed.0 },
        Row::Finish => Command::Finish { item: own.running.0 },
        Row::Decide | Row::DecideMandated => {
            let (_, request) = if row == Row::Decide { own.submitted } else { own.mandated.by_colleague };
            Command::Decide { request, outcome: Outcome::Agreed, external: None, note }
        }
        Row::Mandate => Command::GiveMandate {
            device: own.clerk,
            kinds: [ItemKind::Activity].into(),
            asks: [own.member].into(),
            until: today(),
        },
        Row::EndMandate => Command::EndMandate { mandate: own.mandate },
        Row::Competence => Command::SetCompetence { kind: ItemKind::Conversation, body: Body::College },
        Row::Give => Command::GiveConsent { request: own.asked.1, without, sharing, note },
        Row::Decline => Command::DeclineConsent { request: own.declined.1, returned: true, note: "Nog niet.".into() },
        Row::Confirm => Command::ConfirmConsent { item: own.standing.0 },
        Row::Withdraw => Command::Withdraw { item: own.shared, version: None },
        Row::WithdrawAll => Command::WithdrawAll,
        Row::SecondDevice => Command::Invite(Invitee::Device { of: own.member }),
        Row::Enrol => Command::Invite(Invitee::Colleague { role: Role::Reader, term: term() }),
        Row::ChangeRole => {
            Command::ChangeRole { device: own.member, role: Role::Adviser, term: term(), second: String::new() }
        }
        Row::MakeAlderman => {
            let (role, second) = (Role::Alderman, second(Root::Municipality));
            Command::ChangeRole { device: own.member, role, term: term(), second }
        }
        Row::Remove => Command::RemoveDevice { device: own.lost },
        Row::Admit => Command::Invite(Invitee::Municipality { code: BAARN, name: None }),
        Row::AdmitAnew => Command::Invite(Invitee::Anew { code: SOEST }),
        Row::Dismiss => Command::Dismiss { municipality: SOEST, last_day: today() },
        Row::Relay => Command::NameRelay { urls: vec!["https://relay.example.nl".into()], token: None },
        Row::RenewRegion => Command::Renew { what: Renew::Region { drops: None }, second: second(Root::Region) },
        Row::RenewRegionSecond => Command::Renew { what: Renew::Second(Root::Region), second: second(Root::Region) },
        Row::Renew => Command::Renew { what: Renew::Municipality { lost: None }, second: second(Root::Municipality) },
        Row::RenewSecond => {
            Command::Renew { what: Renew::Second(Root::Municipality), second: second(Root::Municipality) }
        }
    })
}

fn counts(device: &Device) -> (u64, u64) {
    (device.workspace.municipality().count(), device.workspace.region().count())
}

fn is_refused_for_the_role(error: &CommandError, (role, row): (Role, Row)) -> bool {
    // An officer decides under a mandate only, and never on what they put forward, as here.
    if (role, row) == (Role::PolicyOfficer, Row::Decide) {
        return matches!(error, CommandError::Act(ActError::OwnRequest));
    }
    // Whoever may not edit did nothing that could be taken back.
    if matches!(error, CommandError::NothingToUndo | CommandError::NothingToRedo) {
        return matches!(row, Row::Undo | Row::Redo);
    }
    let (said, key) = (error.to_string(), "does not hold the key for that");
    said.contains("role may not do that") || (!row.is_of_the_role() && said.contains(key))
}

/// Every cell of the table.
pub async fn try_all(mut town: Town) {
    // Inviting takes the network: nobody else is there.
    town.devices.get_mut(&Role::PolicyOfficer).unwrap().come_back().await;
    let mut tried = BTreeSet::new();
    for role in Role::ALL {
        for row in Row::ALL.iter().copied() {
            let device = &town.devices[&role];
            let before = counts(device);
            let mut executor = Executor::new(device.workspace.clone(), device.node.clone());
            let Some(command) = command(&town.objects, role, row) else {
                assert_eq!(!executor.view().items.is_empty(), row.allows(role), "{role:?} {row:?}");
                continue;
            };
            let (kind, of) = of_command(&command);
            let mandated = |of| (of, row) == (Row::Decide, Row::DecideMandated);
            assert!(of.is_ok_and(|of| of == row || mandated(of)), "{row:?} is not the row of {kind}");
            tried.insert(kind);
            match executor.execute(command) {
                Ok(Done::Invited(..)) => assert!(row.allows(role), "{role:?} could {row:?}"),
                Ok(_) => {
                    assert!(row.allows(role), "{role:?} could {row:?}");
                    assert_ne!(counts(device), before, "{role:?} {row:?} left no record");
                }
                Err(error) => {
                    assert!(!row.allows(role), "{role:?} could not {row:?}: {error}");
                    assert!(is_refused_for_the_role(&error, (role, row)), "{role:?} {row:?}: {error}");
                    assert_eq!(counts(device), before, "{role:?} {row:?} left a record");
                }
            }
        }
    }
    for (kind, row) in COMMANDS {
        assert_eq!(tried.contains(kind), row.is_ok(), "{kind} is tried, or says why not");
    }
    town.devices.get_mut(&Role::PolicyOfficer).unwrap().go_offline().await;
}
