//! The only way out: the one function that turns private data into something that can be shared.
//!
//! It names what goes, field by field; whatever it does not name stays. Of the files beside an item only those go that were
//! chosen. Private ids, labels, names of imported files, comments, order, place in the plan, stage and conflicts have no way
//! through.

use std::collections::BTreeSet;

use crate::attachment::{Attachment, MAX_FILES};
use crate::field::{Field, Mask, Value};
use crate::id::{FileHash, MunicipalityCode, SharedId};
use crate::plan::Item;
use crate::shared::{Details, FORMAT, MAX_SNAPSHOT, SharedItem, SharedItemError, SharedValue, Snapshot};

/// The snapshot of `item` without the fields of `mask`, with those of its files that are among `files`, for the region to know as `section`.
///
/// The same input gives the same bytes. Fails when the result passes [`MAX_SNAPSHOT`].
pub fn project(
    item: &Item,
    mask: &Mask,
    files: &BTreeSet<FileHash>,
    municipality: MunicipalityCode,
    section: SharedId,
) -> Result<Snapshot, SharedItemError> {
    let goes = |field: Field| item.kind.has(field) && !mask.withholds(field);
    let mut details = Details::new();
    for (field, value) in &item.details {
        if goes(*field) {
            details.insert(field.name().to_owned(), shared_value(value));
        }
    }
    let shared = SharedItem {
        format: FORMAT,
        section,
        municipality,
        kind: item.kind.name().to_owned(),
        title: item.title.clone(),
        body: (goes(Field::Body) && !item.body.is_empty()).then(|| item.body.clone()),
        details,
        files: chosen(item, files),
    };
    encode(&shared)
}

/// In an order that says nothing of when they were added; the same content under the same name once.
fn chosen(item: &Item, files: &BTreeSet<FileHash>) -> Vec<Attachment> {
    let mut chosen: Vec<_> = item.files.values().filter(|file| files.contains(&file.hash)).cloned().collect();
    chosen.sort_by(|a, b| (&a.name, a.hash, &a.description).cmp(&(&b.name, b.hash, &b.description)));
    chosen.dedup_by(|b, a| (&a.name, a.hash) == (&b.name, b.hash));
    chosen.truncate(MAX_FILES);
    chosen
}

/// The same snapshot with the fields of `mask` taken out: what an alderman does who lets less go than was asked.
///
/// Taking out nothing gives the same bytes.
pub fn narrow(snapshot: &[u8], mask: &Mask) -> Result<Snapshot, SharedItemError> {
    let mut shared = SharedItem::parse(snapshot)?;
    shared.details.retain(|name, _| Field::from_name(name).is_none_or(|field| !mask.withholds(field)));
    if mask.withholds(Field::Body) {
        shared.body = None;
    }
    encode(&shared)
}

fn encode(shared: &SharedItem) -> Result<Snapshot, SharedItemError> {
    let bytes = serde_json::to_vec(shared).map_err(|_ignored: serde_json::Error| SharedItemError::Malformed)?;
    if bytes.len() > MAX_SNAPSHOT {
        return Err(SharedItemError::TooLarge);
    }
    Ok(Snapshot::from_projection(bytes))
}

fn shared_value(value: &Value) -> SharedValue {
    match value {
        Value::Line(text) => SharedValue::Text(text.clone()),
        Value::Date(date) => SharedValue::Text(date.to_string()),
        Value::Cents(number) | Value::Hours(number) => SharedValue::Number(*number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attachment::ChunkList;
    use crate::id::{AttachmentId, ContentHash, ItemId};
    use crate::personal;
    use crate::plan::ItemKind;
    use proptest::prelude::*;

    const LEUSDEN: MunicipalityCode = MunicipalityCode::from_number(327).unwrap();

    /// An activity in which every field holds its own canary.
    fn full(kind: ItemKind) -> Item {
        let mut item = Item::new(ItemId::from_bytes([0xcc; 16]), kind, "canary-title");
        item.body = "canary-body".into();
        item.parent = Some(ItemId::from_bytes([0xdd; 16]));
        item.order = "canary-order".into();
        item.conflicts.insert("title".into(), vec!["canary-conflict".into()]);
        for field in Field::ALL {
            item.details.insert(field, Value::Line(format!("canary-{}", field.name())));
        }
        item
    }

    fn text_of(item: &Item, mask: &Mask) -> String {
        let snapshot = project(item, mask, &BTreeSet::new(), LEUSDEN, SharedId::from_bytes([1; 16])).unwrap();
        String::from_utf8(snapshot.bytes().to_vec()).unwrap()
    }

    #[test]
    fn only_the_files_that_were_chosen_go_without_their_private_ids() {
        let mut item = full(ItemKind::Section);
        let file = |name: &str, content: &[u8]| {
            let list = ChunkList::of_content(content.len() as u64, vec![ContentHash::of(content)]).unwrap();
            Attachment::new(name, &list, "").unwrap()
        };
        for (id, name) in [(0xee, "twee.pdf"), (0xef, "een.pdf"), (0xed, "canary-file.pdf")] {
            item.files.insert(AttachmentId::from_bytes([id; 16]), file(name, name.as_bytes()));
        }
        let id = SharedId::from_bytes([1; 16]);
        let chosen = [file("een.pdf", b"een.pdf").hash, file("twee.pdf", b"twee.pdf").hash].into();
        let snapshot = project(&item, &Mask::none(), &chosen, LEUSDEN, id).unwrap();
        let text = String::from_utf8(snapshot.bytes().to_vec()).unwrap();
        let read = SharedItem::parse(snapshot.bytes()).unwrap();
        assert_eq!(read.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["een.pdf", "twee.pdf"]);
        for never in ["canary-file", "eeee", "efef", "eded"] {
            assert!(!text.contains(never), "{never} in {text}");
        }
        assert_eq!(snapshot.files(), chosen);
        assert_eq!(narrow(snapshot.bytes(), &Mask::none()).unwrap(), snapshot);
        assert!(!text_of(&item, &Mask::none()).contains("files"), "nothing goes that was not chosen");
    }

    #[test]
    fn a_snapshot_that_names_an_unsound_file_is_not_read() {
        let text = text_of(&Item::new(ItemId::from_bytes([1; 16]), ItemKind::Section, "Taal"), &Mask::none());
        let hash = "ab".repeat(32);
        let with = |name: &str, size: u64| {
            let file = format!(
                r#","files":[{{"name":"{name}","media":"a/b","size":{size},"hash":"{hash}","description":""}}]}}"#
            );
            SharedItem::parse((text.trim_end_matches('}').to_owned() + &file).as_bytes())
        };
        assert!(with("a.pdf", 1).is_ok());
        for wrong in [with("../a.pdf", 1), with("a.pdf", 0), with("a.pdf", 1 << 40), with("", 1)] {
            assert_eq!(wrong, Err(SharedItemError::Malformed));
        }
    }

    #[test]
    fn what_never_leaves_does_not_leave() {
        for kind in ItemKind::ALL {
            let text = text_of(&full(kind), &Mask::none());
            for never in [
                "canary-tags",
                "canary-source",
                "canary-stage",
                "canary-risks",
                "canary-order",
                "canary-conflict",
                "cccc",
                "dddd",
            ] {
                assert!(!text.contains(never), "{never} in {text}");
            }
        }
    }

    /// Every text in some JSON, names included.
    fn texts(value: &serde_json::Value) -> Vec<String> {
        match value {
            serde_json::Value::String(text) => vec![text.clone()],
            serde_json::Value::Array(all) => all.iter().flat_map(texts).collect(),
            serde_json::Value::Object(all) => {
                all.iter().flat_map(|(name, value)| [vec![name.clone()], texts(value)].concat()).collect()
            }
            _ => Vec::new(),
        }
    }

    proptest! {
        /// Whatever text leaves was looked at for data about people: taken from the bytes, not from what the code knows of them.
        #[test]
        fn no_text_leaves_unchecked(
            written in proptest::collection::vec("[a-z ]{0,4} ?(jan@leusden[.]nl|06-1234\u{ad}5678|BSN111222333|[0-9. ]{9,14}|) ?[a-z!\\[\\]()]{0,4}", Field::ALL.len() + 5),
            kept_home in 0..1u32 << Field::ALL.len(),
            kind in 0..ItemKind::ALL.len(),
        ) {
            let mut item = Item::new(ItemId::from_bytes([0xcc; 16]), ItemKind::ALL[kind], &written[0]);
            item.body.clone_from(&written[1]);
            item.details = Field::ALL.into_iter().zip(&written[2..]).map(|(field, text)| (field, Value::Line(text.clone()))).collect();
            let mask = Mask::without(Field::ALL.into_iter().enumerate().filter(|(at, _)| kept_home >> at & 1 == 1).map(|(_, field)| field));
            let list = ChunkList::of_content(3, vec![ContentHash::of(b"abc")]).unwrap();
            let [name, description, media] = written.last_chunk::<3>().unwrap();
            let mut file = Attachment::new(&format!("bij {name}.pdf"), &list, "").unwrap();
            // Another program may say anything here, as long as it shows.
            file.description = description.replace('\u{ad}', " ");
            file.media = media.chars().filter(char::is_ascii_graphic).collect();
            let files = [file.hash].into();
            item.files.insert(AttachmentId::from_bytes([1; 16]), file);
            let snapshot = project(&item, &mask, &files, LEUSDEN, SharedId::from_bytes([0xab; 16])).unwrap();
            let leaves: serde_json::Value = serde_json::from_slice(snapshot.bytes()).unwrap();
            let mut expected: Vec<String> = texts(&leaves).iter().flat_map(|text| personal::find(text)).map(|finding| finding.text).collect();
            let shared = SharedItem::parse(snapshot.bytes()).unwrap();
            let mut found: Vec<String> = personal::find_in(&shared).into_iter().map(|found| found.finding.text).collect();
            expected.sort_unstable();
            found.sort_unstable();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn narrowing_is_projecting_with_less(first in 0..1u32 << Field::ALL.len(), second in 0..1u32 << Field::ALL.len()) {
            let mask = |bits: u32| Mask::without((0..Field::ALL.len()).filter(|at| bits >> at & 1 == 1).map(|at| Field::ALL[at]));
            let item = full(ItemKind::Activity);
            let id = SharedId::from_bytes([1; 16]);
            let asked = project(&item, &mask(first), &BTreeSet::new(), LEUSDEN, id).unwrap();
            let given = narrow(asked.bytes(), &mask(first | second)).unwrap();
            prop_assert_eq!(given, project(&item, &mask(first | second), &BTreeSet::new(), LEUSDEN, id).unwrap());
            prop_assert_eq!(&narrow(asked.bytes(), &mask(first)).unwrap(), &asked);
        }

        #[test]
        fn the_mask_holds_for_every_choice(kept_home in proptest::collection::btree_set(0..Field::ALL.len(), 0..Field::ALL.len()), kind in 0..4usize) {
            let mask = Mask::without(kept_home.iter().map(|at| Field::ALL[*at]));
            let item = full(ItemKind::ALL[kind]);
            let text = text_of(&item, &mask);
            for field in Field::ALL {
                let expected = field.shareable() && item.kind.has(field) && !mask.withholds(field);
                prop_assert_eq!(text.contains(&format!("\"canary-{}\"", field.name())), expected);
            }
            let parsed = SharedItem::parse(text.as_bytes()).unwrap();
            prop_assert!(!parsed.exceeds(&mask));
        }
    }
}
