//! Keys in generated histories: renewed by both people, by one, by a thief; twice at once; and after that again.

use super::*;

impl Whose {
    fn of(self) -> Founded {
        match self {
            Self::Region => Founded::Region,
            Self::Municipality => LEUSDEN.into(),
        }
    }

    fn keys(self) -> ([u8; 4], [u8; 4]) {
        match self {
            Self::Region => (REGION_KEYS, REGION_SECONDS),
            Self::Municipality => (KEYS, SECONDS),
        }
    }

    fn pair(self, (one, second): Place) -> Pair {
        let (keys, seconds) = self.keys();
        Pair { key: key(keys[one]).root(), second: key(seconds[second]).root() }
    }
}

/// A renewal as it was made, whether or not it came to anything.
#[derive(Debug, Clone)]
pub(super) struct Renewed {
    of: Founded,
    old: Pair,
    new: Pair,
    agreed: Option<RootKey>,
}

/// An admission as it was made.
#[derive(Debug, Clone)]
pub(super) struct Admitted {
    statement: ContentHash,
    keys: Pair,
    signer: RootKey,
    agreed: Option<RootKey>,
}

/// What the replicas begin with: every statement that counts then.
pub(super) fn first(charter: &Charter) -> BTreeSet<ContentHash> {
    let of = |whose: Whose| charter.stated_by(whose.pair((0, 0)).key, whose.of());
    &of(Whose::Municipality) | &of(Whose::Region)
}

/// Mostly by who may, of the keys that are there at first.
pub(super) fn renew(whose: Whose) -> impl Strategy<Value = Step> {
    let place = || (root(), root());
    (place(), (0..3usize, 0..3usize), any::<u32>(), agreed()).prop_map(move |(old, new, drops, agreed)| Step::Renew {
        whose,
        old,
        new,
        drops,
        agreed,
    })
}

/// What the region's keys state.
pub(super) fn of_the_region() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => renew(Whose::Region),
        1 => ((root(), root()), root(), agreed()).prop_map(|(keys, by, agreed)| Step::Admit { keys, by, agreed }),
        1 => (0..DAYS, root()).prop_map(|(last, by)| Step::Dismiss { last, by }),
    ]
}

impl History {
    pub(super) fn key_step(&mut self, step: &Step) {
        let (space, municipality) = (self.space, LEUSDEN);
        match *step {
            Step::Renew { whose, old, new, drops, agreed } => {
                let (keys, seconds) = whose.keys();
                let (by, of) = (keys[old.0], whose.of());
                let agreed = agreed.map(|second| seconds[second]);
                let (old, new) = (whose.pair(old), whose.pair(new));
                let known = self.said.iter().filter(|(signer, _)| *signer == old.key || *signer == old.second);
                let known = known.map(|(_, hash)| *hash).enumerate();
                let kept = known.filter(|(at, _)| drops >> (at % 32) & 7 != 7).map(|(_, hash)| hash);
                let keeps = kept.chain(self.base.iter().copied()).collect();
                self.state(&Statement::Renewal(Renewal { space, of, old, new, keeps }), by, agreed.map(|by| (of, by)));
                let agreed = agreed.map(|by| key(by).root());
                self.renewals.push(Renewed { of, old, new, agreed });
            }
            Step::Admit { keys, by, agreed } => {
                let (name, keys) = ("Leusden".to_owned(), Whose::Municipality.pair(keys));
                let term = Term::since(day("2025-01-01"));
                let admission = Admission { region: space, municipality, name, keys, term };
                let agreed = agreed.map(|second| REGION_SECONDS[second]);
                let both = agreed.map(|second| (Founded::Region, second));
                let statement = self.state(&Statement::Admission(admission), REGION_KEYS[by], both);
                let agreed = agreed.map(|second| key(second).root());
                self.admitted.push(Admitted { statement, keys, signer: key(REGION_KEYS[by]).root(), agreed });
            }
            Step::Dismiss { last, by } => {
                let dismissal = Dismissal { region: space, municipality, last_day: on(last) };
                let hash = self.state(&Statement::Dismissal(dismissal), REGION_KEYS[by], None);
                self.dismissed.push((hash, on(last)));
            }
            _ => {}
        }
    }
}

/// The keys that speak were put there by both people of those before them, every time.
pub(super) fn check(history: &History, charter: &Charter, whose: Whose) -> Result<(), TestCaseError> {
    let by_both = |renewed: &&Renewed| renewed.of == whose.of() && renewed.agreed == Some(renewed.old.second);
    let mut reached = BTreeSet::from([whose.pair((0, 0))]);
    for _ in &history.renewals {
        let next = history.renewals.iter().filter(by_both).filter(|renewed| reached.contains(&renewed.old));
        let next: Vec<Pair> = next.map(|renewed| renewed.new).collect();
        reached.extend(next);
    }
    let current: Vec<Pair> = charter.current_keys(whose.of()).collect();
    prop_assert_eq!(current.len(), 1);
    prop_assert!(current.iter().all(|pair| reached.contains(pair)), "{current:?} is not among {reached:?}");
    // Whatever else was stated, a key that was replaced by both people does not speak.
    let replaced = history.renewals.iter().filter(by_both).filter(|renewed| renewed.old == whose.pair((0, 0)));
    let replaced = replaced.filter(|renewed| renewed.new.key != renewed.old.key).count();
    prop_assert!(replaced == 0 || !charter.speaks_for(whose.pair((0, 0)).key, whose.of()));
    Ok(())
}

/// The keys that speak for the municipality are those with which it was first admitted, or that two people of the region
/// agreed to, or follow from those.
pub(super) fn check_admitted(history: &History, charter: &Charter) -> Result<(), TestCaseError> {
    let by_both = |renewed: &&Renewed| renewed.of == LEUSDEN.into() && renewed.agreed == Some(renewed.old.second);
    let counts = |by: RootKey, statement| charter.stated_by(by, Founded::Region).contains(statement);
    let agreed = history
        .admitted
        .iter()
        .filter(|a| counts(a.signer, &a.statement) && a.agreed.is_some_and(|second| counts(second, &a.statement)));
    let mut reached: BTreeSet<Pair> = agreed.map(|admitted| admitted.keys).collect();
    if reached.is_empty() {
        reached.insert(Whose::Municipality.pair((0, 0)));
    }
    for _ in &history.renewals {
        let next = history.renewals.iter().filter(by_both).filter(|renewed| reached.contains(&renewed.old));
        let next: Vec<Pair> = next.map(|renewed| renewed.new).collect();
        reached.extend(next);
    }
    for pair in charter.current_keys(LEUSDEN) {
        prop_assert!(reached.contains(&pair), "{pair:?} is not among {reached:?}");
    }
    Ok(())
}
