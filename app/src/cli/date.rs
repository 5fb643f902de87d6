//! `confirm-date`: somebody says that the date of this device is right.

use serde_json::json;

use super::session::day;
use crate::console::Output;
use crate::engine::Command;
use crate::failure::Failure;
use crate::format;
use crate::host::Folder;
use crate::tr;

/// `confirm-date DAY`
pub fn confirm_date(folder: &Folder, given: &str, out: Output) -> Result<(), Failure> {
    let given = day(given)?;
    let mut executor = folder.open()?;
    let (today, waits) = (executor.view().today, executor.workspace().waits_for_clock().is_some());
    if given != today {
        let (today, given) = (format::date_long(today), format::date_long(given));
        return Err(Failure::Usage(tr!("cli-other-date", today = today, given = given)));
    }
    if !waits {
        out.say(&json!({ "confirmed": false }), || tr!("cli-date-nothing"));
        return Ok(());
    }
    executor.execute(Command::ConfirmDate { day: today })?;
    out.say(&json!({ "confirmed": true }), || tr!("done-date-confirmed", date = format::date_long(today)));
    Ok(())
}
