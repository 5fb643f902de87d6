//! What is carried over into the region, and what is taken back while that happens.

use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

use super::*;
use crate::workspace::sharing::COLLEAGUE_WAITS;

/// Two consents are due on a colleague's device. While it publishes the first, the alderman's withdrawal of the second comes in.
#[test]
fn what_is_taken_back_while_another_text_is_published_does_not_leave() {
    let Pair { dir, hands, officer, alderman } = Pair::new(|_| ());
    let mut items = [add(&officer, "Gaat", "Een tekst."), add(&officer, "Blijft thuis", "Een andere tekst.")];
    items.sort_unstable();
    for item in items {
        request(&officer, item);
    }
    give(officer.municipality(), alderman.municipality());
    for item in items {
        consent(&alderman, item);
    }
    give(alderman.municipality(), officer.municipality());
    // Only then does the alderman take the second one back.
    hands.set(START + COLLEAGUE_WAITS / 2);
    withdraw(&alderman, items[1]);
    drop(officer);

    let now = hands.clone();
    let (late, armed) = (Arc::new(OnceLock::<(Workspace, u64)>::new()), Arc::new(AtomicBool::new(true)));
    let clock = {
        let (late, armed) = (Arc::clone(&late), Arc::clone(&armed));
        Clock::from_fn(move || {
            if let Some((officer, before)) = late.get()
                && officer.region().count() > *before
                && armed.swap(false, Ordering::SeqCst)
            {
                give(alderman.municipality(), officer.municipality());
            }
            Timestamp(now.0.load(Ordering::SeqCst))
        })
    };
    let officer = Workspace::open(&dir.path().join("officer"), clock).unwrap();
    let before = officer.region().count();
    assert!(late.set((officer.clone(), before)).is_ok());
    hands.set(START + 2 * COLLEAGUE_WAITS);
    officer.settle().unwrap();
    assert!(!armed.load(Ordering::SeqCst), "the withdrawal came in meanwhile");
    assert_eq!(titles(&officer), [officer.municipality().look(|state| state.item(items[0]).unwrap().title.clone())]);
}
