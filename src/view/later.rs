//! A timer for what happens again and again, which ends after a rest or a longest wait.

use std::time::Duration;

use leptos::prelude::*;

use crate::browser::clock;
use beleg_core::session::debounce::Debounce;

/// A debounced act. It is a handle: copies mean the same timer. It is stopped with the component that made it.
#[derive(Clone, Copy)]
pub struct Later(StoredValue<(Debounce, Option<TimeoutHandle>), LocalStorage>);

impl Later {
    /// Waits for a rest, but no longer than a longest wait, both in milliseconds.
    pub fn new(rest: u32, longest: u32) -> Self {
        let later = Later(StoredValue::new_local((Debounce::new(rest, longest), None)));
        on_cleanup(move || {
            let _ = later.stop();
        });
        later
    }

    /// The rest from now on, in milliseconds.
    pub fn set_rest(self, rest: u32) {
        let _ = self.0.try_update_value(|(debounce, _)| debounce.set_rest(rest));
    }

    /// It happened, so that the act is due later; the one that was due until now is not any more.
    pub fn begin(self, act: impl FnOnce() + 'static) {
        let now = clock::now();
        // By now the page may be gone.
        let _ = self.0.try_update_value(|(debounce, timer)| {
            timer.take().into_iter().for_each(|timer| timer.clear());
            let wait = Duration::from_millis(debounce.happened(now).into());
            let ended = move || {
                self.stop();
                act();
            };
            *timer = set_timeout_with_handle(ended, wait).ok();
        });
    }

    /// Forgets what is due, and says whether something was.
    pub fn stop(self) -> bool {
        let stopped = self.0.try_update_value(|(debounce, timer)| {
            timer.take().into_iter().for_each(|timer| timer.clear());
            let is_waiting = debounce.is_waiting();
            debounce.done();
            is_waiting
        });
        stopped.unwrap_or_default()
    }
}
