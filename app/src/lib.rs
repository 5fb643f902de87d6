//! The desktop app: what people of a municipality see and do.
//!
//! [`engine`] owns the workspace, takes commands and publishes views; [`ui`] draws the newest view. [`import`] reads documents,
//! [`i18n`] holds the words, [`format`](mod@format) writes dates and money.

pub mod engine;
pub mod format;
pub mod i18n;
pub mod import;
pub mod ui;
