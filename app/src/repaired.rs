//! What came of a repair, in sentences.

use deelbaar_sync::workspace::Repaired;

use crate::tr;

/// What was kept and what was lost, and what to do now. `commands`: it is done on the command line, and not on the screens.
pub fn sentences(repaired: &Repaired, commands: bool) -> Vec<String> {
    let (own, region) = repaired.records;
    let mut lines = vec![tr!("cli-repaired", own = own, region = region)];
    lines.push(tr!("cli-repaired-lost", lost = repaired.lost, texts = repaired.texts, settings = repaired.settings));
    if repaired.lost > 0 || repaired.texts > 0 {
        lines.push(tr!("cli-repaired-back"));
    }
    if !repaired.same_device {
        lines.push(tr!("cli-repaired-new-device"));
        lines.push(match (repaired.enrolled, commands) {
            (true, true) => tr!("cli-restored-enrolled"),
            (false, true) => tr!("cli-restored-not-enrolled"),
            (true, false) => tr!("repaired-enrolled"),
            (false, false) => tr!("repaired-not-enrolled"),
        });
        lines.push(if commands { tr!("cli-repaired-old-device") } else { tr!("repaired-old-device") });
    }
    lines.push(if repaired.kept { tr!("cli-repaired-kept") } else { tr!("cli-repaired-not-kept") });
    lines
}
