/** The words of the page, in the reader's language; the server writes them (terrace/web/odk/texts.py). */

import type { Language } from "../numbers.ts";

export type Texts = Readonly<Record<string, string>>;

export function textsIn(id: string): Texts {
  return JSON.parse(document.getElementById(id)?.textContent ?? "{}") as Texts;
}

/** What every view needs besides its node. */
export interface Scene {
  readonly texts: Texts;
  readonly language: Language;
  /** The address of the form's own files. */
  readonly media: string;
  /** True once it was tried to send: what is missing is told from then on. */
  tried: boolean;
  /** Tells that a person changed something. */
  touched(): void;
}

export function say(scene: Scene, key: string, n?: number): string {
  const text = scene.texts[key] ?? key;
  return n === undefined ? text : text.replace("{n}", String(n));
}
