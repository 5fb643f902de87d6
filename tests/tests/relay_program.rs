//! The region's own relay as an administrator runs it: the program `iroh-relay` itself, with the configuration of
//! `docs/admin.md` and the access check of a keeper.
//!
//! The environment variable `DEELBAAR_IROH_RELAY` names the program; otherwise the one in the path is taken. Where there is
//! none these tests say so and pass.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot set up must fail loudly"
)]

use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState;
use deelbaar_sync::store::Area;
use deelbaar_tests::binary::{Folder, Listening, free_port, metric};
use deelbaar_tests::proxied::Authority;
use deelbaar_tests::{Device, LEUSDEN, PATIENCE, SOEST};
use iroh::endpoint::{RelayStatus, presets};
use iroh::tls::CaTlsConfig;
use iroh::{Endpoint, RelayConfig, RelayMap, RelayMode, RelayUrl, SecretKey, Watcher as _};
use tokio::time::Instant;

const MANUAL: &str = include_str!("../../docs/admin.md");
const LOCK: &str = include_str!("../../Cargo.lock");

/// Where the program is.
fn program() -> Option<PathBuf> {
    let given = std::env::var_os("DEELBAAR_IROH_RELAY").map(PathBuf::from);
    let found = given.or_else(|| {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).map(|folder| folder.join("iroh-relay")).find(|file| file.is_file())
    });
    if found.is_none() {
        println!("NOT tested: there is no iroh-relay here (see docs/admin.md)");
    }
    found
}

/// The configuration of the manual.
fn documented() -> &'static str {
    let from = MANUAL.find("# /etc/iroh-relay.toml").unwrap();
    let text = &MANUAL[from..];
    &text[..text.find("```").unwrap()]
}

/// Puts something else in its place, which occurs once.
#[track_caller]
fn instead(text: &str, old: &str, new: &str) -> String {
    assert_eq!(text.matches(old).count(), 1, "{old}");
    text.replace(old, new)
}

/// The program while it runs.
struct Relay {
    child: Child,
    url: String,
    authority: Authority,
    certificates: PathBuf,
    _place: tempfile::TempDir,
}

impl Drop for Relay {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Relay {
    /// Runs it as the manual says, at ports of this machine and with a certificate of the test; `access` stands in the place of
    /// the access check.
    async fn start(program: &Path, access: &str) -> Self {
        let place = tempfile::tempdir().unwrap();
        let file = |name: &str| place.path().join(name);
        let (http, https) = (free_port(), free_port());
        let authority = Authority::default();
        let (certificates, certificate, key) = (file("root.pem"), file("relay.pem"), file("relay.key"));
        authority.write(&certificates);
        authority.write_certificate("localhost", &certificate, &key);
        let own = format!(
            "\"Reloading\"\nmanual_cert_path = \"{}\"\nmanual_key_path = \"{}\"\nquic_bind_addr = \"127.0.0.1:{}\"",
            certificate.display(),
            key.display(),
            free_port()
        );
        let text = instead(documented(), "access.http.url = \"http://127.0.0.1:4451/relay\"", access);
        let text = instead(&text, "\"[::]:80\"", &format!("\"127.0.0.1:{http}\""));
        let text = instead(&text, "\"[::]:443\"", &format!("\"127.0.0.1:{https}\""));
        let text = instead(&text, "\"relay.regio.nl\"", "\"localhost\"");
        let text = instead(&text, "\"/var/lib/iroh-relay\"", &format!("\"{}\"", place.path().display()));
        let text = instead(&text, "cert_mode = \"LetsEncrypt\"", &format!("cert_mode = {own}"));
        std::fs::write(file("iroh-relay.toml"), text).unwrap();
        let mut command = Command::new(program);
        command.arg("--config-path").arg(file("iroh-relay.toml")).stdin(Stdio::null());
        command.stderr(std::fs::File::create(file("said")).unwrap());
        let mut child = command.spawn().unwrap();
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", https)).is_err() {
            let ended = child.try_wait().unwrap();
            assert!(ended.is_none(), "it stopped by itself: {}", std::fs::read_to_string(file("said")).unwrap());
            assert!(began.elapsed() < PATIENCE, "it does not listen");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let url = format!("https://localhost:{https}");
        Self { child, url, authority, certificates, _place: place }
    }

    /// Whether it lets the device with this key through.
    async fn lets_through(&self, key: SecretKey, token: Option<&str>) -> bool {
        let url: RelayUrl = self.url.parse().unwrap();
        let mut config = RelayConfig::from(url.clone());
        config.auth_token = token.map(str::to_owned);
        let map = RelayMap::empty();
        map.insert(url, Arc::new(config));
        let roots = CaTlsConfig::custom_roots([self.authority.root()]);
        let builder = Endpoint::builder(presets::Minimal).secret_key(key).relay_mode(RelayMode::Custom(map));
        let endpoint = builder.ca_tls_config(roots).bind().await.unwrap();
        let mut status = endpoint.home_relay_status();
        let answer = async {
            loop {
                let now = status.get();
                if now.iter().any(RelayStatus::is_connected) {
                    return true;
                }
                if now.iter().any(|relay| relay.auth_denied_reason().is_some()) {
                    return false;
                }
                status.updated().await.unwrap();
            }
        };
        let answered = tokio::time::timeout(PATIENCE, answer).await.expect("the relay answers");
        endpoint.close().await;
        answered
    }

    /// A node that trusts its certificate.
    fn node(&self, folder: &Folder, more: &[&str]) -> Listening {
        let mut command = folder.command(&[&["node", "--listen", "127.0.0.1:0"], more].concat());
        for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "SSL_CERT_DIR"] {
            command.env_remove(name);
        }
        Listening::start({
            command.env("SSL_CERT_FILE", &self.certificates);
            command
        })
    }
}

fn key_of(device: &Device) -> SecretKey {
    SecretKey::from_bytes(&device.workspace.key().seed())
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

async fn until(what: &str, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < PATIENCE, "never: {what}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_documented_configuration_whoever_the_charter_names_is_let_through_and_nobody_else() {
    let Some(program) = program() else { return };
    let health = free_port();
    let relay = Relay::start(&program, &format!("access.http.url = \"http://127.0.0.1:{health}/relay\"")).await;
    let officer = Device::found(LEUSDEN).await;
    officer.workspace.name_relay(vec![relay.url.clone()], None).unwrap();
    let adviser = officer.colleague(Role::Adviser).await;
    adviser.until("the relay is named", |device| device.workspace.relay().is_some()).await;
    let keeper = officer.colleague(Role::Keeper).await;
    let all = |device: &Device| device.workspace.region().look(|region| region.charter().members().count() == 3);
    keeper.until("all who take part", all).await;
    let (named, stranger) = (key_of(&officer), key_of(&Device::found(SOEST).await));

    // While nobody answers, nobody is let through.
    assert!(!relay.lets_through(named.clone(), None).await);
    let keeper = stopped(keeper).await;
    let asked = format!("127.0.0.1:{health}");
    let keeper_node = relay.node(&keeper, &["--health", &asked]);
    assert!(!relay.lets_through(stranger, None).await);
    // Two devices that know no address of each other.
    let adviser = stopped(adviser).await;
    officer.add(ItemKind::Section, "Taal", "");
    let officer = stopped(officer).await;
    assert!(relay.lets_through(named, None).await);
    let nodes = [relay.node(&officer, &[]), relay.node(&adviser, &[])];
    until("what was written meanwhile", || adviser.titles() == ["Taal"]).await;
    until("the keeper uses it too", || metric(health, "deelbaar_relays_connected ") == Some(1)).await;
    drop((nodes, keeper_node));
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_token_only_whoever_knows_it_is_let_through() {
    let Some(program) = program() else { return };
    let relay = Relay::start(&program, "access.shared_token = [\"gouden-sleutel\"]").await;
    let device = Device::found(LEUSDEN).await;
    for (token, through) in [(None, false), (Some("zilveren-sleutel"), false), (Some("gouden-sleutel"), true)] {
        assert_eq!(relay.lets_through(key_of(&device), token).await, through, "{token:?}");
    }
    // And a device that has it from the region's charter.
    let mut folder = stopped(device).await;
    let token = folder.file("token", "gouden-sleutel\n");
    folder.json(&["relay", "set", &relay.url, "--token", &token]);
    let health = free_port();
    let node = relay.node(&folder, &["--health", &format!("127.0.0.1:{health}")]);
    until("it is connected", || metric(health, "deelbaar_relays_connected ") == Some(1)).await;
    drop(node);
    folder = Folder::leusden();
    let token = folder.file("token", "zilveren-sleutel\n");
    folder.json(&["relay", "set", &relay.url, "--token", &token]);
    let node = relay.node(&folder, &["--health", &format!("127.0.0.1:{health}")]);
    until("it runs", || metric(health, "deelbaar_relays_connected ").is_some()).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(metric(health, "deelbaar_relays_connected "), Some(0));
    drop(node);
}

/// Relays and devices of one region speak the same version: the one that the manual says to install.
#[test]
fn the_manual_names_the_version_that_this_program_is_built_with() {
    let locked = LOCK.split("name = \"iroh-relay\"\nversion = \"").nth(1).unwrap().split('"').next().unwrap();
    assert!(MANUAL.contains(&format!("cargo install iroh-relay --version {locked} --locked")), "{locked}");
}
