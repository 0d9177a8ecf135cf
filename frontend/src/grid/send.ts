/** One submission to the server: acknowledged, refused with faults, or not known yet. */

import type { Pending } from "./drafts.ts";

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
  | { readonly kind: "refused"; readonly problem: Problem }
  | { readonly kind: "signed-out" }
  | { readonly kind: "unknown"; readonly status: number };

/** Statuses after which the very same submission is tried again. */
const AGAIN = new Set([0, 408, 425, 429, 500, 502, 503, 504]);

export async function send(action: string, pending: Pending, token: string): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(action, {
      method: "POST",
      credentials: "same-origin",
      headers: {
        Accept: "application/json, application/problem+json",
        "Content-Type": "application/json",
        "Idempotency-Key": pending.key,
        "X-CSRFToken": token,
      },
      body: pending.body,
    });
  } catch {
    return { kind: "unknown", status: 0 }; // no line: the answer, if there was one, is not known
  }
  return read(response);
}

async function read(response: Response): Promise<Answer> {
  if (AGAIN.has(response.status)) return { kind: "unknown", status: response.status };
  if (response.status === 401 || response.redirected) return { kind: "signed-out" };
  const body = (await response.json().catch(() => ({}))) as Partial<Problem> & { id?: unknown };
  if (response.ok) return { kind: "accepted", id: String(body.id ?? "") };
  const { title = `HTTP ${response.status}`, detail = "", faults = [] } = body;
  return { kind: "refused", problem: { title, detail, faults } };
}

/** The number of the observation that a pointer like `/observations/3/value` means. */
export function observation(pointer: string): number | null {
  const match = /\/observations\/(\d+)(?:\/|$)/.exec(pointer);
  return match ? Number(match[1]) : null;
}
