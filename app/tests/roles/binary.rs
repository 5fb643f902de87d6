//! The program on the command line.

use deelbaar_schema::role::Role;
use deelbaar_sync::clock::Clock;
use deelbaar_sync::workspace::{Root, Workspace};
use deelbaar_tests::binary::Folder;

use crate::rows::Row;
use crate::town::{Objects, Town, today};

/// The words after the program's name.
fn words(own: &Objects, role: Role, second: (&str, &str), row: Row) -> Vec<String> {
    let day = today().to_string();
    let (item, submitted, asked) = (own.draft.to_string(), own.submitted.0.to_string(), own.asked.0.to_string());
    let (municipality, region) = second;
    let words: &[&str] = match row {
        Row::Read => &["sections"],
        Row::Edit => &["section", "add", "Nieuw"],
        Row::Comment => &["comment", &item, "Opmerking"],
        Row::AddFile => &["file", "add", &item, own.file.to_str().unwrap()],
        Row::RemoveFile => &["file", "remove", &own.spare[&role].to_string(), "begroting"],
        Row::RemoveItem => &["remove", &own.spare[&role].to_string()],
        Row::Submit => &["activity", "submit", &item],
        Row::Recall => &["activity", "recall", &own.recalled.0.to_string()],
        Row::Request => &["consent", "request", &item],
        Row::Revise => &["consent", "revise", &own.standing.0.to_string()],
        Row::Start => &["activity", "start", &own.agreed.0.to_string()],
        Row::Finish => &["activity", "finish", &own.running.0.to_string()],
        Row::Decide => &["decide", &submitted, "--agree"],
        Row::Mandate => &["mandate", "give", &own.clerk.to_string(), "--kind", "activity", "--until", &day],
        Row::EndMandate => &["mandate", "end", &own.mandate.to_string()],
        Row::Competence => &["mandate", "body", "conversation", "college"],
        Row::Give => &["consent", "give", &asked],
        Row::Decline => &["consent", "refuse", &own.declined.0.to_string()],
        Row::Confirm => &["consent", "confirm", &own.standing.0.to_string()],
        Row::Withdraw => &["consent", "withdraw", &own.shared.to_string()],
        Row::Enrol => &["invite", "--role", "reader", "--listen", "127.0.0.1:0"],
        Row::ChangeRole => &["member", "change", &own.member.to_string(), "--role", "adviser"],
        Row::Remove => &["revoke", &own.lost.to_string()],
        Row::Admit => &["invite", "--municipality", "GM0308", "--listen", "127.0.0.1:0"],
        Row::Dismiss => &["dismiss", "GM0342", "--last-day", &day],
        Row::Relay => &["relay", "set", "https://relay.example.nl"],
        Row::RenewRegion => &["recovery", "renew", "--region", "--second-key", region],
        Row::Renew => &["recovery", "renew", "--second-key", municipality],
        Row::RenewSecond => &["recovery", "renew", "--second", "--second-key", municipality],
    };
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// How many records are in the folder.
fn count(folder: &Folder) -> u64 {
    let workspace = Workspace::open(&folder.data(), Clock::system()).unwrap();
    workspace.municipality().count() + workspace.region().count()
}

/// Tries every row as one role: first what is not allowed, which changes nothing, then what is.
fn try_as(role: Role, folder: &Folder, own: &Objects, second: (&str, &str)) {
    let before = count(folder);
    let run = |row: Row| {
        let words = words(own, role, second, row);
        folder.run(&words.iter().map(String::as_str).collect::<Vec<_>>())
    };
    for row in Row::ALL.iter().copied().filter(|row| !row.allows(role)) {
        let ran = run(row);
        assert_eq!(ran.code, Some(1), "{role:?} {row:?}: {ran:?}");
        let key = !row.is_of_the_role() && ran.err.contains("does not hold the key that this needs");
        assert!(key || ran.err.contains("Your role may not do this"), "{role:?} {row:?}: {ran:?}");
    }
    assert_eq!(count(folder), before, "{role:?} left a record");
    let mut expected = before;
    for row in Row::ALL.iter().copied().filter(|row| row.allows(role)) {
        let ran = run(row);
        assert_eq!(ran.code, Some(0), "{role:?} {row:?}: {ran:?}");
        // Reading leaves none, and an invitation is no record yet.
        expected += u64::from(!matches!(row, Row::Read | Row::Enrol | Row::Admit));
    }
    assert!(count(folder) >= expected, "{role:?} left too few records");
}

/// Every cell of the table.
pub async fn try_all(town: Town) {
    let Town { devices, objects, .. } = town;
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
