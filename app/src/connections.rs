//! What happened between this device and others, for whoever helps: as sentences, as data, and to keep. Never what it was about.

use deelbaar_schema::time::Date;
use deelbaar_sync::net::{Ending, Happening};
use serde_json::{Value, json};

use crate::document::Document;
use crate::engine::{Connection, View};
use crate::{format, tr, words};

/// Whose device it was: municipality, role, and the beginning of the device's id. No name of a person: this goes to a helpdesk.
#[must_use]
pub fn whose(connection: &Connection) -> String {
    let device = connection.line.device.short();
    match &connection.whose {
        Some((municipality, role)) => {
            let role = words::role(*role);
            tr!("link-whose", municipality = municipality.as_str(), role = role, device = device)
        }
        None => tr!("link-stranger", device = device),
    }
}

/// What happened.
#[must_use]
pub fn what(happening: &Happening) -> String {
    match happening {
        Happening::NotReached => tr!("link-not-reached"),
        Happening::Connected { dialled: true, at: Some(at) } => tr!("link-dialled", at = at.to_string()),
        Happening::Connected { dialled: false, at: Some(at) } => tr!("link-dialled-by", at = at.to_string()),
        Happening::Connected { at: None, .. } => tr!("link-connected"),
        Happening::Ended { received, sent, why, .. } => {
            format!("{} {}", tr!("link-ended", received = *received, sent = *sent), ending(*why))
        }
        Happening::Refused => tr!("link-refused"),
        Happening::Shunned { .. } => tr!("link-shunned"),
    }
}

fn ending(why: Ending) -> String {
    match why {
        Ending::Closed => tr!("link-closed"),
        Ending::Silent => tr!("link-silent"),
        Ending::Rules => tr!("link-rules"),
        Ending::Store => tr!("link-store"),
    }
}

/// When it happened, by this device's clock.
#[must_use]
pub fn when(connection: &Connection) -> String {
    let then = format::local(connection.line.when.0);
    then.map(|then| format!("{} {}", format::date_short(then.date()), format::time(then.time()))).unwrap_or_default()
}

/// As lines of text, newest first.
#[must_use]
pub fn text(connections: &[Connection]) -> Vec<String> {
    let line = |one: &Connection| format!("{}  {}  {}", when(one), whose(one), what(&one.line.what));
    connections.iter().map(line).collect()
}

/// The same as data, with the words of the protocol.
#[must_use]
pub fn json(connections: &[Connection]) -> Value {
    let line = |one: &Connection| {
        let mut line = json!({
            "time": one.line.when.utc().to_rfc3339(), "device": one.line.device, "what": one.line.what.name(),
            "municipality": one.whose.as_ref().map(|(municipality, _)| municipality),
            "role": one.whose.as_ref().map(|(_, role)| role.name()),
        });
        match &one.line.what {
            Happening::Connected { dialled, at } => {
                line["dialled"] = json!(dialled);
                line["at"] = json!(at);
            }
            Happening::Ended { received, sent, why, detail } => {
                line["received"] = json!(received);
                line["sent"] = json!(sent);
                line["why"] = json!(why.name());
                line["detail"] = json!(detail);
            }
            Happening::Shunned { detail } => line["detail"] = json!(detail),
            Happening::NotReached | Happening::Refused => {}
        }
        line
    };
    connections.iter().map(line).collect()
}

/// Both, to send to whoever helps.
#[must_use]
pub fn document(view: &View, today: Date) -> Document {
    let connections = &view.status.connections;
    let text = text(connections).join("\n") + "\n";
    let data = serde_json::to_string_pretty(&json(connections)).unwrap_or_default();
    let title = tr!("link-title");
    let name = format!("{title} {} {today}", view.me.municipality_name);
    Document::new(title, &name).form(tr!("link-as-text"), "txt", text).form(tr!("log-as-data"), "json", data)
}

#[cfg(test)]
mod tests {
    use deelbaar_schema::id::DeviceId;
    use deelbaar_schema::role::Role;
    use deelbaar_schema::time::Timestamp;
    use deelbaar_sync::net::Line;

    use super::*;

    #[test]
    fn a_line_says_whose_device_it_was_and_what_happened() {
        let line = |what| Line { when: Timestamp(1_764_400_000_000), device: DeviceId::from_bytes([7; 32]), what };
        let ended = Happening::Ended { received: 12, sent: 3, why: Ending::Rules, detail: "a second greeting".into() };
        let known = Connection { line: line(ended), whose: Some(("Nijkerk".into(), Role::Keeper)) };
        let stranger = Connection { line: line(Happening::Refused), whose: None };
        let lines = text(&[known.clone(), stranger]);
        assert!(
            lines[0].contains("Nijkerk (Knooppunt)") && lines[0].contains("12") && lines[0].contains("regels"),
            "{lines:?}"
        );
        assert!(lines[1].contains("07070707") && lines[1].contains("Niet toegelaten"), "{lines:?}");
        let data = json(&[known]);
        assert_eq!(data[0]["why"], "rules");
        assert_eq!(data[0]["detail"], "a second greeting");
    }
}
