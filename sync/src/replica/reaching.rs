//! What whoever joins later does not learn about membership, because the log in which it stands was closed since.
//!
//! What a newcomer takes in is tried out: every record that goes round, on a fresh state. So it also shows whose log a
//! newcomer takes in to the end, and who can therefore say again what is missing.

use std::collections::{BTreeMap, BTreeSet};

use deelbaar_schema::charter::Charter;
use deelbaar_schema::encoding;
use deelbaar_schema::id::DeviceId;
use deelbaar_schema::record::{Kind, Record};
use deelbaar_schema::space::SpaceState;
use deelbaar_schema::statement::SignedStatement;

use super::Replica;
use crate::store::StoreError;

/// What a space looks like to whoever joins later.
#[derive(Debug, Default)]
pub struct Unreached {
    /// The statements about membership that they do not learn, each list as one record states it, with the record's author. In
    /// this order each has effect.
    pub statements: Vec<(DeviceId, Vec<SignedStatement>)>,
    /// Whose log they take in as far as it goes.
    pub heard: BTreeSet<DeviceId>,
}

impl<S: SpaceState> Replica<S> {
    /// How many records about membership there are, where some of them stand in a log that is closed.
    pub fn with_closed_charter(&self) -> Option<u64> {
        let logs = self.logs();
        logs.forks().all().next()?;
        let charter = || logs.places().filter(|(_, _, kind)| *kind == Kind::Charter);
        charter().any(|(author, seq, _)| logs.is_past_fork(&author, seq)).then(|| charter().count() as u64)
    }

    /// Tries out what whoever joins later learns. Reads every record but plan changes.
    pub fn unreached(&self) -> Result<Unreached, StoreError> {
        let Some(mut newcomer) = (self.shared.fresh)() else { return Ok(Unreached::default()) };
        let (places, forks) = {
            let logs = self.logs();
            (logs.places().collect::<Vec<_>>(), logs.forks().clone())
        };
        let today = self.shared.clock.today();
        let goes_round = |author: &DeviceId, seq: u64| forks.place(author).is_none_or(|place| seq < place);
        let mut taken: BTreeMap<DeviceId, u64> = BTreeMap::new();
        loop {
            let (before, mut stopped) = (taken.clone(), BTreeSet::new());
            for (arrival, (author, seq, kind)) in (0..).zip(&places) {
                let known = taken.get(author).is_some_and(|next| *next > *seq);
                if known || !goes_round(author, *seq) || stopped.contains(author) {
                    continue;
                }
                // Whether a newcomer has what a plan change builds on is not tried: that reads the whole plan.
                let record = if *kind == Kind::PlanChange { None } else { self.whole(arrival)? };
                let fits = match record {
                    Some(record) => {
                        newcomer.apply(std::slice::from_ref(&record), today).pop().is_some_and(|r| r.is_ok())
                    }
                    None => newcomer.charter().knows(author).is_ok(),
                };
                if fits {
                    taken.insert(*author, seq + 1);
                } else {
                    stopped.insert(*author);
                }
            }
            if before == taken {
                break;
            }
        }
        let took = |author: &DeviceId, seq: u64| taken.get(author).is_some_and(|next| *next > seq);
        let mut left = Vec::new();
        for (arrival, (author, seq, kind)) in (0..).zip(&places) {
            if *kind == Kind::Charter && !took(author, *seq) {
                let body = self.whole(arrival)?.and_then(|record| record.body().map(<[u8]>::to_vec));
                let list = body.and_then(|body| encoding::decode::<Vec<SignedStatement>>(&body).ok());
                left.extend(list.map(|list| (*author, list)));
            }
        }
        let heights = self.heights();
        let whole = |author: &DeviceId| {
            let height = heights.get(author).copied().unwrap_or(0);
            goes_round(author, height) && height.checked_sub(1).is_none_or(|last| took(author, last))
        };
        let heard = newcomer.charter().members().map(|member| member.device).filter(whole).collect();
        Ok(Unreached { statements: news(newcomer.charter(), left), heard })
    }

    /// A record with its body; nothing when the body is not here.
    fn whole(&self, arrival: u64) -> Result<Option<Record>, StoreError> {
        Ok(self.kept(arrival)?.filter(|record| record.body().is_some()))
    }
}

/// What of these lists changes a charter, in an order in which each has effect. What never has any is left out.
fn news(charter: &Charter, mut left: Vec<(DeviceId, Vec<SignedStatement>)>) -> Vec<(DeviceId, Vec<SignedStatement>)> {
    let (mut charter, mut news) = (charter.clone(), Vec::new());
    loop {
        let before = left.len();
        left = left
            .into_iter()
            .filter_map(|(author, list)| match with(&charter, &list) {
                Some(next) if next == charter => None,
                Some(next) => {
                    charter = next;
                    news.push((author, list));
                    None
                }
                None => Some((author, list)),
            })
            .collect();
        if left.len() == before {
            return news;
        }
    }
}

/// A charter with these statements, when all of them have effect.
fn with(charter: &Charter, statements: &[SignedStatement]) -> Option<Charter> {
    let mut next = charter.clone();
    let verified: Vec<_> = statements.iter().map(SignedStatement::verify).collect::<Result<_, _>>().ok()?;
    for statement in &verified {
        next.add(statement).ok()?;
    }
    verified.iter().all(|statement| next.has_effect(statement)).then_some(next)
}
