// Plays one replay, or two in step: one clock, one set of controls, one eye.
import { el } from "./dom";
import { onChange, set, settings, word } from "./look";
import { incidentPanel, agentPanel, legend } from "./panels";
import type { Replay } from "./replay";
import { Timeline } from "./timeline";
import type { Incident, Timeline as Marks } from "./types";
import { layerNames, View } from "./view";

const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100];
/** Who jumps to an incident sees what led to it. */
const BEFORE_S = 5;

interface Side {
  view: View;
  marks: Marks;
  panel: HTMLElement;
}

export class Player {
  timeS: number;
  isPlaying = false;
  speed = 1;
  private readonly sides: Side[];
  private readonly timeline: Timeline;
  private readonly bar = el("div", { class: "bar" });
  private readonly help = el("div", { class: "help", hidden: true });
  private readonly legend = el("aside", { class: "legend", hidden: true });
  private incident: Incident | null = null;
  private last: number | null = null;

  constructor(private readonly root: HTMLElement, replays: { replay: Replay; marks: Marks }[]) {
    this.sides = replays.map(({ replay, marks }) => ({ view: new View(replay), marks, panel: el("aside", { class: "panel", hidden: true }) }));
    this.timeS = Math.min(...replays.map(({ replay }) => replay.beginS));
    this.timeline = new Timeline(this.beginS, this.endS, this.sides.map(({ marks }) => marks), (timeS) => this.seek(timeS));
    this.lay();
    onChange(() => {
      this.sides.forEach(({ view }) => view.dress());
      this.lay();
    });
    document.addEventListener("keydown", (event) => this.key(event));
    requestAnimationFrame((now) => this.tick(now));
  }

  get beginS(): number {
    return Math.min(...this.sides.map(({ view }) => view.replay.beginS));
  }

  get endS(): number {
    return Math.max(...this.sides.map(({ view }) => view.replay.endS));
  }

  get views(): View[] {
    return this.sides.map(({ view }) => view);
  }

  seek(timeS: number): void {
    this.timeS = Math.min(this.endS, Math.max(this.beginS, timeS));
    this.draw();
  }

  /** Shows an incident: five seconds before, its place in the middle, its story beside it. */
  jump(incident: Incident): void {
    this.incident = incident;
    const side = this.sides.find(({ marks }) => marks.incidents.includes(incident)) ?? this.sides[0]!;
    if (incident.at) side.view.goTo(incident.at[0], incident.at[1], incident.z_m);
    side.view.selected = incident.parties[0] ?? null;
    side.view.isFollowing = false;
    this.sides.forEach(({ view }) => view !== side.view && view.lookAs(side.view));
    this.seek(incident.time_s - BEFORE_S);
    this.panels();
  }

  private incidents(): Incident[] {
    const all = this.sides.flatMap(({ marks }) => marks.incidents);
    return all.sort((a, b) => a.time_s - b.time_s);
  }

  private next(by: 1 | -1): void {
    const all = this.incidents();
    const at = this.incident ? all.indexOf(this.incident) : -1;
    const shown = this.timeS + BEFORE_S;
    const found =
      at >= 0 ? all[at + by] : by > 0 ? all.find((it) => it.time_s > shown + 1e-6) : all.filter((it) => it.time_s < shown - 1e-6).at(-1);
    if (found) this.jump(found);
  }

  private step(by: 1 | -1): void {
    this.isPlaying = false;
    const frameS = this.sides[0]!.view.replay.header.frame_s;
    // From frame to frame, however the clock stood between them.
    this.seek((Math.round((this.timeS - this.beginS) / frameS) + by) * frameS + this.beginS);
    this.controls();
  }

  private faster(by: 1 | -1): void {
    const at = SPEEDS.indexOf(this.speed) + by;
    this.speed = SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at))]!;
    this.controls();
  }

  private toggle(): void {
    this.isPlaying = !this.isPlaying;
    if (this.isPlaying && this.timeS >= this.endS) this.timeS = this.beginS;
    this.controls();
  }

  private follow(): void {
    const side = this.sides.find(({ view }) => view.selected !== null);
    if (!side) return;
    side.view.isFollowing = !side.view.isFollowing;
    this.draw();
    this.panels();
  }

  private key(event: KeyboardEvent): void {
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement || event.ctrlKey || event.metaKey) return;
    const keys: Record<string, () => void> = {
      " ": () => this.toggle(),
      ArrowLeft: () => this.step(-1),
      ArrowRight: () => this.step(1),
      ArrowUp: () => this.faster(1),
      ArrowDown: () => this.faster(-1),
      n: () => this.next(1),
      p: () => this.next(-1),
      f: () => this.follow(),
      b: () => this.bird(),
      t: () => set({ theme: settings.theme === "dark" ? "light" : "dark" }),
      l: () => set({ language: settings.language === "ko" ? "en" : "ko" }),
      "?": () => this.help.toggleAttribute("hidden"),
    };
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  private bird(): void {
    this.sides.forEach(({ view }) => view.bird());
    this.draw();
  }

  /** Builds all that is round the pictures. */
  private lay(): void {
    const stages = this.sides.map((side) => this.stage(side));
    this.help.textContent = word("keys_text");
    this.legend.replaceChildren(legend());
    const stage = el("div", { class: "stages" }, ...stages, this.legend, this.help);
    this.root.replaceChildren(stage, this.timeline.root, this.bar);
    this.timeline.draw();
    this.controls();
    this.panels();
    this.draw();
  }

  private stage(side: Side): HTMLElement {
    const { view, panel } = side;
    const header = view.replay.header;
    const title = el("div", { class: "title" }, el("strong", {}, header.scenario), ` · ${word(header.law, "laws")} · ${word("seed")} ${header.seed}`);
    const notes = [
      view.replay.isWhole ? null : word("cut"),
      ...header.caveats.map(([ko, en]) => (settings.language === "ko" ? ko : en)),
      word("legal"),
    ].filter((note) => note !== null);
    const foot = el("div", { class: "foot" }, notes.join(" "), el("br"), header.map.attribution.join(" · "));
    let [downX, downY] = [0, 0];
    view.canvas.onpointerdown = (event) => ([downX, downY] = [event.offsetX, event.offsetY]);
    view.canvas.onpointerup = (event) => {
      // A drag turns the eye; only a click chooses.
      if (Math.hypot(event.offsetX - downX, event.offsetY - downY) > 4) return;
      view.selected = view.pick(event.offsetX, event.offsetY);
      if (view.selected === null) view.isFollowing = false;
      this.draw();
      this.panels();
    };
    view.controls.addEventListener("change", () => {
      if (!this.isCopying) this.copyEye(view);
      if (!this.isPlaying && !view.isFollowing) view.show(this.timeS);
    });
    return el("section", { class: "stage" }, view.canvas, title, foot, panel);
  }

  private isCopying = false;

  /** Both sides look from the same place. */
  private copyEye(from: View): void {
    this.isCopying = true;
    this.sides.forEach(({ view }) => view !== from && view.lookAs(from));
    this.isCopying = false;
  }

  private controls(): void {
    const button = (key: string, text: string, act: () => void): HTMLElement =>
      el("button", { type: "button", title: word(key), "aria-label": word(key), "data-key": key, onclick: () => act() }, text);
    const speed = el("select", { "aria-label": word("speed"), onchange: () => {
      this.speed = Number(speed.value);
      speed.blur();
    } }, ...SPEEDS.map((value) => el("option", { value: String(value), selected: value === this.speed }, `${value}×`)));
    const layers = layerNames.map((layer) => {
      const box = el("input", { type: "checkbox", checked: this.sides[0]!.view.isShown(layer), "data-layer": layer, onchange: () => {
        this.sides.forEach(({ view }) => view.setLayer(layer, box.checked));
        this.draw();
        box.blur();
      } });
      return el("label", {}, box, word(layer));
    });
    this.bar.replaceChildren(
      el("a", { href: "./", class: "back", title: word("back") }, "☰"),
      button("previous_incident", "|◀", () => this.next(-1)),
      button("step_back", "−1", () => this.step(-1)),
      this.isPlaying ? button("pause", "❚❚", () => this.toggle()) : button("play", "▶", () => this.toggle()),
      button("step", "+1", () => this.step(1)),
      button("next_incident", "▶|", () => this.next(1)),
      speed,
      this.clock,
      el("span", { class: "layers" }, ...layers),
      button("follow", "◎", () => this.follow()),
      button("bird", "⌂", () => this.bird()),
      button("legend", "▤", () => this.legend.toggleAttribute("hidden")),
      button("theme", "◐", () => set({ theme: settings.theme === "dark" ? "light" : "dark" })),
      button("language", word("language"), () => set({ language: settings.language === "ko" ? "en" : "ko" })),
      button("keys", "?", () => this.help.toggleAttribute("hidden")),
    );
  }

  private readonly clock = el("output", { class: "clock" });

  private panels(): void {
    for (const { view, marks, panel } of this.sides) {
      const story = this.incident && marks.incidents.includes(this.incident) ? incidentPanel(this.incident, () => {
        this.incident = null;
        this.panels();
      }, (id) => {
        view.selected = id;
        this.draw();
        this.panels();
      }, view) : null;
      const agent = view.selected === null ? null : agentPanel(view);
      panel.replaceChildren(...[story, agent].filter((part) => part !== null));
      panel.toggleAttribute("hidden", story === null && agent === null);
    }
  }

  private draw(): void {
    this.sides.forEach(({ view }) => view.show(this.timeS));
    this.timeline.show(this.timeS);
    this.clock.textContent = clockText(this.sides[0]!.view.replay.header.start, this.timeS);
  }

  private panelAge = 0;

  private tick(now: number): void {
    const pastS = this.last === null ? 0 : Math.min(0.25, (now - this.last) / 1000);
    this.last = now;
    if (this.isPlaying) {
      this.timeS += pastS * this.speed;
      if (this.timeS >= this.endS) {
        this.timeS = this.endS;
        this.isPlaying = false;
        this.controls();
      }
      this.draw();
    }
    this.panelAge += pastS;
    if (this.panelAge > 0.25 && this.sides.some(({ view }) => view.selected !== null)) {
      this.panelAge = 0;
      this.panels();
    }
    this.sides.forEach(({ view }) => view.render());
    requestAnimationFrame((then) => this.tick(then));
  }
}

/** Time of the simulation and of the day. */
function clockText(start: string, timeS: number): string {
  const found = start.match(/T(\d\d):(\d\d):(\d\d)/);
  const pad = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  const dayS = found ? Number(found[1]) * 3600 + Number(found[2]) * 60 + Number(found[3]) + timeS : timeS;
  return `${pad((dayS / 3600) % 24)}:${pad((dayS / 60) % 60)}:${pad(dayS % 60)}  (${timeS.toFixed(1)} s)`;
}
