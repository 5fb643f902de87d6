//! `sync --once` on the only device of a municipality that is ever on, as a timer starts it.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

use deelbaar_schema::record::Record;
use deelbaar_sync::clock::Clock;
use deelbaar_sync::net::{Listen, Node};
use deelbaar_sync::workspace::Workspace;
use deelbaar_tests::binary::Folder;
use deelbaar_tests::country::{Country, Writing};
use deelbaar_tests::forge::taken;

/// More than a device confirms at once: eight records of 64.
const SECTIONS: usize = 8 * 64 + 8;

/// Nobody is there in a minute to confirm the rest.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_syncs_once_deletes_what_was_taken_back_and_confirms_all_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut country = Country::found(dir.path(), 1, 0, Writing::Noise);
    let texts: Vec<_> = (0..SECTIONS).map(|_| country.share(0)).collect();
    taken(country.workspace.region(), texts);
    let laptop = Folder::default();
    let workspace = Workspace::create(&laptop.data(), country.sharers[0].officer(), Clock::system()).unwrap();
    let known: Vec<_> = country.workspace.region().records().unwrap().iter().map(Record::to_wire).collect();
    taken(workspace.region(), known);
    let device = workspace.device();
    let shown = |workspace: &Workspace| {
        let today = workspace.clock().today();
        workspace.region().look(|region| region.visible(today).count())
    };
    assert_eq!(shown(&workspace), SECTIONS);
    drop(workspace);
    let taken_back = country.withdraw_newest(0, SECTIONS);
    taken(country.workspace.region(), taken_back);

    let node = Node::start(country.workspace.clone(), Listen::LOOPBACK).await.unwrap();
    let address = format!("{}@{}", node.device(), node.addresses()[0]);
    let ran = laptop.run(&["sync", "--once", "--listen", "127.0.0.1:0", "--peer", &address]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let confirmed = country.workspace.region().look(|region| {
        let all = region.withdrawn();
        all.filter(|gone| gone.confirmed.contains(&device)).count()
    });
    assert_eq!(confirmed, SECTIONS);
    node.close().await;
    let workspace = Workspace::open(&laptop.data(), Clock::system()).unwrap();
    assert!(shown(&workspace) == 0 && !workspace.is_deletion_unfinished());
}
