//! A charter that changes whole or not at all.
//!
//! A record with statements has effect as a whole, which shows only when all of them are in. So they are put into a second
//! charter first. That one is kept for the next record: copying the charter of a country for each of its thousand records
//! took a fifth of a start.

use std::ops::Deref;
use std::sync::Arc;

use super::Charter;

/// A charter, which may be given out, and perhaps another that is the same.
#[derive(Debug, Clone)]
pub(crate) struct Tried {
    charter: Arc<Charter>,
    /// Gone after a change that failed, or that ended in a panic, or of a charter that was given out.
    spare: Option<Arc<Charter>>,
}

impl Tried {
    pub(crate) fn new(charter: Charter) -> Self {
        Self { charter: Arc::new(charter), spare: None }
    }

    /// Makes a change, or none when it fails. `change` must do the same to charters that are the same.
    pub(crate) fn change<E>(&mut self, change: impl Fn(&mut Charter) -> Result<(), E>) -> Result<(), E> {
        let mut next = self.spare.take().unwrap_or_else(|| Arc::new(Charter::clone(&self.charter)));
        change(Arc::make_mut(&mut next))?;
        std::mem::swap(&mut self.charter, &mut next);
        // What was the charter until now follows, unless somebody has it.
        let follows = Arc::get_mut(&mut next).is_some_and(|old| change(old).is_ok());
        self.spare = follows.then_some(next);
        Ok(())
    }

    /// The charter as it is now, without a copy of it. It stays as it is, whatever follows.
    pub(crate) fn shared(&self) -> Arc<Charter> {
        Arc::clone(&self.charter)
    }

    /// No more statements follow for now: the memory of the second charter is given back.
    pub(crate) fn rest(&mut self) {
        self.spare = None;
    }
}

impl Deref for Tried {
    type Target = Charter;

    fn deref(&self) -> &Charter {
        &self.charter
    }
}

impl PartialEq for Tried {
    fn eq(&self, other: &Self) -> bool {
        self.charter == other.charter
    }
}

impl Eq for Tried {}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;
    use crate::charter::CharterError;
    use crate::fixture::{LEUSDEN, REGION, SOEST, day, key, region_charter};
    use crate::id::MunicipalityCode;
    use crate::statement::{Dismissal, SignedStatement, Statement, Verified};

    fn dismissal(municipality: MunicipalityCode) -> Verified {
        let region = region_charter().space();
        let statement = Statement::Dismissal(Dismissal { region, municipality, last_day: day("2026-03-01") });
        SignedStatement::sign(&statement, &key(REGION)).unwrap().verify().unwrap()
    }

    #[test]
    fn a_change_that_fails_or_panics_half_way_leaves_nothing_for_the_next() {
        let mut tried = Tried::new(region_charter());
        let half = |charter: &mut Charter| charter.add(&dismissal(SOEST));
        for _ in 0..2 {
            let refused = tried.change(|charter| half(charter).and(Err(CharterError::WrongKey)));
            assert_eq!((refused, &*tried), (Err(CharterError::WrongKey), &region_charter()));
            // With a second charter at hand.
            tried.change(|_| Ok::<_, CharterError>(())).unwrap();
            let panicked = catch_unwind(AssertUnwindSafe(|| {
                tried.change(|charter| -> Result<(), CharterError> { panic!("{:?}", half(charter)) })
            }));
            assert!(panicked.is_err() && *tried == region_charter());
            tried.change(|_| Ok::<_, CharterError>(())).unwrap();
        }
        let mut expected = region_charter();
        expected.add(&dismissal(LEUSDEN)).unwrap();
        for _ in 0..3 {
            tried.change(|charter| charter.add(&dismissal(LEUSDEN))).unwrap();
            assert_eq!(*tried, expected);
        }
    }

    #[test]
    fn a_charter_that_was_given_out_stays_as_it_was_and_is_no_copy() {
        let mut tried = Tried::new(region_charter());
        let mut expected = region_charter();
        for municipality in [SOEST, LEUSDEN] {
            let given = tried.shared();
            assert!(std::ptr::eq(&raw const *given, &raw const *tried));
            let before = expected.clone();
            tried.change(|charter| charter.add(&dismissal(municipality))).unwrap();
            expected.add(&dismissal(municipality)).unwrap();
            assert_eq!((&*given, &*tried), (&before, &expected));
            // With a second charter at hand.
            tried.change(|_| Ok::<_, CharterError>(())).unwrap();
            assert_eq!(*tried, expected);
        }
    }
}
