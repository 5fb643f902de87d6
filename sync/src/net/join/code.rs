//! What somebody is invited to, and the code that is sent to them.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::str::FromStr;

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use deelbaar_schema::encoding;
use deelbaar_schema::id::{DeviceId, MunicipalityCode, PersonId};
use deelbaar_schema::role::Role;
use deelbaar_schema::time::Term;
use serde::{Deserialize, Serialize};

const PREFIX: &str = "DEELBAAR";
/// Signs in a group.
const GROUP: usize = 5;
/// Bytes that tell a mistyped code.
const CHECK: usize = 4;
/// Longest code in which a typo is looked for, in signs.
const MOST: usize = 300;

/// What somebody is invited to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Invitation {
    /// A municipality, to take part in the region. Needs the region's key.
    Municipality {
        /// Its code.
        code: MunicipalityCode,
        /// Its name.
        name: String,
    },
    /// A colleague, to the own municipality. Needs the municipality's key.
    Colleague {
        /// In which role.
        role: Role,
        /// From when until when.
        term: Term,
    },
    /// Another device of somebody who takes part already, by nothing but their id: with the name, role and term that they have
    /// when it is let in, and not at all once they take part no more. Needs the municipality's key.
    Device(PersonId),
}

/// An invitation's name: a digest of its secret, from which the secret cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct InvitationId([u8; 32]);

impl InvitationId {
    /// Of the invitation with this secret.
    pub(super) fn of(secret: &[u8; 16]) -> Self {
        Self(blake3::derive_key("deelbaar 2026 invitation", secret))
    }

    /// From its bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The first eight digits, for people and logs.
    pub fn short(&self) -> String {
        self.to_string().chars().take(8).collect()
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Display for InvitationId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

/// A one-time code, to be sent to whoever is invited.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// The inviter's device.
    pub inviter: DeviceId,
    /// Where it can be reached.
    pub addresses: Vec<SocketAddr>,
    secret: [u8; 16],
}

impl Code {
    pub(super) fn new(inviter: DeviceId, addresses: Vec<SocketAddr>, secret: [u8; 16]) -> Self {
        Self { inviter, addresses, secret }
    }

    pub(super) fn secret(&self) -> &[u8; 16] {
        &self.secret
    }

    /// The invitation that it is of.
    pub fn invitation(&self) -> InvitationId {
        InvitationId::of(&self.secret)
    }
}

/// Without the secret: whoever has that can ask.
impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Code").field("inviter", &self.inviter).finish_non_exhaustive()
    }
}

/// Text that is not a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Not a code, or a part of it is missing.
    #[error("this is not a Deelbaar code, or a part of it is missing")]
    Other,
    /// One character is another one than it should be.
    #[error("one character is wrong, in group {0}")]
    Typo(usize),
}

/// In capitals and digits that cannot be confused, in groups: so that it can be typed from paper or the telephone.
impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bytes = encoding::encode(self).map_err(|_error| std::fmt::Error)?;
        let text = BASE32_NOPAD.encode(&[&bytes[..], &check(&bytes)].concat());
        f.write_str(PREFIX)?;
        for (at, sign) in text.chars().enumerate() {
            if at % GROUP == 0 {
                f.write_char('-')?;
            }
            f.write_char(sign)?;
        }
        Ok(())
    }
}

pub(super) fn check(bytes: &[u8]) -> [u8; CHECK] {
    let mut check = [0; CHECK];
    check.copy_from_slice(&blake3::hash(bytes).as_bytes()[..CHECK]);
    check
}

impl FromStr for Code {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let signs = signs(text).ok_or(CodeError::Other)?;
        read(&signs).ok_or_else(|| typo(&signs).map_or(CodeError::Other, |at| CodeError::Typo(at / GROUP + 1)))
    }
}

/// The signs of a code as somebody wrote it: capitals or not, with or without spaces, dashes and the name in front. Digits
/// that a code does not have are read as the letters that they look like.
fn signs(text: &str) -> Option<Vec<u8>> {
    let dash = |c: char| matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}');
    let mut signs = Vec::with_capacity(text.len());
    for sign in text.chars().filter(|c| !c.is_whitespace() && !dash(*c)) {
        signs.push(match sign.to_ascii_uppercase() {
            '0' => b'O',
            '1' => b'I',
            '8' => b'B',
            sign @ ('A'..='Z' | '2'..='7') => u8::try_from(sign).ok()?,
            _ => return None,
        });
    }
    // A code itself never begins with this: its first byte is the version.
    Some(signs.strip_prefix(PREFIX.as_bytes()).map(<[u8]>::to_vec).unwrap_or(signs))
}

pub(super) fn read(signs: &[u8]) -> Option<Code> {
    let bytes = BASE32_NOPAD.decode(signs).ok()?;
    let (bytes, said) = bytes.split_last_chunk::<CHECK>()?;
    if check(bytes) == *said { encoding::decode(bytes).ok() } else { None }
}

/// Where the one sign stands of which another one would make it right.
fn typo(signs: &[u8]) -> Option<usize> {
    if signs.len() > MOST {
        return None;
    }
    let mut tried = signs.to_vec();
    for at in 0..signs.len() {
        for other in (b'A'..=b'Z').chain(b'2'..=b'7') {
            tried[at] = other;
            if read(&tried).is_some() {
                return Some(at);
            }
        }
        tried[at] = signs[at];
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code() -> Code {
        let addresses = vec!["192.168.1.20:4450".parse().unwrap(), "[fe80::1]:4450".parse().unwrap()];
        Code::new(DeviceId::from_bytes([7; 32]), addresses, [9; 16])
    }

    #[test]
    fn a_code_is_printed_in_groups_and_read_back_however_it_was_typed() {
        let text = code().to_string();
        let mut groups = text.split('-');
        assert_eq!(groups.next(), Some("DEELBAAR"));
        assert!(groups.clone().all(|group| (1..=GROUP).contains(&group.len())), "{text}");
        assert!(groups.count() > 10);
        let typed = [
            text.clone(),
            text.to_lowercase(),
            text.replace('-', " "),
            text.replace('-', ""),
            text.replace('-', " \u{2013}\n"),
            text.replacen("DEELBAAR-", "", 1).to_lowercase(),
            format!("  {}\t", text.replacen("DEELBAAR-", "deelbaar ", 1)),
            text.replacen("DEELBAAR", "\u{1}", 1)
                .replace('O', "0")
                .replace('I', "1")
                .replace('B', "8")
                .replace('\u{1}', "Deelbaar"),
        ];
        for typed in typed {
            assert_eq!(typed.parse::<Code>(), Ok(code()), "{typed}");
        }
    }

    #[test]
    fn one_wrong_sign_is_pointed_out_by_its_group() {
        let text = code().to_string();
        let signs = signs(&text).unwrap();
        for at in 0..signs.len() {
            let mut wrong = signs.clone();
            wrong[at] = if wrong[at] == b'Q' { b'R' } else { b'Q' };
            let wrong = String::from_utf8(wrong).unwrap();
            assert_eq!(wrong.parse::<Code>(), Err(CodeError::Typo(at / GROUP + 1)), "{wrong}");
        }
    }

    #[test]
    fn what_is_no_code_is_told_and_nothing_panics() {
        let text = code().to_string();
        let two = text.replacen("AEQ", "QQQ", 1);
        let long = "A".repeat(100_000);
        for wrong in ["", "DEELBAAR-", "DEELBAAR", "é", "A!", &text[..text.len() - 3], &two, &format!("{text}A"), &long]
        {
            assert_eq!(wrong.parse::<Code>(), Err(CodeError::Other), "{wrong:.80}");
        }
    }
}
