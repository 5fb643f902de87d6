//! What a request, a consent, a newer version and a withdrawal must be to be recorded.

use super::super::{ActError, Acts, Bench};
use crate::act::{Act, What};
use crate::charter::CharterError;
use crate::disclosure::DisclosureError;
use crate::id::{DeviceId, ItemId, MunicipalityCode, RecordId, SharedId, SpaceId};
use crate::personal;
use crate::projection;
use crate::publication::{self, ConsentError};
use crate::role::Action;
use crate::shared::SharedItem;
use crate::statement::{Consent, SignedStatement, Statement, Verified, Withdrawal};
use crate::time::Date;

impl Acts {
    pub(in crate::gate) fn check_consent_track(
        &self,
        bench: Bench<'_>,
        act: &Act,
        author: &DeviceId,
        day: Date,
    ) -> Result<(), ActError> {
        match &act.what {
            What::RequestConsent { snapshot, without, sharing, confirmed, .. } => {
                bench.authorise(author, Action::Ask, day)?;
                let item = SharedItem::parse(snapshot)?;
                sharing.check(&item, without)?;
                require_confirmed(&item, confirmed)
            }
            What::Revise { consent, revision, snapshot, confirmed } => {
                bench.authorise(author, Action::Ask, day)?;
                self.check_revised(bench, act, author, *consent, revision, snapshot)?;
                require_confirmed(&SharedItem::parse(snapshot)?, confirmed)
            }
            What::GiveConsent { request, consent, ending, .. } => {
                let consent = self.check_given(bench, act, author, day, *request, consent)?;
                check_ending(bench, act.item, author, &consent, ending.as_ref())
            }
            What::DeclineConsent { request, .. } => {
                bench.authorise(author, Action::Consent, day)?;
                self.require_request(request, act.item)
            }
            What::RecallConsent { request } => {
                bench.authorise(author, Action::Ask, day)?;
                self.require_request(request, act.item)
            }
            What::ConfirmConsent { consent } => {
                bench.authorise(author, Action::Consent, day)?;
                match self.named(consent, act.item)?.act.what {
                    What::GiveConsent { .. } => Ok(()),
                    _ => Err(ActError::Unknown),
                }
            }
            What::Withdraw { withdrawal } => {
                bench.authorise(author, Action::Consent, day)?;
                check_withdrawal(bench, act.item, author, withdrawal).map(drop)
            }
            _ => Err(ActError::Unknown),
        }
    }

    fn require_request(&self, request: &RecordId, item: ItemId) -> Result<(), ActError> {
        match self.named(request, item)?.act.what {
            What::RequestConsent { .. } => Ok(()),
            _ => Err(ActError::Unknown),
        }
    }

    fn check_given(
        &self,
        bench: Bench<'_>,
        act: &Act,
        author: &DeviceId,
        day: Date,
        request: RecordId,
        signed: &SignedStatement,
    ) -> Result<Consent, ActError> {
        bench.authorise(author, Action::Consent, day)?;
        let asked = self.named(&request, act.item)?;
        let What::RequestConsent { snapshot, without, sharing, .. } = &asked.act.what else {
            return Err(ActError::Unknown);
        };
        let verified = signed.verify().map_err(ConsentError::Statement)?;
        let Statement::Consent(consent) = verified.statement() else { return Err(ConsentError::NotConsent.into()) };
        require_own(bench, consent.region, consent.municipality)?;
        // Whoever signed the statement must be who gives it, and entitled on the day that the statement names.
        bench.authorise(&verified.device(), Action::Consent, consent.date)?;
        require_signer(&verified, author)?;
        require_section(bench, act.item, consent.section)?;
        if !consent.without.covers(without) || consent.sharing.audience != sharing.audience {
            return Err(ConsentError::OtherContent.into());
        }
        let narrowed = projection::narrow(snapshot, &consent.without)?;
        publication::check_content(consent, consent.snapshot, narrowed.bytes())?;
        Ok(consent.clone())
    }

    fn check_revised(
        &self,
        bench: Bench<'_>,
        act: &Act,
        author: &DeviceId,
        given: RecordId,
        signed: &SignedStatement,
        snapshot: &[u8],
    ) -> Result<(), ActError> {
        let given = self.given(self.named(&given, act.item)?).ok_or(ActError::Unknown)?;
        let verified = signed.verify().map_err(ConsentError::Statement)?;
        let Statement::Revision(revision) = verified.statement() else { return Err(ConsentError::NotConsent.into()) };
        require_signer(&verified, author)?;
        bench.authorise(author, Action::Ask, revision.date)?;
        publication::check_revises(revision, &given.consent, &given.signed.hash())?;
        let narrowed = projection::narrow(snapshot, &given.consent.without)?;
        publication::check_content(&given.consent, revision.snapshot, narrowed.bytes())?;
        // The alderman saw these files and no others.
        let seen = narrowed.files().is_subset(&given.snapshot.files());
        if seen { Ok(()) } else { Err(ConsentError::OtherFiles.into()) }
    }
}

fn require_confirmed(item: &SharedItem, confirmed: &[String]) -> Result<(), ActError> {
    let found = personal::unconfirmed(item, confirmed);
    if found.is_empty() { Ok(()) } else { Err(ActError::PersonalData(found)) }
}

/// A consent with a last day comes with the withdrawal of everything up to it; any other comes without.
fn check_ending(
    bench: Bench<'_>,
    item: ItemId,
    author: &DeviceId,
    consent: &Consent,
    ending: Option<&SignedStatement>,
) -> Result<(), ActError> {
    match (consent.sharing.until, ending) {
        (None, None) => Ok(()),
        (Some(_), Some(ending)) => {
            let withdrawal = check_withdrawal(bench, item, author, ending)?;
            let whole = withdrawal.from == 1 && withdrawal.through == consent.version;
            if whole { Ok(()) } else { Err(ConsentError::Version.into()) }
        }
        _ => Err(ConsentError::Disclosure(DisclosureError::EndsBeforeItBegins).into()),
    }
}

fn check_withdrawal(
    bench: Bench<'_>,
    item: ItemId,
    author: &DeviceId,
    signed: &SignedStatement,
) -> Result<Withdrawal, ActError> {
    let verified = signed.verify().map_err(ConsentError::Statement)?;
    let Statement::Withdrawal(withdrawal) = verified.statement() else { return Err(ConsentError::NotConsent.into()) };
    require_signer(&verified, author)?;
    require_own(bench, withdrawal.region, withdrawal.municipality)?;
    require_section(bench, item, withdrawal.section)?;
    let sound = withdrawal.from > 0 && withdrawal.from <= withdrawal.through;
    if sound { Ok(withdrawal.clone()) } else { Err(ConsentError::Version.into()) }
}

fn require_signer(verified: &Verified, author: &DeviceId) -> Result<(), ActError> {
    if verified.device() == *author { Ok(()) } else { Err(ConsentError::Signer(CharterError::WrongKey).into()) }
}

fn require_own(bench: Bench<'_>, region: SpaceId, municipality: MunicipalityCode) -> Result<(), ActError> {
    if region != bench.region {
        return Err(ConsentError::OtherRegion.into());
    }
    if municipality != bench.municipality {
        return Err(ConsentError::OtherSection.into());
    }
    Ok(())
}

fn require_section(bench: Bench<'_>, item: ItemId, section: SharedId) -> Result<(), ActError> {
    if SharedId::derive(&bench.charter.space(), &item) == section {
        Ok(())
    } else {
        Err(ConsentError::OtherSection.into())
    }
}
