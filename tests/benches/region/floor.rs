//! The floor: what any program pays that moves these bytes, checks them and keeps them.

use std::path::Path;
use std::time::{Duration, Instant};

use deelbaar_schema::crypto::{Domain, SecretKey, verify};
use deelbaar_schema::id::Signature;
use deelbaar_sync::workspace::Workspace;
use iroh::endpoint::{Connection, presets};
use iroh::{Endpoint, RelayMode};
use redb::{Database, ReadableDatabase, TableDefinition};

const ALPN: &[u8] = b"deelbaar/floor";
const TABLE: TableDefinition<u64, &[u8]> = TableDefinition::new("records");

/// Each includes the one before.
pub struct Floor {
    /// An iroh stream on loopback.
    pub stream: Duration,
    /// And BLAKE3 of every body, and Ed25519 of every record, one by one.
    pub verified: Duration,
    /// And everything in one redb transaction.
    pub stored: Duration,
}

/// Moves the bodies of the region's records once for each of the three.
pub async fn measure(region: &Workspace, file: &Path) -> Floor {
    let key = SecretKey::from_seed(&[7; 32]);
    let mut records: Vec<(Vec<u8>, Signature)> = Vec::new();
    for record in region.region().records().unwrap() {
        let body = record.body().unwrap().to_vec();
        let signature = key.sign(Domain::Record, blake3::hash(&body).as_bytes());
        records.push((body, signature));
    }
    let public = *key.device().as_bytes();
    let stream = move_all(&records, |_, _, _| {}).await;
    let verified = move_all(&records, |_, body, signature| check(&public, body, signature)).await;
    let database = Database::create(file).unwrap();
    let began = Instant::now();
    let mut transaction = database.begin_write().unwrap();
    transaction.set_two_phase_commit(true);
    {
        let mut table = transaction.open_table(TABLE).unwrap();
        move_all(&records, |at, body, signature| {
            check(&public, body, signature);
            table.insert(at, body).unwrap();
        })
        .await;
    }
    transaction.commit().unwrap();
    let stored = began.elapsed();
    assert!(database.begin_read().is_ok());
    Floor { stream, verified, stored }
}

fn check(public: &[u8; 32], body: &[u8], signature: &Signature) {
    assert!(verify(Domain::Record, public, blake3::hash(body).as_bytes(), signature));
}

async fn move_all(records: &[(Vec<u8>, Signature)], mut each: impl FnMut(u64, &[u8], &Signature)) -> Duration {
    let (one, other) = (endpoint().await, endpoint().await);
    let address = iroh::EndpointAddr {
        id: other.id(),
        addrs: other.bound_sockets().into_iter().map(iroh::TransportAddr::Ip).collect(),
    };
    let accepting = tokio::spawn({
        let other = other.clone();
        async move { other.accept().await.unwrap().await.unwrap() }
    });
    let dialled: Connection = one.connect(address, ALPN).await.unwrap();
    let accepted = accepting.await.unwrap();
    let mut receive = dialled.open_bi().await.unwrap();
    receive.0.write_all(b"go").await.unwrap();
    let mut send = accepted.accept_bi().await.unwrap();
    let bytes: Vec<Vec<u8>> = records
        .iter()
        .map(|(body, _)| [&u32::try_from(body.len()).unwrap().to_le_bytes()[..], body].concat())
        .collect();
    let began = Instant::now();
    let sending = tokio::spawn(async move {
        for body in bytes {
            send.0.write_all(&body).await.unwrap();
        }
        send.0.finish().unwrap();
        // The other side may have gone already: it has everything then.
        send.0.stopped().await.ok();
    });
    for (at, (_, signature)) in (0..).zip(records) {
        let mut length = [0; 4];
        receive.1.read_exact(&mut length).await.unwrap();
        let mut body = vec![0; u32::from_le_bytes(length) as usize];
        receive.1.read_exact(&mut body).await.unwrap();
        each(at, &body, signature);
    }
    let took = began.elapsed();
    drop(receive);
    sending.abort();
    one.close().await;
    other.close().await;
    took
}

async fn endpoint() -> Endpoint {
    Endpoint::builder(presets::Minimal)
        .relay_mode(RelayMode::Disabled)
        .clear_address_lookup()
        .clear_ip_transports()
        .bind_addr("127.0.0.1:0")
        .unwrap()
        .alpns(vec![ALPN.to_vec()])
        .bind()
        .await
        .unwrap()
}
