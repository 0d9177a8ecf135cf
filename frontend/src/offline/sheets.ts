/** Her returns and their rules, kept on the phone: the list, and the sheet of each that may be filled in. */

import { openJson, sealJson } from "./seal.ts";
import type { Me } from "./seal.ts";
import { OPEN_STATES, doorOf, nameOf } from "./shapes.ts";
import type { Sheet, Summary } from "./shapes.ts";
import { get, put } from "./shelf.ts";

const LIST = "/api/v1/returns";
/** Sheets that are fetched beforehand, the most urgent first. */
const MOST = 40;

export interface Dated<T> {
  readonly at: string;
  readonly content: T;
}

async function held<T>(me: Me, name: string): Promise<Dated<T> | null> {
  const record = await get("returns", [me.person, name]).catch(() => null);
  const content = record && (await openJson<T>(me, record.sealed));
  return record && content ? { at: record.at, content } : null;
}

export const sheet = (me: Me, name: string): Promise<Dated<Sheet> | null> => held<Sheet>(me, name);
export const list = (me: Me): Promise<Dated<Summary[]> | null> => held<Summary[]>(me, "");

/** A full phone keeps what it has: sheets come again from the server. */
async function keep(me: Me, name: string, revision: string, content: unknown): Promise<void> {
  const record = { person: me.person, name, at: new Date().toISOString(), revision, sealed: await sealJson(me, content) };
  await put("returns", record).catch(() => undefined);
}

export const keepSheet = (me: Me, sheet: Sheet): Promise<void> => keep(me, nameOf(sheet), sheet.revision, sheet);

async function fetched<T>(me: Me, address: string): Promise<T | null> {
  try {
    const headers = { Accept: "application/json", "Accept-Language": me.language };
    const answer = await fetch(address, { credentials: "same-origin", headers, cache: "no-store" });
    return answer.ok && !answer.redirected ? ((await answer.json()) as T) : null;
  } catch {
    return null; // no line
  }
}

/** The sheet as it is on the server now, kept; null without an answer. */
export async function refresh(me: Me, name: string): Promise<Sheet | null> {
  const found = await fetched<Sheet>(me, doorOf(name));
  if (found?.rows) await keepSheet(me, found);
  return found?.rows ? found : null;
}

/** Brings list and sheets up to date, one after the other, so that a thin line stays free for her. */
export async function prefetch(me: Me): Promise<void> {
  const found = await fetched<{ returns?: Summary[] }>(me, LIST);
  const summaries = found?.returns;
  if (!summaries) return;
  await keep(me, "", "", summaries);
  const open = summaries.filter(({ state }) => OPEN_STATES.has(state));
  const urgent = [...open].sort((one, other) => (one.due ?? "9").localeCompare(other.due ?? "9"));
  for (const each of urgent.slice(0, MOST)) if (await stale(me, each)) await refresh(me, nameOf(each));
}

async function stale(me: Me, { revision, ...of }: Summary): Promise<boolean> {
  const record = await get("returns", [me.person, nameOf(of)]).catch(() => null);
  return !record || !revision || record.revision !== revision;
}
