//! A relay with a certificate, and an HTTP proxy as offices have one on the way to it.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, Mutex};

use data_encoding::BASE64;
use iroh_relay::server::{CertConfig, RelayConfig, Server, ServerConfig, TlsConfig};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Who signs certificates: an organisation that inspects TLS, or somebody else.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    root: CertificateDer<'static>,
}

impl Default for Authority {
    fn default() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let root = params.self_signed(&key).unwrap().der().clone();
        Self { issuer: Issuer::new(params, key), root }
    }
}

impl Authority {
    /// Writes its root certificate, as `SSL_CERT_FILE` names one.
    pub fn write(&self, path: &Path) {
        write_pem(path, "CERTIFICATE", &self.root);
    }

    /// Writes a certificate of this authority for `name`, and its key.
    pub fn write_certificate(&self, name: &str, certificate: &Path, private: &Path) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new([name.to_owned()]).unwrap();
        write_pem(certificate, "CERTIFICATE", params.signed_by(&key, &self.issuer).unwrap().der());
        write_pem(private, "PRIVATE KEY", &key.serialize_der());
    }

    /// Its root certificate.
    pub fn root(&self) -> CertificateDer<'static> {
        self.root.clone()
    }

    /// A relay for everybody, with a certificate of this authority for `name`.
    pub async fn relay(&self, name: &str) -> Server {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new([name.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap().der().clone();
        let private = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let ring = Arc::new(rustls::crypto::ring::default_provider());
        let server_config = rustls::ServerConfig::builder_with_provider(ring)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], private)
            .unwrap();
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let mut config = RelayConfig::new(any);
        config.tls = Some(TlsConfig::new(any, CertConfig::Manual { server_config }));
        let mut all = ServerConfig::default();
        all.relay = Some(config);
        Server::spawn(all).await.unwrap()
    }
}

fn write_pem(path: &Path, what: &str, bytes: &[u8]) {
    let base64 = BASE64.encode(bytes);
    let lines: Vec<&str> = base64.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    let text = format!("-----BEGIN {what}-----\n{}\n-----END {what}-----\n", lines.join("\n"));
    std::fs::write(path, text).unwrap();
}

/// An HTTP proxy that leads whoever asks for a tunnel to one place.
pub struct Proxy {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    work: JoinHandle<()>,
}

impl Proxy {
    /// One that leads to `inside`, whatever name it is asked for.
    pub async fn leading_to(inside: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, asked) = (listener.local_addr().unwrap(), Arc::<Mutex<Vec<String>>>::default());
        let noted = Arc::clone(&asked);
        let work = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(tunnel(stream, inside, Arc::clone(&noted)));
            }
        });
        Self { address, asked, work }
    }

    /// How the environment names it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The first line of each request.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.work.abort();
    }
}

async fn tunnel(mut outer: TcpStream, inside: SocketAddr, asked: Arc<Mutex<Vec<String>>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match outer.read_u8().await {
            Ok(byte) if head.len() < 8192 => head.push(byte),
            _ => return,
        }
    }
    let line = String::from_utf8_lossy(&head).lines().next().unwrap_or_default().to_owned();
    let is_tunnel = line.starts_with("CONNECT ");
    asked.lock().unwrap().push(line);
    if !is_tunnel {
        outer.write_all(b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n").await.ok();
        return;
    }
    let Ok(mut inner) = TcpStream::connect(inside).await else { return };
    if outer.write_all(b"HTTP/1.1 200 Connection Established\r\n\r\n").await.is_ok() {
        copy_bidirectional(&mut outer, &mut inner).await.ok();
    }
}
