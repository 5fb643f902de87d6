//! Locks that a panic does not close for others.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks it, also after somebody panicked who held it: only what is whole at every moment is kept behind such a lock.
pub fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
