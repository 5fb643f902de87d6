//! The desktop app: what people of a municipality see and do.
//!
//! [`ui`] draws, [`i18n`] holds the words, [`format`](mod@format) writes dates and money.

pub mod format;
pub mod i18n;
pub mod ui;
