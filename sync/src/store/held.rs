//! The open file in the hands of whoever uses it.
//!
//! A thread that has it never asks for it again. With a rekey waiting in between that would wait for ever: a lock that
//! somebody waits for to replace the file lets nobody else in. Builds with debug assertions, so all tests, end there at once.

use std::ops::{Deref, DerefMut};
use std::sync::{PoisonError, RwLockReadGuard, RwLockWriteGuard};

use super::{Shared, State};

/// The file, for reading and for transactions: nobody replaces it meanwhile. Or for whoever replaces it: nobody else has it.
pub(super) struct Held<G> {
    state: G,
    #[cfg(debug_assertions)]
    _once: once::Once,
}

impl<G: Deref<Target = State>> Deref for Held<G> {
    type Target = State;

    fn deref(&self) -> &State {
        &self.state
    }
}

impl<G: DerefMut<Target = State>> DerefMut for Held<G> {
    fn deref_mut(&mut self) -> &mut State {
        &mut self.state
    }
}

impl Shared {
    /// For whoever uses the file.
    pub(super) fn hold(&self) -> Held<RwLockReadGuard<'_, State>> {
        self.held(|| self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// For whoever replaces the file.
    pub(super) fn seize(&self) -> Held<RwLockWriteGuard<'_, State>> {
        self.held(|| self.state.write().unwrap_or_else(PoisonError::into_inner))
    }

    fn held<G>(&self, state: impl FnOnce() -> G) -> Held<G> {
        #[cfg(debug_assertions)]
        let once = once::Once::new(self);
        Held {
            state: state(),
            #[cfg(debug_assertions)]
            _once: once,
        }
    }
}

#[cfg(debug_assertions)]
mod once {
    use std::cell::RefCell;

    use super::Shared;

    thread_local! {
        /// The stores that this thread uses, by their place in memory.
        static USED: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
    }

    pub(super) struct Once(usize);

    impl Once {
        pub(super) fn new(shared: &Shared) -> Self {
            let place = std::ptr::from_ref(shared).addr();
            USED.with_borrow_mut(|used| {
                assert!(!used.contains(&place), "a store is used from inside a use of the same store");
                used.push(place);
            });
            Self(place)
        }
    }

    impl Drop for Once {
        fn drop(&mut self) {
            // At the end of a thread the list may be gone.
            let _gone = USED.try_with(|used| {
                if let Ok(mut used) = used.try_borrow_mut() {
                    used.retain(|place| *place != self.0);
                }
            });
        }
    }
}
