//! The table of who may do what (`schema/src/role.rs`), cell by cell and through every door: the commands of the window, the
//! program on the command line, and a device that makes the record by hand. Every kind of act, statement and command, and every
//! subcommand, has a row, or says in `rows.rs` why it has none.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail loudly")]

mod binary;
mod by_hand;
mod commands;
mod mandates;
mod rows;
mod town;

use town::Town;

#[tokio::test(flavor = "multi_thread")]
async fn every_cell_holds_through_every_door() {
    let town = Box::pin(Town::new()).await;
    by_hand::try_all(&town.copy());
    mandates::by_hand(&town.copy());
    mandates::commands(&town.copy());
    Box::pin(commands::try_all(town.copy())).await;
    Box::pin(binary::try_all(town)).await;
}

/// What takes a root key takes that key and nothing else when a record is made by hand: the role stops it in the program only.
#[tokio::test(flavor = "multi_thread")]
async fn by_hand_the_key_decides_whatever_the_role() {
    let town = Box::pin(Town::new()).await;
    by_hand::the_key_decides(&town.copy());
}
