//! A window opens on a workspace that a real node has: the node makes place, and goes on when the window has closed.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use deelbaar::attach::make_place;
use deelbaar_sync::clock::Clock;
use deelbaar_sync::store::{OpenError, Store};
use deelbaar_sync::workspace::Workspace;
use deelbaar_tests::binary::Folder;

#[test]
fn a_node_makes_place_for_a_window_and_goes_on_afterwards() {
    let folder = Folder::default();
    folder.json(&["init", "--region", "Testregio", "--municipality", "GM0327", "--person", "Bo"]);
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
