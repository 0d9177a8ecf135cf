/** The rules of the packs over what she is about to send, cell by cell. */

import { machine } from "../numbers.ts";
import type { Language } from "../numbers.ts";
import type { Sheet } from "../offline/shapes.ts";
import { judge } from "../rules/judging.ts";
import type { Rule } from "../rules/judging.ts";
import { advice, message } from "../rules/messages.ts";
import type { Cell } from "./cell.ts";

export interface Finding {
  /** The cell at which it is shown. */
  readonly cell: Cell;
  readonly hard: boolean;
  readonly text: string;
  /** Every cell of hers that it concerns: a reason at any of them explains it. */
  readonly cells: readonly Cell[];
}

/** What is broken among the cells that would be sent; nothing while the sheet with the rules is not there. */
export function findings(sheet: Sheet | null, cells: readonly Cell[], language: Language): Finding[] {
  if (!sheet) return [];
  const named = new Map(cells.map((cell) => [nameOf(sheet, cell), cell]));
  const said = new Map([...named].map(([name, cell]) => [name, word(cell)]));
  return judge(sheet.rules as readonly Rule[], said, sheet.context).flatMap((broken) => {
    const concerned = broken.cells.map((name) => named.get(name)).filter((cell) => cell !== undefined);
    const text = `${message(broken, language)} ${advice(broken, language)}`.trim();
    const [first] = concerned;
    return first ? [{ cell: first, hard: broken.rule.severity === "hard", text, cells: concerned }] : [];
  });
}

function nameOf({ period, area }: Sheet, cell: Cell): string {
  const { indicator = "", breakdown = "" } = cell.input.dataset;
  return [indicator, period.code, breakdown, area.code].join("|");
}

function word(cell: Cell): string {
  const { value } = cell.verdict;
  return value ? machine(value) : cell.said.reason;
}

/** A soft finding is explained by a reason at any of its cells. */
export const explained = ({ cells }: Finding): boolean => cells.some((cell) => cell.typed.because.trim() !== "");
