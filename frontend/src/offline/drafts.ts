/** What is typed and not acknowledged, a record for each cell, so that two tabs do not undo each other. */

import { openJson, sealJson } from "./seal.ts";
import type { Me } from "./seal.ts";
import type { Typed } from "./shapes.ts";
import { all, putSurely, remove } from "./shelf.ts";

export async function drafts(me: Me, name: string): Promise<Record<string, Typed>> {
  const found: Record<string, Typed> = {};
  for (const record of await all("drafts", me.person)) {
    if (record.name !== name) continue;
    const typed = await openJson<Typed>(me, record.sealed);
    if (typed) found[record.cell] = typed;
  }
  return found;
}

/** Names of returns with something typed. */
export async function begun(me: Me): Promise<Set<string>> {
  return new Set((await all("drafts", me.person)).map(({ name }) => name));
}

export async function keep(me: Me, name: string, cell: string, typed: Typed | null): Promise<void> {
  if (typed === null) return remove("drafts", [me.person, name, cell]);
  const record = { person: me.person, name, cell, at: new Date().toISOString() };
  await putSurely("drafts", { ...record, sealed: await sealJson(me, typed) });
}
