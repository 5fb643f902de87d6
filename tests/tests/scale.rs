//! A dozen municipalities in one process, over the real code of a session: joining, an ordinary day, one that was away, and
//! withdrawals.
//! The whole country is a bench (`benches/scale.rs`).
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use deelbaar_tests::nation::{Cost, Nation};

const ALL: usize = 12;
const SECTIONS: usize = 2;

/// So many sections show everywhere.
#[track_caller]
fn all_show(nation: &Nation, sections: usize, without: Option<usize>) {
    for (at, node) in nation.nodes().iter().enumerate().filter(|(at, _)| Some(*at) != without) {
        let today = node.workspace.clock().today();
        assert_eq!(node.workspace.region().look(|region| region.visible(today).count()), sections, "device {at}");
    }
}

/// In a region this small everybody is connected with everybody, once.
#[track_caller]
fn once_each(cost: &Cost, others: usize) {
    assert!(cost.sessions.iter().all(|sessions| *sessions == others), "{:?}", cost.sessions);
}

#[test]
fn a_dozen_municipalities_join_share_and_have_the_same_again_after_one_was_away() {
    let began = Instant::now();
    let mut nation = Nation::found(u16::try_from(ALL).unwrap(), u32::try_from(SECTIONS).unwrap());
    for _ in 0..ALL {
        let joined = nation.join();
        // What the region is, twice over at most.
        assert!(joined.bytes[1] < 250_000, "{} bytes to join", joined.bytes[1]);
    }
    all_show(&nation, ALL * SECTIONS, None);

    let quiet = nation.together(&BTreeSet::new());
    once_each(&quiet, ALL);
    let most = quiet.bytes.iter().max().unwrap();
    assert!(*most < 400 * ALL as u64, "{most} bytes for a device that has everything");

    let day = nation.day([1, 5, 9].into_iter());
    once_each(&day, ALL);
    all_show(&nation, ALL * SECTIONS + 3, None);

    let away = 6;
    for at in (1..=ALL).filter(|at| *at != away) {
        nation.share(at);
    }
    once_each(&nation.together(&[away].into()), ALL - 1);
    all_show(&nation, ALL * SECTIONS + 3 + ALL - 1, Some(away));
    nation.back(away);
    let shared = ALL * SECTIONS + 3 + ALL - 1;
    all_show(&nation, shared, None);

    // Two take back a section each: every device deletes both, and says so in a record each.
    let day = nation.withdraw(&[(3, 1), (8, 1)]);
    once_each(&day, ALL);
    all_show(&nation, shared - 2, None);
    assert_eq!(nation.confirmations(), 2 * (ALL + 1));
    // One takes back everything at once: a device that hears of all together says so together.
    let (plan, said) = (nation.shared(1), nation.confirmations());
    assert_eq!(plan, SECTIONS + 2);
    nation.withdraw(&[(1, plan)]);
    all_show(&nation, shared - 2 - plan, None);
    let said = nation.confirmations() - said;
    assert!(said > ALL && said < (ALL + 1) * plan, "{said} records");
    assert!(began.elapsed() < Duration::from_mins(1), "{:?}", began.elapsed());
}
