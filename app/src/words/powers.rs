//! Sentences about who decides.

use deelbaar_schema::charter::MandateError;

use super::{body, kinds, who};
use crate::engine::NeverBegan;
use crate::{format, tr};

/// Why a mandate does not cover a decision.
#[must_use]
pub fn mandate_error(error: &MandateError) -> String {
    match error {
        MandateError::None => tr!("mandate-none"),
        MandateError::Kind(kind) => tr!("mandate-kind", kinds = kinds(*kind).to_lowercase()),
        MandateError::Asker => tr!("mandate-asker"),
        MandateError::NotYet(from) => tr!("mandate-not-yet", date = format::date_long(*from)),
        MandateError::Over(last) => tr!("mandate-over", date = format::date_long(*last)),
        MandateError::Giver(_) => tr!("mandate-giver"),
    }
}

/// That a change of the body that decides does not count, and why.
#[must_use]
pub fn never_began(one: &NeverBegan) -> String {
    let (who, day) = (who(&one.by), format::date_long(one.from));
    tr!("powers-never-began", who = who, day = day, body = body(one.body), kind = one.kind.name())
}
