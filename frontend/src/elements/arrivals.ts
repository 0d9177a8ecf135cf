/**
 * <t-arrivals data-limit>: what has just come in, newest first.
 *
 * Inside: `ol` and `template` of one `li` with `[data-field="place|what|facts|door|at"]` and optionally `a`.
 */

import type { Arrival } from "../cells.ts";
import { clock } from "../numbers.ts";

export class Arrivals extends HTMLElement {
  #listeners = new AbortController();

  connectedCallback(): void {
    const { signal } = this.#listeners;
    document.addEventListener("t-cells", (event) => this.#heard(event as CustomEvent), { signal });
  }

  disconnectedCallback(): void {
    this.#listeners.abort();
    this.#listeners = new AbortController();
  }

  #heard(event: CustomEvent<{ arrivals: readonly Arrival[] }>): void {
    const list = this.querySelector("ol");
    if (!list || event.detail.arrivals.length === 0) return;
    const limit = Number(this.dataset["limit"] ?? "12");
    list.prepend(...event.detail.arrivals.slice(-limit).reverse().map((arrival) => this.#item(arrival)));
    while (list.children.length > limit) list.lastElementChild?.remove();
    this.querySelector("[data-empty]")?.setAttribute("hidden", "");
  }

  #item(arrival: Arrival): Node {
    const item = this.querySelector("template")?.content.cloneNode(true) as DocumentFragment;
    const texts: Record<string, string> = {
      place: arrival.place, what: arrival.what, door: arrival.door, facts: String(arrival.facts), at: clock(arrival.at, true),
    };
    for (const field of item.querySelectorAll<HTMLElement>("[data-field]")) {
      field.textContent = texts[field.dataset["field"] ?? ""] ?? "";
    }
    const link = item.querySelector("a");
    if (/^\/(?!\/)/.test(arrival.href ?? "")) link?.setAttribute("href", arrival.href ?? "");
    return item;
  }
}
