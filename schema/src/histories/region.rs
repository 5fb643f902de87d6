//! Histories of a region: what is shown of a municipality, by whose consent, and until when.

use super::*;
use crate::field::Mask;
use crate::publication::Publication;
use crate::region::RegionState;
use crate::statement::{Consent, Withdrawal};

impl History {
    pub(super) fn publish(&mut self, by: u8, date: Date, version: u32) {
        let snapshot = snapshot(&leusden_with_activity(), &Mask::none());
        let consent = Consent { version, date, ..consent_for(&snapshot) };
        let body = Publication::new(sign_consent(&consent, by), None, &snapshot).encode().unwrap();
        self.append(by, Kind::Publication, body, date);
    }

    pub(super) fn withdraw(&mut self, by: u8, date: Date, version: u32) {
        let withdrawal = Withdrawal {
            region: self.space,
            municipality: LEUSDEN,
            section: section(),
            from: version,
            through: version,
            date,
        };
        let signed = SignedStatement::sign(&Statement::Withdrawal(withdrawal), &key(by)).unwrap();
        self.append(by, Kind::Withdrawal, encoding::encode(&signed).unwrap(), date);
    }
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => stated(),
        1 => keys::of_the_region(),
        3 => (device(), 0..DAYS, 0..6u8).prop_map(|(by, day, version)| Step::Publish { by, day, version }),
        1 => (device(), 0..DAYS, 0..6u8).prop_map(|(by, day, version)| Step::Withdraw { by, day, version }),
    ]
}

fn shown(state: &RegionState) -> Vec<(u32, Date, DeviceId)> {
    let versions = state.history(&(LEUSDEN, section()), day(TODAY));
    versions.into_iter().map(|version| (version.version, version.date, version.given.signer)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]
    #[test]
    fn every_replica_shows_the_same_and_only_what_counts(
        steps in prop::collection::vec(step(), 0..20),
        arrivals in arrivals(),
    ) {
        let begin = region();
        let history = History::of(begin.charter(), &steps);
        let (one, other) = both(&begin, &history, &arrivals);
        prop_assert_eq!(one.charter(), other.charter());
        prop_assert_eq!(shown(&one), shown(&other));

        let charter = one.charter();
        keys::check(&history, charter, Whose::Region)?;
        // Of what the region's keys said, that which counts.
        let said: BTreeSet<_> = REGION_KEYS.iter().flat_map(|by| charter.stated_by(key(*by).root(), Founded::Region)).collect();
        let last = history.dismissed.iter().filter(|(hash, _)| said.contains(hash)).map(|(_, last)| *last).min();
        prop_assert_eq!(charter.dismissed(LEUSDEN), last);
        for (version, date, signer) in shown(&one) {
            prop_assert!(could(&history, charter, &signer, Action::Consent, date), "version {version} of {date}");
            // None of these removals keeps a consent: one that reaches the signer at all leaves nothing of it.
            prop_assert!(!is_past_removal(&history, charter, &signer, u64::MAX), "version {version}");
            prop_assert!(last.is_none_or(|last| date <= last), "shared on {date}, after {last:?}");
        }
    }
}

#[test]
fn the_histories_are_not_empty() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut versions, mut hidden) = (0, 0);
    for _ in 0..150 {
        let steps = prop::collection::vec(step(), 20).new_tree(&mut runner).unwrap().current();
        let mut state = region();
        let history = History::of(state.charter(), &steps);
        settle(&mut state, &history.records.iter().collect::<Vec<_>>());
        versions += shown(&state).len();
        hidden += usize::from(shown(&state).is_empty());
    }
    assert!(versions > 30 && hidden > 10, "{versions} {hidden}");
}
