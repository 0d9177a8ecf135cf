/**
 * <t-changed data-return>: a return that was changed on the server while hers was under way. Both figures stand side by
 * side, row by row; she chooses each. What gives way is kept with the entry (hers) or in the history (the server's).
 */

import { format, exact, languageOf } from "../numbers.ts";
import { clashes } from "../offline/compare.ts";
import type { Clash, Said } from "../offline/compare.ts";
import { again, change, letters } from "../offline/entries.ts";
import type { Letter } from "../offline/entries.ts";
import { keep } from "../offline/drafts.ts";
import { hear, say } from "../offline/news.ts";
import { me as known } from "../offline/session.ts";
import { cellOf } from "../offline/shapes.ts";
import type { Sheet } from "../offline/shapes.ts";
import { refresh, sheet } from "../offline/sheets.ts";
import { wake } from "../offline/waking.ts";
import { piece, text } from "./texts.ts";

export class Changed extends HTMLElement {
  #letter: Letter | null = null;
  #sheet: Sheet | null = null;
  #clashes: Clash[] = [];
  #listeners = new AbortController();

  connectedCallback(): void {
    const { signal } = this.#listeners;
    hear((news) => (news.kind === "entries" ? void this.#look() : undefined), signal);
    this.querySelector("form")?.addEventListener("submit", (event) => void this.#chosen(event), { signal });
    void this.#look();
  }

  disconnectedCallback(): void {
    this.#listeners.abort();
    this.#listeners = new AbortController();
  }

  async #look(): Promise<void> {
    const me = await known();
    const name = this.dataset["return"] ?? "";
    const found = me && (await letters(me)).find(({ state, content }) => state === "changed" && content.name === name);
    if (found && this.#letter?.id === found.id && this.#letter.key === found.key) return;
    this.#letter = found ?? null;
    this.hidden = true;
    if (!me || !found) return;
    this.#sheet = (await refresh(me, name)) ?? (await sheet(me, name))?.content ?? null;
    this.#clashes = this.#sheet ? clashes(found.content.intake.observations, found.content.base, this.#sheet.rows) : [];
    if (this.#sheet && this.#clashes.length === 0) return this.#resolve([]);
    this.querySelector("[data-rows]")?.replaceChildren(...this.#clashes.map((each, index) => this.#row(each, index)));
    this.hidden = false;
  }

  #row(clash: Clash, index: number): HTMLElement {
    const by = clash.by ? text(this, "by", { by: clash.by }) : "";
    const row = piece(this, "clash", {
      label: clash.unit ? `${clash.label} (${clash.unit})` : clash.label,
      hers: this.#shown(clash.hers, clash.decimals),
      theirs: this.#shown(clash.theirs, clash.decimals),
      by,
    });
    for (const input of row.querySelectorAll("input")) input.name = `choice-${index}`;
    return row;
  }

  #shown(said: Said, decimals: number): string {
    const value = exact(said.value);
    if (value) return format(value, decimals, languageOf(this));
    return said.reason ? text(this, `reason-${said.reason}`) : text(this, "nothing");
  }

  async #chosen(event: Event): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const chosen = this.#clashes.map((_, index) => new FormData(form).get(`choice-${index}`));
    const open = chosen.findIndex((each) => each === null);
    const problem = this.querySelector<HTMLElement>("[data-open]");
    if (problem) problem.hidden = open < 0;
    if (open >= 0) return form.querySelector<HTMLElement>(`input[name="choice-${open}"]`)?.focus();
    await this.#resolve(this.#clashes.filter((_, index) => chosen[index] === "theirs"));
  }

  /** Goes on with her figures, without those that give way to the server's. */
  async #resolve(theirs: readonly Clash[]): Promise<void> {
    const me = await known();
    const [letter, fresh] = [this.#letter, this.#sheet];
    if (!me || !letter || !fresh) return;
    const given = new Set(theirs.map(({ cell }) => cell));
    const observations = letter.content.intake.observations.filter((each) => !given.has(cellOf(each)));
    const aside = [...letter.content.aside, ...theirs.map(({ label, hers, theirs: held }) => ({ label, hers, theirs: held }))];
    const base = Object.fromEntries(fresh.rows.map((row) => [cellOf(row), { value: row.value ?? "", reason: row.reason ?? "" }]));
    const through = observations.length === 0; // nothing of hers is left to send; her photos stay with the return
    const photos = through ? [] : letter.content.photos;
    const intake = { ...letter.content.intake, observations };
    const content = { ...letter.content, intake, photos, seen: fresh.revision, base, aside };
    await change(me, letter.id, ["changed"], (now) => ({ ...again(now, content), state: through ? "done" : "waiting" }));
    for (const cell of given) await keep(me, content.name, cell, null);
    this.dispatchEvent(new CustomEvent("t-resolved", { bubbles: true, detail: { sheet: fresh, theirs: [...given] } }));
    say({ kind: "entries" });
    if (!through) wake(true);
  }
}
