//! Offices of which the network lets nothing out but through an HTTP proxy, and inspects what passes: two devices meet through
//! the region's relay all the same, once the certificate of whoever inspects is installed.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use std::path::Path;
use std::time::{Duration, Instant};

use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use deelbaar_sync::store::Area;
use deelbaar_tests::binary::{Folder, Listening};
use deelbaar_tests::proxied::{Authority, Proxy};
use deelbaar_tests::{Device, LEUSDEN};

/// A name that only the proxy knows.
const NAME: &str = "relay.regio.test";
const PATIENCE: Duration = Duration::from_secs(90);

/// A node behind the proxy, which the environment names in this variable, with these certificates on its system.
fn node(folder: &Folder, proxy: (&str, &Proxy), certificates: &Path) -> Listening {
    let mut command = folder.command(&["node", "--listen", "127.0.0.1:0"]);
    for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_DIR"] {
        command.env_remove(name);
    }
    command.env(proxy.0, proxy.1.url()).env("SSL_CERT_FILE", certificates);
    Listening::start(command)
}

async fn until(what: &str, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < PATIENCE, "never: {what}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Stops a device that remembers no address of anybody and listens elsewhere next time: nobody reaches it directly.
async fn stopped(mut device: Device) -> Folder {
    device.go_offline().await;
    let forget = |tx: &mut deelbaar_sync::store::Transaction<'_>| {
        tx.put(Area::Local, "peers", &[])?;
        tx.put(Area::Local, "port", &[])
    };
    device.workspace.store().write(forget).unwrap();
    Folder::of(device).await
}

#[tokio::test(flavor = "multi_thread")]
async fn through_a_proxy_that_inspects_devices_meet_once_its_certificate_is_installed() {
    let (authority, other) = (Authority::default(), Authority::default());
    let relay = authority.relay(NAME).await;
    let inside = relay.https_addr().unwrap();
    let (proxy, wrong) = (Proxy::leading_to(inside).await, Proxy::leading_to(inside).await);
    let place = tempfile::tempdir().unwrap();
    let (installed, missing) = (place.path().join("installed.pem"), place.path().join("missing.pem"));
    authority.write(&installed);
    other.write(&missing);

    let officer = Device::found(LEUSDEN).await;
    let url = format!("https://{NAME}:{}", inside.port());
    officer.workspace.name_relay(vec![url], None).unwrap();
    let adviser = officer.colleague(Role::Adviser).await;
    adviser.until("the relay is named", |device| device.workspace.relay().is_some()).await;
    let adviser = stopped(adviser).await;
    officer.add(ItemKind::Section, "Taal", "");
    let officer = stopped(officer).await;

    let officer_node = node(&officer, ("HTTPS_PROXY", &proxy), &installed);
    // Whoever lacks the certificate does not talk to the relay, and tries again.
    let adviser_node = node(&adviser, ("HTTP_PROXY", &wrong), &missing);
    until("it tried", || wrong.asked().len() >= 3).await;
    assert_eq!(adviser.titles(), Vec::<String>::new());
    drop(adviser_node);
    let adviser_node = node(&adviser, ("HTTP_PROXY", &proxy), &installed);
    until("what was written meanwhile", || adviser.titles() == ["Taal"]).await;
    drop((officer_node, adviser_node));
    // The second asks the relay itself whether some hotel or train stands in between.
    let ways = [format!("CONNECT {NAME}:{} ", inside.port()), format!("GET http://{NAME}/generate_204 ")];
    let asked = [proxy.asked(), wrong.asked()].concat();
    assert!(asked.iter().all(|line| ways.iter().any(|way| line.starts_with(way))), "{asked:?}");
    relay.shutdown().await.unwrap();
}
