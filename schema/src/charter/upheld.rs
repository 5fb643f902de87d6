//! Whether one statement counts. The device whose record carries it does not matter: a root key's word holds whoever brings it,
//! and falls with the key, however honest the bearer.

use super::{Charter, EnrolmentKey, Founded};
use crate::statement::{SignedStatement, Statement};

impl Charter {
    /// Whether a statement that was taken in counts, everything known taken together: no renewal left it out, nobody who
    /// had to agree is missing, and whoever signed a mandate or competence could, and was not removed before. False for what
    /// is no statement about membership. What was removed, or ended on its day, goes on to count as a statement.
    pub fn upholds(&self, signed: &SignedStatement) -> bool {
        let (hash, by) = (signed.hash(), signed.signer());
        let said = |of: Founded| self.keys.counts(by, of, &hash);
        let device = signed.device();
        let Ok(statement) = signed.read_kept() else { return false };
        match &statement {
            Statement::Admission(a) => said(Founded::Region) && self.admitted_keys(a.municipality).contains(&a.keys),
            Statement::Dismissal(_) | Statement::Relay(_) => said(Founded::Region),
            Statement::Enrolment(e) => {
                let (municipality, role, term) = (e.municipality, e.role, e.term);
                self.is_valid(&EnrolmentKey { municipality, role, term, hash, signer: by }, e)
            }
            Statement::EnrolmentEnd(end) => said(end.municipality.into()),
            Statement::Revocation(r) => said(r.municipality.into()),
            Statement::Renewal(renewal) => self.keys.renews(&(hash, by), renewal),
            Statement::Countersignature(c) => {
                let mut renewals = self.keys.renewals_named(&c.statement, c.of);
                self.keys.agrees(by, c.of, &c.statement) || renewals.any(|renewal| renewal.old.second == by)
            }
            Statement::Mandate(m) => self.arranged(&device, m.municipality, &hash, m.term.from).is_ok(),
            Statement::MandateEnd(end) => self.arranged(&device, end.municipality, &hash, end.last_day).is_ok(),
            Statement::Competence(c) => self.arranged(&device, c.municipality, &hash, c.from).is_ok(),
            Statement::Consent(_) | Statement::Withdrawal(_) | Statement::Revision(_) => false,
        }
    }
}
