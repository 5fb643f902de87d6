//! A window opens on a workspace that a real node has: the node makes place, and goes on when the window has closed.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::time::{Duration, Instant};

use deelbaar::attach::make_place;
use deelbaar::engine::Engine;
use deelbaar_sync::clock::Clock;
use deelbaar_sync::store::{OpenError, Store};
use deelbaar_sync::workspace::Workspace;
use deelbaar_tests::binary::Folder;

/// Shorter than the minute after which a window looks by itself.
const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn a_node_makes_place_for_a_window_and_goes_on_afterwards() {
    let folder = Folder::leusden();
    let mut node = folder.command(&["node", "--listen", "127.0.0.1:0"]).stdout(Stdio::null()).spawn().unwrap();
    let mut said = BufReader::new(node.stderr.take().unwrap()).lines().map(Result::unwrap);
    let mut until = |what: &str| said.find(|line| line.contains(what)).unwrap_or_else(|| panic!("never: {what}"));
    until("@127.0.0.1:");
    assert!(matches!(Store::open(&folder.data()), Err(OpenError::InUse)));
    for _ in 0..2 {
        let place = make_place(&folder.data()).unwrap().unwrap();
        let window = Workspace::open(&folder.data(), Clock::system()).unwrap();
        drop(place);
        until("has the data now");
        assert!(folder.fails(1, &["sections"]).contains("open with this data already"), "this one does not listen");
        drop(window);
        until("goes on");
        until("@127.0.0.1:");
        folder.json(&["section", "add", "Taal"]);
    }
    // A window that asks and goes away at once.
    drop(make_place(&folder.data()).unwrap());
    until("goes on");
    until("@127.0.0.1:");
    node.kill().unwrap();
    node.wait().unwrap();
    assert_eq!(folder.titles(), ["Taal", "Taal"]);
}

/// Not only after the next change of the plan: a passphrase, a backup or a proxy is in no record.
#[test]
fn a_window_shows_at_once_what_a_command_beside_it_changed() {
    let folder = Folder::leusden();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let workspace = Workspace::open(&folder.data(), Clock::system()).unwrap();
    let engine = Engine::start_in(&folder.data(), workspace, Err(None), runtime.handle().clone());
    let socket = folder.data().join("control");
    let began = Instant::now();
    while !socket.exists() {
        assert!(began.elapsed() < PATIENCE, "it never listens");
        std::thread::sleep(Duration::from_millis(10));
    }
    // Whatever was still to be shown has been shown.
    std::thread::sleep(Duration::from_secs(1));
    assert!(!engine.view().status.passphrase);
    let passphrase = folder.file("passphrase", "vier losse woorden samen");
    let set = folder.command(&["passphrase", "set"]).env("DEELBAAR_NEW_PASSPHRASE_FILE", passphrase).output().unwrap();
    assert!(set.status.success(), "{set:?}");
    let began = Instant::now();
    while !engine.view().status.passphrase {
        assert!(began.elapsed() < PATIENCE, "the window does not know that there is a passphrase now");
        std::thread::sleep(Duration::from_millis(10));
    }
    engine.stop();
}
