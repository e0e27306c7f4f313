// The page: the list of runs, or one replay, or two side by side.
import "./style.css";
import { el } from "./dom";
import { apply, word } from "./look";
import { list } from "./list";
import { Player } from "./player";
import { Replay } from "./replay";

declare global {
  interface Window {
    /** What is on the page, for tests that look at it. */
    pilotzone?: Player;
  }
}

const url = (name: string): string => `./runs/${name.split("/").map(encodeURIComponent).join("/")}/replay.mcap`;

async function open(name: string) {
  const replay = await Replay.open(url(name));
  return { replay, marks: await replay.timeline() };
}

async function start(root: HTMLElement): Promise<void> {
  apply();
  const asked = new URLSearchParams(location.search);
  const names = [asked.get("a"), asked.get("b")].filter((name): name is string => !!name);
  if (names.length === 0) return list(root);
  root.replaceChildren(el("p", { class: "loading" }, word("loading")));
  try {
    const sides = await Promise.all(names.map(open));
    const player = new Player(root, sides);
    const at = Number(asked.get("t"));
    if (at > 0) player.seek(at);
    window.pilotzone = player;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    root.replaceChildren(el("div", { class: "broken", role: "alert" }, el("h1", {}, word("broken")), el("p", {}, why), el("a", { href: "./" }, word("back"))));
  }
}

void start(document.querySelector("#app")!);
