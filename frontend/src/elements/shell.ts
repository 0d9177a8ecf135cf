/**
 * <t-shell>: stands in for a page without signal. At the address of a return it draws the grid from the sheet that the
 * phone kept, with the very rows of the server's page; anywhere else the list of returns that are on the phone.
 */

import { format, exact, languageOf } from "../numbers.ts";
import { begun } from "../offline/drafts.ts";
import { letters } from "../offline/entries.ts";
import type { Me } from "../offline/seal.ts";
import { me as known } from "../offline/session.ts";
import { nameOf, pageOf, OPEN_STATES } from "../offline/shapes.ts";
import type { Row, Sheet, Summary } from "../offline/shapes.ts";
import { list, sheet } from "../offline/sheets.ts";
import { moment, piece, text } from "./texts.ts";

const RETURN = /^\/workspace\/returns\/([^/]+\/[^/]+\/[^/]+)\/$/;
const DAY = 86_400_000;

export class Shell extends HTMLElement {
  connectedCallback(): void {
    void this.#draw();
  }

  async #draw(): Promise<void> {
    const me = await known();
    const name = RETURN.exec(decodeURI(location.pathname))?.[1];
    if (!me) return this.#alone("nobody");
    this.#write("who", me.name);
    const held = name === undefined ? null : await sheet(me, name);
    if (name !== undefined && held) return this.#return(held.content, held.at);
    if (name !== undefined) this.#alone("unkept");
    else if (!location.pathname.startsWith("/workspace/")) this.#alone("elsewhere");
    await this.#list(me);
  }

  #alone(said: string): void {
    this.#write("said", text(this, said));
  }

  async #list(me: Me): Promise<void> {
    const held = await list(me);
    const [typed, sent] = [await begun(me), new Set((await letters(me)).filter(({ state }) => state !== "done").map(({ content }) => content.name))];
    const open = (held?.content ?? []).filter(({ state }) => OPEN_STATES.has(state));
    const items = await Promise.all(open.map(async (each) => this.#card(each, typed, sent, (await sheet(me, nameOf(each))) !== null)));
    this.querySelector("[data-returns]")?.replaceChildren(...items);
    this.querySelector('[data-part="list"]')?.toggleAttribute("hidden", items.length === 0);
    this.#write("at", held ? text(this, "kept", { at: moment(held.at) }) : text(this, "none"));
  }

  #card(of: Summary, typed: Set<string>, sent: Set<string>, kept: boolean): HTMLElement {
    const name = nameOf(of);
    const state = sent.has(name) ? "sent" : typed.has(name) ? "typed" : kept ? "here" : "away";
    const card = piece(this, "card", {
      title: of.form.name,
      about: `${of.area.name} · ${of.period.name}`,
      due: of.due ? this.#due(of.due) : "",
      state: text(this, `state-${state}`),
    });
    card.querySelector("a")?.setAttribute("href", pageOf(name));
    return card;
  }

  /** Counted by the phone's clock, since the sheet may be days old. */
  #due(due: string): string {
    const days = Math.ceil((Date.parse(`${due}T23:59:59+07:00`) - Date.now()) / DAY) - 1;
    const shown = due.split("-").reverse().join("/");
    return text(this, days < 0 ? "overdue" : "due", { due: shown, days: Math.max(days, 0) });
  }

  #return(of: Sheet, at: string): void {
    const grid = piece(this, "grid");
    const name = nameOf(of);
    const about = `${of.area.name} · ${of.period.label}`;
    Object.assign(grid.dataset, { return: name, source: of.source, area: of.area.code, period: of.period.code });
    Object.assign(grid.dataset, { revision: of.revision, title: `${of.form.name} · ${about}`, person: "", stage: of.state });
    if (!OPEN_STATES.has(of.state) || of.may?.fill === false) lock(grid);
    this.#write("title", of.form.name);
    this.#write("about", about);
    this.#write("at", text(this, "sheet", { at: moment(at) }));
    for (const remark of of.remarks) this.querySelector("[data-remarks]")?.append(piece(this, "remark", { by: remark.by, text: remark.text }));
    this.#head(grid, of, about);
    grid.querySelector("table")?.append(...this.#groups(grid, of));
    for (const beside of document.querySelectorAll<HTMLElement>("t-photos, t-changed")) {
      beside.dataset["return"] = name;
      if (beside.localName === "t-photos") beside.hidden = false;
    }
    this.querySelector("[data-grid]")?.replaceChildren(grid);
    document.title = `${of.form.name} – Terrace`;
  }

  #head(grid: HTMLElement, of: Sheet, about: string): void {
    const put = (where: string, said: string): void => void ((grid.querySelector(where) as HTMLElement).textContent = said);
    put("caption", `${of.form.name} · ${about}`);
    put("[data-head=last]", text(this, "last"));
    put("[data-head=now]", of.period.label);
  }

  /** A body for each group of rows, copied from the server's one row. */
  #groups(grid: HTMLElement, of: Sheet): HTMLElement[] {
    const pattern = grid.querySelector("tbody") as HTMLElement;
    pattern.remove();
    const bodies: HTMLElement[] = [];
    let last: string | null = null;
    of.rows.forEach((row, index) => {
      if (row.group !== last) bodies.push(this.#group(pattern, of, row));
      last = row.group;
      bodies.at(-1)?.append(this.#row(pattern, of, row, index));
    });
    return bodies;
  }

  #group(pattern: HTMLElement, of: Sheet, row: Row): HTMLElement {
    const body = pattern.cloneNode(false) as HTMLElement;
    const count = of.rows.filter(({ group }) => group === row.group).length;
    if (row.group && count > 1) body.append(piece(this, "group", { title: row.group }));
    return body;
  }

  #row(pattern: HTMLElement, of: Sheet, row: Row, index: number): HTMLElement {
    const made = pattern.querySelector("tr")?.cloneNode(true) as HTMLElement;
    for (const part of made.querySelectorAll<HTMLElement>("*")) renumber(part, index);
    const cells = [...made.querySelectorAll<HTMLElement>("td")];
    const last = exact(row.last);
    (made.querySelector("th") as HTMLElement).textContent = row.label;
    (cells[0] as HTMLElement).textContent = row.unit;
    (cells[1] as HTMLElement).textContent = last ? format(last, row.decimals, languageOf(this)) : "–";
    cells[1]?.setAttribute("data-label", text(this, "last"));
    cells[2]?.setAttribute("data-label", of.period.label);
    this.#fill(made, row);
    return made;
  }

  #fill(made: HTMLElement, row: Row): void {
    const [input, reason, because] = ["input[data-indicator]", "select[data-reason]", "[data-because]"].map((each) => made.querySelector<HTMLInputElement>(each));
    const value = exact(row.value);
    if (input) {
      const { indicator, breakdown, decimals, minimum, maximum, last } = row;
      Object.assign(input.dataset, { indicator, breakdown: breakdown ?? "", decimals: String(decimals), saved: row.value ?? "" });
      Object.assign(input.dataset, { minimum: minimum ?? "", maximum: maximum ?? "", last: last ?? "" });
      input.value = value ? format(value, decimals, languageOf(this)) : "";
    }
    if (reason) reason.dataset["saved"] = reason.value = row.reason ?? "";
    if (because) because.value = row.because ?? "";
    if (row.locked) {
      input?.setAttribute("readonly", "");
      reason?.setAttribute("disabled", "");
    }
  }

  #write(name: string, said: string): void {
    for (const place of this.querySelectorAll<HTMLElement>(`[data-part="${name}"]`)) {
      place.textContent = said;
      place.hidden = said === "";
    }
  }
}

/** To be read only. */
function lock(grid: HTMLElement): void {
  grid.dataset["locked"] = "";
  grid.querySelectorAll(".grid-bar button").forEach((button) => button.remove());
  grid.querySelectorAll("input").forEach((input) => (input.readOnly = true));
  grid.querySelectorAll("select").forEach((select) => (select.disabled = true));
}

/** Names of the pattern's row (`label-1-1`) made those of another row. */
function renumber(part: HTMLElement, index: number): void {
  for (const name of ["id", "aria-labelledby", "aria-describedby", "for"]) {
    const value = part.getAttribute(name);
    if (value) part.setAttribute(name, value.replace(/-\d+-\d+$/, `-r-${index}`));
  }
}
