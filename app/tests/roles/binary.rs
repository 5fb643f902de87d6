//! The program on the command line.

use deelbaar_schema::role::Role;
use deelbaar_sync::workspace::Root;
use deelbaar_tests::binary::{Folder, subcommands};

use crate::mandates;
use crate::rows::{Row, WITHOUT_A_ROW, without_a_row};
use crate::town::{Objects, Town, today};

/// The words after the program's name: every way in which a row is done.
fn words(own: &Objects, role: Role, second: (&str, &str), row: Row) -> Vec<Vec<String>> {
    let day = today().to_string();
    let (item, submitted, asked) = (own.draft.to_string(), own.submitted.0.to_string(), own.asked.0.to_string());
    let (spare, section, member) = (own.spare[&role].to_string(), own.shared.to_string(), own.member.to_string());
    let (municipality, region) = second;
    let (file, text) = (own.file.to_str().unwrap(), own.text.to_str().unwrap());
    let listen = ["--listen", "127.0.0.1:0"];
    let words: &[&[&str]] = match row {
        Row::Read => &[
            &["sections"],
            &["inventory"],
            &["activities"],
            &["inbox"],
            &["members"],
            &["mandate", "list"],
            &["section", "show", &section],
            &["activity", "show", &item],
            &["consent", "list"],
        ],
        Row::Edit => &[&["section", "add", "Nieuw"], &["activity", "add", "Nieuw"]],
        Row::Retitle => {
            &[&["activity", "edit", &spare, "--title", "Anders"], &["section", "edit", &section, "--title", "A"]]
        }
        Row::Fill => {
            &[&["activity", "edit", &spare, "--place", "Huis"], &["section", "edit", &section, "--risks", "Geen"]]
        }
        Row::Write => &[&["activity", "edit", &spare, "--body", text], &["section", "edit", &section, "--body", text]],
        Row::Shift => &[&["section", "move", &own.second_of_two.to_string(), "up"]],
        Row::Undo => &[&["undo"]],
        Row::Redo => &[&["redo"]],
        Row::Import => &[&["import", text]],
        Row::Comment => &[&["comment", &item, "Opmerking"]],
        Row::AddFile => &[&["file", "add", &item, file]],
        Row::RemoveFile => &[&["file", "remove", &spare, "begroting"]],
        Row::RemoveItem => &[&["remove", &spare]],
        Row::Submit => &[&["activity", "submit", &item]],
        Row::Recall => &[&["activity", "recall", &own.recalled.0.to_string()]],
        Row::Request => &[&["consent", "request", &item]],
        Row::RecallRequest => &[&["consent", "recall", &own.retracted.0.to_string()]],
        Row::Revise => &[&["consent", "revise", &own.standing.0.to_string()]],
        Row::Start => &[&["activity", "start", &own.agreed.0.to_string()]],
        Row::Finish => &[&["activity", "finish", &own.running.0.to_string()]],
        Row::Decide => &[&["decide", &submitted, "--agree"]],
        Row::DecideMandated => &[&["decide", &own.mandated.by_colleague.0.to_string(), "--agree"]],
        Row::Mandate => &[&["mandate", "give", &own.clerk.to_string(), "--kind", "activity", "--until", &day]],
        Row::EndMandate => &[&["mandate", "end", &own.mandate.to_string()]],
        Row::Competence => &[&["mandate", "body", "conversation", "college"]],
        Row::Give => &[&["consent", "give", &asked]],
        Row::Decline => &[&["consent", "refuse", &own.declined.0.to_string(), "--note", "Nog niet."]],
        Row::Confirm => &[&["consent", "confirm", &own.standing.0.to_string()]],
        Row::Withdraw => &[&["consent", "withdraw", &section]],
        Row::WithdrawAll => &[&["consent", "withdraw", "--all"]],
        Row::Enrol => &[&["invite", "--role", "reader", listen[0], listen[1]]],
        Row::SecondDevice => &[&["invite", "--device-of", &member, listen[0], listen[1]]],
        Row::ChangeRole => &[&["member", "change", &member, "--role", "adviser"]],
        Row::MakeAlderman => &[&["member", "change", &member, "--role", "alderman", "--second-key", municipality]],
        Row::Remove => &[&["revoke", &own.lost.to_string()]],
        Row::Admit => &[&["invite", "--municipality", "GM0308", listen[0], listen[1]]],
        Row::AdmitAnew => &[&["invite", "--municipality", "GM0342", "--anew", listen[0], listen[1]]],
        Row::Dismiss => &[&["dismiss", "GM0342", "--last-day", &day]],
        Row::Relay => &[&["relay", "set", "https://relay.example.nl"], &["relay", "remove"]],
        Row::RenewRegion => &[&["recovery", "renew", "--region", "--second-key", region]],
        Row::RenewRegionSecond => &[&["recovery", "renew", "--region", "--second", "--second-key", region]],
        Row::Renew => &[&["recovery", "renew", "--second-key", municipality]],
        Row::RenewSecond => &[&["recovery", "renew", "--second", "--second-key", municipality]],
    };
    words.iter().map(|words| words.iter().map(|word| (*word).to_owned()).collect()).collect()
}

/// Whether the subcommands of a line are these.
fn begins_with(line: &[String], subcommand: &str) -> bool {
    subcommand.split(' ').eq(line.iter().take(subcommand.split(' ').count()))
}

/// Every subcommand has a row, or says why it has none.
fn each_has_a_row(own: &Objects) {
    let all = subcommands(&Folder::default(), &[]);
    assert!(all.len() > 60, "{all:?}");
    let rows: Vec<Vec<String>> =
        Row::ALL.iter().flat_map(|row| words(own, Role::PolicyOfficer, ("words", "words"), *row)).collect();
    for subcommand in &all {
        let (tried, told) = (rows.iter().any(|line| begins_with(line, subcommand)), without_a_row(subcommand));
        assert!(tried != told.is_some(), "{subcommand}: tried: {tried}, no row because: {told:?}");
    }
    for (listed, _) in WITHOUT_A_ROW.iter().flat_map(|(listed, why)| listed.iter().map(move |one| (one, why))) {
        assert!(all.iter().any(|subcommand| subcommand == listed), "there is no {listed}");
    }
}

/// How many records are in the folder, by the program itself: a process that another thread is starting would hold the lock of
/// a workspace that this one opens and closes.
fn count(folder: &Folder) -> u64 {
    let status = folder.json(&["status"]);
    ["municipality", "region"].iter().map(|space| status["records"][space].as_u64().unwrap()).sum()
}

/// Tries every row as one role: first what is not allowed, which changes nothing, then what is.
fn try_as(role: Role, folder: &Folder, own: &Objects, second: (&str, &str)) {
    let before = count(folder);
    let run = |row: Row| {
        let lines = words(own, role, second, row).into_iter();
        lines.map(|line| folder.run(&line.iter().map(String::as_str).collect::<Vec<_>>())).collect::<Vec<_>>()
    };
    for row in Row::ALL.iter().copied().filter(|row| !row.allows(role)) {
        for ran in run(row) {
            assert_eq!(ran.code, Some(1), "{role:?} {row:?}: {ran:?}");
            let key = !row.is_of_the_role() && ran.err.contains("does not hold the key that this needs");
            // Whoever may not edit did nothing that could be taken back.
            let nothing = matches!(row, Row::Undo | Row::Redo) && ran.err.contains("There is nothing to");
            // An officer decides under a mandate only, and never on what they put forward, as here.
            let own = (role, row) == (Role::PolicyOfficer, Row::Decide);
            let refused =
                ran.err.contains(if own { "You asked for this yourself" } else { "Your role may not do this" });
            let refused = key || nothing || refused;
            assert!(refused, "{role:?} {row:?}: {ran:?}");
        }
    }
    assert_eq!(count(folder), before, "{role:?} left a record");
    let mut expected = before;
    for row in Row::ALL.iter().copied().filter(|row| row.allows(role)) {
        for ran in run(row) {
            assert_eq!(ran.code, Some(0), "{role:?} {row:?}: {ran:?}");
            // Reading leaves none, and an invitation is no record yet.
            let leaves = !matches!(row, Row::Read | Row::Enrol | Row::SecondDevice | Row::Admit | Row::AdmitAnew);
            expected += u64::from(leaves);
        }
    }
    assert!(count(folder) >= expected, "{role:?} left too few records");
}

/// Every cell of the table.
pub async fn try_all(town: Town) {
    let Town { devices, colleagues, objects, .. } = town;
    each_has_a_row(&objects);
    mandates::binary(colleagues, &objects.mandated).await;
    let beside = Folder::default();
    let [municipality, region] = Root::ALL.map(|root| beside.file(root.name(), &objects.second[&root]));
    let mut folders = Vec::new();
    for (role, device) in devices {
        folders.push((role, Folder::of(device).await));
    }
    std::thread::scope(|scope| {
        for (role, folder) in &folders {
            let (objects, second) = (&objects, (municipality.as_str(), region.as_str()));
            scope.spawn(move || try_as(*role, folder, objects, second));
        }
    });
}
