//! Taking up a workspace of which the file is damaged.

use deelbaar_sync::audit::{self, Origin};
use deelbaar_sync::clock::Clock;
use deelbaar_sync::workspace::Workspace;
use serde_json::json;

use crate::console::Output;
use crate::failure::Failure;
use crate::host::{Folder, opened};
use crate::repaired::sentences;

/// `repair`
pub fn repair(folder: &Folder, out: Output) -> Result<(), Failure> {
    let passphrase = folder.passphrase()?;
    let repaired = Workspace::repair(&folder.0, passphrase.as_ref(), &Clock::system());
    audit::note(opened::REPAIR, "", repaired.is_ok(), Origin::CommandLine, "");
    let repaired = repaired.map_err(Failure::of_repair)?;
    let kept = if repaired.kept { &["damaged.redb", "damaged.key"][..] } else { &[] };
    let json = json!({
        "records": [repaired.records.0, repaired.records.1], "lost": repaired.lost, "texts": repaired.texts,
        "settings": repaired.settings, "same_device": repaired.same_device, "enrolled": repaired.enrolled,
        "kept": kept,
    });
    out.say(&json, || sentences(&repaired, true).join("\n"));
    Ok(())
}
