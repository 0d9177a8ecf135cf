/** Her figures beside the server's, when the return was changed there meanwhile. Free of the browser. */

import { compare as order, exact } from "../numbers.ts";
import { cellOf } from "./shapes.ts";
import type { Observation, Row } from "./shapes.ts";

/** What is said of a cell: a value, or the reason why there is none. */
export interface Said {
  readonly value: string;
  readonly reason: string;
}

export const NOTHING: Said = { value: "", reason: "" };

export function said(of: { value?: string | null; reason?: string | null } | undefined): Said {
  return { value: of?.value ?? "", reason: of?.value ? "" : (of?.reason ?? "") };
}

export function same(one: Said, other: Said): boolean {
  const [left, right] = [exact(one.value), exact(other.value)];
  if (left && right) return order(left, right) === 0;
  return one.value === other.value && one.reason === other.reason;
}

/** What the rows of a sheet say, by cell. */
export function saidIn(rows: readonly Row[]): Record<string, Said> {
  return Object.fromEntries(rows.map((row) => [cellOf(row), said(row)]));
}

export interface Clash {
  readonly cell: string;
  readonly label: string;
  readonly unit: string;
  readonly decimals: number;
  readonly hers: Said;
  readonly theirs: Said;
  readonly by: string;
}

/**
 * The cells in which both changed: she, since the figures in `base`, and the server.
 * What only she changed is hers, what only the server changed is the server's: nobody has to choose.
 */
export function clashes(sent: readonly Observation[], base: Record<string, Said>, rows: readonly Row[]): Clash[] {
  return sent.flatMap((observation) => {
    const cell = cellOf(observation);
    const row = rows.find((each) => cellOf(each) === cell);
    const [hers, theirs] = [said(observation), said(row)];
    if (!row || same(hers, theirs) || same(theirs, base[cell] ?? NOTHING)) return [];
    const { label, group, unit, decimals, given_by } = row;
    return [{ cell, label: group && group !== label ? `${group} · ${label}` : label, unit, decimals, hers, theirs, by: given_by ?? "" }];
  });
}

/** What the server said, and now says by what this phone has just sent. */
export function after(base: Readonly<Record<string, Said>>, sent: readonly Observation[]): Record<string, Said> {
  return { ...base, ...Object.fromEntries(sent.map((each) => [cellOf(each), said(each)])) };
}

/** The rows as they are after something was accepted, until the server is asked again. */
export function patched(rows: readonly Row[], sent: readonly Observation[]): Row[] {
  const ours = new Map(sent.map((each) => [cellOf(each), each]));
  return rows.map((row) => {
    const own = ours.get(cellOf(row));
    return own ? { ...row, value: own.value ?? null, reason: own.reason ?? null, because: own.because ?? null } : row;
  });
}
