//! `forget-plan`, and `person`: everything that this device holds about one person, for a request for access (GDPR article 15).

use deelbaar_sync::workspace::WorkspaceError;
use serde_json::json;

use crate::console::Output;
use crate::engine::{Command, CommandError};
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

/// `forget-plan`
pub fn forget_plan(folder: &Folder, yes: bool, out: Output) -> Result<(), Failure> {
    let mut executor = folder.open()?;
    let (count, municipality) = (executor.workspace().plan_left(), executor.view().me.municipality_name);
    if executor.workspace().reads_plan() {
        return Err(CommandError::from(WorkspaceError::ReadsPlan).into());
    }
    if count == 0 {
        out.say(&json!({ "removed": 0 }), || tr!("cli-forget-nothing", municipality = municipality.as_str()));
        return Ok(());
    }
    if !yes {
        return Err(Failure::Usage(tr!("cli-forget-asks", municipality = municipality.as_str())));
    }
    executor.execute(Command::ForgetPlan)?;
    out.say(&json!({ "removed": count }), || tr!("done-plan-forgotten", municipality = municipality.as_str()));
    Ok(())
}
