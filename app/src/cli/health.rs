//! What may be asked of a running node, on this machine only: a service monitor asks for `/health`, and `/metrics` as
//! Prometheus text; the region's relay asks `/relay` whether it may pass something on for a device.
//!
//! Counts and times only: no name, no title, no key, no address. See `docs/admin.md`.

use std::convert::Infallible;
use std::fmt::Write;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use hyper::body::Incoming;
use hyper::header::CONTENT_TYPE;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use deelbaar_schema::id::DeviceId;
use deelbaar_sync::audit::{self, Origin};
use deelbaar_sync::net::Node;
use deelbaar_sync::poison::lock;
use deelbaar_sync::workspace::Workspace;

use crate::engine::Executor;
use crate::failure::Failure;
use crate::tr;

/// So many monitors may ask at once; more wait.
const AT_ONCE: usize = 8;
/// How long one may take to say what it asks.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is told of: nothing while a window has the workspace.
#[derive(Clone, Default)]
pub(super) struct Health(Arc<Mutex<Option<(Workspace, Node)>>>);

impl Health {
    /// Tells of this from now on.
    pub(super) fn tells(&self, executor: &Executor) {
        *self.subject() = executor.node().map(|node| (executor.workspace().clone(), node.clone()));
    }

    /// Tells that there is nothing to tell of, and holds nothing of the workspace any more.
    pub(super) fn tells_nothing(&self) {
        *self.subject() = None;
    }

    fn subject(&self) -> MutexGuard<'_, Option<(Workspace, Node)>> {
        lock(&self.0)
    }

    /// Answers at `address` for as long as the runtime lives. Only this machine may ask.
    pub(super) async fn serve(self, address: SocketAddr) -> Result<(), Failure> {
        if !address.ip().is_loopback() {
            return Err(Failure::Usage(tr!("cli-health-elsewhere", address = address.to_string())));
        }
        let taken = |_error| Failure::Usage(tr!("cli-health-taken", address = address.to_string()));
        let listener = TcpListener::bind(address).await.map_err(taken)?;
        let places = Arc::new(Semaphore::new(AT_ONCE));
        tokio::spawn(async move {
            loop {
                let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
                // A connection that cannot be taken says nothing of the next.
                let Ok((stream, _)) = listener.accept().await else { continue };
                let health = self.clone();
                tokio::spawn(async move {
                    health.answer(stream).await;
                    drop(place);
                });
            }
        });
        Ok(())
    }

    async fn answer(self, stream: TcpStream) {
        let serve = service_fn(|request: Request<Incoming>| {
            let health = self.clone();
            async move {
                // It reads the disk, and waits for whoever begins or ends what is told of.
                let answer = tokio::task::spawn_blocking(move || health.respond(&request)).await;
                Ok::<_, Infallible>(answer.unwrap_or_else(|_panicked| {
                    let mut answer = Response::new("this could not be answered\n".to_owned());
                    *answer.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
                    answer
                }))
            }
        });
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(PATIENCE).keep_alive(false).max_buf_size(8 * 1024);
        if let Err(error) = http.serve_connection(TokioIo::new(stream), serve).await {
            tracing::debug!("a monitor was not answered: {error}");
        }
    }

    fn respond(&self, request: &Request<Incoming>) -> Response<String> {
        let subject = self.subject();
        let (status, text) = match (request.method(), request.uri().path(), subject.as_ref()) {
            (&Method::GET, "/health", Some((workspace, node))) => health(workspace, node.lacks_network()),
            (&Method::GET, "/metrics", Some((workspace, node))) => (StatusCode::OK, metrics(workspace, node)),
            (&Method::GET, "/health" | "/metrics", None) | (&Method::POST, "/relay", None) => {
                (StatusCode::SERVICE_UNAVAILABLE, "a window of this device has the workspace\n".to_owned())
            }
            (&Method::POST, "/relay", Some((workspace, _))) => relay(workspace, request),
            _ => (StatusCode::NOT_FOUND, "ask for /health, /metrics or /relay\n".to_owned()),
        };
        let mut response = Response::new(text);
        *response.status_mut() = status;
        response.headers_mut().insert(CONTENT_TYPE, hyper::header::HeaderValue::from_static(TEXT));
        response
    }
}
/// Healthy: the store can be read, this device takes part and is on the network, and the disk lets it do what is due.
fn health(workspace: &Workspace, lacks_network: bool) -> (StatusCode, String) {
    let readable = workspace.store().count(workspace.region_space().as_bytes()).is_ok();
    if !readable {
        return (StatusCode::SERVICE_UNAVAILABLE, "the store cannot be read\n".to_owned());
    }
    if !workspace.is_enrolled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "this device does not take part\n".to_owned());
    }
    if lacks_network {
        return (StatusCode::SERVICE_UNAVAILABLE, "the network cannot be used: it is tried again\n".to_owned());
    }
    if let Some(refused) = workspace.disk_refuses() {
        return (StatusCode::SERVICE_UNAVAILABLE, format!("{refused}: what is due waits\n"));
    }
    (StatusCode::OK, "ok\n".to_owned())
}

/// Whether iroh-relay may pass something on: only for devices that the region's charter names today. It takes exactly
/// `true` for a yes.
fn relay(workspace: &Workspace, request: &Request<Incoming>) -> (StatusCode, String) {
    let asked = request.headers().get(ENDPOINT).and_then(|value| value.to_str().ok());
    let Some(device) = asked.and_then(|text| text.parse::<DeviceId>().ok()) else {
        return (StatusCode::BAD_REQUEST, format!("name a device in {ENDPOINT}\n"));
    };
    let today = workspace.clock().today();
    if workspace.region().charter().member_on(&device, today).is_some() {
        return (StatusCode::OK, "true".to_owned());
    }
    audit::note("use the relay", "", false, Origin::Network, &device.short());
    (StatusCode::FORBIDDEN, "false".to_owned())
}

fn metrics(workspace: &Workspace, node: &Node) -> String {
    let peers = node.peers().all();
    let (region, digest) = (workspace.region(), workspace.region().digest());
    let space = workspace.region_space();
    // What they said before this run is not known to hold still, and nobody is reached by it.
    let confirmed = peers.values().filter(|peer| peer.keeps_now(&space, &digest));
    let traffic = node.traffic();
    let lines = [
        ("deelbaar_peers_known", "gauge", "Devices that this one knows of.", peers.len() as u64),
        ("deelbaar_peers_connected", "gauge", "Connected now.", peers.values().filter(|p| p.connected).count() as u64),
        (
            "deelbaar_peers_confirmed",
            "gauge",
            "Connected, and confirmed since to have the region as it is here.",
            confirmed.count() as u64,
        ),
        (
            "deelbaar_peers_shunned",
            "gauge",
            "Not listened to, because they broke the rules.",
            peers.values().filter(|peer| peer.misbehaved.is_some()).count() as u64,
        ),
        (
            "deelbaar_relays_connected",
            "gauge",
            "Relays of the region that are connected.",
            node.relays().iter().filter(|relay| relay.connected).count() as u64,
        ),
        ("deelbaar_region_records", "gauge", "Records of the region.", region.count()),
        ("deelbaar_region_bodies_missing", "gauge", "Bodies asked for.", region.wants().len() as u64),
        (
            "deelbaar_deletions_unfinished",
            "gauge",
            "1 while the disk keeps something that was deleted from being made unreadable.",
            u64::from(workspace.is_deletion_unfinished()),
        ),
        (
            "deelbaar_disk_refuses",
            "gauge",
            "1 while the disk takes nothing: what comes is not kept and asked for again.",
            u64::from(workspace.disk_refuses().is_some()),
        ),
        ("deelbaar_municipality_records", "gauge", "Records of the municipality.", workspace.municipality().count()),
        ("deelbaar_sent_bytes_total", "counter", "Bytes of frames sent.", traffic.sent),
        ("deelbaar_received_bytes_total", "counter", "Bytes of frames received.", traffic.received),
        ("deelbaar_datagrams_sent_bytes_total", "counter", "Bytes sent with QUIC's.", traffic.datagrams_sent),
        (
            "deelbaar_datagrams_received_bytes_total",
            "counter",
            "Bytes received with QUIC's.",
            traffic.datagrams_received,
        ),
    ];
    let mut text = String::new();
    for (name, kind, help, value) in lines {
        // Writing to a string cannot fail.
        let _ok = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}").is_ok();
    }
    text
}

/// In which header iroh-relay names the device.
const ENDPOINT: &str = "x-iroh-endpoint-id";
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";
