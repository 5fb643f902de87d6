//! Three-way merge of a text that was edited against an older version of itself.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// What `mine` did to `base`, done to `theirs`.
///
/// Insertions land where their place in `base` is now; what was deleted on either side stays deleted.
pub fn merge(base: &str, mine: &str, theirs: &str) -> String {
    if base == theirs {
        return mine.to_owned();
    }
    if base == mine {
        return theirs.to_owned();
    }
    let (base, mine, theirs) = (chars(base), chars(mine), chars(theirs));
    let moved = places(&base, &theirs);
    let mut merged = theirs.clone();
    // From the end to the start, so that earlier places stay right.
    for op in capture_diff_slices(Algorithm::Myers, &base, &mine).iter().rev() {
        let (old, new) = (op.old_range(), op.new_range());
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        for at in old.clone().rev() {
            if let Some(place) = moved.kept[at] {
                merged.remove(place);
            }
        }
        let place = moved.before[old.start];
        merged.splice(place..place, mine[new].iter().copied());
    }
    merged.into_iter().collect()
}

fn chars(text: &str) -> Vec<char> {
    text.chars().collect()
}

/// Where each character of an old text is in a new one.
struct Places {
    /// The place of each character that is still there.
    kept: Vec<Option<usize>>,
    /// The place of each gap: before the character, and one more at the end.
    before: Vec<usize>,
}

fn places(old: &[char], new: &[char]) -> Places {
    let mut places = Places { kept: vec![None; old.len()], before: vec![0; old.len() + 1] };
    for op in capture_diff_slices(Algorithm::Myers, old, new) {
        let (from, to) = (op.old_range(), op.new_range());
        let equal = matches!(op, DiffOp::Equal { .. });
        for (offset, at) in from.clone().enumerate() {
            places.before[at] = if equal { to.start + offset } else { to.start };
            if equal {
                places.kept[at] = Some(to.start + offset);
            }
        }
        places.before[from.end] = to.end;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn both_edits_are_kept() {
        let base = "Medewerkers volgen een training.";
        let mine = "Medewerkers van de balie volgen een training.";
        let theirs = "Medewerkers volgen in oktober een training in taal.";
        assert_eq!(merge(base, mine, theirs), "Medewerkers van de balie volgen in oktober een training in taal.");
    }

    #[test]
    fn deletions_of_both_sides_hold() {
        assert_eq!(merge("een twee drie vier", "een drie vier", "een twee drie"), "een drie");
        assert_eq!(merge("weg", "", "weg ermee"), " ermee");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_own_edits_survive(base in "[ab é]{0,12}", mine in "[ab é]{0,12}", theirs in "[ab é]{0,12}") {
            merge(&base, &mine, &theirs);
            prop_assert_eq!(merge(&base, &mine, &base), mine.clone());
            prop_assert_eq!(merge(&base, &base, &theirs), theirs);
        }

        #[test]
        fn insertions_are_never_lost(base in "[a-c]{0,10}", at in 0..11usize, other in 0..11usize) {
            let put = |at: usize, text: &str| {
                let at = at.min(base.len());
                format!("{}{text}{}", &base[..at], &base[at..])
            };
            let merged = merge(&base, &put(at, "MIJN"), &put(other, "HUN"));
            prop_assert!(merged.contains("MIJN") && merged.contains("HUN"), "{merged}");
        }
    }
}
