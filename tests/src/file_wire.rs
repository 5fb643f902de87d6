//! A device that speaks the protocol of files by hand, written from `docs/protocol.md`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use deelbaar_schema::attachment::CHUNK;
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::encoding;
use deelbaar_schema::id::{ContentHash, DeviceId, FileHash};
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState as _;
use iroh::endpoint::{Connection, QuicTransportConfig, RecvStream, SendStream, VarInt, presets};
use iroh::{Endpoint, EndpointAddr, EndpointId, RelayMode, TransportAddr};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::wire::{Frame, connect};
use crate::{Device, LEUSDEN, PATIENCE};

const ALPN: &[u8] = b"deelbaar/files/1";

/// On which side it will be kept.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub enum Side {
    /// What the own municipality uses or shares.
    Municipality,
    /// What others share.
    Region,
}

/// What is asked on a stream.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Ask {
    /// The hashes of the pieces.
    List(Side, FileHash),
    /// Pieces, by number.
    Pieces(Side, FileHash, Vec<u32>),
}

/// Asks `device` as the device with this key, and returns every frame of the answer, as it came. `None`: it does not let that
/// device ask at all.
pub async fn ask(key: &SecretKey, device: &Device, ask: &Ask) -> Option<Vec<Vec<u8>>> {
    let (endpoint, connection) = dial(key, device).await?;
    let answered = async {
        let (mut send, mut receive) = connection.open_bi().await.ok()?;
        write(&mut send, ask).await?;
        send.finish().ok()?;
        let mut frames = Vec::new();
        while let Some(frame) = read(&mut receive).await {
            frames.push(frame);
        }
        Some(frames)
    };
    let frames = tokio::time::timeout(PATIENCE, answered).await.expect("an answer or a refusal");
    let refused = connection.close_reason().is_some();
    endpoint.close().await;
    frames.filter(|frames| !refused || !frames.is_empty())
}

/// Whether a device is not listened to by another.
pub fn is_blamed(device: &Device, whom: DeviceId) -> bool {
    device.node().peers().all().get(&whom).is_some_and(|peer| peer.misbehaved.is_some())
}

/// An officer, a colleague, and another device of the municipality that is off.
pub async fn three() -> (Device, Device, Device) {
    let officer = Device::found(LEUSDEN).await;
    let colleague = officer.colleague(Role::PolicyOfficer).await;
    let mut liar = officer.colleague(Role::Reader).await;
    let device = liar.workspace.device();
    let known = |d: &Device| d.workspace.municipality().look(|m| m.charter().knows(&device).is_ok());
    colleague.until("the enrolment of the liar", known).await;
    liar.go_offline().await;
    (officer, colleague, liar)
}

/// A device that asks, and reads nothing of the answer for a while.
pub struct SlowAsker {
    endpoint: Endpoint,
    connection: Connection,
    answer: RecvStream,
}

impl SlowAsker {
    /// Asks `device`, which may send `window` bytes before they are read.
    pub async fn ask(key: &SecretKey, device: &Device, window: u32, ask: &Ask) -> Self {
        let transport = QuicTransportConfig::builder().stream_receive_window(VarInt::from_u32(window)).build();
        let endpoint = Endpoint::builder(presets::Minimal)
            .secret_key(iroh::SecretKey::from_bytes(&key.seed()))
            .relay_mode(RelayMode::Disabled)
            .transport_config(transport)
            .bind()
            .await
            .unwrap();
        let connection = endpoint.connect(address_of(device), ALPN).await.unwrap();
        let (mut send, answer) = connection.open_bi().await.unwrap();
        write(&mut send, ask).await.unwrap();
        send.finish().unwrap();
        Self { endpoint, connection, answer }
    }

    /// Reads whatever comes, until the answer ends or is broken off. Returns it, and whether it came to its end.
    pub async fn read_on(&mut self) -> (Vec<u8>, bool) {
        let mut came = Vec::new();
        let reading = async {
            loop {
                match self.answer.read_chunk(64 * 1024).await {
                    Ok(Some(chunk)) => came.extend_from_slice(&chunk),
                    ended => return ended.is_ok(),
                }
            }
        };
        let whole = tokio::time::timeout(PATIENCE, reading).await.expect("an end");
        (came, whole)
    }

    /// Leaves.
    pub async fn leave(self) {
        self.connection.close(0u32.into(), b"");
        self.endpoint.close().await;
    }
}

fn address_of(device: &Device) -> EndpointAddr {
    let id = EndpointId::from_bytes(device.workspace.device().as_bytes()).unwrap();
    EndpointAddr { id, addrs: device.addresses().into_iter().map(TransportAddr::Ip).collect() }
}

/// Asks the same thing over and over, until it is not answered. Returns how often there was an answer, and of how many bytes in
/// all.
pub async fn ask_without_end(key: &SecretKey, device: &Device, ask: &Ask) -> (usize, usize) {
    let Some((endpoint, connection)) = dial(key, device).await else { return (0, 0) };
    let (mut answered, mut bytes) = (0, 0);
    while let Ok((mut send, mut receive)) = connection.open_bi().await {
        if write(&mut send, ask).await.is_none() || send.finish().is_err() {
            break;
        }
        let mut came = 0;
        while let Ok(Some(chunk)) = receive.read_chunk(64 * 1024).await {
            came += chunk.len();
        }
        if came == 0 {
            break;
        }
        (answered, bytes) = (answered + 1, bytes + came);
    }
    endpoint.close().await;
    (answered, bytes)
}

async fn dial(key: &SecretKey, device: &Device) -> Option<(Endpoint, Connection)> {
    let (endpoint, session) = connect(key, device).await;
    session.close(0u32.into(), b"");
    let connection = endpoint.connect(address_of(device), ALPN).await.ok()?;
    Some((endpoint, connection))
}

async fn write<T: Serialize>(send: &mut SendStream, value: &T) -> Option<()> {
    let bytes = encoding::encode(value).unwrap();
    let length = u32::try_from(bytes.len()).unwrap();
    send.write_all(&[&length.to_le_bytes()[..], &bytes].concat()).await.ok()
}

async fn read(receive: &mut RecvStream) -> Option<Vec<u8>> {
    let mut length = [0; 4];
    receive.read_exact(&mut length).await.ok()?;
    let mut bytes = vec![0; u32::from_le_bytes(length) as usize];
    receive.read_exact(&mut bytes).await.ok()?;
    Some(bytes)
}

/// How a hand-made device answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// So many pieces in all, then it breaks the connection off.
    Breaks(usize),
    /// A piece that is not the one that was asked for.
    Lies,
    /// Hashes that are not those of the file.
    LiesAboutPieces,
    /// A piece without its last byte.
    TooShort,
    /// A frame that is longer than any piece.
    TooLong,
    /// A frame that says that it is nearly 4 GiB, and goes on.
    Huge,
    /// A frame that means nothing.
    Garbage,
    /// The right pieces, each after so long.
    Slow(Duration),
    /// The right pieces, and then frames without end.
    Endless,
}

/// A device that has a file, by hand, with a session of its own so that it is asked.
pub struct Holder {
    endpoint: Endpoint,
    _session: (Connection, SendStream, RecvStream),
    asked: Arc<AtomicUsize>,
    refused: Arc<AtomicUsize>,
}

impl Holder {
    /// Connects to `device` with the key of an enrolled device, and answers for `content`.
    pub async fn meet(key: &SecretKey, device: &Device, content: Vec<u8>, manner: Manner) -> Self {
        let (endpoint, connection) = connect(key, device).await;
        endpoint.set_alpns(vec![ALPN.to_vec()]);
        let (mut send, receive) = connection.open_bi().await.unwrap();
        write(&mut send, &Frame::Hello(Vec::new())).await.unwrap();
        let asked = Arc::new(AtomicUsize::new(0));
        let (counted, accepting) = (Arc::clone(&asked), endpoint.clone());
        let refused = Arc::new(AtomicUsize::new(0));
        let holding = Holding { content, manner, given: AtomicUsize::new(0), refused: Arc::clone(&refused) };
        let holding = Arc::new(holding);
        tokio::spawn(async move {
            while let Some(incoming) = accepting.accept().await {
                let Ok(connection) = incoming.await else { continue };
                counted.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(answer(connection, Arc::clone(&holding)));
            }
        });
        Self { endpoint, _session: (connection, send, receive), asked, refused }
    }

    /// How many conversations about files there were.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// How many answers without end the other side cut off.
    pub fn refused(&self) -> usize {
        self.refused.load(Ordering::SeqCst)
    }

    /// Leaves.
    pub async fn leave(self) {
        self.endpoint.close().await;
    }
}

/// What a [`Holder`] has, and how it gives that.
struct Holding {
    content: Vec<u8>,
    manner: Manner,
    given: AtomicUsize,
    refused: Arc<AtomicUsize>,
}

async fn answer(connection: Connection, holding: Arc<Holding>) {
    while let Ok((mut send, mut receive)) = connection.accept_bi().await {
        let Some(bytes) = read(&mut receive).await else { return };
        match encoding::decode::<Ask>(&bytes).expect("a request of the written format") {
            Ask::List(..) => holding.list(&mut send).await,
            Ask::Pieces(_, _, numbers) => {
                for number in numbers {
                    if holding.is_over() {
                        // What was sent arrives first.
                        let _stopped = send.finish().is_ok() && send.stopped().await.is_ok();
                        return connection.close(0u32.into(), b"");
                    }
                    holding.piece(&mut send, number as usize).await;
                }
                if holding.manner == Manner::Endless {
                    while write(&mut send, &Some(ByteBuf::from(vec![7; 1024]))).await.is_some() {}
                    holding.refused.fetch_add(1, Ordering::SeqCst);
                    continue;
                }
            }
        }
        drop(send.finish());
    }
}

impl Holding {
    fn is_over(&self) -> bool {
        matches!(self.manner, Manner::Breaks(after) if self.given.fetch_add(1, Ordering::SeqCst) >= after)
    }

    async fn list(&self, send: &mut SendStream) {
        let mut chunks: Vec<ContentHash> = self.content.chunks(CHUNK).map(ContentHash::of).collect();
        if self.manner == Manner::LiesAboutPieces {
            chunks.reverse();
        }
        write(send, &Some((self.content.len() as u64, chunks))).await;
    }

    async fn piece(&self, send: &mut SendStream, number: usize) {
        let mut piece = self.content.chunks(CHUNK).nth(number).unwrap().to_vec();
        match self.manner {
            Manner::Slow(pause) => tokio::time::sleep(pause).await,
            Manner::Lies => piece[0] ^= 1,
            Manner::TooShort => drop(piece.pop()),
            Manner::TooLong => piece.resize(CHUNK + 1024, 7),
            Manner::Huge => {
                let mut more = u32::MAX.to_le_bytes().to_vec();
                while send.write_all(&more).await.is_ok() {
                    more = vec![7; CHUNK];
                }
                return;
            }
            Manner::Garbage => {
                let _sent = send.write_all(&[&8u32.to_le_bytes()[..], &[0xff; 8]].concat()).await;
                return;
            }
            _ => {}
        }
        write(send, &Some(ByteBuf::from(piece))).await;
    }
}
