/**
 * <t-grid>: a server-rendered table of inputs, made fast.
 *
 * Attributes: data-action (URL of the door), data-source, data-area, data-period, data-draft (name of the draft),
 * data-text-* (every sentence, with {places}). Inside: a form, `input[data-indicator]` per cell with
 * data-breakdown, -decimals, -minimum, -maximum, -last, -saved (machine form), `select[data-reason]` and
 * `[data-note]` in the same row, `[data-whole]` for the whole, `[data-undo]`, `[data-problem]`.
 * Dispatches `t-saved` with the submission's id.
 */

import { Cell } from "../grid/cell.ts";
import { Draft, newKey } from "../grid/drafts.ts";
import type { Pending, Typed } from "../grid/drafts.ts";
import { block, lay } from "../grid/paste.ts";
import { observation, send } from "../grid/send.ts";
import type { Problem } from "../grid/send.ts";
import { clock, format, languageOf } from "../numbers.ts";
import type { Language } from "../numbers.ts";

type Step = readonly (readonly [Cell, Typed])[];

const RETRY_SECONDS = [2, 5, 15, 30, 60];

export class Grid extends HTMLElement {
  #rows: Cell[][] = [];
  #cells: Cell[] = [];
  #undo: Step[] = [];
  #before: Typed | null = null;
  #draft = new Draft("");
  #language: Language = "vi";
  #sending = false;
  #more = false;
  #tries = 0;
  #timer = 0;
  #listeners = new AbortController();

  connectedCallback(): void {
    this.#language = languageOf(this);
    this.#draft = new Draft(this.dataset["draft"] ?? location.pathname);
    this.#rows = [...this.querySelectorAll("tr")]
      .map((row) => [...row.querySelectorAll<HTMLInputElement>("input[data-indicator]")])
      .filter((inputs) => inputs.length > 0)
      .map((inputs) => inputs.map((input) => new Cell(input, this.#language)));
    this.#cells = this.#rows.flat();
    this.#restore();
    this.#listen();
    this.#showAll();
    if (this.#draft.pending) void this.#deliver();
  }

  disconnectedCallback(): void {
    this.#listeners.abort();
    this.#listeners = new AbortController();
    clearTimeout(this.#timer);
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
    addEventListener("online", () => void this.#deliver(), { signal });
  }

  #restore(): void {
    for (const cell of this.#cells) {
      const typed = this.#draft.typed[cell.id];
      if (typed) cell.typed = typed;
    }
  }

  #cellOf(event: Event): Cell | undefined {
    return this.#cells.find((cell) => cell.input === event.target || cell.reason === event.target);
  }

  #focused(event: Event): void {
    const cell = this.#cellOf(event);
    this.#before = cell?.typed ?? null;
    if (cell && event.target === cell.input) cell.input.select();
  }

  #typed(event: Event): void {
    const cell = this.#cellOf(event);
    if (!cell) return;
    cell.fault = "";
    this.#keep(cell);
    this.#show(cell);
    this.#showWhole();
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
    this.#draft.keep(cell.id, cell.dirty ? cell.typed : null);
  }

  #pressed(event: KeyboardEvent): void {
    const cell = this.#cellOf(event);
    if (!cell) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "z") this.#undoPressed(event, cell);
    else if ((event.ctrlKey || event.metaKey) && event.key === "Enter") this.#submitted(event);
    else if (event.target === cell.input) this.#move(event, cell);
  }

  /** Inside a cell that is being typed the browser's own undo works; otherwise the grid's. */
  #undoPressed(event: KeyboardEvent, cell: Cell): void {
    if (cell.typed.value !== (this.#before?.value ?? cell.typed.value)) return;
    event.preventDefault();
    this.undo();
  }

  #move(event: KeyboardEvent, cell: Cell): void {
    const row = this.#rows.findIndex((cells) => cells.includes(cell));
    const column = this.#rows[row]?.indexOf(cell) ?? 0;
    const up = event.key === "ArrowUp" || (event.key === "Enter" && event.shiftKey);
    const down = event.key === "ArrowDown" || (event.key === "Enter" && !event.shiftKey);
    const next = up ? this.#rows[row - 1]?.[column] : down ? this.#rows[row + 1]?.[column] : this.#aside(event, row, column);
    if (up || down || next) event.preventDefault();
    if (next) next.input.focus();
    else if (down) cell.input.blur();
  }

  /** The neighbour to the side, when the caret stands at that end of the text. */
  #aside(event: KeyboardEvent, row: number, column: number): Cell | undefined {
    const input = event.target as HTMLInputElement;
    const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    if (event.key === "ArrowLeft" && (whole || input.selectionEnd === 0)) return this.#rows[row]?.[column - 1];
    const atEnd = input.selectionStart === input.value.length;
    return event.key === "ArrowRight" && (whole || atEnd) ? this.#rows[row]?.[column + 1] : undefined;
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
    const wrong = met.filter(([each]) => each?.verdict.error).length;
    this.#say("pasted", { count: met.length - wrong, wrong, outside });
  }

  #put(cell: Cell, typed: Typed): void {
    cell.typed = typed;
    cell.tidy();
    this.#keep(cell);
    this.#show(cell);
  }

  undo(): void {
    const step = this.#undo.pop();
    for (const [cell, typed] of step ?? []) this.#put(cell, typed);
    step?.[0]?.[0].input.focus();
    this.#before = step?.[0]?.[0].typed ?? null;
    this.#showWhole();
  }

  #submitted(event: Event): void {
    event.preventDefault();
    this.#showAll();
    const wrong = this.#cells.find((cell) => this.#faultOf(cell) !== "");
    if (wrong) {
      this.#say("wrong", { count: this.#cells.filter((cell) => this.#faultOf(cell) !== "").length });
      wrong.input.focus();
      return;
    }
    this.#more = this.#draft.pending !== null;
    void this.#deliver();
  }

  /** Sends what is pending, else what is unsent; one submission at a time. */
  async #deliver(): Promise<void> {
    if (this.#sending) return;
    const pending = this.#draft.pending ?? this.#collect();
    if (!pending) return this.#showWhole();
    this.#draft.pending = pending;
    this.#sending = true;
    this.#say("sending", { count: pending.cells.length });
    const answer = await send(this.dataset["action"] ?? "", pending, this.#token());
    this.#sending = false;
    if (answer.kind === "accepted") this.#accepted(pending, answer.id);
    else if (answer.kind === "refused") this.#refused(pending, answer.problem);
    else if (answer.kind === "signed-out") this.#signedOut();
    else this.#again(answer.status);
  }

  #collect(): Pending | null {
    const cells = this.#cells.filter((cell) => cell.dirty && this.#faultOf(cell) === "");
    if (cells.length === 0) return null;
    const { source = "", area = "", period = "" } = this.dataset;
    const observations = cells.map((cell) => ({ area, period, ...cell.observed }));
    return { key: newKey(), body: JSON.stringify({ source, observations }), cells: cells.map((cell) => cell.id) };
  }

  #accepted(pending: Pending, id: string): void {
    this.#tries = 0;
    this.#draft.pending = null;
    const sent = (JSON.parse(pending.body) as { observations: Record<string, string>[] }).observations;
    pending.cells.forEach((name, index) => {
      const cell = this.#cells.find((each) => each.id === name);
      cell?.saved(sent[index] ?? {});
      if (cell) this.#keep(cell);
    });
    this.dataset["savedAt"] = new Date().toISOString();
    this.#problem("");
    this.#showAll();
    this.dispatchEvent(new CustomEvent("t-saved", { bubbles: true, detail: { id } }));
    if (this.#more) void this.#deliver(); // typed and sent while the first was on its way
    this.#more = false;
  }

  #refused(pending: Pending, problem: Problem): void {
    this.#tries = 0;
    this.#draft.pending = null;
    let first: Cell | undefined;
    for (const fault of problem.faults) {
      const index = observation(fault.pointer);
      const cell = this.#cells.find((each) => index !== null && each.id === pending.cells[index]);
      if (cell) cell.fault = this.#language === "en" ? fault.message_en : fault.message_vi;
      first ??= cell;
    }
    this.#showAll();
    this.#problem(`${problem.title.replace(/[.]?$/, ".")} ${problem.detail}`.trim());
    this.#say("refused", { message: problem.title });
    first?.input.focus();
  }

  /** Nothing was stored; what was typed waits here for the next log-in. */
  #signedOut(): void {
    this.#draft.pending = null;
    this.#showAll();
    this.#say("signed-out", {});
  }

  #again(status: number): void {
    const seconds = RETRY_SECONDS[Math.min(this.#tries, RETRY_SECONDS.length - 1)] ?? 60;
    this.#tries += 1;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#deliver(), seconds * 1000);
    this.#say(status === 0 ? "offline" : "again", { seconds, status });
  }

  #token(): string {
    return this.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
  }

  #faultOf(cell: Cell): string {
    if (cell.fault) return cell.fault;
    if (cell.ambiguous) return this.#text("ambiguous", {});
    if (cell.unexplained) return this.#text("unexplained", {});
    const { error } = cell.verdict;
    return error ? this.#text(error, this.#limits(cell)) : "";
  }

  #limits(cell: Cell): Record<string, string> {
    const { decimals, minimum, maximum, last } = cell.rule;
    const shown = (value: typeof last): string => (value ? format(value, decimals, this.#language) : "");
    return { decimals: String(decimals), minimum: shown(minimum), maximum: shown(maximum), last: shown(last) };
  }

  #show(cell: Cell): void {
    const fault = this.#faultOf(cell);
    const jump = cell.verdict.warning ? this.#text("jump", this.#limits(cell)) : "";
    if (fault) cell.show("error", fault);
    else if (cell.dirty) cell.show(jump ? "warning" : "unsent", jump || this.#text("unsent", {}));
    else if (cell.typed.value || cell.typed.reason) cell.show("saved", this.#text("saved", {}));
    else cell.show("empty", "");
  }

  #showAll(): void {
    this.#cells.forEach((cell) => this.#show(cell));
    this.#showWhole();
  }

  #showWhole(): void {
    const unsent = this.#cells.filter((cell) => cell.dirty).length;
    const at = this.dataset["savedAt"];
    const time = at ? clock(at) : "";
    if (this.#sending) return;
    if (unsent) this.#say("whole-unsent", { count: unsent });
    else this.#say(time ? "whole-saved" : "whole-empty", { time });
  }

  #say(name: string, values: Record<string, string | number>): void {
    const place = this.querySelector<HTMLElement>("[data-whole]");
    if (!place) return;
    place.dataset["state"] = name;
    place.textContent = this.#text(name, values);
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
