//! A device that speaks the protocol by hand: it can listen in, and it can be dishonest.
//!
//! The frames are written out again here, from `docs/protocol.md` rather than from the node's own code: a change of the
//! format that old nodes would not understand fails these tests.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::encoding;
use deelbaar_schema::id::{ContentHash, DeviceId, RecordId, Signature, SpaceId};
use deelbaar_schema::record::{HEADER_LEN, Header, WireRecord};
use iroh::endpoint::{Connection, PortmapperConfig, RecvStream, SendStream, presets};
use iroh::{Endpoint, EndpointAddr, EndpointId, RelayMode, TransportAddr};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::{Device, PATIENCE};

/// What travels on a session's stream.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Frame {
    /// First, from both sides.
    Hello(Vec<Greeting>),
    /// Digests of the parts.
    Buckets {
        /// Of this space.
        space: SpaceId,
        /// By the first byte of the author.
        digests: Vec<[u8; 8]>,
    },
    /// How far the logs go.
    Heights {
        /// Of this space.
        space: SpaceId,
        /// The parts that are meant; nothing: all.
        buckets: Option<Vec<u8>>,
        /// By author.
        heights: Vec<(DeviceId, u64)>,
        /// Bodies that are missing.
        wants: Vec<RecordId>,
    },
    /// Records.
    Records {
        /// Of this space.
        space: SpaceId,
        /// A [`Batch`], encoded and compressed.
        packed: Vec<u8>,
    },
    /// What is safely kept.
    Kept {
        /// Of this space.
        space: SpaceId,
        /// Digest of it.
        digest: ContentHash,
    },
    /// That somebody wrote two logs.
    Forked {
        /// Of this space.
        space: SpaceId,
        /// Two heads.
        proof: (Vec<u8>, Vec<u8>),
    },
}

/// One space in a [`Frame::Hello`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Greeting {
    /// The first bytes of its id.
    pub space: [u8; 8],
    /// Digest of what is here of it.
    pub digest: ContentHash,
    /// Whether bodies are missing.
    pub wants: bool,
}

impl Greeting {
    /// A greeting for a space.
    pub fn new(space: SpaceId, digest: ContentHash, wants: bool) -> Self {
        Self { space: Self::name(space), digest, wants }
    }

    /// How a space is named in it.
    pub fn name(space: SpaceId) -> [u8; 8] {
        *space.as_bytes().first_chunk().unwrap()
    }
}

/// Records as they travel.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Batch {
    /// Of which logs, and the record before the first of each.
    pub logs: Vec<(DeviceId, RecordId)>,
    /// In order.
    pub records: Vec<Packed>,
}

/// One of them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Packed {
    log: u32,
    seq: u64,
    kind: u16,
    time: i64,
    signature: Signature,
    body: Content,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
enum Content {
    Here(Vec<u8>),
    Gone(u32, ContentHash),
}

impl Frame {
    /// Whether it tells something of a space; a greeting only names those that both may see.
    pub fn is_of(&self, about: &SpaceId) -> bool {
        match self {
            Self::Hello(_) => false,
            Self::Buckets { space, .. }
            | Self::Heights { space, .. }
            | Self::Records { space, .. }
            | Self::Kept { space, .. }
            | Self::Forked { space, .. } => space == about,
        }
    }

    /// Records, each with a log of its own, as the format allows.
    pub fn records(space: SpaceId, records: &[WireRecord]) -> Self {
        let mut batch = Batch { logs: Vec::new(), records: Vec::new() };
        for (log, record) in (0..).zip(records) {
            let (header, signature) = record.head.split_at(HEADER_LEN);
            let header = Header::decode(header).unwrap();
            batch.logs.push((header.author, header.prev));
            batch.records.push(Packed {
                log,
                seq: header.seq,
                kind: header.kind.code(),
                time: header.time.0,
                signature: Signature::from_bytes(signature.try_into().unwrap()),
                body: record.body.clone().map_or(Content::Gone(header.body_len, header.body_hash), Content::Here),
            });
        }
        let packed = zstd::bulk::compress(&encoding::encode(&batch).unwrap(), 1).unwrap();
        Self::Records { space, packed }
    }
}

/// What is inside a frame of records.
pub fn unpacked(packed: &[u8]) -> Vec<u8> {
    zstd::stream::decode_all(packed).expect("a batch of the written format")
}

/// Everything that came over one connection.
#[derive(Debug, Clone, Default)]
pub struct Received {
    /// As bytes, lengths left out, and what was compressed also as it was before.
    pub bytes: Vec<u8>,
    /// As frames.
    pub frames: Vec<Frame>,
}

impl Received {
    /// The spaces that the other side greeted with.
    pub fn greeted(&self) -> Vec<[u8; 8]> {
        match self.frames.first() {
            Some(Frame::Hello(greetings)) => greetings.iter().map(|greeting| greeting.space).collect(),
            _ => Vec::new(),
        }
    }

    /// How many records came, with doubles.
    pub fn records(&self) -> u64 {
        let count = |frame: &Frame| match frame {
            Frame::Records { packed, .. } => {
                encoding::decode::<Batch>(&unpacked(packed)).expect("a batch").records.len() as u64
            }
            _ => 0,
        };
        self.frames.iter().map(count).sum()
    }
}

/// A connection to a real node, made with the key of an enrolled device.
pub struct Wire {
    endpoint: Endpoint,
    connection: Connection,
    send: SendStream,
    received: Arc<Mutex<Received>>,
    changed: watch::Receiver<usize>,
}

impl Wire {
    /// Dials `device`, as the device with this key.
    pub async fn dial(key: &SecretKey, device: &Device) -> Self {
        let (endpoint, connection) = connect(key, device).await;
        let (send, receive) = connection.open_bi().await.unwrap();
        let received = Arc::<Mutex<Received>>::default();
        let (told, changed) = watch::channel(0);
        tokio::spawn(read_all(receive, Arc::clone(&received), told));
        Self { endpoint, connection, send, received, changed }
    }

    /// Greets with a digest of the region that nobody has, and says that it has nothing: everything will be sent.
    pub async fn ask_for_everything(&mut self, space: SpaceId) {
        let digest = ContentHash::of(b"nothing at all");
        self.send(&Frame::Hello(vec![Greeting::new(space, digest, false)])).await;
        self.send(&Frame::Heights { space, buckets: None, heights: Vec::new(), wants: Vec::new() }).await;
    }

    /// Sends a frame. That the other side hung up is for the caller to find out.
    pub async fn send(&mut self, frame: &Frame) {
        let bytes = encoding::encode(frame).unwrap();
        let length = u32::try_from(bytes.len()).unwrap();
        self.send_raw(&[&length.to_le_bytes()[..], &bytes].concat()).await;
    }

    /// Sends bytes as they are.
    pub async fn send_raw(&mut self, bytes: &[u8]) {
        drop(self.send.write_all(bytes).await);
    }

    /// What came until now.
    pub fn received(&self) -> Received {
        self.received.lock().unwrap().clone()
    }

    /// Waits until what came is enough.
    pub async fn until(&mut self, what: &str, enough: impl Fn(&Received) -> bool) {
        let waiting = async {
            while !enough(&self.received.lock().unwrap()) {
                if self.changed.changed().await.is_err() {
                    return enough(&self.received.lock().unwrap());
                }
            }
            true
        };
        let came = tokio::time::timeout(PATIENCE, waiting).await.unwrap_or(false);
        assert!(came, "never came over the wire: {what}; closed: {:?}", self.connection.close_reason());
    }

    /// Waits until the other side hangs up, and says why.
    pub async fn hung_up(&self) -> String {
        let closed = tokio::time::timeout(PATIENCE, self.connection.closed()).await;
        closed.expect("the other side hangs up").to_string()
    }

    /// Hangs up.
    pub async fn close(self) {
        self.connection.close(0u32.into(), b"");
        self.endpoint.close().await;
    }
}

/// Connects for the sync protocol, and no more.
pub async fn connect(key: &SecretKey, device: &Device) -> (Endpoint, Connection) {
    connect_to(key, device.workspace.device(), device.addresses()).await.unwrap()
}

/// The same with a device at these addresses; `None` when it does not answer.
pub async fn connect_to(
    key: &SecretKey,
    device: DeviceId,
    addresses: impl IntoIterator<Item = SocketAddr>,
) -> Option<(Endpoint, Connection)> {
    let endpoint = Endpoint::builder(presets::Minimal)
        .secret_key(iroh::SecretKey::from_bytes(&key.seed()))
        .relay_mode(RelayMode::Disabled)
        .portmapper_config(PortmapperConfig::Disabled)
        .bind()
        .await
        .unwrap();
    let id = EndpointId::from_bytes(device.as_bytes()).unwrap();
    let addrs = addresses.into_iter().map(TransportAddr::Ip).collect();
    let connection = endpoint.connect(EndpointAddr { id, addrs }, b"deelbaar/sync/3").await.ok()?;
    Some((endpoint, connection))
}

async fn read_all(mut stream: RecvStream, received: Arc<Mutex<Received>>, told: watch::Sender<usize>) {
    let mut length = [0; 4];
    while stream.read_exact(&mut length).await.is_ok() {
        let mut bytes = vec![0; u32::from_le_bytes(length) as usize];
        if stream.read_exact(&mut bytes).await.is_err() {
            return;
        }
        let frame = encoding::decode(&bytes).expect("a frame of the written format");
        let mut received = received.lock().unwrap();
        received.bytes.extend(bytes);
        if let Frame::Records { packed, .. } = &frame {
            received.bytes.extend(unpacked(packed));
        }
        received.frames.push(frame);
        told.send_modify(|count| *count += 1);
    }
}
