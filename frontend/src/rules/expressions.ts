/**
 * Conditions as trees, judged exactly: whole numbers of any size, never floats.
 *
 * The server gives the trees (terrace/facts/rules/browser.py) and means the same by them, digit for digit: a contract
 * test runs both over thousands of cases. null is "not known".
 */

import { compare, divided, exact, rounded } from "../numbers.ts";
import type { Decimal } from "../numbers.ts";

/** [word, part, …]: ["<=", ["@", "AREA"], ["#", "12.5"]] */
export type Tree = readonly [word: string, ...parts: readonly unknown[]];
export type Values = Readonly<Record<string, Decimal | null>>;
type Known = Decimal | null;

/** Places to which a quotient is rounded. */
const PLACES = 30;

const SIGNS: Record<string, (order: number) => boolean> = {
  "=": (order) => order === 0,
  "<>": (order) => order !== 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

export function truth([word, ...parts]: Tree, values: Values): boolean | null {
  const inner = (at: number): boolean | null => truth(parts[at] as Tree, values);
  if (word === "?") {
    const held = values[parts[0] as string];
    return held ? held.digits !== 0n : null;
  }
  if (word === "not") return opposite(inner(0));
  if (word === "and") return all(inner(0), inner(1));
  if (word === "or") return opposite(all(opposite(inner(0)), opposite(inner(1))));
  const [left, right] = parts.map((part) => number(part as Tree, values));
  return left && right ? (SIGNS[word]?.(compare(left, right)) ?? null) : null;
}

function opposite(held: boolean | null): boolean | null {
  return held === null ? null : !held;
}

function all(left: boolean | null, right: boolean | null): boolean | null {
  if (left === false || right === false) return false;
  return left && right;
}

export function number([word, ...parts]: Tree, values: Values): Known {
  if (word === "#") return exact(parts[0] as string);
  if (word === "@") return values[parts[0] as string] ?? null;
  if (word === "case") return choice(parts as unknown as Branches, values);
  if (word === "round") {
    const of = number(parts[0] as Tree, values);
    return of && rounded(of, parts[1] as number);
  }
  const found = parts.map((part) => number(part as Tree, values));
  if (word === "coalesce") return found.find((each) => each !== null) ?? null;
  if (word === "nullif") return nullIf(found[0] ?? null, found[1] ?? null);
  return found.includes(null) ? null : (WORK[word]?.(...(found as Decimal[])) ?? null);
}

type Branches = readonly [readonly (readonly [Tree, Tree])[], Tree | null];

function choice([branches, otherwise]: Branches, values: Values): Known {
  const taken = branches.find(([test]) => truth(test, values));
  const result = taken ? taken[1] : otherwise;
  return result && number(result, values);
}

function nullIf(left: Known, right: Known): Known {
  return left && right && compare(left, right) === 0 ? null : left;
}

const ZERO: Decimal = { digits: 0n, scale: 0 };

/** What is done with values that are all known. */
const WORK: Record<string, (...values: Decimal[]) => Known> = {
  "+": (left = ZERO, right = ZERO) => sum(left, right),
  "-": (left = ZERO, right) => (right ? sum(left, negative(right)) : negative(left)),
  "*": (left = ZERO, right = ZERO) => ({ digits: left.digits * right.digits, scale: left.scale + right.scale }),
  "/": (left = ZERO, right = ZERO) => quotient(left, right),
  abs: (of = ZERO) => (of.digits < 0n ? negative(of) : of),
  greatest: (...values) => values.reduce((best, each) => (compare(each, best) > 0 ? each : best)),
  least: (...values) => values.reduce((best, each) => (compare(each, best) < 0 ? each : best)),
};

function negative(of: Decimal): Decimal {
  return { digits: -of.digits, scale: of.scale };
}

export function sum(left: Decimal, right: Decimal): Decimal {
  const scale = Math.max(left.scale, right.scale);
  return { digits: rounded(left, scale).digits + rounded(right, scale).digits, scale };
}

function quotient(left: Decimal, right: Decimal): Known {
  if (right.digits === 0n) return null;
  const [top, bottom] = [left.digits * 10n ** BigInt(PLACES + right.scale), right.digits * 10n ** BigInt(left.scale)];
  return { digits: divided(top, bottom), scale: PLACES };
}
