//! Many jobs over a few threads, the answers in the order of the jobs.

use crate::BatchError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Room for a thread's calls (bytes); as much as the main thread has.
const STACK_BYTES: usize = 8 << 20;

/// Who watches many runs: may stop them, and is told of each that is done.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// Whether to stop.
    pub stop: &'a (dyn Fn() -> bool + Sync),
    /// Called after each run that was finished.
    pub done: &'a (dyn Fn() + Sync),
}

/// Does `count` jobs on so many threads, 0 for all cores, and gives their answers in the jobs' order; a job that was
/// stopped or never begun has none. After a failure no further job begins.
///
/// Each thread is a pool of one by itself, so that a run inside it never spreads over the others: as many runs as
/// threads, each on one, and the answers do not depend on how many.
pub(crate) fn each<T: Send, E: Send + From<BatchError>>(
    count: usize,
    threads: usize,
    watch: Watch<'_>,
    job: impl Fn(usize) -> Result<Option<T>, E> + Sync,
) -> Result<Vec<Option<T>>, E> {
    let next = AtomicUsize::new(0);
    let answers: Mutex<Vec<Option<Result<T, E>>>> = Mutex::new((0..count).map(|_| None).collect());
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count || (watch.stop)() {
                return;
            }
            let answer = job(at).transpose();
            if matches!(answer, Some(Err(_))) {
                next.store(count, Ordering::Relaxed);
            }
            if matches!(answer, Some(Ok(_))) {
                (watch.done)();
            }
            answers.lock().unwrap_or_else(PoisonError::into_inner)[at] = answer;
        }
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = if threads == 0 { cores } else { threads };
    let pools: Vec<rayon::ThreadPool> = (0..threads.min(count).max(1))
        .map(|_| rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(STACK_BYTES).build())
        .collect::<Result<_, _>>()
        .map_err(|error| BatchError::Threads(error.to_string()))?;
    std::thread::scope(|scope| {
        for pool in &pools {
            scope.spawn(|| pool.install(work));
        }
    });
    let answers = answers.into_inner().unwrap_or_else(PoisonError::into_inner);
    answers.into_iter().map(Option::transpose).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOBODY: Watch<'static> = Watch { stop: &|| false, done: &|| () };

    #[test]
    fn answers_come_in_the_order_of_the_jobs_whatever_the_threads() {
        for threads in [1, 3, 8] {
            let answers = each::<_, BatchError>(20, threads, NOBODY, |at| Ok(Some(at * at)));
            let squares: Vec<usize> = answers.unwrap().into_iter().flatten().collect();
            assert_eq!(squares, (0..20).map(|at| at * at).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_job_sees_one_thread() {
        let answers = each::<_, BatchError>(4, 2, NOBODY, |_| Ok(Some(rayon::current_num_threads())));
        assert_eq!(answers.unwrap(), [Some(1); 4]);
    }

    #[test]
    fn a_stop_keeps_what_was_finished_and_a_failure_ends_all() {
        let begun = AtomicUsize::new(0);
        let watch = Watch { stop: &|| begun.load(Ordering::Relaxed) >= 3, done: &|| () };
        let answers = each::<_, BatchError>(10, 1, watch, |at| {
            begun.fetch_add(1, Ordering::Relaxed);
            Ok(Some(at))
        });
        assert_eq!(answers.unwrap().into_iter().flatten().collect::<Vec<_>>(), [0, 1, 2]);
        let failed = each::<usize, BatchError>(10, 2, NOBODY, |_| Err(BatchError::Threads("none".into())));
        assert!(failed.is_err());
    }
}
