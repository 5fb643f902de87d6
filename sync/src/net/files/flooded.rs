//! A device that asks for files without end.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

use std::io::Cursor;

use deelbaar_schema::attachment::{Attachment, CHUNK};
use deelbaar_schema::id::{AttachmentId, ItemId, PersonId};
use deelbaar_schema::plan::{ItemKind, NewItem, PlanEdit};
use deelbaar_schema::role::Role;
use deelbaar_schema::time::Term;
use tempfile::TempDir;
use tokio::sync::mpsc;

use super::*;
use crate::clock::Clock;
use crate::files::Presence;
use crate::net::frame;
use crate::net::session::Limits;
use crate::net::{Asked, Grant, Invitation, Listen, Node, Verdict, ask as join};
use crate::workspace::{NewRegion, Person, random};

const FEW: Limits = Limits { frames_an_hour: 200, sent_an_hour: 40 * 1024 * 1024, ..Limits::FOR_FILES };
const PATIENCE: Duration = Duration::from_mins(1);

fn term() -> Term {
    Term::since("2020-01-01".parse().unwrap())
}

fn founded(dir: &TempDir) -> Workspace {
    let person = Person {
        id: PersonId::from_bytes(*random::<16>().unwrap()),
        name: "Bo".into(),
        role: Role::PolicyOfficer,
        term: term(),
    };
    let (region, municipality_name) = ("Regio".into(), "Leusden".into());
    let new = NewRegion { region, municipality: "GM0327".parse().unwrap(), municipality_name, person };
    Workspace::found(&dir.path().join("founder"), new, Clock::system()).unwrap()
}

async fn colleague(inviter: &Node, place: std::path::PathBuf) -> (Workspace, Grant) {
    let (doorkeeper, mut asked) = mpsc::channel::<Asked>(1);
    let code = inviter.invite(Invitation::Colleague { role: Role::Reader, term: term() }, doorkeeper).unwrap();
    let approve = async { asked.recv().await.unwrap().answer.send(Verdict::Admit(None)).unwrap() };
    let (granted, ()) = tokio::join!(join(&code, "Kim", None, Listen::LOOPBACK, |_| {}), approve);
    let grant = granted.unwrap();
    (Workspace::create(&place, &grant.identity, Clock::system()).unwrap(), grant)
}

/// Puts a file beside a new item.
fn attach(workspace: &Workspace, length: usize) -> FileHash {
    let content: Vec<u8> = (0..=250).cycle().take(length).collect();
    let list = workspace.files().add(&mut Cursor::new(content), workspace.clock().now()).unwrap().0;
    let item = ItemId::from_bytes(*random::<16>().unwrap());
    let attachment = Some(Attachment::new("begroting.pdf", &list, "").unwrap());
    let edits = [
        PlanEdit::Add(NewItem::titled(item, ItemKind::Section, "Taal")),
        PlanEdit::SetFile { item, file: AttachmentId::from_bytes(*random::<16>().unwrap()), attachment },
    ];
    workspace.municipality().edit_plan(&workspace.key(), &edits).unwrap();
    list.file_hash()
}

/// Asks the same thing over and over. Returns how often there was an answer, and how many bytes came in all.
async fn flood(endpoint: &Endpoint, to: &Node, asked: &Ask) -> (usize, usize) {
    let address = super::super::endpoint::address(to.device(), &to.addresses(), []).unwrap();
    let Ok(connection) = endpoint.connect(address, ALPN).await else { return (0, 0) };
    let (mut answered, mut bytes) = (0, 0);
    loop {
        let Ok((mut send, mut receive)) = connection.open_bi().await else { return (answered, bytes) };
        let went = frame::write(&mut send, asked).await.is_ok() && send.finish().is_ok();
        let Ok(answer) = receive.read_to_end(64 * 1024 * 1024).await else { return (answered, bytes) };
        if !went || answer.is_empty() {
            return (answered, bytes);
        }
        (answered, bytes) = (answered + 1, bytes + answer.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_without_end_is_answered_so_much_and_others_get_their_files() {
    let dir = TempDir::new().unwrap();
    let workspace = founded(&dir);
    let party = Party::of(&workspace).unwrap().limited_for_files(FEW);
    let victim = Node::start_with(workspace.clone(), Listen::LOOPBACK, party).await.unwrap();
    let (lists, _) = colleague(&victim, dir.path().join("lists")).await;
    let (pieces, _) = colleague(&victim, dir.path().join("pieces")).await;
    let (honest, grant) = colleague(&victim, dir.path().join("honest")).await;
    let hash = attach(&workspace, 40 * CHUNK);
    workspace.sweep_files().unwrap();

    let bind = async |of: &Workspace| super::super::endpoint::bind(&of.key(), Listen::LOOPBACK, |b| b).await.unwrap();
    let (one, other) = (bind(&lists).await, bind(&pieces).await);
    let nowhere = Ask::List(Side::Municipality, FileHash::from_bytes([7; 32]));
    let all = Ask::Pieces(Side::Municipality, hash, (0..16).collect());
    let kept = honest.files().clone();
    let node = Node::start(honest, Listen::LOOPBACK).await.unwrap();
    node.connect(grant.inviter, grant.addresses);
    let arrives = async {
        while kept.presence(&hash) != Presence::Here {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let floods = async { tokio::join!(flood(&one, &victim, &nowhere), flood(&other, &victim, &all)) };
    let served = async { tokio::join!(floods, arrives).0 };
    let ((lists, _), (pieces, sent)) = tokio::time::timeout(PATIENCE, served).await.unwrap();
    assert_eq!(lists as u64, FEW.frames_an_hour, "questions that are answered within an hour");
    let most = usize::try_from(FEW.sent_an_hour).unwrap();
    assert!(pieces > 5 && sent <= most && sent > most - 17 * CHUNK, "{pieces} answers, {sent} bytes");
    // Coming again begins no new hour.
    assert_eq!((flood(&one, &victim, &nowhere).await.0, flood(&other, &victim, &all).await.0), (0, 0));
    one.close().await;
    other.close().await;
    node.close().await;
    victim.close().await;
}
