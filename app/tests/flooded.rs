//! The window's engine answers while an enrolled device floods the node beside it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use deelbaar::engine::{Command, Done, Engine};
use deelbaar_schema::encoding;
use deelbaar_schema::id::{ContentHash, DeviceId};
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use deelbaar_sync::workspace::random_key;
use deelbaar_tests::country::Chance;
use deelbaar_tests::wire::{Frame, Greeting, connect_to};
use deelbaar_tests::{Device, LEUSDEN, PATIENCE};

fn framed(frame: &Frame) -> Vec<u8> {
    let bytes = encoding::encode(frame).unwrap();
    [&u32::try_from(bytes.len()).unwrap().to_le_bytes()[..], &bytes].concat()
}

/// What it may send before it is not listened to any more takes far longer to read than a command takes.
#[tokio::test(flavor = "multi_thread")]
async fn a_command_is_answered_while_a_device_floods() {
    let device = Device::found(LEUSDEN).await;
    let (workspace, liar) = (device.workspace.clone(), random_key().unwrap());
    let person = deelbaar_sync::workspace::Person { role: Role::Reader, ..workspace.person() };
    workspace.enrol(liar.device(), &person, None).unwrap();
    let node = device.node().clone();
    let (space, victim, addresses) = (workspace.region_space(), workspace.device(), device.addresses());
    let engine = Engine::start(workspace, Some(node), tokio::runtime::Handle::current());

    let sent = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&sent);
    let flood = tokio::spawn(async move {
        let (_endpoint, connection) = connect_to(&liar, victim, addresses).await.unwrap();
        let (mut stream, _receive) = connection.open_bi().await.unwrap();
        let hello = Frame::Hello(vec![Greeting::new(space, ContentHash::of(b"nothing"), false)]);
        let mut chance = Chance::new("flood");
        let heights = (0..32 * 1024).map(|_| (DeviceId::from_bytes(chance.bytes()), 0)).collect();
        let large = framed(&Frame::Heights { space, buckets: None, heights, wants: Vec::new() });
        stream.write_all(&framed(&hello)).await.unwrap();
        while stream.write_all(&large).await.is_ok() {
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    let flooding = async {
        while sent.load(Ordering::SeqCst) < 4 && !flood.is_finished() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, flooding).await.unwrap();

    let add = Command::Add { kind: ItemKind::Section, title: "Tijdens de vloed".into(), parent: None };
    let asking = engine.clone();
    let done = tokio::task::spawn_blocking(move || asking.execute(add)).await.unwrap().unwrap();
    assert!(matches!(done, Done::Added(_)), "{done:?}");
    assert!(!flood.is_finished(), "the flood was over after {} frames", sent.load(Ordering::SeqCst));
    let mut views = engine.views();
    let shown = views.wait_for(|view| view.items.iter().any(|item| item.item.title == "Tijdens de vloed"));
    drop(tokio::time::timeout(PATIENCE, shown).await.expect("the window shows it").unwrap());
    flood.abort();
    tokio::task::spawn_blocking(move || engine.stop()).await.unwrap();
}
