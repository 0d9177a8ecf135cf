/** What one typed value is worth before it is sent. The server decides; this only tells sooner. */

import { compare, decimalsOf, exact, parse } from "../numbers.ts";
import type { Decimal, Language } from "../numbers.ts";

export interface Rule {
  readonly decimals: number;
  readonly minimum: Decimal | null;
  readonly maximum: Decimal | null;
  readonly last: Decimal | null;
}

export type Finding = "unreadable" | "decimals" | "low" | "high" | "jump";

export interface Verdict {
  readonly value: Decimal | null;
  readonly error: Finding | null;
  readonly warning: Finding | null;
}

const THREE: Decimal = { digits: 3n, scale: 0 };
const FINE: Verdict = { value: null, error: null, warning: null };

export function ruleOf(data: DOMStringMap): Rule {
  return {
    decimals: Number(data["decimals"] ?? "0"),
    minimum: exact(data["minimum"]),
    maximum: exact(data["maximum"]),
    last: exact(data["last"]),
  };
}

/** An empty text has no fault here: whether a value may be missing is asked by its reason. */
export function check(text: string, rule: Rule, language: Language): Verdict {
  if (text.trim() === "") return FINE;
  const value = parse(text, language);
  if (value === null) return { ...FINE, error: "unreadable" };
  return { value, error: fault(value, rule), warning: jumps(value, rule.last) ? "jump" : null };
}

function fault(value: Decimal, rule: Rule): Finding | null {
  if (decimalsOf(value) > rule.decimals) return "decimals";
  if (rule.minimum && compare(value, rule.minimum) < 0) return "low";
  if (rule.maximum && compare(value, rule.maximum) > 0) return "high";
  return null;
}

/** Three times the last period's value or more, or a third of it or less. */
function jumps(value: Decimal, last: Decimal | null): boolean {
  if (last === null || last.digits <= 0n) return false;
  return compare(value, times(last)) >= 0 || compare(times(value), last) <= 0;
}

function times(value: Decimal): Decimal {
  return { digits: value.digits * THREE.digits, scale: value.scale };
}
