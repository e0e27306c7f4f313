//! Ctrl-C: the step at hand is finished and what is done is kept; a second one ends the program at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether somebody asked to stop.
#[derive(Debug, Clone)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Listens from now on. Where the system does not let us, Ctrl-C ends the program as it always does.
    pub fn listen() -> Self {
        let asked = Arc::new(AtomicBool::new(false));
        #[cfg(unix)]
        {
            use signal_hook::consts::SIGINT;
            use signal_hook::flag;
            // In this order: the first stop sets the flag after it was found unset, the second finds it set.
            let _ = flag::register_conditional_shutdown(SIGINT, 130, Arc::clone(&asked));
            let _ = flag::register(SIGINT, Arc::clone(&asked));
        }
        Self(asked)
    }

    /// Whether to stop.
    pub fn asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
