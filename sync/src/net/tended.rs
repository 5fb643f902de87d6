//! Work that goes on for as long as a node runs, whatever happens in it; and how much of it still goes on at the end.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

/// How long is waited after a panic before the work begins anew: each time twice as long, so that what panics always costs
/// little.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LAST_PAUSE: Duration = Duration::from_mins(5);

/// What was to be done panicked. The panic itself was reported where it happened.
#[derive(Debug)]
pub(super) struct Panicked;

/// Does something, and returns when it panics.
pub(super) async fn caught<T>(work: impl Future<Output = T>) -> Result<T, Panicked> {
    let mut work = pin!(work);
    std::future::poll_fn(|context| {
        let polled = catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context)));
        match polled {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(done)) => Poll::Ready(Ok(done)),
            Err(_panic) => Poll::Ready(Err(Panicked)),
        }
    })
    .await
}

/// Does what `work` makes, and after a panic begins it anew; until it ends by itself.
pub(super) async fn tended<F: Future<Output = ()>>(what: &'static str, mut work: impl FnMut() -> F) {
    let mut pause = FIRST_PAUSE;
    loop {
        let began = Instant::now();
        // Boxed: what panicked is gone before the pause.
        if caught(Box::pin(work())).await.is_ok() {
            return;
        }
        if began.elapsed() > LAST_PAUSE {
            pause = FIRST_PAUSE;
        }
        tracing::error!("{what} panicked and begins anew in {} seconds", pause.as_secs());
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LAST_PAUSE);
    }
}

/// Counts conversations that go on.
pub(super) struct Going(watch::Sender<usize>);

/// One of them, until it is dropped.
pub(super) struct One(watch::Sender<usize>);

impl Going {
    pub(super) fn none() -> Self {
        Self(watch::Sender::new(0))
    }

    pub(super) fn begin(&self) -> One {
        self.0.send_modify(|count| *count += 1);
        One(self.0.clone())
    }

    /// Waits until none goes on, but no longer than this.
    pub(super) async fn ended(&self, at_most: Duration) {
        let mut count = self.0.subscribe();
        if tokio::time::timeout(at_most, count.wait_for(|count| *count == 0)).await.is_err() {
            tracing::warn!("a conversation went on after the network was left");
        }
    }
}

impl Drop for One {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count = count.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_panics_begins_anew_less_and_less_often_until_it_ends() {
        let (mut begun, start) = (Vec::new(), Instant::now());
        tended("a test", || {
            begun.push(start.elapsed().as_secs());
            let count = begun.len();
            async move {
                tokio::time::sleep(Duration::from_millis(1)).await;
                assert!(count == 5, "as a test wants it");
            }
        })
        .await;
        assert_eq!(begun, [0, 1, 3, 7, 15]);
    }

    #[tokio::test(start_paused = true)]
    async fn what_goes_on_is_waited_for_and_not_for_ever() {
        let going = Going::none();
        going.ended(Duration::from_secs(5)).await;
        let one = going.begin();
        let start = Instant::now();
        going.ended(Duration::from_secs(5)).await;
        assert_eq!(start.elapsed(), Duration::from_secs(5));
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_secs(1)).await;
            drop(one);
        });
        going.ended(Duration::from_secs(5)).await;
        assert_eq!(start.elapsed(), Duration::from_secs(6));
    }
}
