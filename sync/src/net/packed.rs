//! Records as they travel: without what the receiver can derive, and compressed.
//!
//! A header names its space, its author, the record before it and the hash of its body. The space is known from the frame, the
//! author is said once a frame, the id of the record before and the hash of a body follow from what came before them. What is
//! derived wrongly makes another header, under which the signature does not hold.

use std::collections::BTreeMap;
use std::io::Read;

use deelbaar_schema::encoding::{self, EncodingError};
use deelbaar_schema::id::{ContentHash, DeviceId, RecordId, Signature, SpaceId};
use deelbaar_schema::record::{HEADER_LEN, Header, Kind, RecordError, WireRecord};
use deelbaar_schema::time::Timestamp;
use deelbaar_schema::verify::Unproven;
use serde::{Deserialize, Serialize};

/// Longest batch before compression, in bytes: what a receiver is made to hold at once.
pub(super) const MAX_BATCH: usize = 4 * 1024 * 1024;
/// Most records of a batch: as many as are due at once. Each costs a check of signatures.
pub(super) const MAX_RECORDS: usize = 2048;
/// Level of zstd: the fastest.
const LEVEL: i32 = 1;
/// Logarithm of the most bytes that a batch may refer back over: twice [`MAX_BATCH`].
const WINDOW_LOG: u32 = 23;

/// Why a batch cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum PackedError {
    /// Not the form.
    #[error("a batch is not what it says")]
    Malformed,
    /// More than may come at once.
    #[error("a batch is larger than {MAX_BATCH} bytes")]
    TooLarge,
    /// Not the written form.
    #[error("a batch cannot be read: {0}")]
    Encoding(#[from] EncodingError),
}

#[derive(Serialize, Deserialize)]
struct Batch {
    /// The logs of which records follow, and the id of the record before the first of each.
    logs: Vec<(DeviceId, RecordId)>,
    records: Vec<Packed>,
}

#[derive(Serialize, Deserialize)]
struct Packed {
    /// Which of the logs.
    log: u32,
    seq: u64,
    kind: u16,
    time: i64,
    signature: Signature,
    body: Content,
}

#[derive(Serialize, Deserialize)]
enum Content {
    Here(#[serde(with = "serde_bytes")] Vec<u8>),
    /// Purged, or held back: its length and hash.
    Gone(u32, ContentHash),
}

/// Packs records of one space. Those with a head that cannot be read are left out: they would be refused.
pub(super) fn pack(records: Vec<WireRecord>) -> Result<Vec<u8>, PackedError> {
    let mut batch = Batch { logs: Vec::new(), records: Vec::with_capacity(records.len()) };
    let mut ends: BTreeMap<DeviceId, (u32, RecordId)> = BTreeMap::new();
    for WireRecord { head, body } in records {
        let Some((encoded, signature)) = head.split_at_checked(HEADER_LEN) else { continue };
        let (Ok(header), Ok(signature)) = (Header::decode(encoded), <[u8; Signature::LEN]>::try_from(signature)) else {
            continue;
        };
        let log = match ends.get(&header.author) {
            Some((log, last)) if *last == header.prev => *log,
            _ => {
                batch.logs.push((header.author, header.prev));
                u32::try_from(batch.logs.len() - 1).map_err(|_many| PackedError::TooLarge)?
            }
        };
        ends.insert(header.author, (log, header.id()));
        batch.records.push(Packed {
            log,
            seq: header.seq,
            kind: header.kind.code(),
            time: header.time.0,
            signature: Signature::from_bytes(signature),
            body: body.map_or(Content::Gone(header.body_len, header.body_hash), Content::Here),
        });
    }
    let bytes = encoding::encode(&batch)?;
    zstd::bulk::compress(&bytes, LEVEL).map_err(|_error| PackedError::Malformed)
}

/// What was in a batch.
pub(super) struct Unpacked {
    /// The records, and why some are none.
    pub(super) records: Vec<Result<Unproven, RecordError>>,
    /// How many bytes it was before compression.
    pub(super) bytes: usize,
    /// Of each record by whom it says that it is, and how many bytes its body has.
    pub(super) written: Vec<(DeviceId, usize)>,
}

/// The records of `space` that were packed. No signature is checked.
pub(super) fn unpack(space: SpaceId, packed: &[u8]) -> Result<Unpacked, PackedError> {
    let mut bytes = Vec::new();
    let mut reader = zstd::stream::read::Decoder::with_buffer(packed).map_err(|_error| PackedError::Malformed)?;
    // A frame names the memory that its reader needs, up to 128 MiB unless that is limited.
    reader.window_log_max(WINDOW_LOG).map_err(|_error| PackedError::Malformed)?;
    // One byte more than allowed tells that there is more.
    let read = reader.take(MAX_BATCH as u64 + 1).read_to_end(&mut bytes).map_err(|_error| PackedError::Malformed)?;
    if read > MAX_BATCH {
        return Err(PackedError::TooLarge);
    }
    let batch: Batch = encoding::decode(&bytes)?;
    if batch.records.len() > MAX_RECORDS || batch.logs.len() > MAX_RECORDS {
        return Err(PackedError::TooLarge);
    }
    let mut logs = batch.logs;
    let mut records = Vec::with_capacity(batch.records.len());
    let mut written = Vec::with_capacity(batch.records.len());
    for packed in batch.records {
        let (author, prev) = logs.get_mut(packed.log as usize).ok_or(PackedError::Malformed)?;
        let (body_len, body_hash, body) = match packed.body {
            // Both follow from the body.
            Content::Here(body) => (0, ContentHash::from_bytes([0; ContentHash::LEN]), Some(body)),
            Content::Gone(length, hash) => (length, hash, None),
        };
        written.push((*author, body.as_ref().map_or(0, Vec::len)));
        let header = Header {
            space,
            author: *author,
            seq: packed.seq,
            prev: *prev,
            time: Timestamp(packed.time),
            kind: Kind::from_code(packed.kind),
            body_len,
            body_hash,
        };
        let (id, record) = Unproven::derived(header, packed.signature, body);
        *prev = id;
        records.push(record);
    }
    Ok(Unpacked { records, bytes: read, written })
}

/// What the search for bytes that break a decoder reaches.
#[cfg(test)]
pub(super) mod fuzzed {
    use super::{LEVEL, MAX_BATCH, MAX_RECORDS, SpaceId, WireRecord, pack, unpack};

    /// A batch as it travels, and as it was before compression.
    pub(crate) fn packed(records: Vec<WireRecord>) -> (Vec<u8>, Vec<u8>) {
        let packed = pack(records).unwrap();
        let batch = zstd::bulk::decompress(&packed, MAX_BATCH).unwrap();
        (packed, batch)
    }

    pub(crate) fn unpacked(space: SpaceId, packed: &[u8]) -> bool {
        let Ok(unpacked) = unpack(space, packed) else { return false };
        assert!(unpacked.bytes <= MAX_BATCH && unpacked.records.len() <= MAX_RECORDS, "more than may come at once");
        drop(deelbaar_schema::verify::verify_all(unpacked.records, &[7; 32]));
        true
    }

    pub(crate) fn batch(space: SpaceId, batch: &[u8]) -> bool {
        unpacked(space, &zstd::bulk::compress(batch, LEVEL).unwrap())
    }
}

#[cfg(test)]
mod tests {
    use deelbaar_schema::crypto::SecretKey;
    use deelbaar_schema::record::{LogHead, Record};
    use deelbaar_schema::verify::verify_all;

    use super::*;

    const SPACE: SpaceId = SpaceId::from_bytes([2; 32]);

    fn log(seed: u8, count: u8) -> Vec<WireRecord> {
        let key = SecretKey::from_seed(&[seed; 32]);
        let mut log = LogHead::EMPTY;
        (0..count)
            .map(|number| {
                let body = vec![number; 100];
                let record = Record::create(&key, SPACE, log, Timestamp(5), Kind::Publication, body).unwrap();
                log = log.advance(&record).unwrap();
                record.to_wire()
            })
            .collect()
    }

    /// Those of the records in a batch that verify, as they were packed.
    fn verified(space: SpaceId, packed: &[u8]) -> Result<Vec<WireRecord>, PackedError> {
        let records = verify_all(unpack(space, packed)?.records, &[7; 32]);
        Ok(records.into_iter().flatten().map(|record| record.to_wire()).collect())
    }

    #[test]
    fn what_is_packed_comes_back_byte_for_byte() {
        let (mut one, two) = (log(1, 4), log(2, 3));
        one[1].body = None;
        // Two logs through each other, and a log of which one is left out.
        let records: Vec<_> =
            one[1..].iter().cloned().chain(two.clone()).chain([one[0].clone(), two[2].clone()]).collect();
        let packed = pack(records.clone()).unwrap();
        assert_eq!(verified(SPACE, &packed).unwrap(), records);
        assert!(packed.len() < records.iter().map(|r| r.head.len()).sum::<usize>(), "{} bytes", packed.len());
    }

    #[test]
    fn a_batch_for_another_space_holds_nothing_that_verifies() {
        let packed = pack(log(1, 2)).unwrap();
        assert_eq!(verified(SpaceId::from_bytes([3; 32]), &packed).unwrap(), []);
    }

    #[test]
    fn a_few_bytes_do_not_become_many() {
        let bomb = zstd::bulk::compress(&vec![0; MAX_BATCH + 1], 19).unwrap();
        assert!(bomb.len() < 1024);
        assert!(matches!(unpack(SPACE, &bomb), Err(PackedError::TooLarge)));
    }

    /// Few bytes, of which the head asks the reader to hold as much memory as it can be asked for.
    #[test]
    fn nobody_names_the_memory_that_reading_takes() {
        let asks = |log: u32| {
            let mut writer = zstd::stream::write::Encoder::new(Vec::new(), LEVEL).unwrap();
            writer.window_log(log).unwrap();
            writer.include_contentsize(false).unwrap();
            std::io::Write::write_all(&mut writer, &encoding::encode(&(0u8, 0u8)).unwrap()).unwrap();
            writer.finish().unwrap()
        };
        assert!(unpack(SPACE, &asks(WINDOW_LOG)).unwrap().records.is_empty());
        assert!(matches!(unpack(SPACE, &asks(27)), Err(PackedError::Malformed)));
    }

    #[test]
    fn one_record_does_not_become_very_many() {
        let one = log(1, 1).remove(0);
        let many = pack(vec![one.clone(); MAX_RECORDS + 1]).unwrap();
        assert!(matches!(unpack(SPACE, &many), Err(PackedError::TooLarge)));
        assert_eq!(unpack(SPACE, &pack(vec![one; MAX_RECORDS]).unwrap()).unwrap().records.len(), MAX_RECORDS);
    }

    #[test]
    fn cut_and_changed_batches_are_refused_or_hold_nothing_that_verifies() {
        let records = log(1, 3);
        let packed = pack(records.clone()).unwrap();
        for length in 0..packed.len() {
            assert!(unpack(SPACE, &packed[..length]).is_err(), "{length} bytes");
        }
        for at in 0..packed.len() {
            let mut changed = packed.clone();
            changed[at] ^= 0x55;
            let held = verified(SPACE, &changed).unwrap_or_default();
            assert!(held.iter().all(|record| records.contains(record)), "byte {at}");
        }
    }
}
