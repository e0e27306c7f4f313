// Reads `replay.mcap` by range requests: the index first, then chunk by chunk as they are shown.
import { McapIndexedReader, McapStreamReader, type McapTypes } from "@mcap/core";
import { decompress } from "fzstd";
import { Decoder, type Frame } from "./frame";
import type { Agent, Drawing, Header, Incident, Mark, Timeline } from "./types";

const FORMAT = 1;
const PROFILE = "pilotzone-replay";
/** Chunks kept at hand: what is shown, and some seconds round it. */
const KEPT = 8;
/** A file that was cut off has no index: it is walked in pieces of this size. */
const PIECE = 1 << 16;

const handlers: McapTypes.DecompressHandlers = {
  zstd: (bytes, size) => decompress(bytes, new Uint8Array(Number(size))),
};

/** Why a replay cannot be shown, in words for whoever looks. */
export class ReplayError extends Error {}

/** Bytes of a file on the server. */
class Source {
  private constructor(private readonly url: string, private readonly bytes: number) {}

  static async open(url: string): Promise<Source> {
    const answer = await fetch(url, { method: "HEAD" });
    if (!answer.ok) throw new ReplayError(`${answer.status}: ${url}`);
    return new Source(url, Number(answer.headers.get("content-length")));
  }

  async size(): Promise<bigint> {
    return BigInt(this.bytes);
  }

  async read(offset: bigint, length: bigint): Promise<Uint8Array> {
    if (length === 0n) return new Uint8Array(0);
    const last = offset + length - 1n;
    const answer = await fetch(this.url, { headers: { range: `bytes=${offset}-${last}` } });
    if (answer.status !== 206) throw new ReplayError(`${answer.status}: ${this.url}`);
    return new Uint8Array(await answer.arrayBuffer());
  }
}

interface Span {
  offset: bigint;
  length: bigint;
  startS: number;
  endS: number;
}

/** Some seconds of a replay. */
export interface Chunk {
  frames: Frame[];
  agents: Map<number, Agent>;
  signals: { timeS: number; phases: [number, number][] }[];
  incidents: Incident[];
  nearMisses: Mark[];
}

const seconds = (ns: bigint): number => Number(ns) / 1e9;

export class Replay {
  readonly agents = new Map<number, Agent>();
  private readonly kept = new Map<number, Promise<Chunk>>();

  private constructor(
    private readonly source: Source,
    private readonly spans: Span[],
    private readonly topics: Map<number, string>,
    readonly header: Header,
    readonly drawing: Drawing,
    /** Whether the file was finished; otherwise it plays up to its cut. */
    readonly isWhole: boolean,
    private readonly stored: Timeline | null,
  ) {}

  static async open(url: string): Promise<Replay> {
    const source = await Source.open(url);
    await checkBeginning(source);
    let spans: Span[];
    let stored: Timeline | null = null;
    let isWhole = true;
    try {
      const reader = await McapIndexedReader.Initialize({ readable: source, decompressHandlers: handlers });
      spans = reader.chunkIndexes
        .map((chunk) => ({
          offset: chunk.chunkStartOffset,
          length: chunk.chunkLength,
          startS: seconds(chunk.messageStartTime),
          endS: seconds(chunk.messageEndTime),
        }))
        .sort((a, b) => (a.offset < b.offset ? -1 : 1));
      for await (const attachment of reader.readAttachments({ name: "timeline" })) stored = json(attachment.data);
    } catch {
      spans = await walk(source);
      isWhole = false;
    }
    const first = spans.shift();
    if (!first) throw new ReplayError("the replay was cut off before its first picture");
    const topics = new Map<number, string>();
    let header: Header | undefined;
    let drawing: Drawing | undefined;
    for (const [topic, message] of await messages(source, first, topics)) {
      if (topic === "/run") header = json(message.data);
      if (topic === "/map") drawing = json(message.data);
    }
    if (!header || !drawing) throw new ReplayError("the replay does not say what it shows");
    return new Replay(source, spans, topics, header, drawing, isWhole, stored);
  }

  get beginS(): number {
    return this.spans[0]?.startS ?? this.header.begin_s;
  }

  get endS(): number {
    return this.spans.at(-1)?.endS ?? this.beginS;
  }

  /** Number of the chunk that shows a time. */
  chunkAt(timeS: number): number {
    let found = 0;
    this.spans.forEach((span, n) => {
      if (span.startS <= timeS + 1e-6) found = n;
    });
    return found;
  }

  /** A chunk; the same promise for as long as it is at hand. */
  chunk(number: number): Promise<Chunk> | null {
    const span = this.spans[number];
    if (!span) return null;
    let chunk = this.kept.get(number);
    // Put last again, so that what was not asked for longest goes first.
    this.kept.delete(number);
    chunk ??= this.load(span);
    this.kept.set(number, chunk);
    while (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value!);
    return chunk;
  }

  /** Incidents and near misses. Of a file that was cut off every chunk is read for it. */
  async timeline(): Promise<Timeline> {
    if (this.stored) return this.stored;
    const timeline: Timeline = { incidents: [], near_misses: [] };
    for (const span of this.spans) {
      const chunk = await this.load(span);
      timeline.incidents.push(...chunk.incidents);
      timeline.near_misses.push(...chunk.nearMisses);
    }
    return timeline;
  }

  private async load(span: Span): Promise<Chunk> {
    const chunk: Chunk = { frames: [], agents: new Map(), signals: [], incidents: [], nearMisses: [] };
    const decoder = new Decoder();
    for (const [topic, message] of await messages(this.source, span, this.topics)) {
      const timeS = seconds(message.logTime);
      if (topic === "/frames") chunk.frames.push(decoder.decode(message.data, timeS));
      else if (topic === "/signals") chunk.signals.push({ timeS, phases: json<{ phases: [number, number][] }>(message.data).phases });
      else if (topic === "/incidents") chunk.incidents.push(json(message.data));
      else if (topic === "/agents") {
        for (const agent of json<Agent[]>(message.data)) {
          chunk.agents.set(agent.id, agent);
          this.agents.set(agent.id, agent);
        }
      } else if (topic === "/events") {
        const note = json<{ time_s: number; agent: number | null; other: number | null; event: Record<string, { kind: string }> }>(message.data);
        const near = typeof note.event === "object" ? note.event["near_miss"] : undefined;
        const parties = [note.agent, note.other].filter((id): id is number => id !== null);
        if (near) chunk.nearMisses.push({ kind: near.kind, time_s: note.time_s, parties });
      }
    }
    return chunk;
  }
}

const json = <T>(bytes: Uint8Array): T => JSON.parse(new TextDecoder().decode(bytes)) as T;

/** Refuses what is no replay of ours, and what a later version wrote. */
async function checkBeginning(source: Source): Promise<void> {
  const length = Math.min(4096, Number(await source.size()));
  const bytes = await source.read(0n, BigInt(length));
  const magic = [0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 0x0d, 0x0a];
  if (magic.some((byte, i) => bytes[i] !== byte)) throw new ReplayError("this is no replay: it is no MCAP file");
  const reader = new McapStreamReader({ decompressHandlers: handlers });
  reader.append(bytes);
  const header = reader.nextRecord();
  if (header?.type !== "Header") throw new ReplayError("the replay was cut off before its first picture");
  if (header.profile !== PROFILE) throw new ReplayError(`this MCAP file is no replay of pilotzone: its profile is "${header.profile}"`);
  const metadata = reader.nextRecord();
  if (metadata?.type !== "Metadata") throw new ReplayError("the replay was cut off before its first picture");
  const format = Number(metadata.metadata.get("format"));
  if (!(format <= FORMAT)) throw new ReplayError(`the replay has format ${format}; this page reads formats up to ${FORMAT}: use a newer pilotzone`);
}

/** The messages of one chunk with their topics. */
async function messages(
  source: Source,
  span: Span,
  topics: Map<number, string>,
): Promise<[string, McapTypes.TypedMcapRecords["Message"]][]> {
  const bytes = await source.read(span.offset, span.length);
  const chunk = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Kind and length of the record, two times, unpacked size, sum, compression: see the MCAP specification.
  const unpacked = Number(chunk.getBigUint64(25, true));
  const name = chunk.getUint32(37, true);
  const compression = new TextDecoder().decode(bytes.subarray(41, 41 + name));
  const packed = bytes.subarray(41 + name + 8);
  const plain = compression === "" ? packed : decompress(packed, new Uint8Array(unpacked));
  const found: [string, McapTypes.TypedMcapRecords["Message"]][] = [];
  const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
  for (let at = 0; at + 9 <= plain.length; ) {
    const kind = plain[at];
    const length = Number(view.getBigUint64(at + 1, true));
    const body = at + 9;
    if (body + length > plain.length) throw new ReplayError("a chunk of the replay is damaged");
    if (kind === 0x04) {
      const topic = view.getUint32(body + 4, true);
      topics.set(view.getUint16(body, true), new TextDecoder().decode(plain.subarray(body + 8, body + 8 + topic)));
    } else if (kind === 0x05) {
      const channelId = view.getUint16(body, true);
      found.push([
        topics.get(channelId) ?? "",
        {
          type: "Message",
          channelId,
          sequence: view.getUint32(body + 2, true),
          logTime: view.getBigUint64(body + 6, true),
          publishTime: view.getBigUint64(body + 14, true),
          data: plain.subarray(body + 22, body + length),
        },
      ]);
    }
    at = body + length;
  }
  return found;
}

/** Goes from record to record as far as they are whole, for a file that has no index. */
async function walk(source: Source): Promise<Span[]> {
  const size = Number(await source.size());
  let [pieceAt, piece] = [0, new Uint8Array(0)];
  const bytes = async (at: number, length: number): Promise<DataView> => {
    if (at < pieceAt || at + length > pieceAt + piece.length) {
      pieceAt = at;
      piece = new Uint8Array(await source.read(BigInt(at), BigInt(Math.min(PIECE, size - at))));
    }
    return new DataView(piece.buffer, piece.byteOffset + at - pieceAt, length);
  };
  const spans: Span[] = [];
  for (let at = 8; at + 25 <= size; ) {
    const head = await bytes(at, 25);
    const length = Number(head.getBigUint64(1, true)) + 9;
    if (head.getUint8(0) === 0 || at + length > size) break;
    if (head.getUint8(0) === 0x06) {
      spans.push({
        offset: BigInt(at),
        length: BigInt(length),
        startS: seconds(head.getBigUint64(9, true)),
        endS: seconds(head.getBigUint64(17, true)),
      });
    }
    at += length;
  }
  return spans;
}
