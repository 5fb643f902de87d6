//! A region too large for everybody to be connected with everybody: all end with the same, over few sessions each, for a
//! number of bytes that follows from what changed. `benches/scale` does the same with all municipalities of the country.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up must fail loudly")]

use std::collections::BTreeSet;

use deelbaar_tests::nation::{Cost, Nation};

/// With two devices each, that is more than dial everybody.
const MUNICIPALITIES: u16 = 25;
/// A section of 2 KB of words with its consent and signatures, compressed, and what is said around it.
const CHANGE: u64 = 3500;
/// A greeting, the digests of all parts in both directions, and how far the logs go.
const DIFFERENCE: u64 = 16 * 1024;

/// Six are dialled by each, so twelve is the average; whoever stands across for many answers more.
fn few_sessions(cost: &Cost) {
    let all: usize = cost.sessions.iter().sum();
    assert!(all <= cost.sessions.len() * 12, "{all} sessions of {}", cost.sessions.len());
    assert!(cost.sessions.iter().all(|sessions| (3..=24).contains(sessions)), "{:?}", cost.sessions);
}

/// Each session carries each change at most once in each direction.
fn few_bytes(cost: &Cost, changes: usize) {
    for (bytes, sessions) in cost.bytes.iter().zip(&cost.sessions) {
        let most = u64::try_from(*sessions).unwrap() * (DIFFERENCE + 2 * CHANGE * u64::try_from(changes).unwrap());
        assert!(*bytes <= most, "{bytes} bytes over {sessions} sessions, not {most}");
    }
}

#[test]
fn a_large_region_joins_works_meets_on_monday_and_takes_back_who_was_away() {
    let all = usize::from(MUNICIPALITIES);
    let mut nation = Nation::found(MUNICIPALITIES, 1);
    for _ in 0..all {
        let joined = nation.join();
        // Everything there is: twice as many records of the charter as of sections.
        assert!(joined.bytes[1] < DIFFERENCE + CHANGE * 3 * u64::from(MUNICIPALITIES), "{joined:?}");
    }
    let nothing = nation.together(&BTreeSet::new());
    few_sessions(&nothing);
    // A greeting in each direction.
    assert!(nothing.bytes.iter().zip(&nothing.sessions).all(|(bytes, sessions)| bytes / *sessions as u64 <= 200));

    let day = nation.day((1..=all).step_by(10));
    few_sessions(&day);
    few_bytes(&day, 3);

    (1..=all).for_each(|at| nation.share(at));
    let monday = nation.together(&BTreeSet::new());
    few_sessions(&monday);
    few_bytes(&monday, all);

    let away = all / 2;
    let others = (1..=all).filter(|at| *at != away).step_by(3);
    let changes = others.clone().count();
    others.for_each(|at| nation.share(at));
    few_sessions(&nation.together(&[away].into()));
    let back = nation.back(away);
    few_bytes(&back, changes);
    let region = nation.nodes()[away].workspace.region();
    assert_eq!(region.fingerprint(), nation.nodes()[0].workspace.region().fingerprint());
    let (good, flaw) = region.verify().unwrap();
    assert!(flaw.is_none() && good > all * 4, "{good} {flaw:?}");
}
