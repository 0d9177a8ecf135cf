/** Whether what is typed is what was sent. */

import { compare, exact, parse } from "../numbers.ts";
import type { Observation, Typed } from "./shapes.ts";

export function matches(typed: Typed, sent: Observation, language: string): boolean {
  if (typed.value.trim() === "") return sent.value === undefined && typed.reason === (sent.reason ?? "");
  const [value, other] = [parse(typed.value, language === "en" ? "en" : "vi"), exact(sent.value)];
  return value !== null && other !== null && compare(value, other) === 0;
}
