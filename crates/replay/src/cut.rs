//! Takes a record apart, field by field. A length that is wrong ends it: nothing is allocated for what is not there.

/// What is left of a record's body.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cut<'a>(pub &'a [u8]);

impl<'a> Cut<'a> {
    /// The next so many bytes.
    pub fn bytes(&mut self, count: u64) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(usize::try_from(count).ok()?)?;
        self.0 = rest;
        Some(taken)
    }

    /// The next byte.
    pub fn byte(&mut self) -> Option<u8> {
        self.bytes(1)?.first().copied()
    }

    /// The next number of two bytes.
    pub fn u16(&mut self) -> Option<u16> {
        self.number(2).map(|value| value as u16)
    }

    /// The next number of four bytes.
    pub fn u32(&mut self) -> Option<u32> {
        self.number(4).map(|value| value as u32)
    }

    /// The next number of eight bytes.
    pub fn u64(&mut self) -> Option<u64> {
        self.number(8)
    }

    /// The next text: its length in four bytes, then UTF-8.
    pub fn text(&mut self) -> Option<&'a str> {
        let length = self.u32()?;
        std::str::from_utf8(self.bytes(length.into())?).ok()
    }

    fn number(&mut self, bytes: u64) -> Option<u64> {
        Some(little_endian(self.bytes(bytes)?))
    }
}

/// A number whose low byte comes first.
pub(crate) fn little_endian(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |n, &byte| n << 8 | u64::from(byte))
}
