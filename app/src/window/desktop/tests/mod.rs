//! The window on real workspaces, with real engines and nodes on this machine.

mod deciding;
mod joining;
mod keyboard;
mod opening;
mod repairing;

use std::path::Path;
use std::time::Instant;

use deelbaar_schema::id::PersonId;
use deelbaar_schema::role::Role;
use deelbaar_schema::time::Term;
use deelbaar_sync::workspace::{NewRegion, Person};
use egui_kittest::Harness;

use super::work::open_joined;
use super::*;
use crate::host::runtime;

/// How long a test waits for what must come. It comes much sooner, also on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);
/// Between two looks.
const LOOK: Duration = Duration::from_millis(10);

/// A window on what is in this folder.
fn desktop<'a>(data: &Path) -> Harness<'a, Desktop> {
    let folder = Folder(data.to_owned());
    let mut harness = Harness::builder().with_size(egui::vec2(1280.0, 800.0)).build_eframe(move |cc| {
        let runtime = Arc::new(runtime().unwrap());
        Desktop::new(&cc.egui_ctx, runtime, Listen::LOOPBACK, folder, Opening::Workspace, Preferences::default())
    });
    harness.run_steps(4);
    harness
}

/// Draws until something holds.
#[track_caller]
fn until(harness: &mut Harness<'_, Desktop>, holds: impl Fn(&Harness<'_, Desktop>) -> bool) {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        harness.step();
        if holds(harness) {
            return;
        }
        std::thread::sleep(LOOK);
    }
    panic!("it never came; there is: {:?}", said(harness));
}

/// What a screen reader tells first of the window.
fn said(harness: &Harness<'_, Desktop>) -> Vec<String> {
    use egui::Role as Node;
    use egui_kittest::kittest::{NodeT as _, Queryable as _};
    let roles = [Node::Heading, Node::Dialog, Node::Alert, Node::Status];
    let all = roles.into_iter().flat_map(|role| harness.query_all_by_role(role));
    all.filter_map(|node| node.accesskit_node().label()).filter(|label| !label.is_empty()).collect()
}
