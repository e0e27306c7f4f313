// The runs of the folder with their figures.
import { el } from "./dom";
import { onChange, set, settings, word } from "./look";

interface Run {
  name: string;
  summary: Record<string, unknown> | null;
  replay_bytes: number | null;
}

const total = (value: unknown): number =>
  value && typeof value === "object" ? Object.values(value).reduce<number>((sum, n) => sum + Number(n), 0) : 0;

export async function list(root: HTMLElement): Promise<void> {
  const answer = await fetch("./api/runs");
  const runs = (await answer.json()) as Run[];
  const chosen: string[] = [];
  const draw = (): void => root.replaceChildren(page(runs, chosen, draw));
  draw();
  onChange(draw);
}

function page(runs: Run[], chosen: string[], draw: () => void): HTMLElement {
  const head = ["", word("scenario"), word("law"), word("seed"), word("duration"), word("vehicles"), word("incidents"), word("near_misses"), word("violations"), word("exempted"), ""];
  const rows = runs.map((run) => row(run, chosen, draw));
  const compare = el("a", { class: "compare", href: `?${new URLSearchParams({ a: chosen[0] ?? "", b: chosen[1] ?? "" })}` }, word("compare"));
  return el(
    "div",
    { class: "list" },
    el(
      "header",
      {},
      el("h1", {}, "pilotzone"),
      el("span", {}, word("runs")),
      el("button", { type: "button", onclick: () => set({ theme: settings.theme === "dark" ? "light" : "dark" }) }, word("theme")),
      el("button", { type: "button", onclick: () => set({ language: settings.language === "ko" ? "en" : "ko" }) }, word("language")),
    ),
    runs.length === 0
      ? el("p", {}, word("no_runs"))
      : el("table", {}, el("thead", {}, el("tr", {}, ...head.map((name) => el("th", {}, name)))), el("tbody", {}, ...rows)),
    chosen.length === 2 ? compare : null,
    el("p", { class: "quiet" }, word("legal"), " ", el("a", { href: "./licences.txt" }, "licences")),
  );
}

function row(run: Run, chosen: string[], draw: () => void): HTMLElement {
  const figures = run.summary ?? {};
  const cell = (value: unknown): HTMLElement => el("td", {}, run.summary ? String(value ?? "") : "");
  const box = el("input", { type: "checkbox", checked: chosen.includes(run.name), disabled: run.replay_bytes === null, "aria-label": word("compare"), onchange: () => {
    if (box.checked) chosen.push(run.name);
    else chosen.splice(chosen.indexOf(run.name), 1);
    if (chosen.length > 2) chosen.shift();
    draw();
  } });
  const link = el("a", { href: `?${new URLSearchParams({ a: run.name })}` }, `▶ ${word("replay")}`);
  return el(
    "tr",
    {},
    el("td", {}, box),
    el("td", {}, run.summary ? String(figures["scenario"]) : run.name, el("small", {}, run.summary ? ` ${run.name}` : ` ${word("running")}`)),
    cell(figures["law"] && word(String(figures["law"]), "laws")),
    cell(figures["seed"]),
    cell(figures["sim_time_s"] !== undefined ? `${Number(figures["sim_time_s"]).toFixed(0)} s` : ""),
    cell(total(figures["inserted"])),
    cell(total(figures["incidents"])),
    cell(total(figures["near_misses"])),
    cell(total(figures["violations"])),
    cell(total(figures["exempted"])),
    el("td", {}, run.replay_bytes === null ? el("small", {}, word("no_replay")) : link),
  );
}
