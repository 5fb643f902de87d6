//! Histories of a region: what is shown of a municipality, by whose consent, and until when.

use super::*;
use crate::disclosure::Sharing;
use crate::field::Mask;
use crate::publication::{Publication, Signed};
use crate::region::{RegionState, Version};
use crate::statement::{Consent, Revision, Withdrawal};

impl History {
    pub(super) fn publish(&mut self, by: u8, date: Date, version: u32) {
        let snapshot = snapshot(&leusden_with_activity(), &Mask::none());
        let sharing = Sharing { standing: true, ..Sharing::REGION };
        let signed = sign_consent(&Consent { version, sharing, date, ..consent_for(&snapshot) }, by);
        let body = Publication::new(signed.clone(), None, &snapshot).encode().unwrap();
        self.published.push(signed);
        self.append(by, Kind::Publication, body, date);
    }

    /// A newer version under one of the consents.
    pub(super) fn revise(&mut self, by: u8, of: usize, date: Date, version: u32) {
        let Some(consent) = self.published.get(of % self.published.len().max(1)).cloned() else { return };
        let snapshot = snapshot(&leusden_with_activity(), &Mask::none());
        let revision = Statement::Revision(Revision {
            region: self.space,
            municipality: LEUSDEN,
            section: section(),
            version,
            consent: consent.hash(),
            snapshot: snapshot.hash(),
            date,
        });
        let revision = SignedStatement::sign(&revision, &key(by)).unwrap();
        let body = Publication::new(consent, Some(revision), &snapshot).encode().unwrap();
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

/// Something is shared, and a newer version of it; what follows in a history may undo it.
fn opening() -> Vec<Step> {
    vec![Step::Publish { by: 1, day: 2, version: 0 }, Step::Revise { by: 0, of: 0, day: 3, version: 0 }]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => stated(),
        1 => keys::of_the_region(),
        3 => (device(), 0..DAYS, 0..6u8).prop_map(|(by, day, version)| Step::Publish { by, day, version }),
        3 => (device(), 0..8usize, 0..DAYS, 0..8u8)
            .prop_map(|(by, of, day, version)| Step::Revise { by, of, day, version }),
        1 => (device(), 0..DAYS, 0..6u8).prop_map(|(by, day, version)| Step::Withdraw { by, day, version }),
    ]
}

/// A version that shows: its number, the day of the consent and its signer; for a newer version its day and signer too.
#[derive(Debug, PartialEq)]
struct Shown {
    version: u32,
    consent: (Date, Signed),
    revision: Option<(Date, Signed)>,
}

fn shown(state: &RegionState) -> Vec<Shown> {
    let versions = state.history(&(LEUSDEN, section()), day(TODAY)).into_iter();
    let show = |version: &Version| Shown {
        version: version.version,
        consent: (version.consent.date, version.given),
        revision: version.revision.map(|by| (version.date, by)),
    };
    versions.map(show).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn every_replica_shows_the_same_and_only_what_counts(
        steps in prop::collection::vec(step(), 0..20),
        arrivals in arrivals(),
    ) {
        let begin = region();
        let steps = [opening(), steps].concat();
        let history = History::of(begin.charter(), &steps);
        let (one, other) = both(&begin, &history, &arrivals);
        prop_assert_eq!(one.charter(), other.charter());
        prop_assert_eq!(shown(&one), shown(&other));

        let charter = one.charter();
        keys::check(&history, charter, Whose::Region)?;
        keys::check_admitted(&history, charter)?;
        // Of what the region's keys said, that which counts.
        let said: BTreeSet<_> = REGION_KEYS.iter().flat_map(|by| charter.stated_by(key(*by).root(), Founded::Region)).collect();
        let last = history.dismissed.iter().filter(|(hash, _)| said.contains(hash)).map(|(_, last)| *last).min();
        prop_assert_eq!(charter.dismissed(LEUSDEN), last);
        for Shown { version, consent, revision } in shown(&one) {
            let signed = std::iter::once((Action::Consent, consent)).chain(revision.map(|by| (Action::Ask, by)));
            for (action, (date, Signed { statement, signer })) in signed {
                prop_assert!(could(&history, charter, &signer, action, date), "version {version} of {date}");
                // A removal leaves of what its device signed only what it keeps.
                let removed = history.revoked.iter().filter(|gone| gone.device == signer);
                let mut removed = removed.filter(|gone| counts(charter, &gone.statement, gone.signer));
                prop_assert!(removed.all(|gone| gone.keeps.contains(&statement)), "version {version}");
            }
            prop_assert!(last.is_none_or(|last| consent.0 <= last), "shared on {consent:?}, after {last:?}");
            prop_assert!(revision.is_none_or(|(date, _)| consent.0 <= date), "newer before its consent");
        }
    }
}

#[test]
fn the_histories_are_not_empty() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut versions, mut revised, mut hidden) = (0, 0, 0);
    for _ in 0..150 {
        let steps = prop::collection::vec(step(), 20).new_tree(&mut runner).unwrap().current();
        let mut state = region();
        let steps = [opening(), steps].concat();
        let history = History::of(state.charter(), &steps);
        settle(&mut state, &history.records.iter().collect::<Vec<_>>());
        versions += shown(&state).len();
        revised += shown(&state).iter().filter(|shown| shown.revision.is_some()).count();
        hidden += usize::from(shown(&state).is_empty());
    }
    assert!(versions > 30 && revised > 5 && hidden > 10, "{versions} {revised} {hidden}");
}
