/**
 * The bell of the frame: counts anew when the page is looked at again or a message came, at most every half minute.
 *
 * Without script it shows the count of the page's load. It never asks while nobody looks.
 */

const PAUSE = 30_000;

export class Bell extends HTMLElement {
  #asked = Date.now();
  #end = new AbortController();

  connectedCallback(): void {
    const { signal } = this.#end;
    document.addEventListener("visibilitychange", () => void this.#look(), { signal });
    navigator.serviceWorker?.addEventListener("message", ({ data }) => data?.kind === "notices" && void this.#ask(), { signal });
  }

  disconnectedCallback(): void {
    this.#end.abort();
  }

  async #look(): Promise<void> {
    if (!document.hidden && Date.now() - this.#asked > PAUSE) await this.#ask();
  }

  async #ask(): Promise<void> {
    this.#asked = Date.now();
    const answer = await fetch(this.getAttribute("src") ?? "", { cache: "no-store", redirect: "manual" }).catch(() => null);
    if (!answer?.ok) return; // no line, or logged out: what was shown stays
    const { unread } = (await answer.json()) as { unread: number };
    this.show(unread);
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
