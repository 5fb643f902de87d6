//! A device that speaks the protocol of files by hand, written from `docs/protocol.md`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

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

/// What is asked on a stream.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Ask {
    /// The hashes of the pieces.
    List(FileHash),
    /// Pieces, by number.
    Pieces(FileHash, Vec<u32>),
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
}

/// A device that has a file, by hand, with a session of its own so that it is asked.
pub struct Holder {
    endpoint: Endpoint,
    _session: (Connection, SendStream, RecvStream),
    asked: Arc<AtomicUsize>,
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
        let content = Arc::new(content);
        let given = Arc::new(AtomicUsize::new(0));
        tokio::spawn(async move {
            while let Some(incoming) = accepting.accept().await {
                let Ok(connection) = incoming.await else { continue };
                counted.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(answer(connection, Arc::clone(&content), manner, Arc::clone(&given)));
            }
        });
        Self { endpoint, _session: (connection, send, receive), asked }
    }

    /// How many conversations about files there were.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// Leaves.
    pub async fn leave(self) {
        self.endpoint.close().await;
    }
}

async fn answer(connection: Connection, content: Arc<Vec<u8>>, manner: Manner, given: Arc<AtomicUsize>) {
    while let Ok((mut send, mut receive)) = connection.accept_bi().await {
        let Some(bytes) = read(&mut receive).await else { return };
        match encoding::decode::<Ask>(&bytes).expect("a request of the written format") {
            Ask::List(_) => {
                let mut chunks: Vec<ContentHash> = content.chunks(CHUNK).map(ContentHash::of).collect();
                if manner == Manner::LiesAboutPieces {
                    chunks.reverse();
                }
                write(&mut send, &Some((content.len() as u64, chunks))).await;
            }
            Ask::Pieces(_, numbers) => {
                for number in numbers {
                    let mut piece = content.chunks(CHUNK).nth(number as usize).unwrap().to_vec();
                    match manner {
                        Manner::Breaks(after) if given.fetch_add(1, Ordering::SeqCst) >= after => {
                            // What was sent arrives first.
                            let _stopped = send.finish().is_ok() && send.stopped().await.is_ok();
                            return connection.close(0u32.into(), b"");
                        }
                        Manner::Lies => piece[0] ^= 1,
                        _ => {}
                    }
                    write(&mut send, &Some(ByteBuf::from(piece))).await;
                }
            }
        }
        drop(send.finish());
    }
}
