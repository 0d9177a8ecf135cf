/**
 * <t-inbox>: a list that is walked with j and k and acted upon with a; Enter is the link's own, and nothing needs it.
 *
 * Inside: `[data-row]` with a link or summary `[data-open]` and perhaps a `form[data-acknowledge]`. A checkbox
 * `[data-keys]` turns the single keys off for whoever speaks to her browser; it is remembered in this browser.
 */

const KEPT = "terrace-keys";

export class Inbox extends HTMLElement {
  #listeners = new AbortController();

  connectedCallback(): void {
    const { signal } = this.#listeners;
    if (this.#toggle) this.#toggle.checked = localStorage.getItem(KEPT) !== "off";
    this.addEventListener("change", (event) => this.#changed(event), { signal });
    document.addEventListener("keydown", (event) => this.#pressed(event), { signal });
  }

  disconnectedCallback(): void {
    this.#listeners.abort();
    this.#listeners = new AbortController();
  }

  get #toggle(): HTMLInputElement | null {
    return this.querySelector<HTMLInputElement>("[data-keys]");
  }

  /** Those that are seen: a closed group hides its own. */
  get #rows(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("[data-row]")].filter((row) => row.checkVisibility());
  }

  #changed(event: Event): void {
    if (event.target === this.#toggle) localStorage.setItem(KEPT, this.#toggle?.checked ? "on" : "off");
  }

  #pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target) || this.#toggle?.checked === false) return;
    const step = stepOf(event.key);
    if (step) {
      this.#go(step);
      event.preventDefault();
    } else if (event.key === "a") {
      this.#row?.querySelector<HTMLFormElement>(":scope > form[data-acknowledge]")?.requestSubmit();
    }
  }

  /** The row that has the focus. */
  get #row(): HTMLElement | null {
    const row = document.activeElement?.closest<HTMLElement>("[data-row]") ?? null;
    return row && this.contains(row) ? row : null;
  }

  #go(step: number): void {
    const rows = this.#rows;
    const wanted = next(this.#row ? rows.indexOf(this.#row) : -1, step, rows.length);
    rows[wanted]?.querySelector<HTMLElement>("[data-open]")?.focus();
  }
}

export function stepOf(key: string): number {
  return key === "j" ? 1 : key === "k" ? -1 : 0;
}

/** Where a step leads; from nowhere to the first, and at the ends it stays. */
export function next(from: number, step: number, count: number): number {
  return from < 0 ? 0 : Math.min(Math.max(from + step, 0), count - 1);
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input:not([type=checkbox], [type=radio]), textarea, select");
}
