// What stands beside the picture: an incident's story, an agent's state, the legend.
import { el, swatch } from "./dom";
import { controls, state } from "./frame";
import { colour, keys, light, settings, sign, word } from "./look";
import type { Incident } from "./types";
import type { View } from "./view";

/** An incident from its first cause to who answers for it. */
export function incidentPanel(incident: Incident, close: () => void, choose: (id: number) => void, view: View): HTMLElement {
  const story = settings.language === "ko" ? incident.story_ko : incident.story_en;
  const [heading = "", ...lines] = story.split("\n");
  const parties = incident.parties.map((id) =>
    el("button", { type: "button", onclick: () => choose(id) }, view.replay.agents.get(id)?.name ?? `#${id}`),
  );
  return el(
    "div",
    { class: "incident", "data-incident": String(incident.number) },
    el("button", { type: "button", class: "close", title: word("close"), onclick: () => close() }, "×"),
    el("h2", {}, swatch(colour(incident.kind, "incidents")), heading),
    el("div", { class: "parties" }, ...parties),
    ...lines.map((line) => (line.startsWith("- ") ? el("p", { class: "item" }, line.slice(2)) : el("p", {}, line))),
  );
}

const stateBits = [
  ["wreck", state.wreck], ["falling", state.falling], ["fault", state.fault], ["request", state.request],
  ["link_lost", state.linkLost], ["violates", state.violates], ["exempted", state.exempted], ["braking", state.braking],
  ["blinking", state.left | state.right], ["siren", state.siren],
] as const;

/** What is known of the chosen agent at the moment. */
export function agentPanel(view: View): HTMLElement | null {
  const chosen = view.chosen();
  if (!chosen) return null;
  const { frame, row } = chosen;
  const bits = frame.state[row]!;
  const kind = view.crowd.kind(chosen.id);
  const states = stateBits.filter(([, bit]) => (bits & bit) !== 0).map(([name]) => `${sign(name)} ${word(name, "states")}`.trim());
  const rows: [string, string][] = [
    [word("kind"), word(kind.class, "classes")],
    [word("pace"), `${(frame.speed[row]! * 0.36).toFixed(0)} ${word("km_h")}`],
  ];
  if (kind.automated) rows.push([word("mode"), word(controls[bits & state.control] ?? "person", "controls")]);
  if (bits & state.air) rows.push([word("height"), `${(frame.z[row]! / 100).toFixed(1)} m`]);
  if (states.length > 0) rows.push([word("state"), states.join(", ")]);
  return el(
    "div",
    { class: "agent", "data-agent": String(chosen.id) },
    el("h2", {}, chosen.name, view.isFollowing ? " ◎" : ""),
    el("dl", {}, ...rows.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)])),
  );
}

/** All colours with their words. */
export function legend(): HTMLElement {
  const part = (title: string, items: [string, string][]): HTMLElement =>
    el("div", {}, el("h3", {}, title), ...items.map(([tint, words]) => el("p", {}, swatch(tint), words)));
  const of = (table: "classes" | "controls" | "states" | "zones"): [string, string][] =>
    keys(table).map((key) => [colour(key, table), `${table === "states" ? sign(key) + " " : ""}${word(key, table)}`]);
  const lights: [string, string][] = ["G", "g", "y", "r", "s"].map((letter) => [light(letter), lightWord(letter)]);
  return el(
    "div",
    {},
    part(word("kind"), of("classes")),
    part(word("mode"), of("controls")),
    part(word("state"), of("states")),
    part(word("zones"), of("zones")),
    part(word("signals"), lights),
  );
}

const lightWords: Record<string, [string, string]> = {
  G: ["녹색: 진행", "green: go"],
  g: ["녹색: 양보하며 진행", "green: go, giving way"],
  y: ["황색", "amber"],
  r: ["적색", "red"],
  s: ["적색: 정지 후 우회전", "red: turn right after a stop"],
};
const lightWord = (letter: string): string => lightWords[letter]?.[settings.language === "ko" ? 0 : 1] ?? letter;
