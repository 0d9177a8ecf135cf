/**
 * Judges what a form says against the rules, as the server does (terrace/facts/rules/exact.py).
 *
 * Cells are named `CODE|2026-M09|SEX=F|08123`; what is said of one is a number ("12.5") or the word of a reason
 * ("missing", "late", "not_applicable"). No entry: nothing is known, and an unknown condition is not broken.
 */

import { exact, machine } from "../numbers.ts";
import type { Decimal } from "../numbers.ts";
import { sum, truth } from "./expressions.ts";
import type { Tree } from "./expressions.ts";

export interface Term {
  readonly name: string;
  readonly word: string;
  readonly code: string;
  /** Of each whole its parts, for the word "parts". */
  readonly parts?: Readonly<Record<string, readonly string[]>>;
}

export interface Rule {
  readonly code: string;
  readonly severity: "hard" | "soft";
  readonly tree: Tree;
  readonly terms: readonly Term[];
  /** The breakdowns at which it is judged. */
  readonly cells: readonly string[];
  readonly decimals: Readonly<Record<string, number>>;
  readonly message: Readonly<Record<"vi" | "en", string>>;
  readonly advice: Readonly<Record<"vi" | "en", string>>;
}

export interface Broken {
  readonly rule: Rule;
  /** The cells that were said and that the rule names, in its order. */
  readonly cells: readonly string[];
  /** What stands in its terms, by name. */
  readonly values: Readonly<Record<string, string | undefined>>;
}

type Look = (cell: string) => string | undefined;

/** A rule at one period, breakdown and place. */
interface Case {
  readonly rule: Rule;
  readonly period: string;
  readonly at: string;
  readonly area: string;
}

/** The rules that are broken, in the order of what is said; `context` has what else is known. */
export function judge(
  rules: readonly Rule[],
  said: ReadonlyMap<string, string>,
  context: Readonly<Record<string, string>>,
): Broken[] {
  const look: Look = (cell) => said.get(cell) ?? context[cell];
  const broken = cases(rules, said.keys()).map((each) => judged(each, look, said));
  return broken.filter((each) => each !== null);
}

function cases(rules: readonly Rule[], said: Iterable<string>): Case[] {
  const found = new Map<string, Case>();
  for (const cell of said) {
    const [code = "", period = "", breakdown = "", area = ""] = cell.split("|");
    for (const rule of rules) {
      for (const at of rule.cells) {
        const key = [rule.code, period, at, area].join("|");
        if (!found.has(key) && touches(rule, code, breakdown, at)) found.set(key, { rule, period, at, area });
      }
    }
  }
  return [...found.values()];
}

function touches(rule: Rule, code: string, breakdown: string, at: string): boolean {
  return rule.terms.some((term) => term.code === code && isNow(term) && partsOf(term, at).includes(breakdown));
}

function isNow(term: Term): boolean {
  return ["", "parts", "missing", "given"].includes(term.word);
}

/** The breakdowns that a term reads at a whole. */
function partsOf(term: Term, at: string): readonly string[] {
  return term.parts ? (term.parts[at] ?? []) : [at];
}

function judged(each: Case, look: Look, said: ReadonlyMap<string, string>): Broken | null {
  const values = Object.fromEntries(each.rule.terms.map((term) => [term.name, value(term, each, look)]));
  if (truth(each.rule.tree, values) !== false) return null;
  const own = each.rule.terms.filter(isNow).flatMap((term) => cellsOf(term, each));
  const shown = each.rule.terms.map((term) => visible(term, each, look, values[term.name] ?? null));
  return {
    rule: each.rule,
    cells: [...new Set(own)].filter((cell) => said.has(cell)),
    values: Object.fromEntries(shown),
  };
}

function visible(term: Term, each: Case, look: Look, held: Decimal | null): [string, string | undefined] {
  const plain = isNow(term) && !term.parts;
  return plain ? [term.code, look(cellOf(term.code, each))] : [term.name, held ? machine(held) : undefined];
}

function value(term: Term, each: Case, look: Look): Decimal | null {
  const found = cellsOf(term, each).map(look);
  if (term.parts) return total(found);
  return term.word === "missing" || term.word === "given" ? mark(term.word, found[0]) : exact(found[0]);
}

/** Parts that are not applicable are nothing; null when one is not known, or none applies. */
function total(parts: readonly (string | undefined)[]): Decimal | null {
  const known = parts.filter((part) => part !== "not_applicable").map((part) => exact(part));
  return known.reduce((left, right) => left && right && sum(left, right), known[0] ? ZERO : null);
}

const ZERO: Decimal = { digits: 0n, scale: 0 };

function mark(word: string, said: string | undefined): Decimal | null {
  if (said === undefined) return null;
  const holds = word === "given" ? exact(said) !== null : said === "missing";
  return { digits: holds ? 1n : 0n, scale: 0 };
}

function cellsOf(term: Term, each: Case): string[] {
  if (term.parts) return partsOf(term, each.at).map((part) => cellOf(term.code, each, part));
  if (term.word === "peers") return [cellOf(term.name, each)];
  return [cellOf(term.code, { ...each, period: moved(each.period, term.word) })];
}

function cellOf(code: string, each: Case, breakdown = each.at): string {
  return [code, each.period, breakdown, each.area].join("|");
}

/** How many periods of a kind a year has. */
const COUNTS: Record<string, number> = { S: 2, N: 1, Q: 4, C: 3, M: 12 };

/** The period that a word looks back to. */
function moved(period: string, word: string): string {
  const [year = "", rest = ""] = period.split("-");
  const [letter, index] = [rest.charAt(0), Number(rest.slice(1))];
  if (word === "previous" && index > 1) return `${year}-${numbered(letter, index - 1)}`;
  if (word !== "previous" && word !== "last_year") return period;
  const last = word === "previous" && rest ? numbered(letter, COUNTS[letter] ?? 1) : rest;
  return [String(Number(year) - 1), ...(last ? [last] : [])].join("-");
}

function numbered(letter: string, index: number): string {
  return letter + String(index).padStart(letter === "M" ? 2 : 1, "0");
}
