//! Taking up a workspace of which the file is damaged.

use deelbaar_sync::audit::{self, Origin};
use deelbaar_sync::clock::Clock;
use deelbaar_sync::workspace::{Repaired, Workspace};
use serde_json::json;

use crate::console::Output;
use crate::failure::Failure;
use crate::host::Folder;
use crate::tr;

/// `repair`
pub fn repair(folder: &Folder, out: Output) -> Result<(), Failure> {
    let passphrase = folder.passphrase()?;
    let repaired = Workspace::repair(&folder.0, passphrase.as_ref(), &Clock::system());
    audit::note("repair", "", repaired.is_ok(), Origin::CommandLine, "");
    let repaired = repaired?;
    let kept = if repaired.kept { &["damaged.redb", "damaged.key"][..] } else { &[] };
    let json = json!({
        "records": [repaired.records.0, repaired.records.1], "lost": repaired.lost, "texts": repaired.texts,
        "settings": repaired.settings, "same_device": repaired.same_device, "enrolled": repaired.enrolled,
        "kept": kept,
    });
    out.say(&json, || text(&repaired));
    Ok(())
}

fn text(repaired: &Repaired) -> String {
    let (own, region) = repaired.records;
    let mut lines = vec![tr!("cli-repaired", own = own, region = region)];
    lines.push(tr!("cli-repaired-lost", lost = repaired.lost, texts = repaired.texts, settings = repaired.settings));
    if repaired.lost > 0 || repaired.texts > 0 {
        lines.push(tr!("cli-repaired-back"));
    }
    if !repaired.same_device {
        lines.push(tr!("cli-repaired-new-device"));
        let enrolled = repaired.enrolled;
        lines.push(if enrolled { tr!("cli-restored-enrolled") } else { tr!("cli-restored-not-enrolled") });
        lines.push(tr!("cli-repaired-old-device"));
    }
    lines.push(if repaired.kept { tr!("cli-repaired-kept") } else { tr!("cli-repaired-not-kept") });
    lines.join("\n")
}
