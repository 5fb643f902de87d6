//! A hostile peer: an enrolled device, in a process of its own, that sends frames as long as a frame may be, which say nothing.

use std::net::SocketAddr;
use std::process::Stdio;

use data_encoding::HEXLOWER;
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::encoding;
use deelbaar_schema::id::{ContentHash, DeviceId, SpaceId};
use deelbaar_sync::net::Node;
use deelbaar_tests::country::Country;
use deelbaar_tests::wire::{Frame, Greeting, connect_to};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// `--flood SEED DEVICE ADDRESS SPACE`
pub const FLOOD: &str = "--flood";

/// Floods until it is killed: dials again when the other side hangs up.
pub async fn flood(args: &[String]) {
    let [seed, device, address, space] = args else { panic!("four arguments") };
    let seed: [u8; 32] = HEXLOWER.decode(seed.as_bytes()).unwrap().try_into().unwrap();
    let key = SecretKey::from_seed(&seed);
    let (device, address): (DeviceId, SocketAddr) = (device.parse().unwrap(), address.parse().unwrap());
    let space = SpaceId::from_bytes(HEXLOWER.decode(space.as_bytes()).unwrap().try_into().unwrap());
    let mut noise = vec![0; 1024 * 1024];
    blake3::Hasher::new().finalize_xof().fill(&mut noise);
    let heights = noise.chunks_exact(32).map(|id| (DeviceId::from_bytes(id.try_into().unwrap()), 0)).collect();
    let hello = framed(&Frame::Hello(vec![Greeting::new(space, ContentHash::of(b"nothing"), false)]));
    let large = framed(&Frame::Heights { space, buckets: None, heights, wants: Vec::new() });
    loop {
        let Some((endpoint, connection)) = connect_to(&key, device, [address]).await else { continue };
        let Ok((mut send, _receive)) = connection.open_bi().await else { continue };
        let mut sent = send.write_all(&hello).await;
        while sent.is_ok() {
            println!("{}", large.len());
            sent = send.write_all(&large).await;
        }
        endpoint.close().await;
    }
}

fn framed(frame: &Frame) -> Vec<u8> {
    let bytes = encoding::encode(frame).unwrap();
    [&u32::try_from(bytes.len()).unwrap().to_le_bytes()[..], &bytes].concat()
}

/// Starts one against `node`, and waits until it floods. It ends when dropped.
pub async fn start(country: &Country, node: &Node) -> Child {
    let key = country.joiner().device_key();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.arg(FLOOD).arg(HEXLOWER.encode(&key.seed())).arg(node.device().to_string());
    command.arg(node.addresses()[0].to_string()).arg(HEXLOWER.encode(country.workspace.region_space().as_bytes()));
    let mut child = command.stdout(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.next_line().await.unwrap().is_some());
    // It goes on saying so.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    child
}
