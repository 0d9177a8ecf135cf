/**
 * <t-outbox>: what waits on this phone, since when, what failed and why; nothing leaves it but by being sent or by her
 * own word. Without anything to say it is one quiet line.
 */

import { drop, letters, strangers } from "../offline/entries.ts";
import type { Letter } from "../offline/entries.ts";
import { save } from "../offline/export.ts";
import { hear } from "../offline/news.ts";
import { dropPhotos, photos } from "../offline/photos.ts";
import type { Me } from "../offline/seal.ts";
import { me as known, greet } from "../offline/session.ts";
import { pageOf } from "../offline/shapes.ts";
import { wake } from "../offline/waking.ts";
import { kilobytes, moment, piece, text } from "./texts.ts";

export class Outbox extends HTMLElement {
  #session: "in" | "out" | "unknown" = "unknown";
  #drawing: Promise<void> | null = null;
  #again = false;
  #listeners = new AbortController();

  connectedCallback(): void {
    const { signal } = this.#listeners;
    hear((news) => {
      if (news.kind === "session") this.#session = news.state;
      this.#draw();
    }, signal);
    for (const name of ["online", "offline"]) addEventListener(name, () => this.#draw(), { signal });
    this.addEventListener("click", (event) => void this.#clicked(event), { signal });
    this.#draw();
  }

  disconnectedCallback(): void {
    this.#listeners.abort();
    this.#listeners = new AbortController();
  }

  /** Draws once more when something happened while it was drawing. */
  #draw(): void {
    this.#again = true;
    this.#drawing ??= this.#drawn().finally(() => (this.#drawing = null));
  }

  async #drawn(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      const me = (await known()) ?? (this.#session === "in" ? (await greet()).me : null);
      const found = me ? await letters(me) : [];
      const others = await strangers(me);
      this.#fill(found, others, me ? (await photos(me)).reduce((sum, { size }) => sum + size, 0) : 0);
    }
  }

  #fill(found: Letter[], others: number, size: number): void {
    const open = found.filter(({ state }) => state !== "done");
    const stuck = open.filter(({ state }) => state !== "waiting");
    this.dataset["state"] = stuck.length ? "stuck" : open.length ? "waiting" : "empty";
    this.dataset["session"] = this.#session;
    this.#write("summary", this.#summary(open, stuck.length));
    this.#write("line", text(this, navigator.onLine ? (this.#session === "unknown" ? "line-unknown" : "line-on") : "line-off"));
    this.#write("photos", size ? text(this, "photos", { size: kilobytes(size) }) : "");
    this.#write("others", others ? text(this, "others", { count: others }) : "");
    this.#toggle("login", this.#session === "out");
    this.#toggle("retry", open.some(({ state }) => state === "waiting") && this.#session !== "out");
    const list = this.querySelector<HTMLElement>("[data-list]");
    const focused = list?.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset["key"] : "";
    list?.replaceChildren(...[...open, ...found.filter(({ state }) => state === "done").reverse()].map((each) => this.#item(each)));
    if (focused) list?.querySelector<HTMLElement>(`[data-key="${focused}"]`)?.focus();
    if (stuck.length) this.querySelector<HTMLDetailsElement>("details")?.setAttribute("open", "");
    this.#toggle("list", found.length > 0);
    this.hidden = false;
  }

  #summary(open: Letter[], stuck: number): string {
    if (stuck) return text(this, "stuck", { count: stuck });
    const first = open[0];
    return first ? text(this, "waiting", { count: open.length, since: moment(first.at) }) : text(this, "empty");
  }

  #item(letter: Letter): HTMLElement {
    const { id, content, state, at, tries } = letter;
    const values = { title: content.title, at: text(this, "pressed", { at: moment(at) }), how: this.#how(letter) };
    const item = piece(this, "entry", values);
    item.dataset["state"] = state;
    item.dataset["id"] = id;
    item.querySelector("a")?.setAttribute("href", pageOf(content.name));
    const facts = text(this, "facts", { count: content.intake.observations.length, photos: content.photos.length });
    item.querySelector("[data-facts]")?.append(tries ? `${facts} · ${text(this, "tries", { count: tries })}` : facts);
    for (const button of item.querySelectorAll<HTMLElement>("[data-do]")) {
      button.dataset["key"] = `${id} ${button.dataset["do"]}`;
      button.hidden = state === "done" && button.dataset["do"] !== "save";
    }
    for (const { label, hers, theirs } of content.aside) {
      const told = { label, hers: hers.value || hers.reason, theirs: theirs.value || theirs.reason };
      item.querySelector("[data-aside]")?.append(piece(this, "aside", { text: text(this, "aside", told) }));
    }
    return item;
  }

  #how({ state, outcome, next }: Letter): string {
    const reason = [outcome?.title, outcome?.detail].filter(Boolean).join(" ");
    const time = outcome ? moment(outcome.at) : "";
    if (state === "done") return text(this, outcome?.receipt ? "how-done" : "how-settled", { at: time, id: outcome?.receipt ?? "" });
    if (state === "changed") return text(this, "how-changed");
    if (state === "refused") return text(this, "how-refused", { reason, at: time });
    if (outcome?.kind === "signed-out") return text(this, "how-login");
    if (outcome?.kind === "unknown" && outcome.status) return text(this, "how-busy", { status: outcome.status, at: moment(new Date(next).toISOString()) });
    return text(this, outcome ? "how-line" : "how-first");
  }

  async #clicked(event: Event): Promise<void> {
    const button = (event.target as Element).closest<HTMLElement>("[data-do]");
    const id = button?.closest<HTMLElement>("[data-id]")?.dataset["id"] ?? "";
    const me = await known();
    if (button?.dataset["do"] === "retry") wake(true);
    const letter = me && (await letters(me)).find((each) => each.id === id);
    if (!button || !letter) return;
    if (button.dataset["do"] === "save") save(letter);
    if (button.dataset["do"] === "drop") await this.#drop(me, letter, button);
  }

  /** Asked twice: what is deleted here is nowhere else. */
  async #drop(me: Me, letter: Letter, button: HTMLElement): Promise<void> {
    if (button.dataset["sure"] === undefined) {
      button.dataset["sure"] = "";
      button.textContent = text(this, "sure");
      return;
    }
    await dropPhotos(me, letter.content.photos);
    await drop(letter.id);
  }

  #write(name: string, said: string): void {
    const place = this.querySelector<HTMLElement>(`[data-part="${name}"]`);
    if (place && place.textContent !== said) place.textContent = said;
    if (place) place.hidden = said === "";
  }

  #toggle(name: string, shown: boolean): void {
    this.querySelector<HTMLElement>(`[data-part="${name}"]`)?.toggleAttribute("hidden", !shown);
  }
}
