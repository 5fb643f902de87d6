//! The clock of this device, as something that can be passed in.

use std::sync::Arc;

use deelbaar_schema::time::{Date, Timestamp};

/// Tells the time. Tests pass one that they can set.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The clock of the operating system.
    pub fn system() -> Self {
        Self::from_fn(|| Timestamp(chrono::Utc::now().timestamp_millis()))
    }

    /// A clock that asks `now`.
    pub fn from_fn(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The moment.
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }

    /// The day: the Dutch one, as of every record, also where the device is set to another zone.
    pub fn today(&self) -> Date {
        self.now().date()
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clock")
    }
}
