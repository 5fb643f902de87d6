//! The plan as its users meet it: edits, undo, and devices that meet after working apart.

use proptest::prelude::*;

use super::*;
use crate::field::{Field, Value};
use crate::id::{DeviceId, ItemId};
use crate::time::Timestamp;

fn plan(device: u8) -> Plan {
    Plan::new(&device_id(device)).unwrap()
}

fn device_id(n: u8) -> DeviceId {
    DeviceId::from_bytes([n; 32])
}

fn id(n: u8) -> ItemId {
    ItemId::from_bytes([n; 16])
}

fn edit(plan: &mut Plan, edits: &[PlanEdit]) -> Edited {
    plan.edit(edits, Timestamp(1_700_000_000_000)).unwrap()
}

fn add(n: u8, kind: ItemKind, title: &str, body: &str) -> PlanEdit {
    PlanEdit::Add(NewItem { body: body.into(), ..NewItem::titled(id(n), kind, title) })
}

fn set_body(n: u8, base: &str, text: &str) -> PlanEdit {
    PlanEdit::SetBody { item: id(n), base: base.into(), text: text.into() }
}

fn send(from: &Edited, to: &mut Plan) {
    for result in to.receive(&[from.change.as_deref().unwrap()]).unwrap() {
        result.unwrap();
    }
}

#[test]
fn every_device_starts_from_the_same_document() {
    assert_eq!(plan(1).doc_heads(), plan(2).doc_heads());
}

#[test]
fn two_devices_that_edited_the_same_text_apart_both_keep_both_edits() {
    let (mut one, mut two) = (plan(1), plan(2));
    let base = "Medewerkers volgen een training.";
    send(&edit(&mut one, &[add(7, ItemKind::Section, "Taal", base)]), &mut two);
    let mine = edit(&mut one, &[set_body(7, base, "Medewerkers van de balie volgen een training.")]);
    let theirs = edit(&mut two, &[set_body(7, base, "Medewerkers volgen een training in taal.")]);
    send(&mine, &mut two);
    send(&theirs, &mut one);
    assert_eq!(one.model(), two.model());
    assert_eq!(one.model().items[&id(7)].body, "Medewerkers van de balie volgen een training in taal.");
}

#[test]
fn a_draft_written_against_an_older_text_keeps_what_colleagues_wrote_meanwhile() {
    let mut one = plan(1);
    edit(&mut one, &[add(7, ItemKind::Section, "Taal", "een twee")]);
    edit(&mut one, &[set_body(7, "een twee", "een twee drie")]);
    edit(&mut one, &[set_body(7, "een twee", "nul een twee")]);
    assert_eq!(one.model().items[&id(7)].body, "nul een twee drie");
}

#[test]
fn a_field_that_two_people_changed_shows_the_other_value() {
    let (mut one, mut two) = (plan(1), plan(2));
    send(&edit(&mut one, &[add(7, ItemKind::Activity, "Dag", "")]), &mut two);
    let place =
        |name: &str| PlanEdit::SetField { item: id(7), field: Field::Place, value: Some(Value::Line(name.into())) };
    let mine = edit(&mut one, &[place("raadhuis")]);
    let theirs = edit(&mut two, &[place("bibliotheek")]);
    send(&mine, &mut two);
    send(&theirs, &mut one);
    let item = &one.model().items[&id(7)];
    let shown = item.line(Field::Place);
    let other = &item.conflicts["place"];
    assert_eq!(
        [shown, &other[0]].iter().copied().collect::<std::collections::BTreeSet<_>>(),
        ["bibliotheek", "raadhuis"].into()
    );
    assert_eq!(one.model(), two.model());
}

#[test]
fn edits_that_make_no_sense_are_refused_and_change_nothing() {
    let mut one = plan(1);
    edit(&mut one, &[add(1, ItemKind::Section, "Boven", ""), add(2, ItemKind::Section, "Onder", "")]);
    edit(&mut one, &[PlanEdit::Move { item: id(2), parent: Some(id(1)), order: "5".into() }]);
    let before = one.model().clone();
    let mut refused = |edits: &[PlanEdit]| one.edit(edits, Timestamp(0)).unwrap_err();
    let title = |n, text: &str| PlanEdit::SetTitle { item: id(n), title: text.into() };
    assert_eq!(refused(&[title(9, "x")]), EditError::NoItem(id(9)));
    assert_eq!(refused(&[title(1, "x"), title(1, " ")]), EditError::EmptyTitle);
    let ring = PlanEdit::Move { item: id(1), parent: Some(id(2)), order: "1".into() };
    assert_eq!(refused(&[ring]), EditError::PartOfItself);
    let costs = PlanEdit::SetField { item: id(1), field: Field::Costs, value: Some(Value::Cents(5)) };
    assert_eq!(refused(&[costs]), EditError::WrongField(ItemKind::Section, Field::Costs));
    let number = PlanEdit::SetField { item: id(1), field: Field::Number, value: Some(Value::Cents(5)) };
    assert_eq!(refused(&[number]), EditError::WrongField(ItemKind::Section, Field::Number));
    assert_eq!(one.model(), &before);
    assert_eq!(Plan::load(&one.save().unwrap(), &device_id(9)).unwrap().model(), &before);
}

#[test]
fn damaged_bytes_do_not_load_and_do_not_panic() {
    let mut one = plan(1);
    edit(&mut one, &[add(1, ItemKind::Section, "Titel", "tekst")]);
    let saved = one.save().unwrap();
    for cut in 0..saved.len() {
        assert!(Plan::load(&saved[..cut], &device_id(9)).is_err() || cut == 0, "{cut}");
    }
}

#[test]
fn rings_made_by_merging_still_show_every_item() {
    let (mut one, mut two) = (plan(1), plan(2));
    send(&edit(&mut one, &[add(1, ItemKind::Section, "A", ""), add(2, ItemKind::Section, "B", "")]), &mut two);
    let below = |item, parent| PlanEdit::Move { item: id(item), parent: Some(id(parent)), order: "1".into() };
    let mine = edit(&mut one, &[below(1, 2)]);
    send(&edit(&mut two, &[below(2, 1)]), &mut one);
    send(&mine, &mut two);
    assert_eq!(one.model().outline(&[ItemKind::Section]).len(), 2);
}

/// Any edits, for the properties below.
fn some_edit() -> impl Strategy<Value = PlanEdit> {
    let item = (1..5u8).prop_map(id);
    prop_oneof![
        ((1..5u8), "[a-c]{1,4}", "[a-c ]{0,8}").prop_map(|(n, title, body)| add(n, ItemKind::Activity, &title, &body)),
        item.clone().prop_map(PlanEdit::Remove),
        (item.clone(), "[a-c]{1,4}").prop_map(|(item, title)| PlanEdit::SetTitle { item, title }),
        (item.clone(), "[a-c]{0,3}").prop_map(|(item, line)| PlanEdit::SetField {
            item,
            field: Field::Place,
            value: Some(Value::Line(line))
        }),
        (item.clone(), proptest::option::of(0..900i64)).prop_map(|(item, cents)| PlanEdit::SetField {
            item,
            field: Field::Costs,
            value: cents.map(Value::Cents)
        }),
        (item.clone(), "[a-c ]{0,8}", "[a-c ]{0,8}").prop_map(|(item, base, text)| PlanEdit::SetBody {
            item,
            base,
            text
        }),
        (item, (1..5u8)).prop_map(|(item, n)| PlanEdit::AddComment(Comment {
            id: id(100 + n),
            item,
            author: DeviceId::from_bytes([1; 32]),
            time: Timestamp(0),
            text: "opmerking".into()
        })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_model_is_what_the_document_says_and_undo_brings_it_back(actions in proptest::collection::vec(proptest::collection::vec(some_edit(), 1..4), 1..12)) {
        let mut one = plan(1);
        let mut undo = Vec::new();
        let mut models = vec![one.model().clone()];
        for edits in &actions {
            if let Ok(edited) = one.edit(edits, Timestamp(0)) {
                let loaded = Plan::load(&one.save().unwrap(), &device_id(9)).unwrap();
                prop_assert_eq!(loaded.model(), one.model());
                undo.push(edited.inverse);
                models.push(one.model().clone());
            }
        }
        models.pop();
        while let (Some(inverse), Some(before)) = (undo.pop(), models.pop()) {
            edit(&mut one, &inverse);
            prop_assert_eq!(one.model(), &before);
        }
    }

    #[test]
    fn devices_converge_whatever_the_order(ones in proptest::collection::vec(some_edit(), 0..8), twos in proptest::collection::vec(some_edit(), 0..8), swap in any::<bool>()) {
        let (mut one, mut two, mut three) = (plan(1), plan(2), plan(3));
        let changes = |plan: &mut Plan, edits: &[PlanEdit]| -> Vec<Vec<u8>> {
            edits.iter().filter_map(|e| plan.edit(std::slice::from_ref(e), Timestamp(0)).ok()?.change).collect()
        };
        let (a, b) = (changes(&mut one, &ones), changes(&mut two, &twos));
        let take = |plan: &mut Plan, changes: &[Vec<u8>]| {
            let slices: Vec<&[u8]> = changes.iter().map(Vec::as_slice).collect();
            assert!(plan.receive(&slices).unwrap().iter().all(Result::is_ok));
        };
        take(&mut one, &b);
        take(&mut two, &a);
        let (first, second) = if swap { (&a, &b) } else { (&b, &a) };
        take(&mut three, first);
        take(&mut three, second);
        prop_assert_eq!(one.model(), two.model());
        prop_assert_eq!(one.model(), three.model());
        let loaded = Plan::load(&one.save().unwrap(), &device_id(9)).unwrap();
        prop_assert_eq!(loaded.model(), one.model());
    }
}
