//! Which bytes of a file a request asks for (RFC 9110, 14.1.2 and 14.2).

/// What a request's `Range` field comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// The whole file: no field, or one that we need not understand.
    All,
    /// From this byte on so many.
    Part { from: u64, length: u64 },
    /// Bytes that the file does not have.
    Nothing,
}

/// What the field asks of a file of so many bytes. Several ranges at once are answered with the whole file, as the
/// standard allows.
pub(crate) fn asked(field: Option<&str>, bytes: u64) -> Asked {
    let Some(range) = field.and_then(|field| field.trim().strip_prefix("bytes=")) else { return Asked::All };
    let Some((first, last)) = range.split_once('-') else { return Asked::All };
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let (from, end) = match (number(first), number(last)) {
        // The last so many bytes.
        (None, Some(0)) if first.trim().is_empty() => return Asked::Nothing,
        (None, Some(tail)) if first.trim().is_empty() => (bytes.saturating_sub(tail), bytes),
        (Some(from), None) if last.trim().is_empty() => (from, bytes),
        (Some(from), Some(last)) if from <= last => (from, last.saturating_add(1).min(bytes)),
        _ => return Asked::All,
    };
    if from >= end { Asked::Nothing } else { Asked::Part { from, length: end - from } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        let of = |field: &str| asked(Some(field), 100);
        let part = |from, length| Asked::Part { from, length };
        assert_eq!(asked(None, 100), Asked::All);
        assert_eq!(of("bytes=0-9"), part(0, 10));
        assert_eq!(of("bytes=90-"), part(90, 10));
        assert_eq!(of("bytes=-8"), part(92, 8));
        assert_eq!(of("bytes=-800"), part(0, 100));
        assert_eq!(of("bytes=50-5000"), part(50, 50));
        assert_eq!(of("bytes=100-"), Asked::Nothing);
        assert_eq!(of("bytes=-0"), Asked::Nothing);
    }

    #[test]
    fn what_is_no_range_is_answered_with_all() {
        for field in ["", "bytes", "lines=0-9", "bytes=a-b", "bytes=9-3", "bytes=0-1,5-6", "bytes=--5"] {
            assert_eq!(asked(Some(field), 100), Asked::All, "{field}");
        }
    }
}
