// Colours and words, shared with the desktop viewer.
import look from "../../../replay/assets/look.json";

export type Language = "ko" | "en";
export type Theme = "light" | "dark";
type Entry = { colour?: string; sign?: string; ko: string; en: string };
type Table = "classes" | "controls" | "states" | "zones" | "incidents" | "near_misses" | "laws" | "words";

const stored = (key: string): string | null => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // A browser that keeps nothing still shows everything.
  }
};
const store = (key: string, value: string): void => {
  try {
    localStorage.setItem(key, value);
  } catch {
    // As above.
  }
};

const asked = new URLSearchParams(location.search);

export const settings: { language: Language; theme: Theme } = {
  language: ((asked.get("lang") ?? stored("language")) || (navigator.language.startsWith("ko") ? "ko" : "en")) === "ko" ? "ko" : "en",
  theme: (asked.get("theme") ?? stored("theme")) === "dark" ? "dark" : "light",
};

/** Asked to draw itself anew after the language or the theme has changed. */
const listeners: (() => void)[] = [];
export const onChange = (listener: () => void): void => void listeners.push(listener);

export function set(change: Partial<typeof settings>): void {
  Object.assign(settings, change);
  store("language", settings.language);
  store("theme", settings.theme);
  apply();
  listeners.forEach((listener) => listener());
}

/** Puts the theme's colours where the style sheet finds them. */
export function apply(): void {
  document.documentElement.lang = settings.language;
  for (const [name, colour] of Object.entries(look.themes[settings.theme])) {
    document.documentElement.style.setProperty(`--${name}`, colour);
  }
  document.documentElement.style.colorScheme = settings.theme;
}

const entry = (table: Table, key: string): Entry | undefined => (look[table] as unknown as Record<string, Entry>)[key];

/** The word for a key; the key itself where a later version wrote one that we lack. */
export const word = (key: string, table: Table = "words"): string => entry(table, key)?.[settings.language] ?? key;
export const sign = (key: string): string => entry("states", key)?.sign ?? "";
export const colour = (key: string, table: Table): string => entry(table, key)?.colour ?? "#888888";
export const themed = (name: keyof typeof look.themes.light): string => look.themes[settings.theme][name];
export const light = (letter: string): string => (look.signals as Record<string, string>)[letter] ?? "#555b61";
export const keys = (table: Table): string[] => Object.keys(look[table]);
