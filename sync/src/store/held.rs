//! The open file in the hands of whoever uses it.
//!
//! A thread that has it never asks for it again. With a rekey waiting in between that would wait for ever: a lock that
//! somebody waits for to replace the file lets nobody else in. Builds with debug assertions, so all tests, end there at once.

use std::ops::Deref;
use std::sync::{RwLockReadGuard, RwLockWriteGuard};

use super::{Shared, State};

/// The file, for reading and for transactions. Nobody replaces it meanwhile.
pub(super) struct Held<'s> {
    state: RwLockReadGuard<'s, State>,
    #[cfg(debug_assertions)]
    _once: once::Once,
}

impl Deref for Held<'_> {
    type Target = State;

    fn deref(&self) -> &State {
        &self.state
    }
}

impl Shared {
    /// For whoever uses the file.
    pub(super) fn hold(&self) -> Held<'_> {
        #[cfg(debug_assertions)]
        let once = once::Once::new(self);
        Held {
            state: self.state.read().unwrap_or_else(std::sync::PoisonError::into_inner),
            #[cfg(debug_assertions)]
            _once: once,
        }
    }

    /// For whoever replaces the file.
    pub(super) fn seize(&self) -> RwLockWriteGuard<'_, State> {
        #[cfg(debug_assertions)]
        let _once = once::Once::new(self);
        self.state.write().unwrap_or_else(std::sync::PoisonError::into_inner)
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
