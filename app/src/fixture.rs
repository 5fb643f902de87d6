//! What tests of this crate begin with.

use std::path::Path;

use deelbaar_schema::id::PersonId;
use deelbaar_schema::role::Role;
use deelbaar_schema::time::Term;
use deelbaar_sync::clock::Clock;
use deelbaar_sync::workspace::{NewRegion, Person, Workspace};

/// The workspace of Bo, a policy officer, who began a region with Leusden.
pub fn leusden(data: &Path) -> Workspace {
    let clock = Clock::system();
    let term = Term::since(clock.today());
    let person = Person { id: PersonId::from_bytes([1; 16]), name: "Bo".into(), role: Role::PolicyOfficer, term };
    let (municipality, municipality_name) = ("GM0327".parse().unwrap(), "Leusden".into());
    let new = NewRegion { region: "Testregio".into(), municipality, municipality_name, person };
    Workspace::found(data, new, clock).unwrap()
}
