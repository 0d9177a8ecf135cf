/** One cell of the grid: its input, the reasons beside it, and the note that says how it stands. */

import { format, machine, parse } from "../numbers.ts";
import type { Language } from "../numbers.ts";
import type { Said } from "../offline/compare.ts";
import type { Observation, Typed } from "../offline/shapes.ts";
import { check, ruleOf } from "./checks.ts";
import type { Rule, Verdict } from "./checks.ts";

export type State = "empty" | "saved" | "unsent" | "waiting" | "warning" | "error";

export class Cell {
  readonly input: HTMLInputElement;
  readonly reason: HTMLSelectElement | null;
  readonly because: HTMLInputElement | null;
  readonly rule: Rule;
  readonly label: string;
  readonly #note: HTMLElement | null;
  readonly #language: Language;
  /** The fault that the server found, until the cell is changed. */
  fault = "";
  /** What a rule asks her to explain; "" when nothing is asked. */
  asked = "";
  /** What the server asked her to explain, until the value is changed. */
  demanded = "";

  constructor(input: HTMLInputElement, language: Language) {
    const row = input.closest("tr");
    this.input = input;
    this.reason = row?.querySelector<HTMLSelectElement>("select[data-reason]") ?? null;
    this.because = row?.querySelector<HTMLInputElement>("[data-because]") ?? null;
    this.rule = ruleOf(input.dataset);
    this.label = row?.querySelector("th")?.textContent.trim() ?? "";
    this.#note = row?.querySelector<HTMLElement>("[data-note]") ?? null;
    this.#language = language;
  }

  /** What tells this cell from the others of the grid. */
  get id(): string {
    return `${this.input.dataset["indicator"]}|${this.input.dataset["breakdown"] ?? ""}`;
  }

  owns(target: EventTarget | null): boolean {
    return target === this.input || target === this.reason || target === this.because;
  }

  get typed(): Typed {
    return { value: this.input.value, reason: this.reason?.value ?? "", because: this.because?.value ?? "" };
  }

  set typed({ value, reason, because = "" }: Typed) {
    this.input.value = value;
    if (this.reason) this.reason.value = reason;
    if (this.because) this.because.value = because;
    this.fault = "";
  }

  get verdict(): Verdict {
    return check(this.input.value, this.rule, this.#language);
  }

  /** The value in the machine's form, or the text itself when it cannot be read. */
  get exact(): string {
    const value = parse(this.input.value, this.#language);
    return value ? machine({ ...value }) : this.input.value.trim();
  }

  /** What the cell says now, typed or held by the server. */
  get said(): Said {
    return this.input.value.trim() ? { value: this.exact, reason: "" } : { value: "", reason: this.reason?.value ?? "" };
  }

  /** What the server holds. */
  get held(): Said {
    return { value: this.input.dataset["saved"] ?? "", reason: this.reason?.dataset["saved"] ?? "" };
  }

  get dirty(): boolean {
    const saved = this.input.dataset["saved"] ?? "";
    const same = saved === "" ? this.exact === "" : this.exact === saved || this.#equals(saved);
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
  observed(area: string, period: string): Observation {
    const { indicator = "", breakdown } = this.input.dataset;
    const what = this.input.value.trim() ? { value: this.exact } : { reason: this.reason?.value ?? "" };
    const because = this.because?.value.trim() ?? "";
    return { area, period, indicator, ...(breakdown ? { breakdown } : {}), ...what, ...(because ? { because } : {}) };
  }

  /** From now on this is what the server holds. */
  saved(sent: { readonly value?: string | null; readonly reason?: string | null }): void {
    this.input.dataset["saved"] = sent.value ?? "";
    if (this.reason) this.reason.dataset["saved"] = sent.reason ?? "";
  }

  /** Shows what the server holds. */
  take(held: Said): void {
    const value = parse(held.value, "en");
    const shown = value ? format(value, this.rule.decimals, this.#language) : "";
    this.saved(held);
    this.typed = { value: shown, reason: held.reason, because: "" };
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
    const why = this.because?.closest<HTMLElement>("[data-why]");
    if (why) why.hidden = this.asked === "" && this.because?.value === "";
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
