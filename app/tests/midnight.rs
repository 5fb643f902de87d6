//! A day is a Dutch day: what the inbox offers and what the act accepts change at the same midnight, in winter and in summer.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use deelbaar::engine::{Command, Executor};
use deelbaar_schema::act::Outcome;
use deelbaar_schema::id::RecordId;
use deelbaar_schema::plan::ItemKind;
use deelbaar_schema::role::Role;
use deelbaar_schema::space::SpaceState as _;
use deelbaar_schema::time::{Date, Term, Timestamp};
use deelbaar_sync::clock::Clock;
use deelbaar_tests::{Device, LEUSDEN};

const HOUR: i64 = 60 * 60 * 1000;
const MINUTE: i64 = 60 * 1000;

/// The instant at which a Dutch clock shows that the day begins, when it is so many hours ahead of UTC.
fn midnight(day: &str, ahead: i64) -> i64 {
    let day: Date = day.parse().unwrap();
    day.and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp_millis() - ahead * HOUR
}

fn submitted(officer: &Device, title: &str) -> RecordId {
    let item = officer.add(ItemKind::Activity, title, "Tekst.");
    officer.submit(item)
}

/// Whether the inbox offers to answer a request; and it does exactly when the answer is accepted.
#[track_caller]
fn decides(alderman: &Device, request: RecordId, when: &str) -> bool {
    let mut executor = Executor::new(alderman.workspace.clone(), None);
    let view = executor.view();
    let entry = view.inbox.iter().find(|entry| entry.request == request).unwrap();
    let offered = entry.can_answer();
    let decide = Command::Decide { request, outcome: Outcome::Agreed, external: None, note: String::new() };
    let done = executor.execute(decide);
    assert_eq!(offered, done.is_ok(), "{when}: {done:?}");
    offered
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_and_the_last_day_of_a_term_begin_and_end_at_dutch_midnight_at_both_doors() {
    let officer = Device::found(LEUSDEN).await;
    for (first, last, after, ahead) in
        [("2041-01-15", "2041-01-16", "2041-01-17", 1), ("2041-07-15", "2041-07-16", "2041-07-17", 2)]
    {
        let term = Term { from: first.parse().unwrap(), until: Some(last.parse().unwrap()) };
        let alderman = Box::pin(officer.colleague(Role::Reader)).await;
        let device = alderman.workspace.device();
        officer.workspace.change_role(device, Role::Alderman, term, officer.second.as_ref()).unwrap();
        let role = |d: &Device| {
            d.workspace.municipality().look(|m| m.charter().member_on(&device, term.from).map(|member| member.role))
        };
        alderman.until("the role to come", |d| role(d) == Some(Role::Alderman)).await;
        let (begins, ends) = (midnight(first, ahead), midnight(after, ahead));
        let moments = [
            (begins - MINUTE, false, "23:59 before the first day"),
            (begins, true, "00:00"),
            (begins + 2 * HOUR - MINUTE, true, "01:59"),
            (begins + 2 * HOUR, true, "02:00"),
            (ends - 2 * HOUR, true, "22:00 on the last day"),
            (ends - MINUTE, true, "23:59 on the last day"),
            (ends, false, "00:00 after the last day"),
            (ends + 2 * HOUR - MINUTE, false, "01:59 after the last day"),
            (ends + 2 * HOUR, false, "02:00 after the last day"),
        ];
        let asked = moments.map(|(moment, may, when)| (moment, may, when, submitted(&officer, when)));
        let arrived = |d: &Device, request| d.workspace.municipality().look(|m| m.acts().get(&request).is_some());
        for (.., request) in &asked {
            alderman.until("what is asked", |d| arrived(d, *request)).await;
        }
        let hands = Arc::new(AtomicI64::new(begins));
        let shown = Arc::clone(&hands);
        let clock = Clock::from_fn(move || Timestamp(shown.load(Ordering::SeqCst)));
        let alderman = Box::pin(alderman.with_clock(clock)).await;
        for (moment, may, when, request) in asked {
            hands.store(moment, Ordering::SeqCst);
            assert_eq!(decides(&alderman, request, when), may, "{first}, {when}");
        }
        // Everybody else judges what was decided by the same days.
        let counted = |d: &Device| {
            d.workspace.municipality().look(|m| {
                let acts = m.acts().all().filter(|kept| kept.author == alderman.workspace.device());
                acts.filter(|kept| m.acts().judge(m.bench(), kept).is_ok()).count()
            })
        };
        alderman.meet(&officer);
        officer.until("five decisions that count", |d| counted(d) == 5).await;
    }
}
