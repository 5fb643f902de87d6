//! A long line: everything that comes to one UDP address goes on to another, later.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::UdpSocket;

/// Passes on what comes to `at` to `to`, and what comes back, each `late`. For as long as the future is polled.
pub async fn line(at: SocketAddr, to: SocketAddr, late: Duration) {
    let outer = Arc::new(UdpSocket::bind(at).await.unwrap());
    let mut inner: BTreeMap<SocketAddr, Arc<UdpSocket>> = BTreeMap::new();
    let mut datagram = vec![0; 65536];
    loop {
        let (length, from) = outer.recv_from(&mut datagram).await.unwrap();
        let known = inner.get(&from).cloned();
        let socket = if let Some(socket) = known {
            socket
        } else {
            let socket = Arc::new(UdpSocket::bind(SocketAddr::new(at.ip(), 0)).await.unwrap());
            socket.connect(to).await.unwrap();
            tokio::spawn(back(Arc::clone(&socket), Arc::clone(&outer), from, late));
            inner.insert(from, Arc::clone(&socket));
            socket
        };
        let bytes = datagram[..length].to_vec();
        tokio::spawn(async move {
            tokio::time::sleep(late).await;
            // Lost on the way is what QUIC reckons with.
            drop(socket.send(&bytes).await);
        });
    }
}

async fn back(inner: Arc<UdpSocket>, outer: Arc<UdpSocket>, to: SocketAddr, late: Duration) {
    let mut datagram = vec![0; 65536];
    loop {
        // Nobody there yet is said as an error, once.
        let Ok(length) = inner.recv(&mut datagram).await else { continue };
        let (outer, bytes) = (Arc::clone(&outer), datagram[..length].to_vec());
        tokio::spawn(async move {
            tokio::time::sleep(late).await;
            drop(outer.send_to(&bytes, to).await);
        });
    }
}
