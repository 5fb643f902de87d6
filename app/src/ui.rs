//! What the user sees: the theme, the kit of widgets, and the screens built from it.
//!
//! The interface never touches a store, a key or a document. Words come from
//! [`tr!`](crate::tr), colours and sizes from [`theme`], widgets from [`kit`].

pub mod cx;
pub mod icon;
pub mod kit;
pub mod marks;
pub mod preferences;
pub mod screens;
pub mod shell;
pub mod source;
pub mod theme;
pub mod window;

pub use icon::Icon;
pub use theme::{Theme, Tone, Type, Variant};

#[cfg(test)]
mod tests;
