/** One cell of the grid: its input, the reason beside it, and the note that says how it stands. */

import { format, machine, parse } from "../numbers.ts";
import type { Language } from "../numbers.ts";
import { check, ruleOf } from "./checks.ts";
import type { Rule, Verdict } from "./checks.ts";
import type { Typed } from "./drafts.ts";

export type State = "empty" | "saved" | "unsent" | "sending" | "warning" | "error";

export class Cell {
  readonly input: HTMLInputElement;
  readonly reason: HTMLSelectElement | null;
  readonly rule: Rule;
  readonly #note: HTMLElement | null;
  readonly #language: Language;
  #fault = "";

  constructor(input: HTMLInputElement, language: Language) {
    const row = input.closest("tr");
    this.input = input;
    this.reason = row?.querySelector<HTMLSelectElement>("select[data-reason]") ?? null;
    this.rule = ruleOf(input.dataset);
    this.#note = row?.querySelector<HTMLElement>("[data-note]") ?? null;
    this.#language = language;
  }

  /** What tells this cell from the others of the grid. */
  get id(): string {
    return `${this.input.dataset["indicator"]}|${this.input.dataset["breakdown"] ?? ""}`;
  }

  get typed(): Typed {
    return { value: this.input.value, reason: this.reason?.value ?? "" };
  }

  set typed({ value, reason }: Typed) {
    this.input.value = value;
    if (this.reason) this.reason.value = reason;
    this.#fault = "";
  }

  get verdict(): Verdict {
    return check(this.input.value, this.rule, this.#language);
  }

  /** The fault that the server found, until the cell is changed. */
  set fault(text: string) {
    this.#fault = text;
  }

  get fault(): string {
    return this.#fault;
  }

  /** The value in the machine's form, or the text itself when it cannot be read. */
  #exact(): string {
    const value = parse(this.input.value, this.#language);
    return value ? machine({ ...value }) : this.input.value.trim();
  }

  get dirty(): boolean {
    const saved = this.input.dataset["saved"] ?? "";
    const same = saved === "" ? this.#exact() === "" : this.#exact() === saved || this.#equals(saved);
    return !same || (this.reason?.value ?? "") !== (this.reason?.dataset["saved"] ?? "");
  }

  #equals(saved: string): boolean {
    const value = this.verdict.value;
    const kept = parse(saved, "en");
    return value !== null && kept !== null && machine(trimmed(value)) === machine(trimmed(kept));
  }

  /** Cleared after it was saved, and no reason given: nothing that could be sent. */
  get unexplained(): boolean {
    return this.dirty && this.input.value.trim() === "" && !this.reason?.value;
  }

  get ambiguous(): boolean {
    return this.input.value.trim() !== "" && Boolean(this.reason?.value);
  }

  /** What the submission carries for this cell. */
  get observed(): Record<string, string> {
    const { indicator = "", breakdown } = this.input.dataset;
    const what = this.input.value.trim() ? { value: this.#exact() } : { reason: this.reason?.value ?? "" };
    return { indicator, ...(breakdown ? { breakdown } : {}), ...what };
  }

  /** From now on this is what the server holds. */
  saved(sent: Record<string, string>): void {
    this.input.dataset["saved"] = sent["value"] ?? "";
    if (this.reason) this.reason.dataset["saved"] = sent["reason"] ?? "";
  }

  /** Writes the number in the form of the page, once it can be read. */
  tidy(): void {
    const { value, error } = this.verdict;
    if (value && error === null) this.input.value = format(value, this.rule.decimals, this.#language);
  }

  show(state: State, text: string): void {
    this.input.dataset["state"] = state;
    this.input.setAttribute("aria-invalid", String(state === "error"));
    if (this.#note && this.#note.textContent !== text) this.#note.textContent = text;
    if (this.#note) this.#note.dataset["state"] = state;
  }
}

function trimmed(value: { digits: bigint; scale: number }): { digits: bigint; scale: number } {
  let { digits, scale } = value;
  while (scale > 0 && digits % 10n === 0n) {
    digits /= 10n;
    scale -= 1;
  }
  return { digits, scale };
}
