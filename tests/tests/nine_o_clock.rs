//! Real nodes on loopback that all come online at one moment, each with something that the others lack: few sessions, and all of
//! them have everything soon.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot set up must fail loudly"
)]

use std::time::{Duration, Instant};

use deelbaar_schema::record::{Kind, Record};
use deelbaar_sync::clock::Clock;
use deelbaar_sync::net::{Listen, Node};
use deelbaar_sync::workspace::Workspace;
use deelbaar_tests::country::{Country, Writing};
use deelbaar_tests::forge::taken;
use deelbaar_tests::memory::folder;

/// Each municipality has one node here and its alderman's device, which is off: a ring, not everybody with everybody.
const NODES: u16 = 48;
/// The first tries are spread over five seconds; all nodes share this machine's cores with other tests.
const PATIENCE: Duration = Duration::from_secs(50);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_comes_online_at_once_with_few_sessions_and_all_have_everything() {
    let dir = folder();
    let country = Country::found(&dir.path().join("founder"), NODES - 1, 1, Writing::Prose);
    let known: Vec<_> = country.workspace.region().records().unwrap().iter().map(Record::to_wire).collect();
    let mut workspaces = vec![country.workspace.clone()];
    for (number, sharer) in country.sharers.iter().enumerate() {
        let workspace =
            Workspace::create(&dir.path().join(number.to_string()), sharer.officer(), Clock::system()).unwrap();
        taken(workspace.region(), known.clone());
        workspaces.push(workspace);
    }
    let news = b"dit weekend geschreven".to_vec();
    for workspace in &workspaces {
        workspace.region().append(&workspace.key(), Kind::Unknown(700), news.clone()).unwrap();
    }
    let mut nodes = Vec::new();
    for workspace in &workspaces {
        nodes.push(Node::start(workspace.clone(), Listen::LOOPBACK).await.unwrap());
    }
    let began = Instant::now();
    let places: Vec<_> = nodes.iter().map(|node| (node.device(), node.addresses())).collect();
    for node in &nodes {
        for (device, addresses) in places.iter().filter(|(device, _)| *device != node.device()) {
            node.connect(*device, addresses.clone());
        }
    }
    let all = u64::try_from(known.len()).unwrap() + u64::from(NODES);
    let lacks = |workspace: &&Workspace| workspace.region().count() < all;
    while workspaces.iter().any(|workspace| lacks(&workspace)) {
        let behind = workspaces.iter().filter(lacks).count();
        assert!(began.elapsed() < PATIENCE, "{behind} of {NODES} have not everything");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let took = began.elapsed();
    let digest = workspaces[0].region().digest();
    assert!(workspaces.iter().all(|workspace| workspace.region().digest() == digest));
    let connected = |node: &Node| node.peers().all().values().filter(|peer| peer.connected).count();
    let of_each: Vec<usize> = nodes.iter().map(connected).collect();
    let (total, most) = (of_each.iter().sum::<usize>() / 2, of_each.iter().max().unwrap());
    println!("{NODES} nodes in {took:?}: {total} sessions, {most} of one device at most");
    assert!(nodes.iter().all(|node| node.peers().all().values().all(|peer| peer.misbehaved.is_none())));
    // Everybody with everybody would be 1,128.
    assert!(total <= usize::from(NODES) * 8, "{total} sessions");
    // All at once, as they came.
    let mut leaving = tokio::task::JoinSet::new();
    for node in nodes {
        leaving.spawn(async move { node.close().await });
    }
    leaving.join_all().await;
    println!("all closed after {:?}", began.elapsed());
}
