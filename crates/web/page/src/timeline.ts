// The bar of time with its marks: incidents as tall ticks, near misses as short ones.
import { el } from "./dom";
import { colour, word } from "./look";
import type { Timeline as Marks } from "./types";

export class Timeline {
  readonly root = el("div", { class: "timeline" });
  private readonly hand = el("div", { class: "hand" });

  constructor(
    private readonly beginS: number,
    private readonly endS: number,
    private readonly sides: Marks[],
    private readonly seek: (timeS: number) => void,
  ) {
    const at = (event: PointerEvent): void => {
      const box = this.root.getBoundingClientRect();
      this.seek(this.beginS + ((event.clientX - box.left) / box.width) * (this.endS - this.beginS));
    };
    this.root.addEventListener("pointerdown", (event) => {
      this.root.setPointerCapture(event.pointerId);
      at(event);
    });
    this.root.addEventListener("pointermove", (event) => event.buttons & 1 && at(event));
  }

  draw(): void {
    const ticks = this.sides.flatMap((marks, side) => [
      ...marks.near_misses.map((mark) => this.tick(mark.time_s, "near", colour(mark.kind, "near_misses"), word(mark.kind, "near_misses"), side)),
      ...marks.incidents.map((mark) => this.tick(mark.time_s, "incident", colour(mark.kind, "incidents"), word(mark.kind, "incidents"), side)),
    ]);
    this.root.replaceChildren(...ticks, this.hand);
  }

  show(timeS: number): void {
    this.hand.style.left = this.share(timeS);
  }

  private tick(timeS: number, kind: string, tint: string, words: string, side: number): HTMLElement {
    const tick = el("i", { class: `tick ${kind} side${side}`, title: `${timeS.toFixed(1)} s: ${words}` });
    tick.style.left = this.share(timeS);
    tick.style.background = tint;
    return tick;
  }

  private share(timeS: number): string {
    const lastS = Math.max(this.endS - this.beginS, 1e-9);
    return `${(100 * (timeS - this.beginS)) / lastS}%`;
  }
}
