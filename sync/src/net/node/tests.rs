//! What happens to a node, and not to what it exchanges.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

mod panics;
mod waking;

use deelbaar_schema::id::PersonId;
use deelbaar_schema::role::Role;
use deelbaar_schema::time::{Term, Timestamp};
use std::time::Duration;
use tempfile::TempDir;

use super::super::{Grant, Verdict, ask};
use super::*;
use crate::clock::Clock;
use crate::net::Limits;
use crate::net::journal::Ending;
use crate::store::watched::Disk;
use crate::workspace::{NewRegion, Person, random};

const PATIENCE: Duration = Duration::from_mins(1);

fn founded(dir: &TempDir) -> Workspace {
    founded_with(dir, Clock::system())
}

fn founded_with(dir: &TempDir, clock: Clock) -> Workspace {
    let code = "GM0327".parse().unwrap();
    let (id, term) = (PersonId::from_bytes(*random::<16>().unwrap()), Term::since("2020-01-01".parse().unwrap()));
    let person = Person { id, name: "Bo".into(), role: Role::PolicyOfficer, term };
    let (region, municipality_name) = ("Regio".into(), "Leusden".into());
    let new = NewRegion { region, municipality: code, municipality_name, person };
    Workspace::found(&dir.path().join("founder"), new, clock).unwrap()
}

/// A colleague of whoever runs `inviter`.
async fn colleague(inviter: &Node, dir: &TempDir) -> (Workspace, Grant) {
    let (doorkeeper, mut asked) = mpsc::channel::<Asked>(1);
    let term = Term::since("2020-01-01".parse().unwrap());
    let code = inviter.invite(Invitation::Colleague { role: Role::Adviser, term }, doorkeeper).unwrap();
    let approve = async { asked.recv().await.unwrap().answer.send(Verdict::Admit(None)).unwrap() };
    let (granted, ()) = tokio::join!(ask(&code, "Kim", None, Listen::LOOPBACK, |_| {}), approve);
    let grant = granted.unwrap();
    (Workspace::create(&dir.path().join("colleague"), &grant.identity, Clock::system()).unwrap(), grant)
}

async fn until(node: &Node, what: &str, holds: impl Fn(&Node) -> bool) {
    until_within(PATIENCE, node, what, holds).await;
}

async fn until_within(patience: Duration, node: &Node, what: &str, holds: impl Fn(&Node) -> bool) {
    let mut peers = node.peers().subscribe();
    let waiting = async {
        while !holds(node) {
            drop(tokio::time::timeout(Duration::from_millis(50), peers.changed()).await);
        }
    };
    assert!(tokio::time::timeout(patience, waiting).await.is_ok(), "never: {what}");
}

/// Nothing tells a device beforehand that its power will fail.
#[tokio::test(flavor = "multi_thread")]
async fn who_was_met_is_written_down_while_the_session_goes_on() {
    let dir = TempDir::new().unwrap();
    let founder = Node::start(founded(&dir), Listen::LOOPBACK).await.unwrap();
    let (workspace, grant) = colleague(&founder, &dir).await;
    let store = workspace.store().clone();
    let node = Node::start(workspace, Listen::LOOPBACK).await.unwrap();
    node.connect(grant.inviter, grant.addresses);
    let kept = || Peers::load(store.clone(), Timestamp(i64::MAX)).unwrap().all().remove(&grant.inviter);
    until(&node, "it is written down", |_| kept().is_some_and(|peer| peer.last_seen.is_some())).await;
    assert!(node.peers().all()[&grant.inviter].connected);
    node.close().await;
    founder.close().await;
}

/// An enrolled device that connects and leaves, over and over: it is written down now and then, leaves few lines for whoever
/// helps, and is not listened to when it goes on.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_connects_again_and_again_costs_the_disk_little_and_is_named() {
    const OFTEN: u64 = 60;
    let dir = TempDir::new().unwrap();
    let disk = Disk::under(&dir.path().join("founder"));
    let workspace = founded(&dir);
    let limits = Limits { sessions_an_hour: OFTEN, ..Limits::USUAL };
    let party = Party::of(&workspace).unwrap().limited(limits);
    let founder = Node::start_with(workspace, Listen::LOOPBACK, party).await.unwrap();
    let (colleague, _) = colleague(&founder, &dir).await;
    let endpoint = endpoint::bind(&colleague.key(), Listen::LOOPBACK, |builder| builder).await.unwrap();
    let before = disk.count();
    let shunned = || founder.peers().all().get(&colleague.device()).and_then(|peer| peer.misbehaved.clone());
    for round in 0..2 * OFTEN {
        let refused = shunned().is_some();
        let address = endpoint::address(founder.device(), &founder.addresses(), []).unwrap();
        let connection = endpoint.connect(address, ALPN).await.unwrap();
        if refused {
            // Each refusal is waited for, so that coming again costs little.
            let began = std::time::Instant::now();
            connection.closed().await;
            assert!(began.elapsed() > Duration::from_secs(4), "{round}");
            break;
        }
        // Until this device greets, or refuses; nobody is refused before that often.
        if let Ok((mut send, mut receive)) = connection.open_bi().await
            && send.write_all(&[0]).await.is_ok()
        {
            receive.read(&mut [0]).await.ok();
        }
        connection.close(0u32.into(), b"");
        let is_off = |node: &Node| node.peers().all().get(&colleague.device()).is_none_or(|peer| !peer.connected);
        until(&founder, "it ended", is_off).await;
        assert!(round + 1 >= OFTEN || shunned().is_none(), "{round}");
    }
    assert_eq!(shunned().as_deref(), Some("it connected too often within an hour"));
    let lines = founder.journal().lines();
    let of_it = lines.iter().filter(|line| line.device == colleague.device()).count();
    // Two for each session would be 120.
    assert!(of_it <= 8, "{lines:?}");
    let written = disk.count() - before;
    assert!(written < 200, "{written} writes and syncs for {OFTEN} sessions");
    endpoint.close().await;
    founder.close().await;
}

/// A device that has nearer neighbours leaves: the other takes that for no fault, and they find each other when they want to.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_not_needed_any_more_ends_without_blame() {
    let dir = TempDir::new().unwrap();
    let founder = Node::start(founded(&dir), Listen::LOOPBACK).await.unwrap();
    let (workspace, grant) = colleague(&founder, &dir).await;
    let other = Node::start(workspace, Listen::LOOPBACK).await.unwrap();
    other.connect(grant.inviter, grant.addresses);
    let connected = |node: &Node| node.peers().all().values().any(|peer| peer.connected);
    until(&founder, "they meet", |node| connected(node) && connected(&other)).await;
    let begun: Vec<_> = [&founder, &other].map(|node| node.inner.begun().len()).into();
    assert_eq!(begun.iter().sum::<usize>(), 1, "one of them began it");
    let (leaves, stays) = if begun[0] == 1 { (&founder, &other) } else { (&other, &founder) };
    leaves.inner.leave(&stays.device(), endpoint::UNNEEDED);
    let told = |node: &Node| {
        let lines = node.journal().lines();
        lines.iter().rev().find_map(|line| match &line.what {
            Happening::Ended { why, detail, .. } => Some((*why, detail.clone())),
            _ => None,
        })
    };
    until(stays, "it hears that", |node| told(node).is_some()).await;
    assert_eq!(told(stays), Some((Ending::Closed, "others have taken its place".into())));
    assert!(stays.peers().all().values().all(|peer| peer.misbehaved.is_none()));
    // In a small region everybody wants everybody.
    until(stays, "they meet again", connected).await;
    other.close().await;
    founder.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_is_bound_anew_is_found_again_and_goes_on_exchanging() {
    let dir = TempDir::new().unwrap();
    let founder = Node::start(founded(&dir), Listen::LOOPBACK).await.unwrap();
    let (workspace, grant) = colleague(&founder, &dir).await;
    let other = Node::start(workspace, Listen::LOOPBACK).await.unwrap();
    other.connect(grant.inviter, grant.addresses);
    let same = |one: &Node, two: &Node| {
        let digest = |node: &Node| node.inner.workspace.municipality().digest();
        digest(one) == digest(two) && one.peers().all().values().any(|peer| peer.connected)
    };
    until(&other, "the colleague has everything", |node| same(node, &founder)).await;

    let (addresses, travelled) = (founder.addresses(), founder.traffic().datagrams_sent);
    let before = founder.inner.bound.endpoint().unwrap().closed();
    founder.inner.bound.renew(None).await.unwrap();
    before.await;
    assert!(!founder.inner.bound.endpoint().unwrap().is_closed());
    assert_eq!(founder.addresses(), addresses, "others look for it where it was");
    assert!(founder.traffic().datagrams_sent >= travelled);
    let new = deelbaar_schema::plan::NewItem::titled(
        deelbaar_schema::id::ItemId::from_bytes([5; 16]),
        deelbaar_schema::plan::ItemKind::Section,
        "Taal",
    );
    let edits = [deelbaar_schema::plan::PlanEdit::Add(new)];
    let workspace = &founder.inner.workspace;
    workspace.municipality().edit_plan(&workspace.key(), &edits).unwrap();
    until(&other, "what was written since", |node| same(node, &founder)).await;

    // Closed by whatever: the watchdog sees it at the next look.
    other.inner.bound.endpoint().unwrap().close().await;
    other.proxy_changed();
    until(&other, "the endpoint is bound anew", |node| {
        node.inner.bound.endpoint().is_some_and(|endpoint| !endpoint.is_closed())
    })
    .await;
    until(&other, "it exchanges again", |node| same(node, &founder)).await;
    other.close().await;
    founder.close().await;
}
