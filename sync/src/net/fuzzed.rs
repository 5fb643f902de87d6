//! What the fuzzer reaches of the network's decoders.

use deelbaar_schema::encoding;
use deelbaar_schema::id::{ContentHash, DeviceId, RecordId, SpaceId};
use deelbaar_schema::record::WireRecord;
use deelbaar_schema::verify::verify_all;

pub(crate) use super::files::fuzzed::{file_message, file_messages};
use super::frame::{Frame, Greeting};
pub(crate) use super::join::fuzzed::{code, join, join_messages};
use super::packed::{pack, unpack};
use crate::replica::Fork;

pub(crate) fn frames(space: SpaceId, fork: Fork) -> Vec<Vec<u8>> {
    let digest = ContentHash::of(b"x");
    let device = DeviceId::from_bytes([3; 32]);
    let frames = [
        Frame::Hello(vec![Greeting { space: Greeting::name(&space), digest, wants: true }]),
        Frame::Buckets { space, digests: vec![[1; 8]; 256] },
        Frame::Heights {
            space,
            buckets: Some(vec![1, 2]),
            heights: vec![(device, 7)],
            wants: vec![RecordId::from_bytes([4; 32])],
        },
        Frame::Records { space, packed: vec![1; 40] },
        Frame::Kept { space, digest },
        Frame::Forked { space, fork },
    ];
    frames.iter().map(|frame| encoding::encode(frame).unwrap()).collect()
}

pub(crate) fn frame(bytes: &[u8]) {
    if let Ok(Frame::Forked { space, fork }) = encoding::decode::<Frame>(bytes) {
        fork.proves(&space);
    }
}

pub(crate) fn packed(records: Vec<WireRecord>) -> Vec<u8> {
    pack(records).unwrap()
}

pub(crate) fn unpacked(space: SpaceId, bytes: &[u8]) {
    if let Ok(unpacked) = unpack(space, bytes) {
        drop(verify_all(unpacked.records, &[7; 32]));
    }
}
