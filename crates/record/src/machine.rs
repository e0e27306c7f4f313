//! What the run cost the machine, where the system tells it (Linux).

/// Ticks a second in `/proc/self/stat`: 100 on every Linux that Rust runs on (`USER_HZ`).
const TICKS_PER_S: f64 = 100.0;

/// User and system time of this process so far (s).
pub fn cpu_s() -> Option<f64> {
    cpu_in(&std::fs::read_to_string("/proc/self/stat").ok()?)
}

/// The most memory that this process held at any time (MB).
pub fn peak_rss_mb() -> Option<f64> {
    peak_in(&std::fs::read_to_string("/proc/self/status").ok()?)
}

fn cpu_in(stat: &str) -> Option<f64> {
    // The program's name may hold blanks and brackets; behind the last one come state, then 10 fields, then these.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<f64>().ok();
    Some((ticks()? + ticks()?) / TICKS_PER_S)
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
    fn times_and_memory_are_read_as_linux_writes_them() {
        let stat = "42 (pilot ) zone) R 1 42 42 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 1 0 7 8 9";
        assert_eq!(cpu_in(stat), Some(3.0));
        assert_eq!(peak_in("Name:\tx\nVmHWM:\t  250000 kB\nVmRSS:\t 1 kB\n"), Some(256.0));
        assert_eq!((cpu_in("nonsense"), peak_in("Name: x")), (None, None));
    }
}
