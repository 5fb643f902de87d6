//! The plan of one municipality: typed edits in, an immutable read model out, Automerge in between.

mod document;
mod edit;
mod files;
pub mod guard;
mod item;
pub mod order;
mod removed;
mod text;

pub use document::{Edited, LoadError, Plan, is_from};
pub use edit::{EditError, NewItem, PlanEdit};
pub use item::{Comment, Item, ItemKind, PlanModel, Stage};

#[cfg(test)]
mod files_tests;
#[cfg(test)]
mod tests;
