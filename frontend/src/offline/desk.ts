/** The desk of one return: what is typed is kept, what is sent goes through the outbox, what became of it comes back. */

import { drafts, keep } from "./drafts.ts";
import { hand, letters } from "./entries.ts";
import type { Content, Letter } from "./entries.ts";
import { hear } from "./news.ts";
import type { News } from "./news.ts";
import type { Me } from "./seal.ts";
import { greet, me as known } from "./session.ts";
import type { Sheet, Typed } from "./shapes.ts";
import { Full, full } from "./shelf.ts";
import { keepSheet, sheet } from "./sheets.ts";
import { photos } from "./photos.ts";

export class Desk {
  readonly name: string;
  readonly #person: string;
  #me: Me | null = null;
  #waiting = new Map<string, Typed | null>();
  #writing: Promise<void> | null = null;
  /** Called when the phone has no room left for what is typed. */
  onfull: () => void = () => undefined;

  /** `person` is whom the server's page is for; "" on the shell, which is for whom the phone knows. */
  constructor(name: string, person: string) {
    this.name = name;
    this.#person = person;
  }

  async open(): Promise<Me | null> {
    const me = await known();
    const hers = me && (this.#person === "" || String(me.person) === this.#person);
    this.#me = hers ? me : (await greet()).me;
    return this.#me;
  }

  get me(): Me | null {
    return this.#me;
  }

  async drafts(): Promise<Record<string, Typed>> {
    return this.#me ? drafts(this.#me, this.name) : {};
  }

  /** Keeps what is typed in a cell; null when it is what the server holds. */
  keep(cell: string, typed: Typed | null): void {
    this.#waiting.set(cell, typed);
    this.#writing ??= this.#write().finally(() => (this.#writing = null));
  }

  async #write(): Promise<void> {
    while (this.#me && this.#waiting.size > 0) {
      const [cells, me] = [[...this.#waiting], this.#me];
      this.#waiting.clear();
      await Promise.all(cells.map(([cell, typed]) => keep(me, this.name, cell, typed))).catch((error: unknown) => {
        if (!(error instanceof Full) && !full(error)) throw error;
        this.onfull();
      });
    }
  }

  /** On the phone when it returns; throws `Full`. */
  async hand(content: Content): Promise<void> {
    await this.#writing;
    if (this.#me) await hand(this.#me, content);
  }

  async letters(): Promise<Letter[]> {
    return this.#me ? (await letters(this.#me)).filter(({ content }) => content.name === this.name) : [];
  }

  async letter(id: string): Promise<Letter | undefined> {
    return (await this.letters()).find((each) => each.id === id);
  }

  /** Photos that are not with an entry yet. */
  async photos(): Promise<string[]> {
    if (!this.#me) return [];
    const taken = new Set((await this.letters()).flatMap(({ content }) => content.photos));
    return (await photos(this.#me, this.name)).map(({ id }) => id).filter((id) => !taken.has(id));
  }

  /** The sheet that came with the server's page, kept for when there is no signal; null on the shell. */
  async given(): Promise<Sheet | null> {
    const text = document.getElementById("sheet")?.textContent;
    const found = text ? (JSON.parse(text) as Sheet) : null;
    if (this.#me && found) await keepSheet(this.#me, found);
    return found;
  }

  async kept(): Promise<Sheet | null> {
    return this.#me && ((await sheet(this.#me, this.name))?.content ?? null);
  }

  /** What concerns this return. */
  hear(listener: (news: News) => void, signal: AbortSignal): void {
    hear((news) => ("name" in news && news.name !== this.name ? undefined : listener(news)), signal);
  }
}
