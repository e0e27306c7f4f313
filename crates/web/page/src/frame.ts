// Frames as `crates/replay/src/frame.md` describes them.

export const state = {
  control: 7,
  fault: 1 << 3,
  request: 1 << 4,
  exempted: 1 << 5,
  violates: 1 << 6,
  braking: 1 << 7,
  left: 1 << 8,
  right: 1 << 9,
  wreck: 1 << 10,
  siren: 1 << 11,
  parked: 1 << 12,
  object: 1 << 13,
  inZone: 1 << 14,
  air: 1 << 15,
  linkLost: 1 << 16,
  falling: 1 << 17,
} as const;

export const controls = ["person", "manual", "automated", "transition", "minimal_risk", "halted"];

const TURN = 3600;

/** Everybody at one moment, by ascending number: columns, for there may be thousands. */
export interface Frame {
  timeS: number;
  id: Uint32Array;
  /** Centimetres. */
  x: Int32Array;
  y: Int32Array;
  z: Int32Array;
  /** Tenths of a degree. */
  heading: Int32Array;
  pitch: Int32Array;
  roll: Int32Array;
  /** Tenths of a metre a second. */
  speed: Int32Array;
  state: Uint32Array;
}

/** The row of an agent in a frame; -1 where it is not there. */
export function rowOf(frame: Frame, id: number): number {
  let [low, high] = [0, frame.id.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (frame.id[middle]! < id) low = middle + 1;
    else high = middle;
  }
  return frame.id[low] === id ? low : -1;
}

class Take {
  private at = 0;
  constructor(private readonly bytes: Uint8Array) {}

  byte(): number {
    if (this.at >= this.bytes.length) throw new Error("a frame ends early");
    return this.bytes[this.at++]!;
  }

  number(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new Error("a number of a frame never ends");
  }

  signed(): number {
    const value = this.number();
    return (value >>> 1) ^ -(value & 1);
  }

  numbers(): number[] {
    const count = this.number();
    if (count > this.bytes.length) throw new Error("a frame counts more than it has");
    const list: number[] = [];
    for (let i = 0, last = 0; i < count; i++) list.push((last += this.number()));
    return list;
  }

  get isAtEnd(): boolean {
    return this.at === this.bytes.length;
  }
}

function empty(timeS: number, rows: number): Frame {
  const column = () => new Int32Array(rows);
  return {
    timeS, id: new Uint32Array(rows), x: column(), y: column(), z: column(), heading: column(), pitch: column(),
    roll: column(), speed: column(), state: new Uint32Array(rows),
  };
}

/** Turns messages of one chunk into frames, in their order. */
export class Decoder {
  private last: Frame = empty(0, 0);
  private step: Int32Array = new Int32Array(0);

  decode(bytes: Uint8Array, timeS: number): Frame {
    const take = new Take(bytes);
    const kind = take.byte();
    if (kind > 1) throw new Error(`a frame of kind ${kind}`);
    const before = kind === 1 ? empty(0, 0) : this.last;
    const ids = present(before.id, take.numbers(), take.numbers());
    const frame = empty(timeS, ids.length);
    frame.id.set(ids);
    // Where each was, and its last step; -1 for who has just come.
    const from = Array.from(frame.id, (id) => rowOf(before, id));
    const old = (column: Int32Array | Uint32Array, row: number): number => (row < 0 ? 0 : column[row]!);
    const expected = (column: Int32Array, row: number, axis: number): number =>
      row < 0 ? 0 : (column[row]! + this.step[3 * row + axis]!) | 0;
    from.forEach((row, i) => (frame.x[i] = take.signed() + expected(before.x, row, 0)));
    from.forEach((row, i) => (frame.y[i] = take.signed() + expected(before.y, row, 1)));
    from.forEach((row, i) => {
      const turned = (old(before.heading, row) + take.signed()) % TURN;
      frame.heading[i] = turned < 0 ? turned + TURN : turned;
    });
    from.forEach((row, i) => (frame.speed[i] = old(before.speed, row) + take.signed()));
    from.forEach((row, i) => (frame.state[i] = (old(before.state, row) ^ take.number()) >>> 0));
    const air = from.map((row, i) => ({ row, i })).filter(({ i }) => (frame.state[i]! & state.air) !== 0);
    for (const { row, i } of air) frame.z[i] = take.signed() + expected(before.z, row, 2);
    for (const { row, i } of air) frame.pitch[i] = old(before.pitch, row) + take.signed();
    for (const { row, i } of air) frame.roll[i] = old(before.roll, row) + take.signed();
    if (!take.isAtEnd) throw new Error("a frame is longer than its agents");
    this.step = new Int32Array(3 * ids.length);
    from.forEach((row, i) => {
      if (row < 0) return;
      this.step[3 * i] = frame.x[i]! - before.x[row]!;
      this.step[3 * i + 1] = frame.y[i]! - before.y[row]!;
      this.step[3 * i + 2] = frame.z[i]! - before.z[row]!;
    });
    this.last = frame;
    return frame;
  }
}

function present(known: Uint32Array, gone: number[], come: number[]): number[] {
  const left = new Set(gone);
  const ids = Array.from(known).filter((id) => !left.has(id));
  return come.length === 0 ? ids : ids.concat(come).sort((a, b) => a - b);
}
