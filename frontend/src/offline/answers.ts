/** What an answer of the server means for what was sent. Free of the browser, so that it can be tested by itself. */

import type { EntryState } from "./shelf.ts";

export interface Fault {
  readonly pointer: string;
  readonly code: string;
  readonly message_vi: string;
  readonly message_en: string;
  readonly advice_vi?: string;
  readonly advice_en?: string;
}

export interface Problem {
  readonly title: string;
  readonly detail: string;
  readonly faults: readonly Fault[];
}

export type Answer =
  | { readonly kind: "accepted"; readonly id: string }
  | { readonly kind: "changed" }
  | { readonly kind: "refused"; readonly status: number; readonly problem: Problem }
  | { readonly kind: "signed-out" }
  | { readonly kind: "unknown"; readonly status: number; readonly after: number };

/** Statuses after which the very same submission is tried again. */
const AGAIN = new Set([0, 408, 425, 429, 500, 502, 503, 504]);
const CHANGED = "return.changed";
/** The log-in of the token is over, or was followed by another. */
const FOREIGN = "access.foreign_page";

export const NO_LINE: Answer = { kind: "unknown", status: 0, after: 0 };

export interface Response {
  readonly status: number;
  readonly ok: boolean;
  readonly redirected: boolean;
  readonly type: string;
  readonly headers: { get(name: string): string | null };
  json(): Promise<unknown>;
}

export async function read(response: Response): Promise<Answer> {
  const { status } = response;
  if (AGAIN.has(status) && response.type !== "opaqueredirect") {
    return { kind: "unknown", status, after: Number(response.headers.get("Retry-After") ?? "0") || 0 };
  }
  if (status === 401 || response.redirected || response.type === "opaqueredirect") return { kind: "signed-out" };
  const body = (await response.json().catch(() => null)) as (Partial<Problem> & { id?: unknown }) | null;
  if (response.ok) return accepted(body);
  const { title = `HTTP ${status}`, detail = "", faults = [] } = body ?? {};
  const codes = faults.map(({ code }) => code);
  if (codes.includes(FOREIGN) || (status === 403 && body === null)) return { kind: "signed-out" };
  if (status === 409 && codes.includes(CHANGED)) return { kind: "changed" };
  return { kind: "refused", status, problem: { title, detail, faults } };
}

/** A "200" that is not the door's (the page of a hotel's network) has acknowledged nothing. */
function accepted(body: { id?: unknown } | null): Answer {
  return body?.id === undefined ? NO_LINE : { kind: "accepted", id: String(body.id) };
}

/** The number of the observation that a pointer like `/observations/3/value` means. */
export function observation(pointer: string): number | null {
  const match = /\/observations\/(\d+)(?:\/|$)/.exec(pointer);
  return match ? Number(match[1]) : null;
}

const WAITS = [2, 5, 15, 30, 60];

/** Seconds until the next try, after so many tries. */
export function pause(tries: number, after = 0): number {
  return Math.max(after, WAITS[Math.min(Math.max(tries, 1), WAITS.length) - 1] ?? 60);
}

export const STATES: Record<Answer["kind"], EntryState> = {
  accepted: "done",
  changed: "changed",
  refused: "refused",
  "signed-out": "waiting",
  unknown: "waiting",
};
