//! What the run cost the machine, where the system tells it.

/// User and system time of this process so far (s).
#[cfg(unix)]
pub fn cpu_s() -> Option<f64> {
    let spent = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Some(spent.tv_sec as f64 + spent.tv_nsec as f64 * 1e-9)
}

/// User and system time of this process so far (s).
#[cfg(not(unix))]
pub fn cpu_s() -> Option<f64> {
    None
}

/// The most memory that this process held at any time (MB); Linux tells it.
pub fn peak_rss_mb() -> Option<f64> {
    peak_in(&std::fs::read_to_string("/proc/self/status").ok()?)
}

fn peak_in(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some((kib * 1.024).round() / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_as_linux_writes_it() {
        assert_eq!(peak_in("Name:\tx\nVmHWM:\t  250000 kB\nVmRSS:\t 1 kB\n"), Some(256.0));
        assert_eq!(peak_in("Name: x"), None);
    }

    #[cfg(unix)]
    #[test]
    fn work_costs_time() {
        let before_s = cpu_s().unwrap();
        let work: u64 = (0..std::hint::black_box(3_000_000_u64)).map(std::hint::black_box).sum();
        assert!(work > 0 && cpu_s().unwrap() > before_s);
    }
}
