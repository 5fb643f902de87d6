//! `person`: everything that this device holds about one person, for a request for access (GDPR article 15).

use crate::console::Output;
use crate::failure::Failure;
use crate::host::Folder;
use crate::person::{About, report};
use crate::tr;

/// `person NAME`
pub fn person(folder: &Folder, name: &str, out: Output) -> Result<(), Failure> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Failure::Usage(tr!("cli-person-empty")));
    }
    let executor = folder.open()?;
    let report = report(executor.workspace(), &executor.view(), &About::Named(name.to_owned()))?;
    out.say(&report.json(), || report.text());
    Ok(())
}
