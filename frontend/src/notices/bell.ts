/**
 * The bell of the frame: counts anew when the page is looked at again or a message came, at most every half minute.
 *
 * Without script it shows the count of the page's load. It never asks while nobody looks.
 */

import { Counting } from "./counting.ts";

const PAUSE = 30_000;

export class Bell extends HTMLElement {
  #asked = Date.now();
  #counting = new Counting((unread) => this.show(unread));
  #end = new AbortController();

  connectedCallback(): void {
    const { signal } = this.#end;
    document.addEventListener("visibilitychange", () => this.#look(), { signal });
    navigator.serviceWorker?.addEventListener("message", ({ data }) => data?.kind === "notices" && this.#ask(), { signal });
  }

  disconnectedCallback(): void {
    this.#end.abort();
    this.#counting.end();
  }

  #look(): void {
    if (!document.hidden && Date.now() - this.#asked > PAUSE) this.#ask();
  }

  #ask(): void {
    this.#asked = Date.now();
    void this.#counting.ask(this.getAttribute("src") ?? "");
  }

  show(unread: number): void {
    const count = this.querySelector<HTMLElement>("[data-count]");
    const words = this.querySelector<HTMLElement>("[data-words]");
    if (!count || !words) return;
    count.hidden = unread === 0;
    count.textContent = unread > 99 ? "99+" : String(unread);
    words.textContent = (this.dataset[unread ? "textUnread" : "textNone"] ?? "").replace("{n}", count.textContent);
  }
}
