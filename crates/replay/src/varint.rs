//! Whole numbers in as few bytes as they need: seven bits a byte, low ones first; signed ones zig-zag, so that small
//! ones of either sign are short.

/// Adds a number.
pub(crate) fn put(to: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        to.push(value as u8 | 0x80);
        value >>= 7;
    }
    to.push(value as u8);
}

/// Adds a number with a sign.
pub(crate) fn put_signed(to: &mut Vec<u8>, value: i32) {
    put(to, ((value << 1) ^ (value >> 31)) as u32);
}

/// Takes numbers one by one; none where the bytes end or are no number.
#[derive(Debug)]
pub(crate) struct Take<'a>(pub &'a [u8]);

impl Take<'_> {
    /// The next number.
    pub fn next(&mut self) -> Option<u32> {
        let mut value = 0u32;
        for at in 0..5 {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u32::from(byte & 0x7f).checked_shl(7 * at)?;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    /// The next number with a sign.
    pub fn next_signed(&mut self) -> Option<i32> {
        let value = self.next()?;
        Some((value >> 1) as i32 ^ -((value & 1) as i32))
    }

    /// How many bytes are left.
    pub fn left(&self) -> usize {
        self.0.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_and_small_ones_take_a_byte() {
        let values = [0, 1, -1, 63, -64, 64, 300, -70_000, i32::MAX, i32::MIN];
        let mut bytes = Vec::new();
        for value in values {
            put_signed(&mut bytes, value);
        }
        assert_eq!(bytes.len(), 5 + 2 + 2 + 3 + 5 + 5);
        let mut take = Take(&bytes);
        for value in values {
            assert_eq!(take.next_signed(), Some(value));
        }
        assert_eq!((take.left(), take.next()), (0, None));
    }

    #[test]
    fn bytes_that_end_early_or_never_end_are_no_number() {
        assert_eq!(Take(&[0x80]).next(), None);
        assert_eq!(Take(&[0xff; 9]).next(), None);
    }
}
