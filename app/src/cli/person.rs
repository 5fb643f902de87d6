//! `forget-plan`, and `person`: everything that this device holds about one person, for a request for access (GDPR article 15).

use deelbaar_sync::workspace::WorkspaceError;
use serde_json::{Value, json};

use crate::console::Output;
use crate::engine::{Command, CommandError, Done};
use crate::failure::Failure;
use crate::host::Folder;
use crate::person::About;
use crate::tr;

/// `person NAME`
pub fn person(folder: &Folder, name: &str, out: Output) -> Result<(), Failure> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Failure::Usage(tr!("cli-person-empty")));
    }
    let about = About::Named(name.to_owned());
    let Done::Document(document) = folder.open()?.execute(Command::ReportPerson { about })? else { return Ok(()) };
    let form = |ending: &str| {
        let form = document.forms.iter().find(|form| form.ending == ending);
        form.map(|form| String::from_utf8_lossy(&form.bytes).into_owned()).unwrap_or_default()
    };
    let data: Value = serde_json::from_str(&form("json")).unwrap_or_default();
    out.say(&data, || form("txt"));
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
