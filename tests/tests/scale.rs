//! A dozen municipalities in one process, over the real code of a session: joining, an ordinary day, and one that was away.
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
    all_show(&nation, ALL * SECTIONS + 3 + ALL - 1, None);
    assert!(began.elapsed() < Duration::from_mins(1), "{:?}", began.elapsed());
}
