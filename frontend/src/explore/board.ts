/**
 * <t-board>: loads the tiles of a board, and again when the figures have moved; on the wall one tile after the other.
 *
 * A tile is put in only where it says something else than before, and stays as far opened as it was.
 * Attributes: data-mark (where the mark of the figures is asked), data-pace (seconds between two questions), data-seconds
 * (how long the wall shows a tile), data-rotate. Inside `li[data-tile]` with `[data-load]`.
 */

import { clock } from "../numbers.ts";
import { press } from "./ask.ts";

/** Tiles that are loaded at once. */
const TOGETHER = 2;

export class Board extends HTMLElement {
  #listeners = new AbortController();
  #timers: ReturnType<typeof setInterval>[] = [];
  #mark = "";
  #asking = false;
  #now = 0;
  #dragged: HTMLElement | null = null;

  connectedCallback(): void {
    const { signal } = this.#listeners;
    this.addEventListener("dragstart", (event) => (this.#dragged = (event.target as Element).closest("li[data-tile]")), { signal });
    this.addEventListener("dragover", (event) => this.#dragged && event.preventDefault(), { signal });
    this.addEventListener("drop", (event) => this.#dropped(event), { signal });
    void this.#ask();
    this.#timers.push(setInterval(() => void this.#ask(), 1000 * Number(this.dataset["pace"] ?? "3")));
    if (this.dataset["rotate"] !== undefined) this.#rotates(signal);
  }

  disconnectedCallback(): void {
    this.#listeners.abort();
    this.#listeners = new AbortController();
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
  }

  get #tiles(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("li[data-tile]")];
  }

  /** Has anything moved? Then every tile is loaded anew. */
  async #ask(): Promise<void> {
    if (this.#asking || document.hidden) return;
    this.#asking = true;
    try {
      const answer = await fetch(this.dataset["mark"] ?? "", { headers: { Accept: "application/json" } });
      if (answer.redirected) return location.reload();
      if (answer.status === 503) return this.#say("wait", ""); // the warehouse is being made
      const { mark, fresh_at: freshAt } = (await answer.json()) as { mark: string; fresh_at: string };
      if (mark !== this.#mark) await this.#load();
      this.#mark = mark;
      this.#say("text", clock(freshAt, true));
    } catch {
      this.#say("lost", "");
    } finally {
      this.#asking = false;
    }
  }

  #say(what: string, at: string): void {
    const place = document.querySelector<HTMLElement>("[data-fresh]");
    const text = (place?.dataset[what] ?? "").replace("{at}", at);
    if (place && place.textContent !== text) place.textContent = text;
  }

  async #load(): Promise<void> {
    const waiting = [...this.querySelectorAll<HTMLElement>("[data-load]")];
    const work = async (): Promise<void> => {
      for (let each = waiting.shift(); each; each = waiting.shift()) await renew(each);
    };
    await Promise.all(Array.from({ length: TOGETHER }, work));
  }

  #rotates(signal: AbortSignal): void {
    this.#show(0);
    this.#timers.push(setInterval(() => this.#show(this.#now + 1), 1000 * Number(this.dataset["seconds"] ?? "20")));
    document.addEventListener(
      "keydown",
      (event) => {
        if (event.key === "ArrowRight") this.#show(this.#now + 1);
        if (event.key === "ArrowLeft") this.#show(this.#now - 1);
      },
      { signal },
    );
  }

  #show(at: number): void {
    const tiles = this.#tiles;
    if (tiles.length === 0) return;
    this.#now = (at + tiles.length) % tiles.length;
    tiles.forEach((tile, place) => (tile.hidden = place !== this.#now));
  }

  #dropped(event: DragEvent): void {
    const under = (event.target as Element).closest<HTMLElement>("li[data-tile]");
    const dragged = this.#dragged;
    this.#dragged = null;
    if (!under || !dragged || under === dragged) return;
    event.preventDefault();
    press(dragged.querySelector("form.tile-acts"), `to:${this.#tiles.indexOf(under)}`);
  }
}

const said = new WeakMap<HTMLElement, string>();

/** Puts what the server says now in the place of a tile's inside. */
async function renew(place: HTMLElement): Promise<void> {
  const answer = await fetch(place.dataset["load"] ?? "");
  const text = await answer.text();
  if (!answer.ok || said.get(place) === text) return;
  said.set(place, text);
  const opened = [...place.querySelectorAll("details")].map(({ open }) => open);
  place.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
  place.querySelectorAll("details").forEach((each, at) => (each.open = opened[at] ?? false));
}
