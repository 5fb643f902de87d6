//! What the fuzzer reaches of joining.

use deelbaar_schema::charter::Founding;
use deelbaar_schema::encoding;
use deelbaar_schema::id::{DeviceId, PersonId};
use deelbaar_schema::role::Role;
use deelbaar_schema::statement::SignedStatement;
use deelbaar_schema::time::Term;

use super::code::Code;
use super::message::{Answer, Application, FirstDevice, Offer, Reply};

pub(crate) fn code() -> String {
    let addresses = ["192.0.2.7:4450", "[2001:db8::1]:4450"].map(|address| address.parse().unwrap());
    Code::new(DeviceId::from_bytes([2; 32]), addresses.to_vec(), [3; 16]).to_string()
}

pub(crate) fn join_messages(region: &Founding, enrolment: SignedStatement) -> Vec<Vec<u8>> {
    let term = Term::since("2026-01-01".parse().unwrap());
    let person = PersonId::from_bytes([1; 16]);
    let offer =
        Offer::Colleague { region: region.clone(), municipality: region.clone(), role: Role::Reader, term, person };
    let founded = FirstDevice { keys: region.keys, enrolment };
    let application = Application { name: "Kim".into(), nonce: [5; 16], founded: Some(founded) };
    vec![
        encoding::encode(&Reply::Offer(Box::new(offer), [6; 32])).unwrap(),
        encoding::encode(&application).unwrap(),
        encoding::encode(&Answer::Nonce([7; 16])).unwrap(),
    ]
}

pub(crate) fn join(bytes: &[u8]) {
    drop(encoding::decode::<Reply>(bytes));
    drop(encoding::decode::<Application>(bytes));
    drop(encoding::decode::<Answer>(bytes));
}
