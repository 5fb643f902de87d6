//! What the search for bytes that break a decoder reaches of joining.

use std::hint::black_box;

use data_encoding::BASE32_NOPAD;
use deelbaar_schema::charter::Founding;
use deelbaar_schema::encoding;
use deelbaar_schema::id::{DeviceId, PersonId};
use deelbaar_schema::role::Role;
use deelbaar_schema::statement::SignedStatement;
use deelbaar_schema::time::Term;

use super::code::{Code, Invitation, check, read};
use super::inviter;
use super::message::{Answer, Application, FirstDevice, Granted, Offer, Reply};
use crate::workspace::Person;

fn sample() -> Code {
    let addresses = ["192.0.2.7:4450", "[2001:db8::1]:4450"].map(|address| address.parse().unwrap());
    Code::new(DeviceId::from_bytes([2; 32]), addresses.to_vec(), [3; 16])
}

/// A code as it is written.
pub(crate) fn code() -> String {
    sample().to_string()
}

/// What is in codes, without their checks.
pub(crate) fn code_contents() -> Vec<Vec<u8>> {
    let without = Code::new(DeviceId::from_bytes([2; 32]), Vec::new(), [3; 16]);
    [sample(), without].map(|code| encoding::encode(&code).unwrap()).to_vec()
}

/// A code as somebody typed it.
pub(crate) fn code_text(bytes: &[u8]) -> bool {
    let read = String::from_utf8_lossy(bytes).parse::<Code>();
    read.is_ok_and(|code| code.to_string().parse::<Code>() == Ok(code))
}

/// A code with these contents and a check that fits.
pub(crate) fn code_content(bytes: &[u8]) -> bool {
    let text = BASE32_NOPAD.encode(&[bytes, &check(bytes)].concat());
    let Some(code) = read(text.as_bytes()) else { return false };
    black_box(code.invitation());
    assert_eq!(code.to_string().parse::<Code>(), Ok(code), "it is written as it was read");
    true
}

pub(crate) fn join_messages(region: &Founding, enrolment: SignedStatement) -> Vec<Vec<u8>> {
    let term = Term::since("2026-01-01".parse().unwrap());
    let person = Person { id: PersonId::from_bytes([1; 16]), name: "Kim".into(), role: Role::Reader, term };
    let offer = Offer::Colleague { role: Role::Reader };
    let granted = Granted { region: region.clone(), municipality: region.clone(), person };
    let founded = FirstDevice { keys: region.keys, enrolment };
    let application = Application { name: "Kim".into(), nonce: [5; 16], founded: Some(founded) };
    let colleague = Application { name: "Kim".into(), nonce: [5; 16], founded: None };
    vec![
        encoding::encode(&Reply::Offer(Box::new(offer), [6; 32])).unwrap(),
        encoding::encode(&application).unwrap(),
        encoding::encode(&colleague).unwrap(),
        encoding::encode(&Answer::Nonce([7; 16])).unwrap(),
        encoding::encode(&Answer::Granted(Some(Box::new(granted)))).unwrap(),
    ]
}

pub(crate) fn join(bytes: &[u8]) -> bool {
    let reply = encoding::decode::<Reply>(bytes).is_ok();
    let answer = encoding::decode::<Answer>(bytes).is_ok();
    let mut asked = false;
    let device = Invitation::Municipality { code: "GM0342".parse().unwrap(), name: "Soest".into() };
    let colleague = Invitation::Colleague { role: Role::Reader, term: Term::since("2026-01-01".parse().unwrap()) };
    for invitation in [device, colleague] {
        if let Ok(application) = encoding::decode::<Application>(bytes) {
            asked = true;
            inviter::checks(invitation, application);
        }
    }
    reply || answer || asked
}
