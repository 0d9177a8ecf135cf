/**
 * <t-live src ticket refresh?>: the page's one stream of server-sent events.
 *
 * Messages are `{cells: [...], arrivals: [...]}` (see cells.ts). Cells are gathered and put on the page once per
 * frame; `forecasts` of a message becomes `t-forecast` on body, for htmx. Then `t-cells` with the changed cells is dispatched on document (and `t-moved` on body, for htmx), and `performance.mark("t-cells")` set.
 * `data-text-on`, `-off`, `-wait` say the state in `[data-live-text]`. After a lost line or a long sleep `t-refresh`
 * is dispatched on body once, for htmx to reload the figures; a ticket that has run out is taken from a fresh page.
 */

import { keyOf, put, shown } from "../cells.ts";
import type { Arrival, LiveCell, Message } from "../cells.ts";

const LONGEST_WAIT = 30_000;
const LONG_SLEEP = 60_000;

export class Live extends HTMLElement {
  #stream: EventSource | null = null;
  #waiting = new Map<string, LiveCell>();
  #arrivals: Arrival[] = [];
  #frame = 0;
  #timer = 0;
  #failures = 0;
  #lost = false;
  #hiddenAt = 0;
  #listeners = new AbortController();

  connectedCallback(): void {
    const { signal } = this.#listeners;
    document.addEventListener("visibilitychange", () => this.#turned(), { signal });
    addEventListener("online", () => this.#open(), { signal });
    addEventListener("pagehide", () => this.#close(), { signal });
    addEventListener("pageshow", (event) => event.persisted && this.#open(), { signal });
    this.#open();
  }

  disconnectedCallback(): void {
    this.#listeners.abort();
    this.#listeners = new AbortController();
    this.#close();
  }

  #open(): void {
    this.#close();
    const src = this.getAttribute("src");
    if (!src) return;
    const ticket = this.getAttribute("ticket");
    const address = new URL(src, location.href);
    if (ticket) address.searchParams.set("ticket", ticket);
    this.#say("wait");
    this.#stream = new EventSource(address);
    this.#stream.onopen = () => this.#opened();
    this.#stream.onerror = () => this.#failed();
    this.#stream.onmessage = (event: MessageEvent<string>) => this.take(JSON.parse(event.data) as Message);
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#stream?.close();
    this.#stream = null;
  }

  #opened(): void {
    this.#failures = 0;
    this.#say("on");
    if (this.#lost) this.#refresh();
    this.#lost = false;
  }

  #failed(): void {
    this.#close();
    this.#lost = true;
    this.#failures += 1;
    this.#say("off");
    const wait = Math.min(1000 * 2 ** (this.#failures - 1), LONGEST_WAIT);
    this.#timer = window.setTimeout(() => void this.#retry(), wait * (0.75 + Math.random() / 2));
  }

  async #retry(): Promise<void> {
    if (this.#failures > 1) await this.#renew();
    if (this.isConnected) this.#open();
  }

  /** A fresh page carries a fresh ticket. */
  async #renew(): Promise<void> {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("t-live")?.getAttribute("ticket");
      if (fresh) this.setAttribute("ticket", fresh);
    } catch {
      // the line is still down: the next try comes by itself
    }
  }

  #turned(): void {
    if (document.hidden) this.#hiddenAt = Date.now();
    else if (this.#hiddenAt && Date.now() - this.#hiddenAt > LONG_SLEEP) this.#refresh();
  }

  #refresh(): void {
    document.body.dispatchEvent(new CustomEvent("t-refresh"));
  }

  /** Takes in one message; the last word on a cell wins. */
  take(message: Message): void {
    for (const cell of message.cells ?? []) this.#waiting.set(keyOf(cell), cell);
    this.#arrivals.push(...(message.arrivals ?? []));
    if (message.forecasts) document.body.dispatchEvent(new CustomEvent("t-forecast"));
    this.#frame ||= requestAnimationFrame(() => this.#flush());
  }

  #flush(): void {
    this.#frame = 0;
    const [cells, arrivals] = [this.#waiting, this.#arrivals];
    this.#waiting = new Map();
    this.#arrivals = [];
    const elements = shown(document);
    for (const [key, cell] of cells) {
      for (const element of elements.get(key) ?? []) if (put(element, cell)) flash(element);
    }
    document.dispatchEvent(new CustomEvent("t-cells", { detail: { cells, arrivals } }));
    if (cells.size > 0) document.body.dispatchEvent(new CustomEvent("t-moved"));
    this.#mark([...cells.values()]);
  }

  /** One mark at a time is kept; whoever measures observes them as they come. */
  #mark(cells: LiveCell[]): void {
    performance.clearMarks("t-cells");
    performance.mark("t-cells", { detail: { count: cells.length, changed_at: cells.map((cell) => cell.changed_at) } });
  }

  #say(state: "on" | "off" | "wait"): void {
    this.dataset["live"] = state;
    const place = this.querySelector("[data-live-text]");
    if (place) place.textContent = this.getAttribute(`data-text-${state}`) ?? "";
  }
}

const STILL = matchMedia("(prefers-reduced-motion: reduce)");

/** A short glow on what has just changed; the colour comes from the style sheet. */
function flash(element: HTMLElement): void {
  if (STILL.matches || element instanceof SVGElement) return;
  const colour = getComputedStyle(element).getPropertyValue("--flash") || "gold";
  element.animate([{ backgroundColor: colour }, {}], { duration: 900, easing: "ease-out" });
}
