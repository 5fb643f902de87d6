//! Signatures: Ed25519 over domain-separated bytes, made by RFC 8032, checked by ZIP 215 without keys of small order.
//!
//! ZIP 215 says exactly which signatures hold, and a batch of them holds exactly when each does. Without that, two devices
//! could disagree about a record for ever (decision 0014).

use std::collections::BTreeSet;
use std::convert::Infallible;

use ed25519_dalek::{Signer, SigningKey};
use ed25519_zebra::{VerificationKeyBytes, batch};

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

/// Whether `signature` is `public_key`'s over `bytes` in `domain`. Weak keys fail.
pub fn verify(domain: Domain, public_key: &[u8; 32], bytes: &[u8], signature: &Signature) -> bool {
    let claim = Claim::new(domain, public_key, bytes, signature);
    !is_weak(public_key) && claim.item.verify_single().is_ok()
}

/// A signature that waits to be checked together with others. It does not hold on to the signed bytes.
pub struct Claim {
    key: [u8; 32],
    item: batch::Item,
}

impl Claim {
    /// The claim that `signature` is `public_key`'s over `bytes` in `domain`.
    pub fn new(domain: Domain, public_key: &[u8; 32], bytes: &[u8], signature: &Signature) -> Self {
        let signature = ed25519_zebra::Signature::from_bytes(signature.as_bytes());
        let key = VerificationKeyBytes::from(*public_key);
        Self { key: *public_key, item: (key, signature, &domain.message(bytes)).into() }
    }

    /// Whether this one holds by itself.
    pub fn holds(&self) -> bool {
        !is_weak(&self.key) && self.item.clone().verify_single().is_ok()
    }
}

/// Whether all claims hold, in half the time of one by one or less. `seed` must be random and nobody's to choose.
///
/// The answer is the one that [`Claim::holds`] gives for each: ZIP 215 rules out signatures that hold only together.
pub fn all_hold<'a>(claims: impl IntoIterator<Item = &'a Claim>, seed: &[u8; 32]) -> bool {
    let mut verifier = batch::Verifier::new();
    let mut keys = BTreeSet::new();
    for claim in claims {
        keys.insert(claim.key);
        verifier.queue(claim.item.clone());
    }
    !keys.iter().any(is_weak) && verifier.verify(Seeded(blake3::Hasher::new_keyed(seed).finalize_xof())).is_ok()
}

/// The second coordinates of the eight points of small order, and what else stands for the same where it is below 19.
const OF_SMALL_ORDER: [[u8; 32]; 7] = {
    const fn field(first: u8, rest: u8, last: u8) -> [u8; 32] {
        let mut bytes = [rest; 32];
        (bytes[0], bytes[31]) = (first, last);
        bytes
    }
    [
        field(0, 0, 0),
        field(1, 0, 0),
        *b"\x26\xe8\x95\x8f\xc2\xb2\x27\xb0\x45\xc3\xf4\x89\xf2\xef\x98\xf0\xd5\xdf\xac\x05\xd3\xc6\x33\x39\xb1\x38\x02\x88\x6d\x53\xfc\x05",
        *b"\xc7\x17\x6a\x70\x3d\x4d\xd8\x4f\xba\x3c\x0b\x76\x0d\x10\x67\x0f\x2a\x20\x53\xfa\x2c\x39\xcc\xc6\x4e\xc7\xfd\x77\x92\xac\x03\x7a",
        field(0xec, 0xff, 0x7f),
        field(0xed, 0xff, 0x7f),
        field(0xee, 0xff, 0x7f),
    ]
};

/// A key of small order: its signatures fit many messages. Told from its bytes, which takes no arithmetic.
fn is_weak(key: &[u8; 32]) -> bool {
    let mut second = *key;
    // The highest bit is the sign of the first coordinate.
    second[31] &= 0x7f;
    OF_SMALL_ORDER.contains(&second)
}

/// Random numbers from a seed.
struct Seeded(blake3::OutputReader);

impl rand_core::TryRng for Seeded {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        rand_core::utils::next_word_via_fill(self)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        rand_core::utils::next_word_via_fill(self)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(bytes);
        Ok(())
    }
}

impl rand_core::TryCryptoRng for Seeded {}

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

    fn claims(count: u8) -> Vec<Claim> {
        (0..count)
            .map(|number| {
                let key = SecretKey::from_seed(&[number % 3; 32]);
                Claim::new(Domain::Record, key.device().as_bytes(), &[number], &key.sign(Domain::Record, &[number]))
            })
            .collect()
    }

    #[test]
    fn many_hold_together_exactly_when_each_does() {
        let mut all = claims(20);
        assert!(all_hold(&all, &[5; 32]) && all.iter().all(Claim::holds));
        let key = SecretKey::from_seed(&[1; 32]);
        let false_one = Claim::new(Domain::Record, key.device().as_bytes(), b"x", &key.sign(Domain::Record, b"y"));
        assert!(!false_one.holds());
        all.push(false_one);
        assert!(!all_hold(&all, &[5; 32]));
    }

    #[test]
    fn a_key_of_small_order_signs_nothing_alone_or_among_others() {
        // The neutral element: R = 0, s = 0 is its signature under any message, by the equation.
        let mut neutral = [0; 32];
        neutral[0] = 1;
        let mut signature = [0; 64];
        signature[0] = 1;
        let claim = Claim::new(Domain::Record, &neutral, b"text", &Signature::from_bytes(signature));
        assert!(claim.item.clone().verify_single().is_ok(), "the equation alone would let it pass");
        assert!(!claim.holds());
        let mut all = claims(3);
        all.push(claim);
        assert!(!all_hold(&all, &[5; 32]));
    }

    #[test]
    fn a_key_is_weak_exactly_when_its_point_is_of_small_order() {
        use curve25519_dalek::constants::EIGHT_TORSION;
        use curve25519_dalek::edwards::CompressedEdwardsY;
        for point in EIGHT_TORSION {
            assert!(is_weak(&point.compress().0));
        }
        // Every way to write the lowest and the highest coordinates, and some that are neither.
        let near = |first: u8, rest: u8, last: u8| {
            let mut bytes = [rest; 32];
            (bytes[0], bytes[31]) = (first, last);
            bytes
        };
        let ends = (0..=u8::MAX).flat_map(|first| {
            [(0, 0), (0, 0x80), (0xff, 0x7f), (0xff, 0xff)].map(|(rest, last)| near(first, rest, last))
        });
        let others = (0..=u8::MAX).map(|number| *blake3::hash(&[number]).as_bytes());
        for key in ends.chain(others) {
            let small = CompressedEdwardsY(key).decompress().is_some_and(|point| point.is_small_order());
            // What is no point at all verifies nothing.
            assert!(small == is_weak(&key) || CompressedEdwardsY(key).decompress().is_none(), "{key:02x?}");
        }
    }

    /// A signature with a part of small order in R: strict verification refuses it, and a batch of the usual kind lets it
    /// through now and then, so that two devices would disagree.
    fn torsioned(seed: u8) -> Claim {
        use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION};
        use curve25519_dalek::scalar::Scalar;
        use sha2::{Digest, Sha512};
        let key = SigningKey::from_bytes(&[seed; 32]);
        let nonce = Scalar::from(u64::from(seed) + 1000);
        let r = (ED25519_BASEPOINT_POINT * nonce + EIGHT_TORSION[1]).compress();
        let message = Domain::Record.message(b"text");
        let hash = Sha512::new().chain_update(r.0).chain_update(key.verifying_key().as_bytes()).chain_update(&message);
        let s = nonce + Scalar::from_bytes_mod_order_wide(&hash.finalize().into()) * key.to_scalar();
        let signature = Signature::from_bytes([r.0, s.to_bytes()].concat().try_into().unwrap());
        Claim::new(Domain::Record, key.verifying_key().as_bytes(), b"text", &signature)
    }

    #[test]
    fn a_signature_with_a_part_of_small_order_gets_the_same_answer_alone_and_among_others() {
        for seed in 0..32 {
            let mut all = claims(3);
            all.push(torsioned(seed));
            assert!(torsioned(seed).holds());
            assert!(all_hold(&all, &[seed; 32]));
        }
    }
}
