//! How the time of a reader grows with a text.

use std::time::{Duration, Instant};

/// Bytes of the shorter of two texts.
const SHORT: usize = 16 * 1024;
/// How much longer the other is.
const TIMES: u32 = 4;
/// It may take so many times more than that: the machine does other things too.
const SLACK: u32 = 2;
/// Less than this is never much.
const LITTLE: Duration = Duration::from_millis(50);
/// So often it is tried before it counts.
const TRIES: usize = 5;

/// Reads `shape` many times over, and four times as often: that takes about four times as long, not sixteen.
pub fn grows_with_the_text(shape: &str, read: impl Fn(&str)) -> Result<(), String> {
    let took = |bytes: usize| {
        let text = shape.repeat(bytes / shape.len());
        let began = Instant::now();
        read(&text);
        began.elapsed()
    };
    let mut last = String::new();
    for _ in 0..TRIES {
        let (short, long) = (took(SHORT), took(SHORT * TIMES as usize));
        if long <= LITTLE + short * TIMES * SLACK {
            return Ok(());
        }
        last = format!("{shape:?}: {short:?}, and {long:?} for {TIMES} times as much");
    }
    Err(last)
}
