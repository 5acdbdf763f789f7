//! Waiting for what the page will show soon.

use std::time::{Duration, Instant};

/// How long anything may take before a test gives up; generous, because a build may share the machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Looks again and again until there is an answer; gives up with a sentence.
pub async fn until<T>(what: &str, look: impl AsyncFnMut() -> Option<T>) -> T {
    let patience = PATIENCE.as_secs();
    soon(PATIENCE, look).await.unwrap_or_else(|| panic!("Waited {patience} s for {what}, in vain."))
}

/// Looks again and again for some time; `None` if it did not come.
pub async fn soon<T>(patience: Duration, mut look: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    loop {
        if let Some(answer) = look().await {
            return Some(answer);
        }
        if start.elapsed() > patience {
            return None;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
