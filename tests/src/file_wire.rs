//! A device that speaks the protocol of files by hand, written from `docs/protocol.md`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use deelbaar_schema::attachment::CHUNK;
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::encoding;
use deelbaar_schema::id::{ContentHash, FileHash};
use iroh::endpoint::{Connection, RecvStream, SendStream};
use iroh::{Endpoint, EndpointAddr, EndpointId, TransportAddr};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::wire::{Frame, connect};
use crate::{Device, PATIENCE};

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

async fn dial(key: &SecretKey, device: &Device) -> Option<(Endpoint, Connection)> {
    let (endpoint, session) = connect(key, device).await;
    session.close(0u32.into(), b"");
    let id = EndpointId::from_bytes(device.workspace.device().as_bytes()).unwrap();
    let addrs = device.addresses().into_iter().map(TransportAddr::Ip).collect();
    let connection = endpoint.connect(EndpointAddr { id, addrs }, ALPN).await.ok()?;
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
            Manner::Garbage => {
                let _sent = send.write_all(&[&8u32.to_le_bytes()[..], &[0xff; 8]].concat()).await;
                return;
            }
            _ => {}
        }
        write(send, &Some(ByteBuf::from(piece))).await;
    }
}
