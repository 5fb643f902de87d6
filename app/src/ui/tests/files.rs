//! Files beside an item: seen, added, saved, removed, and chosen when asking consent.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use deelbaar_schema::attachment::{Attachment, ChunkList};
use deelbaar_schema::id::{AttachmentId, ContentHash};
use deelbaar_sync::files::Presence;

use egui::{Key, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::fixture::{change_item, id, leusden};
use super::{press, window};
use crate::engine::{Command, View};
use crate::ui::cx::Screen;
use crate::ui::window::Window;

/// The evening is the second row of the table.
fn select(harness: &mut Harness<'_, Window>) {
    harness.get_by_label_contains("Activiteit: Dialoogavond").focus();
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
}

fn file(name: &str) -> Attachment {
    let list = ChunkList::of_content(name.len() as u64, vec![ContentHash::of(name.as_bytes())]).unwrap();
    Attachment::new(name, &list, "Hoe men loopt").unwrap()
}

/// Leusden with a file that is here beside its evening, and one that is not.
fn with_files() -> View {
    let mut view = leusden();
    let (here, away) = (file("route.pdf"), file("kaart.png"));
    view.status.files.insert(here.hash, Presence::Here);
    view.status.files.insert(away.hash, Presence::Partly(1, 4));
    change_item(&mut view, 2, |item| {
        item.item.files.insert(AttachmentId::from_bytes([1; 16]), here);
        item.item.files.insert(AttachmentId::from_bytes([2; 16]), away);
    });
    view
}

#[test]
fn a_file_says_how_far_it_is_and_is_saved_or_removed_by_keyboard() {
    let (mut harness, fake) = window(with_files(), Screen::Activities);
    select(&mut harness);
    harness.get_by_label("9 bytes · op dit apparaat");
    harness.get_by_label_contains("wordt opgehaald, 25 %");
    press(&mut harness, Role::Button, "route.pdf opslaan als…", Key::Enter);
    press(&mut harness, Role::Button, "Opslaan", Key::Enter);
    press(&mut harness, Role::Button, "kaart.png verwijderen", Key::Enter);
    let sent = fake.sent();
    let [Command::SaveFile { file: saved, path }, Command::RemoveFile { item, file: removed }] = sent.as_slice() else {
        panic!("{sent:?}")
    };
    assert_eq!((*saved, path.ends_with("route.pdf")), (file("route.pdf").hash, true));
    assert_eq!((*item, *removed), (id(2), AttachmentId::from_bytes([2; 16])));
    fake.publish(|view| {
        change_item(view, 2, |item| drop(item.item.files.remove(&AttachmentId::from_bytes([2; 16]))));
    });
    harness.run_steps(4);
    assert!(harness.query_all_by_role_and_label(Role::Heading, "Bestanden").any(|node| node.is_focused()));
}

/// A file as the system hands it over.
#[derive(Debug)]
struct FromDesktop(PathBuf);

impl egui::DroppedFile for FromDesktop {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

#[test]
fn what_is_dropped_while_the_form_is_open_goes_beside_the_item() {
    let (mut harness, fake) = window(leusden(), Screen::Activities);
    select(&mut harness);
    harness.get_by_label_contains("Bij dit onderdeel staan nog geen bestanden.");
    press(&mut harness, Role::Button, "Bestand toevoegen…", Key::Enter);
    let path = PathBuf::from("/tmp/verslag.odt");
    harness.input_mut().dropped_files.push(Arc::new(FromDesktop(path.clone())));
    harness.run_steps(2);
    assert_eq!(fake.sent(), [Command::AddFile { item: id(2), path, description: String::new() }]);
}

/// Enter takes the focus from a field: whoever must mend what was typed has it there again.
#[test]
fn after_a_file_that_is_not_there_one_types_on_in_its_field() {
    let (mut harness, fake) = window(leusden(), Screen::Activities);
    select(&mut harness);
    press(&mut harness, Role::Button, "Bestand toevoegen…", Key::Enter);
    harness.get_by_role_and_label(Role::TextInput, "Waar staat het bestand?").type_text("/tmp/verslag.odt");
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert!(matches!(fake.sent().as_slice(), [Command::AddFile { .. }]));
    let field = harness.get_by_role_and_label(Role::TextInput, "Waar staat het bestand?");
    assert!(field.is_focused());
    assert_eq!(field.value().as_deref(), Some("/tmp/verslag.odt"));
}

#[test]
fn no_file_goes_along_that_was_not_ticked() {
    let (mut harness, fake) = window(with_files(), Screen::Activities);
    select(&mut harness);
    press(&mut harness, Role::Button, "Toestemming vragen", Key::Enter);
    harness.get_by_label_contains("De inhoud van bestanden wordt niet gecontroleerd op persoonsgegevens");
    press(&mut harness, Role::CheckBox, "route.pdf (9 bytes) (blijft in Leusden)", Key::Space);
    press(&mut harness, Role::Button, "Toestemming vragen aan wethouder", Key::Enter);
    let sent = fake.sent();
    let [Command::RequestConsent { files, .. }] = sent.as_slice() else { panic!("{sent:?}") };
    assert_eq!(*files, BTreeSet::from([file("route.pdf").hash]));
}
