//! A relay as a region would run it, on this machine.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use deelbaar_schema::id::DeviceId;
use deelbaar_schema::space::SpaceState;
use deelbaar_sync::workspace::Workspace;
use iroh_relay::server::{Access, AccessControl, ClientRequest, RelayConfig, Server, ServerConfig};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Lets through whom the charter of a region names: what `node --health` answers at `/relay`.
struct Named(Workspace);

impl std::fmt::Debug for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Named")
    }
}

impl AccessControl for Named {
    async fn on_connect(&self, request: &ClientRequest) -> Access {
        let device = DeviceId::from_bytes(*request.endpoint_id().as_bytes());
        let today = self.0.clock().today();
        let named = self.0.region().look(|region| region.charter().member_on(&device, today).is_some());
        if named { Access::Allow } else { Access::Deny { reason: None } }
    }
}

/// A relay that can be switched off and on at one address.
pub struct Relay {
    access: Workspace,
    address: SocketAddr,
    /// Where those who come are led on to; nowhere while it is off.
    inside: Arc<Mutex<Option<SocketAddr>>>,
    server: Option<Server>,
    gate: JoinHandle<()>,
}

impl Relay {
    /// One that is on, for the region of `access`.
    pub async fn start(access: &Workspace) -> Self {
        // The address stays taken while the relay is off, so that nobody else gets it meanwhile.
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let inside = Arc::new(Mutex::new(None));
        let gate = tokio::spawn(lead_in(listener, Arc::clone(&inside)));
        let mut relay = Self { access: access.clone(), address, inside, server: None, gate };
        relay.switch_on().await;
        relay
    }

    /// How it is named.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Begins to pass on.
    pub async fn switch_on(&mut self) {
        let mut config = RelayConfig::new(SocketAddr::from(([127, 0, 0, 1], 0)));
        config.access = Arc::new(Named(self.access.clone()));
        let mut all = ServerConfig::default();
        all.relay = Some(config);
        let server = Server::spawn(all).await.unwrap();
        *self.inside.lock().unwrap() = server.http_addr();
        self.server = Some(server);
    }

    /// Stops: every connection to it breaks.
    pub async fn switch_off(&mut self) {
        *self.inside.lock().unwrap() = None;
        if let Some(server) = self.server.take() {
            server.shutdown().await.unwrap();
        }
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.gate.abort();
    }
}

async fn lead_in(listener: TcpListener, inside: Arc<Mutex<Option<SocketAddr>>>) {
    while let Ok((mut outer, _)) = listener.accept().await {
        let Some(to) = *inside.lock().unwrap() else { continue };
        tokio::spawn(async move {
            if let Ok(mut inner) = TcpStream::connect(to).await {
                drop(tokio::io::copy_bidirectional(&mut outer, &mut inner).await);
            }
        });
    }
}

/// A relay for everybody at an address, for as long as this process lives.
pub async fn for_everybody(address: SocketAddr) -> Server {
    let mut all = ServerConfig::default();
    all.relay = Some(RelayConfig::new(address));
    Server::spawn(all).await.unwrap()
}
