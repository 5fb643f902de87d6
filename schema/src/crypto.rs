//! Signatures: Ed25519 (RFC 8032, strict verification) over domain-separated bytes.

use ed25519_dalek::{Signer, SigningKey, VerifyingKey};

use crate::id::{DeviceId, RootKey, Signature};

/// What is being signed. The domain is part of the signed bytes, so a signature never serves for something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Domain {
    /// The header of a record.
    Record,
    /// A self-contained statement.
    Statement,
}

impl Domain {
    const fn tag(self) -> &'static [u8] {
        match self {
            Self::Record => b"deelbaar/record/v1\0",
            Self::Statement => b"deelbaar/statement/v1\0",
        }
    }

    fn message(self, bytes: &[u8]) -> Vec<u8> {
        [self.tag(), bytes].concat()
    }
}

/// A private key of a device, a municipality or a region. Erased from memory when dropped.
#[derive(Clone)]
pub struct SecretKey(SigningKey);

impl SecretKey {
    /// The key with this seed. Seeds come from the operating system's random source, which the caller reads.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// The seed, to keep in the encrypted store.
    pub fn seed(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The public half, as a device.
    pub fn device(&self) -> DeviceId {
        DeviceId::from_bytes(self.0.verifying_key().to_bytes())
    }

    /// The public half, as a root key.
    pub fn root(&self) -> RootKey {
        RootKey::from_bytes(self.0.verifying_key().to_bytes())
    }

    /// Signs `bytes` for `domain`.
    pub fn sign(&self, domain: Domain, bytes: &[u8]) -> Signature {
        Signature::from_bytes(self.0.sign(&domain.message(bytes)).to_bytes())
    }
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SecretKey(of {})", self.device().short())
    }
}

/// Whether `signature` is `public_key`'s over `bytes` in `domain`. Weak keys and malleable signatures fail.
pub fn verify(domain: Domain, public_key: &[u8; 32], bytes: &[u8], signature: &Signature) -> bool {
    VerifyingKey::from_bytes(public_key).is_ok_and(|key| {
        let signature = ed25519_dalek::Signature::from_bytes(signature.as_bytes());
        key.verify_strict(&domain.message(bytes), &signature).is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_serves_one_domain_one_key_and_one_message() {
        let key = SecretKey::from_seed(&[1; 32]);
        let signature = key.sign(Domain::Record, b"text");
        let public = *key.device().as_bytes();
        assert!(verify(Domain::Record, &public, b"text", &signature));
        assert!(!verify(Domain::Statement, &public, b"text", &signature));
        assert!(!verify(Domain::Record, &public, b"Text", &signature));
        let other = *SecretKey::from_seed(&[2; 32]).device().as_bytes();
        assert!(!verify(Domain::Record, &other, b"text", &signature));
        assert!(!verify(Domain::Record, &[0; 32], b"text", &signature));
    }
}
