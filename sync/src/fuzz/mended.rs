//! Checksums of Automerge, put right after bytes were spoiled.

use sha2::{Digest as _, Sha256};

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
/// Where what the checksum is of begins: a type, a length, and so many bytes.
const CHECKED: usize = 8;

/// Puts right the checksum of every chunk in `bytes`, also where another number of bytes follows than it says.
pub(super) fn mended(bytes: &[u8]) -> Vec<u8> {
    let mut mended = bytes.to_vec();
    let begins: Vec<usize> =
        bytes.windows(4).enumerate().filter(|(_, four)| **four == MAGIC).map(|(at, _)| at).collect();
    for at in begins {
        let Some(checked) = bytes.get(at + CHECKED..) else { continue };
        let Some((length, digits)) = leb128(checked.get(1..).unwrap_or_default()) else { continue };
        let end = usize::try_from(length).ok().and_then(|length| length.checked_add(1 + digits));
        let checked = &checked[..end.unwrap_or(usize::MAX).min(checked.len())];
        mended[at + 4..at + CHECKED].copy_from_slice(&Sha256::digest(checked)[..4]);
    }
    mended
}

fn leb128(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut number = 0_u64;
    for (at, byte) in bytes.iter().take(9).enumerate() {
        number |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((number, at + 1));
        }
    }
    None
}

#[test]
fn a_chunk_that_was_mended_is_as_it_was() {
    let whole = [&MAGIC[..], &[0; 4], &[1, 0x82, 0x01], &[7; 130]].concat();
    let twice = mended(&[&whole[..], &whole].concat());
    let sum = &Sha256::digest(&whole[8..])[..4];
    assert_eq!((&twice[4..8], &twice[141 + 4..141 + 8], twice.len()), (sum, sum, 282));
}
