//! A municipality that was admitted with several pairs of keys: which admission holds.

use serde_json::json;
use zeroize::Zeroizing;

use super::args::AdmissionCommand;
use super::session::read_text;
use crate::console::Output;
use crate::engine::{AdmissionView, Command, View};
use crate::failure::Failure;
use crate::host::Folder;
use crate::{format, tr};

/// `admission …`
pub fn admission(folder: &Folder, command: AdmissionCommand, out: Output) -> Result<(), Failure> {
    let mut executor = folder.open()?;
    let view = executor.view();
    match command {
        AdmissionCommand::List => list(&view, out),
        AdmissionCommand::Agree { key, second_key } => {
            let admission = find(&view, &key)?;
            let second = Zeroizing::new(read_text(&second_key)?).to_string();
            executor.execute(Command::AgreeToAdmission { admission: admission.admission, second })?;
            out.say(&json!({ "admission": admission.admission, "holds": true }), || tr!("done-admission"));
        }
    }
    Ok(())
}

fn list(view: &View, out: Output) {
    let competing = &view.region.competing;
    let json = competing.iter().map(|one| {
        let admission = |a: &AdmissionView| {
            json!({
                "admission": a.admission, "key": a.key, "name": a.name, "from": a.from, "own": a.own, "holds": a.holds,
            })
        };
        let admissions: Vec<_> = one.admissions.iter().map(admission).collect();
        json!({ "municipality": one.municipality, "open": one.is_open(), "admissions": admissions })
    });
    out.say(&json.collect(), || {
        let mut lines = Vec::new();
        for one in competing {
            let (name, region) = (one.name.as_str(), view.me.region_name.as_str());
            lines.push(tr!("contested-title", name = name));
            lines.push(if one.is_open() {
                tr!("contested-open", name = name, region = region)
            } else {
                tr!("contested-settled", name = name)
            });
            lines.extend(one.admissions.iter().map(line));
        }
        if lines.is_empty() { tr!("cli-no-admissions") } else { lines.join("\n") }
    });
}

fn line(admission: &AdmissionView) -> String {
    let holds = if admission.holds { tr!("contested-holds") } else { tr!("contested-holds-not") };
    let state = if admission.own { format!("{holds} · {}", tr!("contested-yours")) } else { holds };
    let (key, name) = (admission.key.as_str(), admission.name.as_str());
    tr!("cli-admission", key = key, name = name, date = format::date_long(admission.from), state = state)
}

/// The one admission with this key code.
fn find<'a>(view: &'a View, key: &str) -> Result<&'a AdmissionView, Failure> {
    let all = view.region.competing.iter().flat_map(|one| &one.admissions);
    let mut found = all.filter(|admission| admission.key.eq_ignore_ascii_case(key.trim()));
    match (found.next(), found.next()) {
        (Some(admission), None) => Ok(admission),
        _ => Err(Failure::Usage(tr!("cli-no-admission", key = key))),
    }
}
