// Elements in one call.

type Child = Node | string | null;
type Attributes = Record<string, string | boolean | ((event: never) => void)>;

/** An element with its attributes and children; functions listen, `true` sets, text stays text. */
export function el<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.replace(/^on/, ""), value as EventListener);
    else if (typeof value === "boolean") element.toggleAttribute(name, value);
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** A square of a colour, as legends have it; set by script, since the page allows no written styles. */
export function swatch(colour: string): HTMLSpanElement {
  const square = el("span", { class: "swatch" });
  square.style.background = colour;
  return square;
}
