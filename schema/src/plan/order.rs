//! Fractional indexes: strings that sort in the order of a list, with room between any two.
//!
//! Alphabet `0-9a-z`; no index ends in `0`, so there is always one in between.

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

fn digit(byte: u8) -> usize {
    DIGITS.iter().position(|d| *d == byte).unwrap_or(0)
}

/// An index after `low` and before `high`; empty strings stand for the ends of the list.
///
/// When `low` is not before `high` (two people moved at once), the result is after `low`.
pub fn between(low: &str, high: &str) -> String {
    let (low, high) = (low.as_bytes(), if low < high { high.as_bytes() } else { b"" });
    let mut bounded = !high.is_empty();
    let mut out = String::new();
    for at in 0.. {
        let floor = low.get(at).map_or(0, |b| digit(*b));
        let ceiling = if bounded { high.get(at).map_or(DIGITS.len(), |b| digit(*b)) } else { DIGITS.len() };
        if floor + 1 < ceiling {
            // At the end of the list take small steps, so that appending stays short.
            let step = if bounded { (ceiling - floor) / 2 } else { 1 };
            out.push(char::from(DIGITS[floor + step]));
            return out;
        }
        out.push(char::from(DIGITS[floor]));
        bounded = bounded && floor == ceiling;
    }
    out
}

/// `count` indexes after `low`, in order.
pub fn after(low: &str, count: usize) -> Vec<String> {
    let prefix = between(low, "");
    let width = count.to_string().len();
    (1..=count).map(|n| format!("{prefix}{n:0width$}i")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_long_import_sorts_and_leaves_room() {
        let orders = after("z", 1200);
        assert!(orders.is_sorted());
        assert!(orders.iter().all(|order| order.as_str() > "z"));
        assert!(between(&orders[0], &orders[1]) < orders[1]);
    }

    proptest! {
        #[test]
        fn any_insertion_lands_where_it_was_put(places in proptest::collection::vec(0..1000usize, 1..200)) {
            let mut list: Vec<String> = Vec::new();
            for place in places {
                let at = place % (list.len() + 1);
                let low = if at == 0 { "" } else { &list[at - 1] };
                let high = list.get(at).map_or("", String::as_str);
                let new = between(low, high);
                prop_assert!(new.as_str() > low && (high.is_empty() || new.as_str() < high), "{low} < {new} < {high}");
                prop_assert!(!new.ends_with('0'));
                list.insert(at, new);
            }
        }
    }
}
