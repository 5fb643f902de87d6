//! `deelbaar file` as a script uses it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot set up must fail loudly"
)]

use std::fs;

use deelbaar_tests::binary::Folder;
use serde_json::json;

#[test]
fn a_file_is_added_listed_saved_removed_and_brought_back() {
    let folder = Folder::leusden();
    let section = folder.json(&["section", "add", "Taal"]);
    let id = section["id"].as_str().unwrap();
    assert_eq!(folder.json(&["file", "list", id]), json!([]));

    let outside = tempfile::tempdir().unwrap();
    let path = outside.path().join("begroting 2027.pdf");
    fs::write(&path, "inhoud van de begroting").unwrap();
    let text = |path: &std::path::Path| path.to_str().unwrap().to_owned();
    folder.json(&["file", "add", id, &text(&path), "--description", "Wat het kost"]);
    let files = folder.json(&["file", "list", id]);
    assert_eq!((&files[0]["name"], &files[0]["size"]), (&json!("begroting 2027.pdf"), &json!(23)));
    assert_eq!((&files[0]["state"], &files[0]["description"]), (&json!("here"), &json!("Wat het kost")));
    assert_eq!((&files[0]["media"], files.as_array().unwrap().len()), (&json!("application/pdf"), 1));

    let out = outside.path().join("terug.pdf");
    folder.json(&["file", "save", id, "begroting", &text(&out)]);
    assert_eq!(fs::read(&out).unwrap(), b"inhoud van de begroting");
    // Never over something else.
    folder.fails(1, &["file", "save", id, "begroting", &text(&out)]);

    let empty = outside.path().join("leeg.txt");
    fs::write(&empty, "").unwrap();
    assert!(folder.fails(1, &["file", "add", id, &text(&empty)]).contains("This file is empty"));
    folder.fails(1, &["file", "add", id, &text(&outside.path().join("nergens.txt"))]);
    folder.fails(1, &["file", "add", id, &text(outside.path())]);
    let large = fs::File::create(outside.path().join("groot.bin")).unwrap();
    large.set_len(50 * 1024 * 1024 + 1).unwrap();
    assert!(folder.fails(1, &["file", "add", id, &text(&outside.path().join("groot.bin"))]).contains("50 MB"));
    folder.fails(2, &["file", "save", id, "verslag", &text(&outside.path().join("x"))]);

    folder.json(&["file", "remove", id, "begroting"]);
    assert_eq!(folder.json(&["file", "list", id]), json!([]));
}
