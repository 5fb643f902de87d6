//! The region's own relay: devices that know no address of each other meet through it, and nobody else is let through.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use std::time::Duration;

use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::relay::RelayError;
use deelbaar_schema::role::Role;
use deelbaar_sync::store::Area;
use deelbaar_sync::workspace::WorkspaceError;
use deelbaar_tests::relay::Relay;
use deelbaar_tests::{Device, LEUSDEN, PATIENCE};
use iroh::endpoint::{RelayStatus, presets};
use iroh::{Endpoint, RelayMode, Watcher};

/// Restarts the device as one that remembers no address and listens elsewhere: nobody can reach it directly.
async fn forgets_where_everybody_is(device: &mut Device) {
    device.go_offline().await;
    let store = device.workspace.store();
    store
        .write(|tx| {
            tx.put(Area::Local, "peers", &[])?;
            tx.put(Area::Local, "port", &[])
        })
        .unwrap();
}

async fn officer_and_adviser() -> (Device, Device, Relay) {
    let officer = Device::found(LEUSDEN).await;
    let relay = Relay::start(&officer.workspace).await;
    officer.workspace.name_relay(vec![relay.url()], None).unwrap();
    let adviser = officer.colleague(Role::Adviser).await;
    adviser.until("the relay is named", |device| device.workspace.relay().is_some()).await;
    (officer, adviser, relay)
}

fn is_connected(device: &Device) -> bool {
    device.node().relays().iter().any(|relay| relay.connected && !relay.refused)
}

fn has(title: &'static str) -> impl Fn(&Device) -> bool {
    move |device| {
        device.workspace.municipality().look(|state| state.plan().items.values().any(|item| item.title == title))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_that_know_no_address_of_each_other_meet_through_the_relay_and_again_after_it_restarts() {
    let (mut officer, mut adviser, mut relay) = officer_and_adviser().await;
    forgets_where_everybody_is(&mut officer).await;
    forgets_where_everybody_is(&mut adviser).await;
    officer.add(ItemKind::Section, "Taal", "");
    officer.come_back().await;
    adviser.come_back().await;
    assert!(officer.node().peers().all().is_empty() && adviser.node().peers().all().is_empty());
    adviser.until("what was written meanwhile", has("Taal")).await;
    officer.until("the relay is connected", is_connected).await;

    // It is switched off; both come back from elsewhere, and find nobody until it is on again.
    relay.switch_off().await;
    forgets_where_everybody_is(&mut officer).await;
    forgets_where_everybody_is(&mut adviser).await;
    officer.add(ItemKind::Section, "Lezen", "");
    officer.come_back().await;
    adviser.come_back().await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(!has("Lezen")(&adviser));
    relay.switch_on().await;
    adviser.until("what was written while it was off", has("Lezen")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_the_charter_does_not_name_is_not_let_through() {
    let officer = Device::found(LEUSDEN).await;
    let relay = Relay::start(&officer.workspace).await;
    let mode = RelayMode::custom([relay.url().parse().unwrap()]);
    let stranger = Endpoint::builder(presets::Minimal).relay_mode(mode).bind().await.unwrap();
    let mut status = stranger.home_relay_status();
    let refused = async {
        while !status.get().iter().any(|relay| relay.auth_denied_reason().is_some()) {
            status.updated().await.unwrap();
        }
    };
    assert!(tokio::time::timeout(PATIENCE, refused).await.is_ok(), "{:?}", status.get());
    assert!(!status.get().iter().any(RelayStatus::is_connected));
    stranger.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_is_taken_away_is_left_and_only_the_regions_key_names_one() {
    let (officer, adviser, relay) = officer_and_adviser().await;
    officer.until("the relay is connected", is_connected).await;
    adviser.until("the relay is connected", is_connected).await;
    let keyless = adviser.workspace.name_relay(vec![relay.url()], None);
    assert!(matches!(keyless, Err(WorkspaceError::NoKey)), "{keyless:?}");
    let no_address = officer.workspace.name_relay(vec!["geen adres".into()], None);
    assert!(matches!(no_address, Err(WorkspaceError::Relay(RelayError::Address))), "{no_address:?}");
    officer.workspace.name_relay(Vec::new(), None).unwrap();
    for device in [&officer, &adviser] {
        device.until("the relay is left", |device| device.node().relays().is_empty()).await;
    }
    officer.add(ItemKind::Section, "Taal", "");
    adviser.until("both meet again without it, though both were bound anew", has("Taal")).await;
}
