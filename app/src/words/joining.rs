//! The words for who comes: codes, invitations and terms.

use deelbaar_schema::time::Term;
use deelbaar_sync::net::{CodeError, Invitation, OpenInvitation};

use super::role;
use crate::engine::{View, Who};
use crate::{format, tr};

/// What is wrong with a code that somebody typed.
#[must_use]
pub fn code_error(error: CodeError) -> String {
    match error {
        CodeError::Other => tr!("cli-not-a-code"),
        CodeError::Typo(group) => tr!("word-code-typo", group = group),
    }
}

/// "Gemeente Soest", "Wethouder": for whom an invitation is, as they are today.
#[must_use]
pub fn invitation(invitation: &Invitation, view: &View) -> String {
    match invitation {
        Invitation::Municipality { name, .. } => tr!("word-invited-municipality", name = name.as_str()),
        Invitation::Colleague { role: invited, .. } => role(*invited),
        Invitation::Device(person) => match view.colleague(person) {
            Some(Who { name, role: Some(held) }) => tr!("word-second-device", name = name, role = role(held)),
            _ => tr!("word-second-device-nobody"),
        },
    }
}

/// What somebody asks who comes with a code.
#[must_use]
pub fn asks(invitation: &Invitation, view: &View) -> String {
    match invitation {
        Invitation::Municipality { name, .. } => tr!("participants-asks-municipality", name = name.as_str()),
        Invitation::Colleague { role: invited, .. } => tr!("participants-asks-colleague", role = role(*invited)),
        Invitation::Device(person) => match view.colleague(person) {
            Some(Who { name, role: Some(held) }) => tr!("participants-asks-device", name = name, role = role(held)),
            _ => tr!("participants-asks-device-nobody"),
        },
    }
}

/// "van 1 jan 2026 tot en met 31 dec 2026".
#[must_use]
pub fn term(term: Term) -> String {
    let from = format::date_short(term.from);
    match term.until {
        Some(until) => tr!("word-term", from = from, until = format::date_short(until)),
        None => tr!("word-term-since", from = from),
    }
}

/// "Wethouder, tot 9 apr 2026, 09:41": for whom an invitation is, until when, and whether somebody tried.
#[must_use]
pub fn open_invitation(open: &OpenInvitation, view: &View) -> String {
    let until = format::local(open.until.0).map(format::date_time).unwrap_or_default();
    tr!("word-open-invitation", whom = invitation(&open.invitation, view), until = until, tries = open.tries)
}
