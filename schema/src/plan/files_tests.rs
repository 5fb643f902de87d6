//! Files beside items: added apart, removed, undone, and read with care.

use super::*;
use crate::attachment::{Attachment, ChunkList, MAX_FILES};
use crate::id::{AttachmentId, ContentHash, DeviceId, ItemId};
use crate::time::Timestamp;

const ITEM: ItemId = ItemId::from_bytes([7; 16]);

fn file(name: &str) -> Attachment {
    let list = ChunkList::of_content(name.len() as u64, vec![ContentHash::of(name.as_bytes())]).unwrap();
    Attachment::new(name, &list, "wat het is").unwrap()
}

fn set(n: u8, attachment: Option<Attachment>) -> PlanEdit {
    PlanEdit::SetFile { item: ITEM, file: AttachmentId::from_bytes([n; 16]), attachment }
}

fn edit(plan: &mut Plan, edits: &[PlanEdit]) -> Edited {
    plan.edit(edits, Timestamp(1_700_000_000_000)).unwrap()
}

fn send(from: &Edited, to: &mut Plan) {
    for result in to.receive(&[from.change.as_deref().unwrap()]).unwrap() {
        result.unwrap();
    }
}

fn plan_with_item() -> (Plan, Edited) {
    let mut plan = Plan::new(&DeviceId::from_bytes([1; 32])).unwrap();
    let added = edit(&mut plan, &[PlanEdit::Add(NewItem::titled(ITEM, ItemKind::Section, "Taal"))]);
    (plan, added)
}

fn names(plan: &Plan) -> Vec<&str> {
    plan.model().items[&ITEM].files.values().map(|file| file.name.as_str()).collect()
}

#[test]
fn two_devices_that_each_add_a_file_apart_both_keep_both() {
    let (mut one, added) = plan_with_item();
    let mut two = Plan::new(&DeviceId::from_bytes([2; 32])).unwrap();
    send(&added, &mut two);
    let mine = edit(&mut one, &[set(1, Some(file("een.pdf")))]);
    let theirs = edit(&mut two, &[set(2, Some(file("twee.pdf")))]);
    send(&mine, &mut two);
    send(&theirs, &mut one);
    assert_eq!(names(&one), ["een.pdf", "twee.pdf"]);
    assert_eq!(one.model(), two.model());
    let saved = one.save().unwrap();
    assert_eq!(Plan::load(&saved, &DeviceId::from_bytes([1; 32])).unwrap().model(), one.model());
}

#[test]
fn taking_a_file_or_its_item_away_can_be_undone() {
    let (mut plan, _) = plan_with_item();
    edit(&mut plan, &[set(1, Some(file("een.pdf")))]);
    let before = plan.model().clone();
    let gone = edit(&mut plan, &[set(1, None)]);
    assert!(names(&plan).is_empty());
    edit(&mut plan, &gone.inverse);
    assert_eq!(plan.model(), &before);
    let gone = edit(&mut plan, &[PlanEdit::Remove(ITEM)]);
    edit(&mut plan, &gone.inverse);
    assert_eq!(plan.model(), &before);
}

#[test]
fn an_item_has_only_so_many_files_and_no_unsound_ones() {
    let (mut plan, _) = plan_with_item();
    for n in 0..u8::try_from(MAX_FILES).unwrap() {
        edit(&mut plan, &[set(n, Some(file(&format!("{n}.pdf"))))]);
    }
    let time = Timestamp(1_700_000_000_000);
    assert_eq!(plan.edit(&[set(99, Some(file("x.pdf")))], time).unwrap_err(), EditError::TooManyFiles);
    // Another content in the place of one that is there is fine.
    edit(&mut plan, &[set(0, Some(file("nieuw.pdf")))]);
    let path = Attachment { name: "../x.pdf".into(), ..file("x.pdf") };
    assert_eq!(plan.edit(&[set(0, Some(path))], time).unwrap_err(), EditError::Attachment);
    assert_eq!(plan.model().items[&ITEM].files.len(), MAX_FILES);
}
