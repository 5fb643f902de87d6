//! Whoever is at the door and not let in yet: only so many at one time, of whom the one who came first gives way. So nobody
//! keeps others out by standing still, and what strangers make this device hold is bounded.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::Notify;

use crate::poison::lock;

/// Places for strangers.
pub(super) struct Crowd {
    most: usize,
    waiting: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    /// Who comes next gets this number.
    next: u64,
    guests: BTreeMap<u64, Arc<Notify>>,
}

/// One of the crowd, until it is dropped or is let in.
pub(super) struct Guest {
    crowd: Arc<Crowd>,
    number: u64,
    gives_way: Arc<Notify>,
}

impl Crowd {
    /// With so many places, at least one.
    pub(super) fn of(most: usize) -> Arc<Self> {
        Arc::new(Self { most: most.max(1), waiting: Mutex::default() })
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        lock(&self.waiting)
    }

    /// A place for whoever comes now. When all are taken the one who has stood there longest loses its own.
    pub(super) fn enter(self: &Arc<Self>) -> Guest {
        let mut waiting = self.lock();
        let (number, gives_way) = (waiting.next, Arc::<Notify>::default());
        waiting.next += 1;
        waiting.guests.insert(number, Arc::clone(&gives_way));
        while waiting.guests.len() > self.most {
            if let Some((_, first)) = waiting.guests.pop_first() {
                first.notify_one();
            }
        }
        Guest { crowd: Arc::clone(self), number, gives_way }
    }

    /// Whether half of the places are taken: then it is worth asking whether somebody is where they say they are.
    pub(super) fn is_dense(&self) -> bool {
        self.lock().guests.len() * 2 >= self.most
    }
}

impl Guest {
    /// Does something that a stranger makes this device wait for; `None` when it has to give way.
    pub(super) async fn within<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.gives_way.notified() => None,
            done = work => Some(done),
        }
    }

    /// It is no stranger any more, gives way to nobody and takes no place.
    pub(super) fn is_let_in(&self) {
        self.crowd.lock().guests.remove(&self.number);
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.is_let_in();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn whoever_stands_still_gives_way_to_whoever_comes() {
        let crowd = Crowd::of(4);
        let idle: Vec<Guest> = (0..100).map(|_| crowd.enter()).collect();
        assert_eq!(crowd.lock().guests.len(), 4);
        for (number, guest) in idle.iter().enumerate() {
            let waits = guest.within(tokio::time::sleep(std::time::Duration::from_secs(1))).await;
            assert_eq!(waits.is_none(), number < 96, "{number}");
        }
        assert!(crowd.is_dense());
        // One that is let in keeps nobody out, and nobody pushes it out.
        let known = crowd.enter();
        known.is_let_in();
        drop(idle);
        assert!(!crowd.is_dense());
        let more: Vec<Guest> = (0..100).map(|_| crowd.enter()).collect();
        assert_eq!(known.within(async { 1 }).await, Some(1));
        drop(more);
        assert_eq!(crowd.lock().guests.len(), 0);
    }
}
