//! Keeping records on this device and exchanging them with others.

pub mod store;
