#![doc = include_str!("frame.md")]

use crate::row::{Row, TURN_DDEG, state};
use crate::varint::{Take, put, put_signed};

/// All agents at one moment, by their numbers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Frame {
    /// When (s of simulation).
    pub time_s: f64,
    /// Everybody, in the order of the agents' numbers.
    pub rows: Vec<Row>,
}

impl Frame {
    /// One agent, if it is there.
    pub fn row(&self, id: u32) -> Option<&Row> {
        self.rows.binary_search_by_key(&id, |row| row.id).ok().map(|at| &self.rows[at])
    }
}

/// The last place of an agent, and its last step.
#[derive(Debug, Clone, Copy, Default)]
struct Last {
    row: Row,
    step_cm: [i32; 3],
}

impl Last {
    fn nowhere(id: u32) -> Self {
        Self { row: Row { id, ..Row::default() }, step_cm: [0; 3] }
    }

    fn expected_cm(&self) -> [i32; 3] {
        let at = [self.row.x_cm, self.row.y_cm, self.row.z_cm];
        [0, 1, 2].map(|axis| at[axis].wrapping_add(self.step_cm[axis]))
    }

    /// Goes on to a new row; one that was nowhere has no step yet.
    fn go_on(&mut self, row: Row, is_new: bool) {
        let (was, is) = ([self.row.x_cm, self.row.y_cm, self.row.z_cm], [row.x_cm, row.y_cm, row.z_cm]);
        self.step_cm = if is_new { [0; 3] } else { [0, 1, 2].map(|axis| is[axis].wrapping_sub(was[axis])) };
        self.row = row;
    }
}

/// Turns frames into bytes, each against the one before.
#[derive(Debug, Default)]
pub struct Encoder {
    last: Vec<Last>,
    come: Vec<u32>,
    is_new: Vec<bool>,
}

impl Encoder {
    /// The bytes of a frame whose rows are in the order of their numbers, added to a buffer.
    pub fn encode(&mut self, rows: &[Row], is_key: bool, to: &mut Vec<u8>) {
        to.push(u8::from(is_key));
        if is_key {
            self.last.clear();
        }
        self.turn_over(rows, to);
        let last = &self.last;
        let pairs = || last.iter().zip(rows);
        let column = |to: &mut Vec<u8>, of: &dyn Fn(&Last, &Row) -> i32| {
            for (last, row) in pairs() {
                put_signed(to, of(last, row));
            }
        };
        column(to, &|last, row| row.x_cm.wrapping_sub(last.expected_cm()[0]));
        column(to, &|last, row| row.y_cm.wrapping_sub(last.expected_cm()[1]));
        column(to, &|last, row| short_way(row.heading_ddeg.wrapping_sub(last.row.heading_ddeg)));
        column(to, &|last, row| row.speed_dmps.wrapping_sub(last.row.speed_dmps));
        for (last, row) in pairs() {
            put(to, row.state ^ last.row.state);
        }
        let air = |to: &mut Vec<u8>, of: &dyn Fn(&Last, &Row) -> i32| {
            for (last, row) in pairs().filter(|(_, row)| row.is(state::AIR)) {
                put_signed(to, of(last, row));
            }
        };
        air(to, &|last, row| row.z_cm.wrapping_sub(last.expected_cm()[2]));
        air(to, &|last, row| row.pitch_ddeg.wrapping_sub(last.row.pitch_ddeg));
        air(to, &|last, row| row.roll_ddeg.wrapping_sub(last.row.roll_ddeg));
        for ((last, row), &is_new) in self.last.iter_mut().zip(rows).zip(&self.is_new) {
            last.go_on(*row, is_new);
        }
    }

    /// Who is in the last frame and was not in the one before; in a key frame everybody.
    pub fn come(&self) -> &[u32] {
        &self.come
    }

    /// Brings who is known in line with who is there, and writes down the difference.
    fn turn_over(&mut self, rows: &[Row], to: &mut Vec<u8>) {
        let mut gone = Vec::new();
        self.come.clear();
        let mut known = std::mem::take(&mut self.last).into_iter().peekable();
        self.is_new.clear();
        for row in rows {
            while let Some(last) = known.next_if(|last| last.row.id < row.id) {
                gone.push(last.row.id);
            }
            let last = known.next_if(|last| last.row.id == row.id);
            self.is_new.push(last.is_none());
            if last.is_none() {
                self.come.push(row.id);
            }
            self.last.push(last.unwrap_or(Last::nowhere(row.id)));
        }
        gone.extend(known.map(|last| last.row.id));
        for ids in [&gone, &self.come] {
            put(to, ids.len() as u32);
            let mut before = 0;
            for &id in ids {
                put(to, id - before);
                before = id;
            }
        }
    }
}

/// Turns bytes back into frames.
#[derive(Debug, Default)]
pub struct Decoder {
    last: Vec<Last>,
}

impl Decoder {
    /// The rows of a frame; none where the bytes are no frame that follows the one before.
    pub fn decode(&mut self, bytes: &[u8]) -> Option<Vec<Row>> {
        let (&key, rest) = bytes.split_first()?;
        if key > 1 {
            return None;
        }
        if key == 1 {
            self.last.clear();
        }
        let mut take = Take(rest);
        let is_new = self.turn_over(&mut take)?;
        let mut rows: Vec<Row> = self.last.iter().map(|last| last.row).collect();
        for (row, last) in rows.iter_mut().zip(&self.last) {
            row.x_cm = take.next_signed()?.wrapping_add(last.expected_cm()[0]);
        }
        for (row, last) in rows.iter_mut().zip(&self.last) {
            row.y_cm = take.next_signed()?.wrapping_add(last.expected_cm()[1]);
        }
        for row in &mut rows {
            row.heading_ddeg = row.heading_ddeg.wrapping_add(take.next_signed()?).rem_euclid(TURN_DDEG);
        }
        for row in &mut rows {
            row.speed_dmps = row.speed_dmps.wrapping_add(take.next_signed()?);
        }
        for row in &mut rows {
            row.state ^= take.next()?;
        }
        self.decode_air(&mut rows, &mut take)?;
        for ((last, row), is_new) in self.last.iter_mut().zip(&rows).zip(is_new) {
            last.go_on(*row, is_new);
        }
        (take.left() == 0).then_some(rows)
    }

    fn decode_air(&self, rows: &mut [Row], take: &mut Take<'_>) -> Option<()> {
        let in_air = |row: &Row| row.is(state::AIR);
        for (row, last) in rows.iter_mut().zip(&self.last) {
            row.z_cm = if in_air(row) { take.next_signed()?.wrapping_add(last.expected_cm()[2]) } else { 0 };
        }
        for row in &mut *rows {
            row.pitch_ddeg = if in_air(row) { row.pitch_ddeg.wrapping_add(take.next_signed()?) } else { 0 };
        }
        for row in &mut *rows {
            row.roll_ddeg = if in_air(row) { row.roll_ddeg.wrapping_add(take.next_signed()?) } else { 0 };
        }
        Some(())
    }

    /// Reads who has gone and who has come; the answer tells for each who is present whether he is new.
    fn turn_over(&mut self, take: &mut Take<'_>) -> Option<Vec<bool>> {
        let gone = numbers(take)?;
        let mut going = gone.iter().peekable();
        self.last.retain(|last| going.next_if(|&&id| id == last.row.id).is_none());
        if going.next().is_some() {
            return None;
        }
        let come = numbers(take)?;
        let mut known = std::mem::take(&mut self.last).into_iter().peekable();
        let mut is_new = Vec::new();
        for id in come {
            while let Some(last) = known.next_if(|last| last.row.id < id) {
                self.last.push(last);
                is_new.push(false);
            }
            if known.peek().is_some_and(|last| last.row.id == id) {
                return None;
            }
            self.last.push(Last::nowhere(id));
            is_new.push(true);
        }
        self.last.extend(known);
        is_new.resize(self.last.len(), false);
        Some(is_new)
    }
}

/// Ascending numbers, none twice.
fn numbers(take: &mut Take<'_>) -> Option<Vec<u32>> {
    let count = take.next()? as usize;
    // Each takes at least a byte: a damaged count must not make us allocate the machine away.
    if count > take.left() {
        return None;
    }
    let mut numbers: Vec<u32> = Vec::with_capacity(count);
    for _ in 0..count {
        let step = take.next()?;
        let next = match numbers.last() {
            Some(before) if step > 0 => before.checked_add(step)?,
            Some(_) => return None,
            None => step,
        };
        numbers.push(next);
    }
    Some(numbers)
}

/// A turn (0.1 degree) brought to at most half a turn either way.
fn short_way(turn_ddeg: i32) -> i32 {
    (turn_ddeg.wrapping_add(TURN_DDEG / 2)).rem_euclid(TURN_DDEG) - TURN_DDEG / 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn encoded(frames: &[Vec<Row>], key_every: usize) -> Vec<Vec<u8>> {
        let mut encoder = Encoder::default();
        let encode = |(n, rows): (usize, &Vec<Row>)| {
            let mut bytes = Vec::new();
            encoder.encode(rows, n % key_every == 0, &mut bytes);
            bytes
        };
        frames.iter().enumerate().map(encode).collect()
    }

    fn driving(id: u32, frame: i32) -> Row {
        Row { id, x_cm: 139 * frame, y_cm: -500, heading_ddeg: 3599, speed_dmps: 139, ..Row::default() }
    }

    #[test]
    fn who_keeps_his_speed_costs_five_zeros() {
        let frames: Vec<Vec<Row>> = (0..4).map(|n| vec![driving(3, n)]).collect();
        let bytes = encoded(&frames, 100);
        // Nobody gone, nobody come, and a zero in each of the five columns.
        assert_eq!(bytes[3], [0, 0, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn a_turn_through_north_by_west_goes_the_short_way() {
        assert_eq!(
            [short_way(3599), short_way(-3599), short_way(1800), short_way(1799)],
            [-1, 1, -1800, 1799]
        );
    }

    #[test]
    fn bytes_that_do_not_follow_are_refused() {
        let frames = [vec![driving(3, 0)], vec![driving(3, 1)]];
        let bytes = encoded(&frames, 100);
        assert!(Decoder::default().decode(&[]).is_none());
        assert!(Decoder::default().decode(&[2, 0, 0]).is_none(), "no such kind of frame");
        assert!(Decoder::default().decode(&[1, 0, 0xff, 0xff, 0x7f]).is_none(), "more agents than bytes");
        assert!(Decoder::default().decode(&[1, 1, 5, 0]).is_none(), "somebody goes who was not there");
        assert!(Decoder::default().decode(&bytes[0][..5]).is_none(), "it ends early");
        let longer = [bytes[0].clone(), vec![0]].concat();
        assert!(Decoder::default().decode(&longer).is_none(), "something is left over");
    }

    fn row() -> impl Strategy<Value = Row> {
        let places = (any::<i32>(), any::<i32>(), any::<i32>(), -9_000..9_000i32);
        (0u32..40, places, 0..TURN_DDEG, -1800..1800i32, 0..1000i32, any::<u32>()).prop_map(
            |(id, (x_cm, y_cm, z_cm, roll_ddeg), heading_ddeg, pitch_ddeg, speed_dmps, state)| {
                let row = Row { id, x_cm, y_cm, heading_ddeg, speed_dmps, state, ..Row::default() };
                if row.is(state::AIR) { Row { z_cm, pitch_ddeg, roll_ddeg, ..row } } else { row }
            },
        )
    }

    fn frames() -> impl Strategy<Value = Vec<Vec<Row>>> {
        let one = prop::collection::vec(row(), 0..20).prop_map(|mut rows| {
            rows.sort_by_key(|row| row.id);
            rows.dedup_by_key(|row| row.id);
            rows
        });
        prop::collection::vec(one, 1..12)
    }

    proptest! {
        #[test]
        fn frames_come_back_as_they_were(frames in frames(), key_every in 1usize..6) {
            let mut decoder = Decoder::default();
            for (bytes, rows) in encoded(&frames, key_every).iter().zip(&frames) {
                let decoded = decoder.decode(bytes);
                prop_assert_eq!(decoded.as_ref(), Some(rows));
            }
        }

        #[test]
        fn any_bytes_are_a_frame_or_none(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut decoder = Decoder::default();
            let _ = decoder.decode(&bytes);
            let _ = decoder.decode(&bytes);
        }
    }
}
