// What `/run`, `/map` and the notes of a replay hold: `crates/replay` is where they are described.

export type Spot = [number, number];

export interface Kind {
  name: string;
  class: string;
  length_m: number;
  width_m: number;
  height_m: number;
  automated: boolean;
}

export interface Zone {
  key: string;
  kind: string;
  name_ko: string;
  name_en: string;
  hypothetical: boolean;
  floor_m: number;
  ceiling_m: number | null;
  polygon: Spot[];
}

export interface Header {
  scenario: string;
  question_ko: string;
  question_en: string;
  caveats: [string, string][];
  seed: number;
  law: string;
  law_date: string;
  start: string;
  begin_s: number;
  frame_s: number;
  map: { name: string; path: string; hash: string; attribution: string[] };
  zones: Zone[];
  kinds: Kind[];
  rules: string[];
}

export interface Drawing {
  bounds_m: [number, number, number, number];
  lanes: { kind: string; street: string | null; layer: number; width_m: number; line: Spot[] }[];
  nodes: { layer: number; outline: Spot[] }[];
  paint: { colour: string; layer: number; width_m: number; dash_m: Spot | null; line: Spot[] }[];
  arrows: { layer: number; lines: Spot[][] }[];
  crosswalks: { width_m: number; line: Spot[] }[];
  pavements: { width_m: number; line: Spot[] }[];
  buildings: { name: string | null; base_m: number; top_m: number; ring: Spot[]; holes: Spot[][] }[];
  areas: { kind: string; name_ko: string; name_en: string; polygon: Spot[] }[];
  signals: { name: string; phases: string[] }[];
  heads: { signal: number; group: number; to: string; at: Spot; heading_deg: number }[];
}

export interface Agent {
  id: number;
  name: string;
  kind: number;
}

export interface Incident {
  number: number;
  kind: string;
  time_s: number;
  at: Spot | null;
  z_m: number;
  parties: number[];
  story_ko: string;
  story_en: string;
}

export interface Mark {
  kind: string;
  time_s: number;
  parties: number[];
}

export interface Timeline {
  incidents: Incident[];
  near_misses: Mark[];
}
