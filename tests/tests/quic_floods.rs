//! Floods over real QUIC: what a device that is let in, or strangers at an open invitation, make this one hold while nobody reads
//! it. Alone in its program, because it looks at how much memory that uses.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

use std::fs;
use std::time::Duration;

use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::role::Role;
use deelbaar_sync::net::{Asked, Invitation, Listen, Verdict, ask};
use deelbaar_sync::workspace::random_key;
use deelbaar_tests::join_wire::{self, Parts};
use deelbaar_tests::wire::connect;
use deelbaar_tests::{Device, LEUSDEN, PATIENCE, term};
use iroh::endpoint::{Connection, QuicTransportConfig, SendStream, presets};
use iroh::{Endpoint, RelayMode};
use tokio::sync::mpsc;

const MIB: usize = 1024 * 1024;
/// As long as a frame may be.
const FRAME: usize = 2 * MIB;
/// How much a flooder's own side may hold of what was not taken.
const UNSENT: usize = 32 * 1024;
/// How long nothing must be taken any more before a flood counts as held back.
const HELD_BACK: Duration = Duration::from_secs(2);

/// Memory that this process uses; `None` where the system does not tell.
fn resident() -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().trim_end_matches("kB").trim().parse::<usize>().ok()? * 1024)
}

/// An endpoint that keeps little of what it sends, so that what is held is held by the other side.
async fn flooder(key: &SecretKey) -> Endpoint {
    let transport = QuicTransportConfig::builder().send_window(UNSENT as u64).build();
    Endpoint::builder(presets::Minimal)
        .secret_key(iroh::SecretKey::from_bytes(&key.seed()))
        .relay_mode(RelayMode::Disabled)
        .transport_config(transport)
        .bind()
        .await
        .unwrap()
}

/// Writes until the other side takes no more; returns how much that was, and the stream, which stays open.
async fn fill(mut stream: SendStream, most: usize) -> (usize, SendStream) {
    let (mut taken, noise) = (0, vec![7; 16 * 1024]);
    while taken < most {
        match tokio::time::timeout(HELD_BACK, stream.write(&noise)).await {
            Ok(Ok(written)) => taken += written,
            _ => break,
        }
    }
    (taken, stream)
}

/// Streams that the other side may have open, as `docs/protocol.md` says; none of them is one-way.
const STREAMS: usize = 4;
/// How long no more streams must open before there are no more.
const NO_MORE: Duration = Duration::from_millis(500);

/// Opens every stream that it may; fails where that is one too many, or none.
async fn open_all(connection: &Connection) -> Vec<SendStream> {
    let mut streams = Vec::new();
    while let Ok(opened) = tokio::time::timeout(NO_MORE, connection.open_bi()).await {
        streams.push(opened.expect("it is still listened to").0);
        assert!(streams.len() <= STREAMS, "more than {STREAMS} streams");
    }
    assert_eq!(streams.len(), STREAMS);
    let one_way = tokio::time::timeout(NO_MORE, connection.open_uni()).await;
    assert!(one_way.is_err(), "a stream that goes one way: {one_way:?}");
    streams
}

/// Opens every stream that it may, and fills each. The first begins a frame that is as long as one may be and never ends.
async fn flood(connection: &Connection) -> (usize, Vec<SendStream>) {
    let mut filling = tokio::task::JoinSet::new();
    for (number, mut stream) in open_all(connection).await.into_iter().enumerate() {
        if number == 0 {
            stream.write_all(&u32::try_from(FRAME).unwrap().to_le_bytes()).await.unwrap();
        }
        filling.spawn(fill(stream, FRAME - 1));
    }
    let filled: Vec<_> = filling.join_all().await;
    (filled.iter().map(|(taken, _)| taken).sum(), filled.into_iter().map(|(_, stream)| stream).collect())
}

/// Both in one test: the second looks at memory too.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_nobody_reads_is_held_in_bounds_and_an_applicant_comes_through() {
    let officer = Device::found(LEUSDEN).await;
    let mut liar = officer.colleague(Role::Adviser).await;
    liar.go_offline().await;
    let honest = officer.colleague(Role::Adviser).await;
    let key = liar.workspace.key();

    // A device that is let in: it greets with a frame that does not end, and fills every other stream.
    let before = resident();
    let endpoint = flooder(&key).await;
    let parts = Parts { inviter: officer.workspace.device(), addresses: officer.addresses(), secret: [0; 16] };
    let connection = join_wire::connect(&endpoint, &parts, b"deelbaar/sync/3").await.unwrap();
    let (taken, streams) = flood(&connection).await;
    // One stream is read: of a frame as long as a frame may be, all comes. The rest is one window, and what waits here.
    let most = FRAME + 2 * MIB + UNSENT + MIB;
    assert!((MIB..=most).contains(&taken), "{taken} bytes were taken of {} streams", streams.len());
    if let (Some(before), Some(now)) = (before, resident()) {
        assert!(now.saturating_sub(before) < 16 * MIB, "{} KB more for one flood", (now - before) / 1024);
    }
    // Others go on meanwhile.
    let item = officer.add(deelbaar_schema::plan::ItemKind::Section, "Taal", "Gaat door");
    honest.until("the section comes", |device| device.body(item).is_some()).await;
    drop(streams);
    connection.close(0u32.into(), b"");

    strangers(&officer).await;
    endpoint.close().await;
}

/// While an invitation is open, two hundred strangers connect and say nothing that can be read, and each fills what it may.
async fn strangers(officer: &Device) {
    const MANY: usize = 200;
    const TOGETHER: usize = 50;
    let (doorkeeper, mut asked) = mpsc::channel::<Asked>(1);
    let invitation = Invitation::Colleague { role: Role::Adviser, term: term() };
    let code = officer.node().invite(invitation, doorkeeper).unwrap();
    let parts = Parts::of(&code);
    let endpoint = flooder(&random_key().unwrap()).await;
    let before = resident();
    let mut held = Vec::new();
    for _ in 0..MANY / TOGETHER {
        let mut coming = tokio::task::JoinSet::new();
        for _ in 0..TOGETHER {
            let (endpoint, parts) = (endpoint.clone(), Parts { addresses: parts.addresses.clone(), ..parts });
            coming.spawn(async move {
                let connection = join_wire::connect(&endpoint, &parts, join_wire::ALPN).await?;
                // It begins to say a secret that never ends; what else it sends nobody reads.
                let filled = async {
                    let mut secret = connection.open_bi().await.ok()?.0;
                    secret.write_all(&16_000u32.to_le_bytes()).await.ok()?;
                    let (taken, stream) = fill(connection.open_bi().await.ok()?.0, MIB).await;
                    Some((taken, [secret, stream]))
                };
                // It may be sent away meanwhile.
                let (taken, streams) = filled.await.map_or((0, None), |(taken, streams)| (taken, Some(streams)));
                Some((taken, connection, streams))
            });
        }
        held.extend(coming.join_all().await.into_iter().flatten());
    }
    assert!(held.len() > MANY / 2, "only {} strangers came", held.len());
    let there = held.iter().filter(|(_, connection, _)| connection.close_reason().is_none()).count();
    assert!((1..=32).contains(&there), "{there} strangers are listened to at one time");
    let most = held.iter().map(|(taken, _, _)| *taken).max().unwrap();
    assert!((100 * 1024..=256 * 1024 + UNSENT + 64 * 1024).contains(&most), "{most} bytes were taken of one");
    if let (Some(before), Some(now)) = (before, resident()) {
        // What the flooder's own side holds of each of its connections is in it.
        assert!(now.saturating_sub(before) < 96 * MIB, "{} KB more for all strangers", (now - before) / 1024);
    }
    let approve = async { asked.recv().await.unwrap().answer.send(Verdict::Admit(None)).unwrap() };
    let applying = async { tokio::join!(ask(&code, "Kim", None, Listen::LOOPBACK, |_| {}), approve) };
    let (granted, ()) = tokio::time::timeout(PATIENCE, applying).await.expect("the applicant is heard");
    granted.unwrap();
    // Nobody ever said a code: it is still the applicant's own that was good.
    assert!(officer.node().invitations().is_empty());
    drop(held);
    endpoint.close().await;
    let (late, connection) = connect(&random_key().unwrap(), officer).await;
    connection.closed().await;
    late.close().await;
}
