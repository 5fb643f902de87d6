//! What the fuzzer reaches of joining.

use deelbaar_schema::charter::Founding;
use deelbaar_schema::encoding;
use deelbaar_schema::id::{DeviceId, PersonId};
use deelbaar_schema::role::Role;
use deelbaar_schema::statement::SignedStatement;
use deelbaar_schema::time::Term;

use super::code::Code;
use super::message::{Answer, Application, FirstDevice, Granted, Offer, Reply};
use crate::workspace::Person;

pub(crate) fn code() -> String {
    let addresses = ["192.0.2.7:4450", "[2001:db8::1]:4450"].map(|address| address.parse().unwrap());
    Code::new(DeviceId::from_bytes([2; 32]), addresses.to_vec(), [3; 16]).to_string()
}

pub(crate) fn join_messages(region: &Founding, enrolment: SignedStatement) -> Vec<Vec<u8>> {
    let term = Term::since("2026-01-01".parse().unwrap());
    let person = Person { id: PersonId::from_bytes([1; 16]), name: "Kim".into(), role: Role::Reader, term };
    let offer = Offer::Colleague { role: Role::Reader };
    let granted = Granted { region: region.clone(), municipality: region.clone(), person };
    let founded = FirstDevice { keys: region.keys, enrolment };
    let application = Application { name: "Kim".into(), nonce: [5; 16], founded: Some(founded) };
    vec![
        encoding::encode(&Reply::Offer(Box::new(offer), [6; 32])).unwrap(),
        encoding::encode(&application).unwrap(),
        encoding::encode(&Answer::Nonce([7; 16])).unwrap(),
        encoding::encode(&Answer::Granted(Some(Box::new(granted)))).unwrap(),
    ]
}

pub(crate) fn join(bytes: &[u8]) {
    drop(encoding::decode::<Reply>(bytes));
    drop(encoding::decode::<Application>(bytes));
    drop(encoding::decode::<Answer>(bytes));
}
