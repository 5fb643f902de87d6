//! Sealing of values and hashing of names.
//!
//! A sealed value is a random 24-byte nonce, the ciphertext and a 16-byte tag (XChaCha20-Poly1305). Inside, the last
//! byte says whether there is a value at all. The associated data is the format version, the table and the row's key,
//! so a value that was moved to another row does not open. Lengths are not hidden: a sealed value is 41 bytes longer.

use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{Tag, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::error::StoreError;

/// Version of everything inside a store file.
pub(super) const FORMAT: u8 = 1;

const NONCE: usize = 24;
/// How much longer [`seal_under`] makes something.
pub(crate) const OVERHEAD: usize = NONCE + 16;
const VALUE: u8 = 0;
const LOST: u8 = 1;
const FOR_VALUES: &str = "deelbaar 2026-11-22 store v1 values";
const FOR_NAMES: &str = "deelbaar 2026-11-22 store v1 names";

/// Tables, as the associated data names them. The numbers are part of the format.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum TableId {
    Meta = 0,
    Heads = 1,
    Bodies = 2,
    Local = 3,
    Cache = 4,
}

/// The 32 bytes that everything in one store file depends on. Zeroized on drop.
pub(super) struct StoreKey(Zeroizing<[u8; 32]>);

impl StoreKey {
    pub(super) fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// The subkeys of one store file. Both are zeroized on drop.
pub(super) struct Sealer {
    cipher: XChaCha20Poly1305,
    names: Zeroizing<[u8; 32]>,
}

impl Sealer {
    pub(super) fn new(key: &StoreKey) -> Self {
        let values = Zeroizing::new(blake3::derive_key(FOR_VALUES, key.bytes()));
        Self {
            cipher: XChaCha20Poly1305::new((&*values).into()),
            names: Zeroizing::new(blake3::derive_key(FOR_NAMES, key.bytes())),
        }
    }

    /// Seals the concatenation of `parts` for one row.
    pub(super) fn seal(&self, table: TableId, key: &[u8], parts: &[&[u8]]) -> Result<Vec<u8>, StoreError> {
        self.seal_state(table, key, parts, VALUE)
    }

    /// A value that says: what was here is lost. It opens as a damaged one does.
    pub(super) fn seal_lost(&self, table: TableId, key: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.seal_state(table, key, &[], LOST)
    }

    fn seal_state(&self, table: TableId, key: &[u8], parts: &[&[u8]], state: u8) -> Result<Vec<u8>, StoreError> {
        let mut nonce = [0; NONCE];
        random(&mut nonce)?;
        let length: usize = parts.iter().map(|part| part.len()).sum();
        // The full size at once: growing would leave copies of the plaintext in freed memory.
        let mut sealed = Vec::with_capacity(NONCE + length + 1 + size_of::<Tag>());
        sealed.extend_from_slice(&nonce);
        for part in parts {
            sealed.extend_from_slice(part);
        }
        sealed.push(state);
        let tag = self
            .cipher
            .encrypt_inout_detached(&XNonce::from(nonce), &context(table, key), (&mut sealed[NONCE..]).into())
            .map_err(|chacha20poly1305::Error| StoreError::TooLarge)?;
        sealed.extend_from_slice(&tag);
        Ok(sealed)
    }

    /// Opens a sealed value. `None` means damaged: altered, moved, sealed under another key, or marked as lost.
    pub(super) fn open(&self, table: TableId, key: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, rest) = sealed.split_first_chunk::<NONCE>()?;
        let (ciphertext, tag) = rest.split_last_chunk::<16>()?;
        let mut value = ciphertext.to_vec();
        self.cipher
            .decrypt_inout_detached(
                &XNonce::from(*nonce),
                &context(table, key),
                value.as_mut_slice().into(),
                &Tag::from(*tag),
            )
            .ok()?;
        (value.pop()? == VALUE).then_some(value)
    }

    /// The opaque key of a name or a space in a table.
    pub(super) fn hash_name(&self, table: TableId, name: &[u8]) -> [u8; 32] {
        *blake3::Hasher::new_keyed(&self.names).update(&[table as u8]).update(name).finalize().as_bytes()
    }
}

/// Seals bytes that lie outside a store file, under a key of their own: nonce, ciphertext, tag.
pub(crate) fn seal_under(key: &[u8; 32], context: &[u8], plain: &[u8]) -> Result<Vec<u8>, StoreError> {
    let mut nonce = [0; NONCE];
    random(&mut nonce)?;
    let mut sealed = Vec::with_capacity(plain.len() + OVERHEAD);
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(plain);
    let tag = XChaCha20Poly1305::new(key.into())
        .encrypt_inout_detached(&XNonce::from(nonce), context, (&mut sealed[NONCE..]).into())
        .map_err(|chacha20poly1305::Error| StoreError::TooLarge)?;
    sealed.extend_from_slice(&tag);
    Ok(sealed)
}

/// Opens what [`seal_under`] sealed with the same key and context.
pub(crate) fn open_under(key: &[u8; 32], context: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, rest) = sealed.split_first_chunk::<NONCE>()?;
    let (ciphertext, tag) = rest.split_last_chunk::<16>()?;
    let mut plain = Zeroizing::new(ciphertext.to_vec());
    XChaCha20Poly1305::new(key.into())
        .decrypt_inout_detached(&XNonce::from(*nonce), context, plain.as_mut_slice().into(), &Tag::from(*tag))
        .ok()?;
    Some(plain)
}

/// Associated data. The variable part comes last, so two rows never share one.
fn context(table: TableId, key: &[u8]) -> Vec<u8> {
    let mut context = Vec::with_capacity(2 + key.len());
    context.extend_from_slice(&[FORMAT, table as u8]);
    context.extend_from_slice(key);
    context
}

/// Fills `bytes` from the operating system.
pub(crate) fn random(bytes: &mut [u8]) -> Result<(), StoreError> {
    getrandom::fill(bytes).map_err(|error| {
        tracing::error!(%error, "no random numbers");
        StoreError::NoRandomness
    })
}
