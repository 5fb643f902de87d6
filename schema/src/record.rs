//! Records: the one thing that is stored and exchanged.
//!
//! A record is a header, the author's signature over it, and a body. The header names the body by length and BLAKE3, so
//! the body may be deleted later (after a withdrawal) while the author's log stays verifiable. The byte format is in
//! `docs/protocol.md`; the test vectors are in `schema/vectors`.
//!
//! Bytes from outside are [`WireRecord`]s: one becomes a [`Record`] by [`WireRecord::verify`], many at once by `verify_all`. Only what
//! this device's own store gives back is taken without that.

use serde::{Deserialize, Serialize};

use crate::crypto::{Claim, Domain, SecretKey};
use crate::id::{ContentHash, DeviceId, RecordId, Signature, SpaceId};
use crate::time::Timestamp;

/// The format this build writes and reads.
pub const VERSION: u8 = 1;
/// Length of an encoded header, in bytes.
pub const HEADER_LEN: usize = 151;
/// Length of a head: encoded header and signature.
pub const HEAD_LEN: usize = HEADER_LEN + Signature::LEN;
/// Longest body, in bytes.
pub const MAX_BODY: usize = 1024 * 1024;

/// What a body is. Unknown kinds are kept, so that an older app survives a newer colleague.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Signed charter statements, about membership, keys, powers and the relay ([`crate::statement`]). Both spaces.
    Charter,
    /// One raw Automerge change of the plan. Municipality space.
    PlanChange,
    /// A governance act: [`crate::act::Act`]. Municipality space.
    Act,
    /// A snapshot and the consent that covers it. Region space.
    Publication,
    /// A signed withdrawal. Region space.
    Withdrawal,
    /// A device's word that it deleted what was withdrawn. Region space.
    Purged,
    /// The own municipality's word of which publications a withdrawal emptied. Region space.
    Emptied,
    /// A kind that this build does not know.
    Unknown(u16),
}

impl Kind {
    /// The name in what the command line prints.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Charter => "charter",
            Self::PlanChange => "plan-change",
            Self::Act => "act",
            Self::Publication => "publication",
            Self::Withdrawal => "withdrawal",
            Self::Purged => "purged",
            Self::Emptied => "emptied",
            Self::Unknown(_) => "unknown",
        }
    }

    /// The number on the wire.
    pub const fn code(self) -> u16 {
        match self {
            Self::Charter => 1,
            Self::PlanChange => 2,
            Self::Act => 3,
            Self::Publication => 4,
            Self::Withdrawal => 5,
            Self::Purged => 6,
            Self::Emptied => 7,
            Self::Unknown(code) => code,
        }
    }

    /// The kind with this number.
    pub const fn from_code(code: u16) -> Self {
        match code {
            1 => Self::Charter,
            2 => Self::PlanChange,
            3 => Self::Act,
            4 => Self::Publication,
            5 => Self::Withdrawal,
            6 => Self::Purged,
            7 => Self::Emptied,
            other => Self::Unknown(other),
        }
    }

    /// Whether a record of this kind may be kept and passed on without its body.
    pub const fn may_lack_body(self) -> bool {
        matches!(self, Self::Publication)
    }
}

/// What is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The space the record belongs to.
    pub space: SpaceId,
    /// The device that made it.
    pub author: DeviceId,
    /// Place in the author's log of this space, from 0.
    pub seq: u64,
    /// The record before it in that log; zeros at `seq` 0.
    pub prev: RecordId,
    /// The author's clock: a claim.
    pub time: Timestamp,
    /// What the body is.
    pub kind: Kind,
    /// Length of the body in bytes.
    pub body_len: u32,
    /// BLAKE3 of the body.
    pub body_hash: ContentHash,
}

/// The id that stands for "no record before this one".
pub const NO_RECORD: RecordId = RecordId::from_bytes([0; 32]);

impl Header {
    /// The bytes that are hashed and signed.
    pub fn encode(&self) -> [u8; HEADER_LEN] {
        let mut out = [0; HEADER_LEN];
        let mut at = 0;
        let mut put = |bytes: &[u8]| {
            out[at..at + bytes.len()].copy_from_slice(bytes);
            at += bytes.len();
        };
        put(&[VERSION]);
        put(&self.kind.code().to_le_bytes());
        put(self.space.as_bytes());
        put(self.author.as_bytes());
        put(&self.seq.to_le_bytes());
        put(self.prev.as_bytes());
        put(&self.time.0.to_le_bytes());
        put(&self.body_len.to_le_bytes());
        put(self.body_hash.as_bytes());
        out
    }

    /// Reads an encoded header.
    pub fn decode(bytes: &[u8]) -> Result<Self, RecordError> {
        let mut reader = Reader { rest: bytes };
        let [version] = reader.take()?;
        if version != VERSION {
            return Err(RecordError::Version(version));
        }
        let header = Self {
            kind: Kind::from_code(u16::from_le_bytes(reader.take()?)),
            space: SpaceId::from_bytes(reader.take()?),
            author: DeviceId::from_bytes(reader.take()?),
            seq: u64::from_le_bytes(reader.take()?),
            prev: RecordId::from_bytes(reader.take()?),
            time: Timestamp(i64::from_le_bytes(reader.take()?)),
            body_len: u32::from_le_bytes(reader.take()?),
            body_hash: ContentHash::from_bytes(reader.take()?),
        };
        if !reader.rest.is_empty() {
            return Err(RecordError::HeadLength);
        }
        header.check()?;
        Ok(header)
    }

    fn check(&self) -> Result<(), RecordError> {
        if self.body_len as usize > MAX_BODY {
            return Err(RecordError::BodyTooLarge);
        }
        if (self.seq == 0) != (self.prev == NO_RECORD) {
            return Err(RecordError::Start);
        }
        Ok(())
    }

    /// BLAKE3 of the encoded header.
    pub fn id(&self) -> RecordId {
        RecordId::from_bytes(*blake3::hash(&self.encode()).as_bytes())
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], RecordError> {
        let (first, rest) = self.rest.split_first_chunk::<N>().ok_or(RecordError::HeadLength)?;
        self.rest = rest;
        Ok(*first)
    }
}

/// Why bytes are not a sound record, or do not continue their log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// The head has the wrong length.
    #[error("a record head must be {HEAD_LEN} bytes")]
    HeadLength,
    /// Written by a newer format.
    #[error("record format {0} is not known here")]
    Version(u8),
    /// The body, or the length that the header claims, passes [`MAX_BODY`].
    #[error("the body is larger than {MAX_BODY} bytes")]
    BodyTooLarge,
    /// Sequence number and previous id contradict each other at the start of a log.
    #[error("only the first record of a log has no record before it")]
    Start,
    /// The signature is not the author's.
    #[error("the signature is not the author's")]
    Signature,
    /// The body's length or hash is not the one that was signed.
    #[error("the body is not the one that was signed")]
    Body,
    /// The body is missing where it may not be.
    #[error("the body is missing")]
    BodyMissing,
    /// The record belongs to another space.
    #[error("the record belongs to another space")]
    Space,
    /// Not the next number of its log.
    #[error("expected record {expected} of this log, got {got}")]
    Seq {
        /// The next number.
        expected: u64,
        /// The number in the record.
        got: u64,
    },
    /// Does not name the record before it.
    #[error("the record does not continue its log")]
    Prev,
}

/// A record as it came from outside: nothing about it is trusted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireRecord {
    /// Encoded header followed by the signature: [`HEAD_LEN`] bytes.
    pub head: Vec<u8>,
    /// The body, where it is sent along.
    pub body: Option<Vec<u8>>,
}

impl WireRecord {
    /// Checks form, sizes, signature and body hash. For many at once see [`crate::verify`].
    pub fn verify(self) -> Result<Record, RecordError> {
        let (record, claim) = self.claim()?;
        if claim.holds() { Ok(record) } else { Err(RecordError::Signature) }
    }

    /// Checks all but the signature. The record is one only if the claim holds.
    pub(crate) fn claim(self) -> Result<(Record, Claim), RecordError> {
        let (header, signature) = split_head(&self.head)?;
        let Some(encoded) = self.head.get(..HEADER_LEN) else { return Err(RecordError::HeadLength) };
        match &self.body {
            Some(body) if body.len() > MAX_BODY => return Err(RecordError::BodyTooLarge),
            Some(body) if body.len() != header.body_len as usize || ContentHash::of(body) != header.body_hash => {
                return Err(RecordError::Body);
            }
            None if !header.kind.may_lack_body() => return Err(RecordError::BodyMissing),
            _ => {}
        }
        Ok(Record::claimed(header, encoded, signature, self.body))
    }
}

fn split_head(head: &[u8]) -> Result<(Header, Signature), RecordError> {
    let (encoded, signature) = head.split_at_checked(HEADER_LEN).ok_or(RecordError::HeadLength)?;
    let signature: [u8; Signature::LEN] =
        signature.try_into().map_err(|_ignored: std::array::TryFromSliceError| RecordError::HeadLength)?;
    Ok((Header::decode(encoded)?, Signature::from_bytes(signature)))
}

/// A record whose form, signature and body hash hold. Whether its author may make it is for the charter to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    id: RecordId,
    header: Header,
    signature: Signature,
    body: Option<Vec<u8>>,
    statements: Statements,
}

/// What is known of the statements in a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Statements {
    /// This device took the record in and kept it, sealed: their signatures hold, and the content is what they name.
    Kept,
    /// Their signatures hold: checked together with the record's own.
    Hold,
    /// Whoever reads one must check it.
    Unchecked,
}

impl Record {
    /// Makes and signs the record that follows `log`.
    ///
    /// Fails only when the body is larger than [`MAX_BODY`].
    pub fn create(
        key: &SecretKey,
        space: SpaceId,
        log: LogHead,
        time: Timestamp,
        kind: Kind,
        body: Vec<u8>,
    ) -> Result<Self, RecordError> {
        let body_len =
            u32::try_from(body.len()).ok().filter(|len| *len as usize <= MAX_BODY).ok_or(RecordError::BodyTooLarge)?;
        let header = Header {
            space,
            author: key.device(),
            seq: log.next_seq,
            prev: log.last,
            time,
            kind,
            body_len,
            body_hash: ContentHash::of(&body),
        };
        let encoded = header.encode();
        let signature = key.sign(Domain::Record, &encoded);
        Ok(Self { id: header.id(), header, signature, body: Some(body), statements: Statements::Unchecked })
    }

    /// A record that travelled without what follows from the rest: length and hash of a body that is here are filled in. Its id,
    /// and the record with the claim of its author, unless it cannot be one.
    pub(crate) fn derive(
        mut header: Header,
        signature: Signature,
        body: Option<Vec<u8>>,
    ) -> (RecordId, Result<(Self, Claim), RecordError>) {
        if let Some(body) = &body {
            header.body_len = u32::try_from(body.len()).unwrap_or(u32::MAX);
            header.body_hash = ContentHash::of(body);
        }
        let encoded = header.encode();
        if let Err(error) = header.check() {
            return (header.id(), Err(error));
        }
        if body.is_none() && !header.kind.may_lack_body() {
            return (header.id(), Err(RecordError::BodyMissing));
        }
        let (record, claim) = Self::claimed(header, &encoded, signature, body);
        (record.id, Ok((record, claim)))
    }

    fn claimed(header: Header, encoded: &[u8], signature: Signature, body: Option<Vec<u8>>) -> (Self, Claim) {
        let claim = Claim::new(Domain::Record, header.author.as_bytes(), encoded, &signature);
        let id = RecordId::from_bytes(*blake3::hash(encoded).as_bytes());
        (Self { id, header, signature, body, statements: Statements::Unchecked }, claim)
    }

    /// A head alone, of which the signature holds: what its author signed, whatever became of the body.
    pub fn of_signed_head(head: &[u8]) -> Result<Self, RecordError> {
        let (header, signature) = split_head(head)?;
        let Some(encoded) = head.get(..HEADER_LEN) else { return Err(RecordError::HeadLength) };
        let (record, claim) = Self::claimed(header, encoded, signature, None);
        if claim.holds() { Ok(record) } else { Err(RecordError::Signature) }
    }

    /// Takes up again what this device verified before and kept in its own sealed store, without checking signatures.
    pub fn from_store(head: &[u8], body: Option<Vec<u8>>) -> Result<Self, RecordError> {
        let (header, signature) = split_head(head)?;
        Ok(Self { id: header.id(), header, signature, body, statements: Statements::Kept })
    }

    /// The same record, of which the statements were checked too.
    pub(crate) fn with_statements(mut self, statements: Statements) -> Self {
        self.statements = statements;
        self
    }

    pub(crate) fn statements(&self) -> Statements {
        self.statements
    }

    /// The id.
    pub fn id(&self) -> RecordId {
        self.id
    }

    /// What was signed.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The author's signature.
    pub fn signature(&self) -> &Signature {
        &self.signature
    }

    /// The body; `None` when it was purged or never received.
    pub fn body(&self) -> Option<&[u8]> {
        self.body.as_deref()
    }

    /// Header and signature as stored and sent.
    pub fn head(&self) -> Vec<u8> {
        [&self.header.encode()[..], self.signature.as_bytes()].concat()
    }

    /// As sent to a peer.
    pub fn to_wire(&self) -> WireRecord {
        WireRecord { head: self.head(), body: self.body.clone() }
    }

    /// The same record with a body that was [kept](Self::from_store) beside it.
    pub fn with_kept_body(mut self, body: Vec<u8>) -> Self {
        self.body = Some(body);
        self
    }

    /// The same record without its body.
    #[cfg(test)]
    pub(crate) fn without_body(mut self) -> Self {
        self.body = None;
        self
    }
}

/// Where an author's log ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogHead {
    /// The number of the next record.
    pub next_seq: u64,
    /// The id of the last record; [`NO_RECORD`] for an empty log.
    pub last: RecordId,
}

impl LogHead {
    /// An empty log.
    pub const EMPTY: Self = Self { next_seq: 0, last: NO_RECORD };

    /// The head after `record`, when it really is the next one.
    pub fn advance(self, record: &Record) -> Result<Self, RecordError> {
        let header = record.header();
        if header.seq != self.next_seq {
            return Err(RecordError::Seq { expected: self.next_seq, got: header.seq });
        }
        if header.prev != self.last {
            return Err(RecordError::Prev);
        }
        Ok(Self { next_seq: self.next_seq + 1, last: record.id() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key() -> SecretKey {
        SecretKey::from_seed(&[1; 32])
    }

    fn space() -> SpaceId {
        SpaceId::from_bytes([2; 32])
    }

    fn first(body: &[u8]) -> Record {
        Record::create(&key(), space(), LogHead::EMPTY, Timestamp(1_700_000_000_000), Kind::Act, body.to_vec()).unwrap()
    }

    /// The test vector of docs/protocol.md.
    #[test]
    fn the_written_format_stays_as_it_is() {
        let record = first(b"Deelbaar");
        assert_eq!(record.head().len(), HEAD_LEN);
        assert_eq!(record.id().to_string(), include_str!("../vectors/record.id").trim());
        let hex = data_encoding::HEXLOWER.encode(&record.head());
        assert_eq!(hex, include_str!("../vectors/record.head").trim());
    }

    #[test]
    fn a_sound_record_verifies_and_continues_its_log() {
        let one = first(b"one").to_wire().verify().unwrap();
        let log = LogHead::EMPTY.advance(&one).unwrap();
        let two = Record::create(&key(), space(), log, Timestamp(5), Kind::Act, b"two".to_vec()).unwrap();
        let log = log.advance(&two.clone().to_wire().verify().unwrap()).unwrap();
        assert_eq!(log.next_seq, 2);
        assert_eq!(log.advance(&two), Err(RecordError::Seq { expected: 2, got: 1 }));
    }

    #[test]
    fn a_forged_author_is_refused() {
        let mut wire = first(b"one").to_wire();
        let other = SecretKey::from_seed(&[9; 32]).device();
        wire.head[35..67].copy_from_slice(other.as_bytes());
        assert_eq!(wire.verify(), Err(RecordError::Signature));
    }

    #[test]
    fn a_wrong_previous_record_is_refused() {
        let log = LogHead { next_seq: 1, last: RecordId::from_bytes([7; 32]) };
        let two = Record::create(&key(), space(), log, Timestamp(5), Kind::Act, vec![]).unwrap();
        let real = LogHead::EMPTY.advance(&first(b"one")).unwrap();
        assert_eq!(real.advance(&two), Err(RecordError::Prev));
    }

    #[test]
    fn a_wrong_body_is_refused() {
        let mut wire = first(b"one").to_wire();
        wire.body = Some(b"eno".to_vec());
        assert_eq!(wire.verify(), Err(RecordError::Body));
        let mut wire = first(b"one").to_wire();
        wire.body = None;
        assert_eq!(wire.verify(), Err(RecordError::BodyMissing));
    }

    #[test]
    fn oversize_is_refused_by_maker_and_reader() {
        let large = vec![0; MAX_BODY + 1];
        let made = Record::create(&key(), space(), LogHead::EMPTY, Timestamp(0), Kind::Act, large.clone());
        assert_eq!(made, Err(RecordError::BodyTooLarge));
        let mut wire = first(b"one").to_wire();
        wire.body = Some(large);
        assert_eq!(wire.verify(), Err(RecordError::BodyTooLarge));
        let mut wire = first(b"one").to_wire();
        wire.head[115..119].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(wire.verify(), Err(RecordError::BodyTooLarge));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(head in proptest::collection::vec(any::<u8>(), 0..400), body in any::<Option<Vec<u8>>>()) {
            let wire = WireRecord { head, body };
            prop_assert!(wire.verify().is_err());
        }

        #[test]
        fn any_changed_bit_is_noticed(bit in 0..HEAD_LEN * 8) {
            let mut wire = first(b"one").to_wire();
            wire.head[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(wire.verify().is_err());
        }
    }
}
