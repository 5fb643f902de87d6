//! What a plan, a decision, a consent and a published section *are*, and who may do what.
//!
//! This crate is pure: no files, no network, no clock, no randomness, no threads. Time and keys are passed in.
//!
//! The concepts, in the order in which they build on each other:
//!
//! 1. A [`record`] is a signed header and a body in an author's append-only log. A [`statement`] is a signed fact that can
//!    be verified outside its log.
//! 2. A [`space`] is a set of logs. Its [`charter`] says whose records count, in which [`role`].
//! 3. The private [`plan`] of a municipality is an Automerge document of items with [`field`]s. Text merges.
//!    [Files](attachment) lie beside items.
//! 4. Decisions and consents are [`act`]s: signed, immutable, judged by the two [`gate`]s.
//! 5. [`projection`] is the only way out of a municipality. It makes a [`shared::Snapshot`], which a consent covers; the two
//!    together are a [`publication`]. On which terms is said in [`disclosure`].
//! 6. The [`municipality`] space and the [`region`] space are the states that follow from their records.

pub mod act;
pub mod attachment;
pub mod charter;
pub mod crypto;
pub mod disclosure;
pub mod encoding;
pub mod field;
pub mod gate;
pub mod id;
pub mod municipality;
pub mod personal;
pub mod plan;
pub mod projection;
pub mod publication;
pub mod record;
pub mod region;
pub mod relay;
pub mod role;
pub mod shared;
pub mod space;
pub mod statement;
pub mod text;
pub mod time;
pub mod verify;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod histories;
