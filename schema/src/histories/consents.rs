//! Consent in generated histories: asked, given, declined, confirmed and taken back, by whoever likes to.

use super::*;
use crate::field::Mask;
use crate::gate::Visibility;
use crate::municipality::MunicipalityState;
use crate::shared::Snapshot;
use crate::statement::{Consent, Withdrawal};

fn frozen() -> &'static Snapshot {
    static FROZEN: std::sync::OnceLock<Snapshot> = std::sync::OnceLock::new();
    FROZEN.get_or_init(|| snapshot(&leusden_with_activity(), &Mask::none()))
}

/// Mostly by who may, and on what is there.
pub(super) fn step() -> impl Strategy<Value = Step> {
    let which = 0..4usize;
    let who = || (device(), 0..DAYS);
    prop_oneof![
        3 => (who(), any::<u32>()).prop_map(|((by, day), knows)| Step::Request { by, day, knows }),
        4 => (who(), which.clone(), 0..4u8, any::<u32>())
            .prop_map(|((by, day), of, version, knows)| Step::Give { by, of, day, version, knows }),
        1 => (who(), which.clone()).prop_map(|((by, day), of)| Step::Decline { by, of, day }),
        1 => (who(), which.clone()).prop_map(|((by, day), of)| Step::Recall { by, of, day }),
        1 => (who(), which).prop_map(|((by, day), of)| Step::Confirm { by, of, day }),
        1 => (who(), 0..4u8, any::<u32>()).prop_map(|((by, day), version, knows)| Step::TakeBack { by, day, version, knows }),
    ]
}

/// Something is shared; what follows in a history may undo it.
pub(super) fn opening() -> [Step; 2] {
    [Step::Request { by: 0, day: 1, knows: 0 }, Step::Give { by: 1, of: 0, day: 2, version: 0, knows: 0 }]
}

impl History {
    pub(super) fn consent_step(&mut self, step: &Step) {
        let region = region_charter().space();
        let (by, day, knows, what) = match *step {
            Step::Request { by, day, knows } => {
                let snapshot = frozen().bytes().to_vec();
                let (without, sharing) = (Mask::none(), crate::disclosure::Sharing::REGION);
                (
                    by,
                    day,
                    knows,
                    What::RequestConsent { snapshot, without, sharing, confirmed: vec![], note: String::new() },
                )
            }
            Step::Give { by, of, day, version, knows } => {
                let Some(request) = pick(&self.requested, of) else { return };
                let consent = Consent { version: u32::from(version) + 1, date: on(day), ..consent_for(frozen()) };
                let consent = sign_consent(&consent, DEVICES[by]);
                (by, day, knows, What::GiveConsent { request, consent, ending: None, note: String::new() })
            }
            Step::Decline { by, of, day } => {
                let Some(request) = pick(&self.requested, of) else { return };
                (by, day, 0, What::DeclineConsent { request, returned: true, note: String::new() })
            }
            Step::Recall { by, of, day } => {
                let Some(request) = pick(&self.requested, of) else { return };
                (by, day, 0, What::RecallConsent { request })
            }
            Step::Confirm { by, of, day } => {
                let Some(consent) = pick(&self.given, of) else { return };
                (by, day, 0, What::ConfirmConsent { consent })
            }
            Step::TakeBack { by, day, version, knows } => {
                let (from, through) = (1, u32::from(version) + 1);
                let (municipality, section, date) = (LEUSDEN, section(), on(day));
                let withdrawal = Withdrawal { region, municipality, section, from, through, date };
                let signed = SignedStatement::sign(&Statement::Withdrawal(withdrawal), &key(DEVICES[by])).unwrap();
                (by, day, knows, What::Withdraw { withdrawal: signed })
            }
            _ => return,
        };
        let (asks, gives) = (matches!(what, What::RequestConsent { .. }), matches!(what, What::GiveConsent { .. }));
        let id = self.append_act(by, what, day, knows);
        if asks {
            self.requested.push(id);
        }
        if gives {
            self.given.push(id);
        }
    }
}

fn pick(all: &[RecordId], at: usize) -> Option<RecordId> {
    all.get(at % all.len().max(1)).copied()
}

/// Both replicas show the same of it, and nothing that somebody took back.
pub(super) fn check(one: &MunicipalityState, other: &MunicipalityState) -> Result<(), TestCaseError> {
    let state = |s: &MunicipalityState| s.acts().consent_state(s.bench(), ACTIVITY);
    let consents = state(one);
    prop_assert_eq!(&consents, &state(other));
    let visibility = |s: &MunicipalityState| s.item(ACTIVITY).map(|item| s.visibility(item, day(TODAY)));
    prop_assert_eq!(visibility(one), visibility(other));
    let counted = || one.acts().all().filter(|kept| one.acts().judge(one.bench(), kept).is_ok());
    if let Some(Visibility::Shared { version, .. }) = visibility(one) {
        let gave = |kept: &crate::gate::KeptAct| {
            consents.given.iter().any(|given| given.id == kept.id && given.version == version)
        };
        prop_assert!(counted().any(gave), "shown without a consent that counts");
        for kept in counted() {
            let What::Withdraw { withdrawal } = &kept.act.what else { continue };
            let Ok(Statement::Withdrawal(taken)) = withdrawal.read_kept() else { continue };
            prop_assert!(!(taken.from..=taken.through).contains(&version), "version {version} was taken back");
        }
    }
    Ok(())
}
