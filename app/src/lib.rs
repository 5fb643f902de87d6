//! The desktop app: what people of a municipality see and do.
//!
//! [`engine`] owns the workspace, takes commands and publishes views; [`ui`] draws the newest view and [`cli`] prints it. [`window`]
//! opens the one, [`demo`] feeds both with a live example region. [`import`] reads documents, [`explain`] puts errors into words,
//! [`i18n`] holds the words, [`format`](mod@format) writes dates and money.

/// The tests share a fixture with the examples, which know this crate by its name.
#[cfg(test)]
extern crate self as deelbaar;

pub mod attach;
pub mod budget;
pub mod cli;
pub mod connections;
pub mod console;
pub mod demo;
pub mod document;
pub mod engine;
pub mod explain;
pub mod failure;
#[cfg(test)]
mod fixture;
pub mod format;
#[cfg(test)]
mod fuzz;
pub mod handover;
pub mod host;
pub mod i18n;
pub mod import;
pub mod log;
pub mod municipalities;
pub mod person;
pub mod recovery;
pub mod repaired;
mod since;
pub mod ui;
pub mod window;
pub mod words;
