/** The outbox: what she sent and the server has not acknowledged, and for a while what it has. */

import { newKey } from "../grid/keys.ts";
import { STATES, pause } from "./answers.ts";
import type { Answer, Fault } from "./answers.ts";
import type { Said } from "./compare.ts";
import { say } from "./news.ts";
import { openJson, sealJson } from "./seal.ts";
import type { Me } from "./seal.ts";
import type { Intake } from "./shapes.ts";
import { all, alone, get, putSurely, remove } from "./shelf.ts";
import type { EntryRecord, EntryState } from "./shelf.ts";

/** What is sent, as it stood when she pressed send. */
export interface Content {
  /** The return's name. */
  readonly name: string;
  readonly title: string;
  readonly intake: Intake;
  /** The revision of the return that she saw. */
  readonly seen: string;
  /** What the server said then, by cell. */
  readonly base: Readonly<Record<string, Said>>;
  /** Where it stands on the page, by cell, for the file. */
  readonly labels: Readonly<Record<string, string>>;
  readonly photos: readonly string[];
  /** Figures of hers that gave way to the server's by her own choice. */
  readonly aside: readonly { readonly label: string; readonly hers: Said; readonly theirs: Said }[];
}

/** How the last try ended. */
export interface Outcome {
  readonly kind: Answer["kind"];
  readonly at: string;
  readonly status: number;
  readonly receipt: string;
  readonly title: string;
  readonly detail: string;
  readonly faults: readonly Fault[];
}

export interface Letter {
  readonly id: string;
  readonly key: string;
  readonly at: string;
  readonly state: EntryState;
  readonly tries: number;
  readonly next: number;
  readonly content: Content;
  readonly outcome: Outcome | null;
}

/** Days for which what was acknowledged is still listed. */
const LISTED = 14;
const DAY = 86_400_000;

/** Hers that can be opened, the oldest first. */
export async function letters(me: Me): Promise<Letter[]> {
  const opened = await Promise.all((await all("entries", me.person)).map((record) => letter(me, record)));
  return opened.filter((each) => each !== null).sort((one, other) => one.at.localeCompare(other.at));
}

async function letter(me: Me, record: EntryRecord): Promise<Letter | null> {
  const content = await openJson<Content>(me, record.sealed);
  const outcome = record.outcome && (await openJson<Outcome>(me, record.outcome));
  return content && { ...record, content, outcome };
}

/** How many entries wait here that nobody but another person can open. */
export async function strangers(me: Me | null): Promise<number> {
  const waiting = (await all("entries", null)).filter(({ state }) => state !== "done");
  const hers = new Set(me ? (await letters(me)).map(({ id }) => id) : []);
  return waiting.filter(({ id }) => !hers.has(id)).length;
}

/**
 * Puts what she sends into the outbox; it is on the phone when this returns. What waits for the same return and was
 * never tried is joined with it; whatever was tried keeps its key, since an answer may have been lost.
 */
export async function hand(me: Me, content: Content): Promise<void> {
  await alone("entries", async () => {
    const open = (await letters(me)).filter((each) => each.content.name === content.name);
    const untried = open.findLast(({ state, tries }) => state === "waiting" && tries === 0);
    await write(me, untried ? joined(untried, content) : fresh(content));
    for (const old of open) if (old.state === "refused" && covers(content, old.content)) await remove("entries", old.id);
  });
  say({ kind: "entries" });
}

const fresh = (content: Content): Letter => ({
  id: newKey(),
  key: newKey(),
  at: new Date().toISOString(),
  state: "waiting",
  tries: 0,
  next: 0,
  content,
  outcome: null,
});

function joined(before: Letter, content: Content): Letter {
  const cells = new Set(Object.keys(content.labels));
  const kept = before.content.intake.observations.filter((each) => !cells.has(cell(each)));
  const intake = { ...content.intake, observations: [...kept, ...content.intake.observations] };
  const photos = [...new Set([...before.content.photos, ...content.photos])];
  const { base, labels, seen } = before.content;
  const merged = { ...content, intake, photos, seen, base: { ...content.base, ...base }, labels: { ...labels, ...content.labels } };
  return { ...before, key: newKey(), content: merged };
}

const cell = (of: { indicator: string; breakdown?: string }): string => `${of.indicator}|${of.breakdown ?? ""}`;

/** A refused entry is through when a newer one says something of each of its cells and has its photos. */
function covers(now: Content, old: Content): boolean {
  const cells = new Set(now.intake.observations.map(cell));
  return old.intake.observations.every((each) => cells.has(cell(each))) && old.photos.every((id) => now.photos.includes(id));
}

async function write(me: Me, { content, outcome, ...rest }: Letter): Promise<void> {
  const sealed = await sealJson(me, content);
  await putSurely("entries", { ...rest, person: me.person, sealed, outcome: outcome && (await sealJson(me, outcome)) });
}

/** Changes an entry as it is now; null when it is gone or no longer in one of the states. */
export async function change(me: Me, id: string, states: readonly EntryState[], how: (now: Letter) => Letter): Promise<Letter | null> {
  const changed = await alone("entries", async () => {
    const record = await get("entries", id);
    const now = record && states.includes(record.state) ? await letter(me, record) : null;
    const then = now && how(now);
    if (then) await write(me, then);
    return then;
  });
  say({ kind: "entries" });
  return changed;
}

/** From now on its answer may be lost: it keeps its key. */
export const tried = (now: Letter): Letter => ({ ...now, tries: now.tries + 1 });

export function answered(now: Letter, answer: Answer, at = Date.now()): Letter {
  const problem = answer.kind === "refused" ? answer.problem : { title: "", detail: "", faults: [] };
  const status = "status" in answer ? answer.status : 0;
  const receipt = answer.kind === "accepted" ? answer.id : "";
  const after = answer.kind === "unknown" ? pause(now.tries, answer.after) * 1000 : 0;
  const outcome = { kind: answer.kind, at: new Date(at).toISOString(), status, receipt, ...problem };
  return { ...now, state: STATES[answer.kind], next: at + after, outcome };
}

/** Changed content is another submission: it has a key of its own. */
export const again = (now: Letter, content: Content): Letter => ({
  ...now,
  key: newKey(),
  state: "waiting",
  tries: 0,
  next: 0,
  content,
});

export async function drop(id: string): Promise<void> {
  await remove("entries", id);
  say({ kind: "entries" });
}

/** What was acknowledged long ago is no longer listed. */
export async function tidy(me: Me): Promise<void> {
  for (const each of await letters(me)) {
    if (each.state === "done" && Date.now() - Date.parse(each.outcome?.at ?? each.at) > LISTED * DAY) await drop(each.id);
  }
}
