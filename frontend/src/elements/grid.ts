/**
 * <t-grid>: a table of inputs, drawn by the server or by the shell, made fast.
 *
 * Attributes: data-return (form/place/period), data-person (empty on the shell), data-source, data-area, data-period,
 * data-revision, data-title, data-stage (the return's state), data-saved-at, data-locked, data-text-* (every sentence, with {places}). Inside: a form,
 * `input[data-indicator]` per cell with data-breakdown, -decimals, -minimum, -maximum, -last, -saved (machine form),
 * `select[data-reason]`, `[data-because]` and `[data-note]` in the same row, `[data-whole]` for the whole,
 * `[data-undo]`, `[data-problem]`. Dispatches `t-saved` with the submission's id.
 */

import { Cell } from "../grid/cell.ts";
import { explained, findings } from "../grid/judging.ts";
import type { Finding } from "../grid/judging.ts";
import { moved } from "../grid/moves.ts";
import { block, lay } from "../grid/paste.ts";
import { clock, format, languageOf } from "../numbers.ts";
import type { Language } from "../numbers.ts";
import { observation } from "../offline/answers.ts";
import type { Fault } from "../offline/answers.ts";
import { NOTHING, said, same } from "../offline/compare.ts";
import { Desk } from "../offline/desk.ts";
import type { Content, Letter } from "../offline/entries.ts";
import { matches } from "../offline/matches.ts";
import type { News } from "../offline/news.ts";
import { HERS, cellOf } from "../offline/shapes.ts";
import type { Sheet, Typed } from "../offline/shapes.ts";
import { Full } from "../offline/shelf.ts";
import { later, wake } from "../offline/waking.ts";

/** The fault of a soft rule that wants a reason. */
const UNEXPLAINED = "rule.unexplained";
/** Rows without figure or reason. */
const INCOMPLETE = "return.incomplete";

interface Resolved {
  readonly sheet: Sheet;
  readonly theirs: readonly string[];
}

type Step = readonly (readonly [Cell, Typed])[];

export class Grid extends HTMLElement {
  #rows: Cell[][] = [];
  #cells: Cell[] = [];
  #undo: Step[] = [];
  /** What came of the block that she pasted last; told until she does something else. */
  #block: Record<string, number> | null = null;
  #before: Typed | null = null;
  #desk = new Desk("", "");
  #language: Language = "vi";
  #sheet: Sheet | null = null;
  #found: Finding[] = [];
  #letters: Letter[] = [];
  /** Entries whose faults were put into their rows. */
  #shown = new Set<string>();
  #busy = false;
  #listeners = new AbortController();

  connectedCallback(): void {
    this.#language = languageOf(this);
    this.#rows = [...this.querySelectorAll("tr")]
      .map((row) => [...row.querySelectorAll<HTMLInputElement>("input[data-indicator]")])
      .filter((inputs) => inputs.length > 0)
      .map((inputs) => inputs.map((input) => new Cell(input, this.#language)));
    this.#cells = this.#rows.flat();
    this.#desk = new Desk(this.dataset["return"] ?? "", this.dataset["person"] ?? "");
    this.#desk.onfull = () => this.#say("full", {});
    this.#listen();
    this.#showAll();
    void this.#restore();
  }

  disconnectedCallback(): void {
    this.#listeners.abort();
    this.#listeners = new AbortController();
  }

  #listen(): void {
    const { signal } = this.#listeners;
    this.addEventListener("focusin", (event) => this.#focused(event), { signal });
    this.addEventListener("input", (event) => this.#typed(event), { signal });
    this.addEventListener("change", (event) => this.#changed(event), { signal });
    this.addEventListener("keydown", (event) => this.#pressed(event), { signal });
    this.addEventListener("paste", (event) => this.#pasted(event), { signal });
    this.querySelector("form")?.addEventListener("submit", (event) => this.#submitted(event), { signal });
    this.querySelector("[data-undo]")?.addEventListener("click", () => this.undo(), { signal });
    this.#desk.hear((news) => void this.#heard(news), signal);
    document.addEventListener("t-resolved", (event) => void this.#resolved(event as CustomEvent<Resolved>), { signal });
  }

  /** What was typed before; a cell that she has already touched stays as it is. */
  async #restore(): Promise<void> {
    const me = await this.#desk.open();
    if (!me) return;
    const given = await this.#desk.given();
    for (const cell of this.#cells) cell.saved(given?.rows.find((row) => cellOf(row) === cell.id) ?? cell.held);
    const drafts = await this.#desk.drafts();
    this.#lay(drafts);
    if (this.#why && !this.#why.value) this.#why.value = drafts[""]?.because ?? "";
    await this.#look();
    this.dataset["ready"] = "";
    this.#sheet = given ?? (await this.#desk.kept());
    this.#lay(this.#sheet?.draft?.rows ?? {});
    this.#judge();
  }

  #lay(drafts: Readonly<Record<string, Typed>>): void {
    for (const cell of this.#cells) {
      const typed = drafts[cell.id];
      if (cell.dirty) this.#keep(cell);
      else if (typed && !cell.input.readOnly) cell.typed = typed;
    }
  }

  /** Where she says why rows of the whole return are left empty. */
  get #why(): HTMLInputElement | null {
    return this.querySelector<HTMLInputElement>("[data-whole-because]");
  }

  #cellOf(event: Event): Cell | undefined {
    return this.#cells.find((cell) => cell.owns(event.target));
  }

  #focused(event: Event): void {
    const cell = this.#cellOf(event);
    this.#before = cell?.typed ?? null;
    if (cell && event.target === cell.input) cell.input.select();
  }

  #typed(event: Event): void {
    if (event.target === this.#why) return this.#desk.keep("", { value: "", reason: "", because: this.#why?.value ?? "" });
    const cell = this.#cellOf(event);
    if (!cell) return;
    cell.fault = "";
    if (event.target !== cell.because) cell.demanded = "";
    this.#block = null;
    this.#keep(cell);
    this.#judge();
  }

  #changed(event: Event): void {
    const cell = this.#cellOf(event);
    if (!cell) return;
    if (this.#before) this.#undo.push([[cell, this.#before]]);
    cell.tidy();
    this.#before = cell.typed;
    this.#typed(event);
  }

  #keep(cell: Cell): void {
    this.#desk.keep(cell.id, cell.dirty ? cell.typed : null);
  }

  #pressed(event: KeyboardEvent): void {
    const cell = this.#cellOf(event);
    if (!cell) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "z") this.#undoPressed(event, cell);
    else if ((event.ctrlKey || event.metaKey) && event.key === "Enter") this.#submitted(event);
    else if (event.target === cell.input) this.#move(event, cell);
    else if (event.key === "Enter" && event.target === cell.because) event.preventDefault();
  }

  /** Inside a cell that is being typed the browser's own undo works; otherwise the grid's. */
  #undoPressed(event: KeyboardEvent, cell: Cell): void {
    if (cell.typed.value !== (this.#before?.value ?? cell.typed.value)) return;
    event.preventDefault();
    this.undo();
  }

  #move(event: KeyboardEvent, cell: Cell): void {
    const to = moved(event, this.#rows, cell);
    if (to === null) return;
    event.preventDefault();
    if (to === "end") cell.input.blur();
    else if (to !== "start") to.input.focus();
  }

  #pasted(event: ClipboardEvent): void {
    const cell = this.#cellOf(event);
    const rows = block(event.clipboardData?.getData("text/plain") ?? "");
    if (!cell || event.target !== cell.input || (rows.length === 1 && rows[0]?.length === 1)) return;
    event.preventDefault();
    const row = this.#rows.findIndex((cells) => cells.includes(cell));
    const from = { row, column: this.#rows[row]?.indexOf(cell) ?? 0 };
    const { laid, outside } = lay(rows, from, (index) => this.#rows[index]?.length ?? 0);
    const met = laid.map(({ row, column, text }) => [this.#rows[row]?.[column], text] as const);
    this.#undo.push(met.flatMap(([each]) => (each ? [[each, each.typed] as const] : [])));
    for (const [each, text] of met) if (each) this.#put(each, { ...each.typed, value: text });
    this.#before = cell.typed;
    this.#judge();
    const wrong = met.filter(([each]) => each?.verdict.error).length;
    this.#block = { count: met.length - wrong, wrong, outside };
    this.#showWhole();
  }

  #put(cell: Cell, typed: Typed): void {
    if (cell.input.readOnly) return;
    cell.typed = typed;
    cell.tidy();
    this.#keep(cell);
  }

  undo(): void {
    const step = this.#undo.pop();
    this.#block = null;
    for (const [cell, typed] of step ?? []) this.#put(cell, typed);
    step?.[0]?.[0].input.focus();
    this.#before = step?.[0]?.[0].typed ?? null;
    this.#judge();
  }

  /** The rules over what would be sent now; shows everything anew. */
  #judge(): void {
    const sendable = this.#cells.filter((cell) => cell.dirty && this.#ownFault(cell) === "" && !cell.fault);
    this.#found = findings(this.#sheet, sendable, this.#language);
    for (const cell of this.#cells) {
      const soft = this.#found.filter((each) => each.cell === cell && !each.hard);
      cell.asked = soft.map(({ text }) => text).join(" ") || cell.demanded;
    }
    this.#showAll();
  }

  #submitted(event: Event): void {
    event.preventDefault();
    if (this.dataset["locked"] !== undefined) return;
    this.#judge();
    const wrong = this.#cells.filter((cell) => this.#faultOf(cell) !== "");
    const asked = this.#found.filter((each) => !each.hard && !explained(each));
    const empty = this.#cells.filter((cell) => !cell.said.value && !cell.said.reason && !cell.input.readOnly);
    if (wrong[0]) this.#stop("wrong", wrong.length, wrong[0].input);
    else if (asked[0]) this.#stop("explain", asked.length, asked[0].cell.because);
    else if (empty[0] && !this.#why?.value.trim()) this.#incomplete(empty.length, empty[0]);
    else void this.#hand();
  }

  #stop(name: string, count: number, at: HTMLElement | null): void {
    this.#say(name, { count });
    at?.focus();
  }

  /** A return with empty rows goes only with a reason for the whole; what is typed is kept meanwhile. */
  #incomplete(count: number, first: Cell): void {
    this.querySelector("[data-whole-why]")?.removeAttribute("hidden");
    this.#stop("incomplete", count, this.#why ?? first.input);
  }

  /** Into the outbox, which is on the phone before anything is sent. */
  async #hand(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      const content = await this.#content();
      if (content) await this.#desk.hand(content);
      wake(true);
      if (content) await later();
    } catch (error) {
      if (!(error instanceof Full)) throw error;
      this.#say("full", {});
    } finally {
      this.#busy = false;
    }
  }

  /** What has changed and does not wait already; null when that is nothing. */
  async #content(): Promise<Content | null> {
    const waiting = this.#letters.filter(({ state }) => state === "waiting");
    const cells = this.#cells.filter((cell) => cell.dirty && !waiting.some((letter) => this.#waits(cell, letter)));
    const photos = await this.#desk.photos();
    const due = HERS.has(this.dataset["stage"] ?? "") && waiting.length === 0;
    if ((cells.length === 0 && !due) || !this.#desk.me) return null;
    const { source = "", area = "", period = "", title = "" } = this.dataset;
    const because = this.#why?.value.trim() ?? "";
    const observations = cells.map((cell) => cell.observed(area, period));
    return {
      name: this.#desk.name,
      title,
      intake: { source, observations, ...(because ? { because } : {}) },
      seen: this.dataset["revision"] ?? "",
      base: Object.fromEntries(this.#cells.map((cell) => [cell.id, cell.held])),
      labels: Object.fromEntries(cells.map((cell) => [cell.id, cell.label])),
      photos,
      aside: [],
    };
  }

  #waits(cell: Cell, { content }: Letter): boolean {
    const sent = content.intake.observations.find((each) => cellOf(each) === cell.id);
    return sent !== undefined && matches(cell.typed, sent, this.#language);
  }

  async #heard(news: News): Promise<void> {
    if (news.kind === "sending") this.#say("sending", { count: news.count });
    else if (news.kind === "sent") await this.#sent(news.id);
    else if (news.kind === "entries" || news.kind === "session") await this.#look(true);
  }

  async #sent(id: string): Promise<void> {
    this.#block = null;
    const letter = await this.#desk.letter(id);
    for (const sent of letter?.content.intake.observations ?? []) {
      const cell = this.#cells.find((each) => each.id === cellOf(sent));
      if (cell?.dirty) cell.saved(sent);
      else cell?.take(said(sent)); // sent by another tab
      if (cell) this.#keep(cell);
    }
    this.dataset["stage"] = "submitted";
    this.#desk.keep("", null);
    this.dataset["savedAt"] = letter?.outcome?.at ?? new Date().toISOString();
    this.#problem("");
    await this.#renew();
    await this.#look();
    this.dispatchEvent(new CustomEvent("t-saved", { bubbles: true, detail: { id: letter?.outcome?.receipt ?? "" } }));
  }

  /** The revision moves on when the page shows what the server holds; else the server will say that it changed. */
  async #renew(): Promise<void> {
    const fresh = await this.#desk.kept();
    const held = new Map(this.#cells.map((cell) => [cell.id, cell.held]));
    const shown = fresh?.rows.every((row) => same(held.get(cellOf(row)) ?? NOTHING, said(row)));
    if (fresh && shown) this.dataset["revision"] = fresh.revision;
    this.#sheet = fresh ?? this.#sheet;
  }

  /** She chose between her figures and the server's: what she did not touch, or gave up, is the server's now. */
  async #resolved({ detail: { sheet, theirs } }: CustomEvent<Resolved>): Promise<void> {
    for (const row of sheet.rows) {
      const cell = this.#cells.find((each) => each.id === cellOf(row));
      if (cell && (!cell.dirty || theirs.includes(cell.id))) cell.take(said(row));
      else cell?.saved(said(row));
    }
    this.dataset["revision"] = sheet.revision;
    this.#sheet = sheet;
    await this.#look();
  }

  /** How the entries of this return stand. */
  async #look(focus = false): Promise<void> {
    this.#letters = await this.#desk.letters();
    for (const letter of this.#letters) if (letter.state === "refused") this.#refused(letter, focus);
    if (!this.#letters.some(({ state }) => state === "refused")) this.#problem("");
    this.#judge();
  }

  #refused({ key, content, outcome }: Letter, focus: boolean): void {
    if (this.#shown.has(key + (outcome?.at ?? ""))) return;
    this.#shown.add(key + (outcome?.at ?? ""));
    let first: Cell | undefined;
    for (const fault of outcome?.faults ?? []) {
      const sent = content.intake.observations[observation(fault.pointer) ?? -1];
      const cell = sent && this.#cells.find((each) => each.id === cellOf(sent));
      if (!cell || !matches(cell.typed, sent, this.#language)) continue;
      cell.fault = this.#sentence(fault);
      if (fault.code === UNEXPLAINED) cell.demanded = cell.fault;
      first ??= cell;
    }
    if (outcome?.faults.some(({ code }) => code === INCOMPLETE)) this.querySelector("[data-whole-why]")?.removeAttribute("hidden");
    this.#problem(`${(outcome?.title ?? "").replace(/[.]?$/, ".")} ${outcome?.detail ?? ""}`.trim());
    if (focus) first?.input.focus();
  }

  #sentence(fault: Fault): string {
    return this.#language === "en" ? fault.message_en : fault.message_vi;
  }

  /** What is wrong with a cell by itself. */
  #ownFault(cell: Cell): string {
    if (cell.ambiguous) return this.#text("ambiguous", {});
    if (cell.unexplained) return this.#text("unexplained", {});
    const { error } = cell.verdict;
    return error ? this.#text(error, this.#limits(cell)) : "";
  }

  #faultOf(cell: Cell): string {
    const hard = this.#found.find((each) => each.hard && each.cell === cell);
    return cell.fault || this.#ownFault(cell) || (hard?.text ?? "");
  }

  #limits(cell: Cell): Record<string, string> {
    const { decimals, minimum, maximum, last } = cell.rule;
    const shown = (value: typeof last): string => (value ? format(value, decimals, this.#language) : "");
    return { decimals: String(decimals), minimum: shown(minimum), maximum: shown(maximum), last: shown(last) };
  }

  #show(cell: Cell): void {
    const fault = this.#faultOf(cell);
    const jump = cell.verdict.warning ? this.#text("jump", this.#limits(cell)) : "";
    const warned = cell.asked || jump;
    const waiting = this.#letters.some((letter) => letter.state === "waiting" && this.#waits(cell, letter));
    if (fault) cell.show("error", fault);
    else if (cell.dirty && waiting) cell.show("waiting", this.#text("waiting", {}));
    else if (cell.dirty) cell.show(warned ? "warning" : "unsent", warned || this.#text("unsent", {}));
    else if (cell.typed.value || cell.typed.reason) cell.show("saved", this.#text("saved", {}));
    else cell.show("empty", "");
  }

  #showAll(): void {
    this.#cells.forEach((cell) => this.#show(cell));
    this.#showWhole();
  }

  #showWhole(): void {
    const open = this.#letters.findLast(({ state }) => state !== "done");
    if (open) return this.#showLetter(open);
    const unsent = this.#cells.filter((cell) => cell.dirty).length;
    const at = this.dataset["savedAt"];
    const time = at ? clock(at) : "";
    if (unsent && this.#block) this.#say("pasted", this.#block);
    else if (unsent) this.#say("whole-unsent", { count: unsent });
    else this.#say(time ? "whole-saved" : "whole-empty", { time });
  }

  #showLetter({ state, outcome, next, content }: Letter): void {
    const seconds = Math.max(1, Math.ceil((next - Date.now()) / 1000));
    if (state === "changed") this.#say("changed", {});
    else if (state === "refused") this.#say("refused", { message: outcome?.title ?? "" });
    else if (outcome?.kind === "signed-out") this.#say("signed-out", {});
    else if (outcome?.kind === "unknown") this.#say(outcome.status ? "again" : "offline", { seconds, status: outcome.status });
    else this.#say("sending", { count: content.intake.observations.length });
  }

  #say(name: string, values: Record<string, string | number>): void {
    const place = this.querySelector<HTMLElement>("[data-whole]");
    if (!place) return;
    place.dataset["state"] = name;
    const text = this.#text(name, values);
    if (place.textContent !== text) place.textContent = text;
  }

  #problem(text: string): void {
    const place = this.querySelector<HTMLElement>("[data-problem]");
    if (!place) return;
    place.textContent = text;
    place.hidden = text === "";
  }

  #text(name: string, values: Record<string, string | number>): string {
    const text = this.getAttribute(`data-text-${name}`) ?? name;
    return text.replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ""));
  }
}
