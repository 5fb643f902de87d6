//! The joining protocol by hand, as `docs/protocol.md` writes it: to sit between two devices, and to be dishonest to one.

use std::net::{Ipv4Addr, SocketAddr};

use data_encoding::BASE32_NOPAD;
use deelbaar_schema::charter::Founding;
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::encoding;
use deelbaar_schema::id::{DeviceId, MunicipalityCode, PersonId};
use deelbaar_schema::role::Role;
use deelbaar_schema::time::{Date, Term};
use deelbaar_sync::net::Code;
use iroh::endpoint::{Connection, PortmapperConfig, RecvStream, SendStream, presets};
use iroh::{Endpoint, EndpointAddr, EndpointId, RelayMode, TransportAddr};
use serde::{Deserialize, Serialize};

/// The protocol's name and version.
pub const ALPN: &[u8] = b"deelbaar/join/4";

/// A code, taken apart.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Parts {
    /// The inviter's device.
    pub inviter: DeviceId,
    /// Where it can be reached.
    pub addresses: Vec<SocketAddr>,
    /// What opens the conversation.
    pub secret: [u8; 16],
}

impl Parts {
    /// Of a code.
    pub fn of(code: &Code) -> Self {
        let signs = code.to_string().strip_prefix("DEELBAAR-").unwrap().replace('-', "");
        let bytes = BASE32_NOPAD.decode(signs.as_bytes()).unwrap();
        encoding::decode(&bytes[..bytes.len() - 4]).unwrap()
    }

    /// The code of these parts.
    pub fn code(&self) -> Code {
        let mut bytes = encoding::encode(self).unwrap();
        let check = blake3::hash(&bytes);
        bytes.extend(&check.as_bytes()[..4]);
        format!("DEELBAAR-{}", BASE32_NOPAD.encode(&bytes)).parse().unwrap()
    }
}

/// What the inviter answers to a secret.
#[derive(Debug, Serialize, Deserialize)]
pub enum Reply {
    /// Not open, and why, by number.
    Closed(u32),
    /// Nobody looks.
    NobodyThere,
    /// What it is for, and a commitment.
    Offer(Box<Offer>, [u8; 32]),
}

/// What an invitation is for.
#[derive(Debug, Serialize, Deserialize)]
pub enum Offer {
    /// A municipality.
    Municipality(Founding, MunicipalityCode, String, Date),
    /// A colleague.
    Colleague(Role),
    /// Another device of a colleague.
    Device(Role),
}

/// What a colleague gets once enrolled: region, municipality, and whose device it is.
pub type Granted = (Founding, Founding, (PersonId, String, Role, Term));

/// What a colleague asks.
#[derive(Debug, Serialize, Deserialize)]
pub struct Application {
    /// The person's name.
    pub name: String,
    /// The joiner's nonce.
    pub nonce: [u8; 16],
    /// For a municipality; not written out here.
    pub founded: Option<()>,
}

/// What the inviter says after an application.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// Its nonce.
    Nonce([u8; 16]),
    /// Enrolled.
    Granted(Option<Box<Granted>>),
    /// Refused.
    Declined,
    /// Not answered.
    NobodyAnswered,
    /// Not written.
    NotEnrolled,
    /// Ended meanwhile, and why, by number.
    Closed(u32),
}

/// One conversation.
pub struct Talk {
    /// The connection; dropped means broken off.
    pub connection: Connection,
    send: SendStream,
    receive: RecvStream,
}

impl Talk {
    /// Sends a message.
    pub async fn send<T: Serialize>(&mut self, message: &T) {
        self.send_bytes(&encoding::encode(message).unwrap()).await;
    }

    /// Sends a message that was encoded before.
    pub async fn send_bytes(&mut self, message: &[u8]) {
        let length = u32::try_from(message.len()).unwrap();
        self.send_raw(&[&length.to_le_bytes()[..], message].concat()).await;
    }

    /// Sends bytes without their length. That the other side hung up is for the caller to find out.
    pub async fn send_raw(&mut self, bytes: &[u8]) {
        drop(self.send.write_all(bytes).await);
    }

    /// The next message, as it came; `None` when the other side stopped talking.
    pub async fn next(&mut self) -> Option<Vec<u8>> {
        let mut length = [0; 4];
        self.receive.read_exact(&mut length).await.ok()?;
        let mut bytes = vec![0; u32::from_le_bytes(length) as usize];
        self.receive.read_exact(&mut bytes).await.ok()?;
        Some(bytes)
    }

    /// The next message, which must be there and be this.
    pub async fn read<T: for<'a> Deserialize<'a>>(&mut self) -> T {
        encoding::decode(&self.next().await.expect("a message")).expect("a message of the written format")
    }
}

/// An endpoint with this key, on this machine only.
pub async fn endpoint(key: &SecretKey) -> Endpoint {
    Endpoint::builder(presets::Minimal)
        .secret_key(iroh::SecretKey::from_bytes(&key.seed()))
        .relay_mode(RelayMode::Disabled)
        .portmapper_config(PortmapperConfig::Disabled)
        .clear_ip_transports()
        .bind_addr((Ipv4Addr::LOCALHOST, 0))
        .unwrap()
        .alpns(vec![ALPN.to_vec()])
        .bind()
        .await
        .unwrap()
}

/// Where an endpoint listens.
pub fn addresses(endpoint: &Endpoint) -> Vec<SocketAddr> {
    endpoint.bound_sockets()
}

/// Connects with another version of the protocol, or this one.
pub async fn connect(endpoint: &Endpoint, to: &Parts, alpn: &[u8]) -> Option<Connection> {
    let id = EndpointId::from_bytes(to.inviter.as_bytes()).unwrap();
    let addrs = to.addresses.iter().copied().map(TransportAddr::Ip).collect();
    endpoint.connect(EndpointAddr { id, addrs }, alpn).await.ok()
}

/// Begins to talk as a joiner.
pub async fn dial(endpoint: &Endpoint, to: &Parts) -> Talk {
    let connection = connect(endpoint, to, ALPN).await.unwrap();
    let (send, receive) = connection.open_bi().await.unwrap();
    Talk { connection, send, receive }
}

/// Begins to talk as an inviter.
pub async fn accept(endpoint: &Endpoint) -> Talk {
    let connection = endpoint.accept().await.unwrap().accept().unwrap().await.unwrap();
    let (send, receive) = connection.accept_bi().await.unwrap();
    Talk { connection, send, receive }
}
