/**
 * Sends what waits in the outbox: one tab (or the service worker) at a time, each entry with the key that it got when
 * she pressed send, only in the log-in of its own person.
 */

import { NO_LINE, pause, read } from "./answers.ts";
import type { Answer } from "./answers.ts";
import { after, clashes, patched } from "./compare.ts";
import { again, answered, change, letters, tidy, tried } from "./entries.ts";
import type { Letter } from "./entries.ts";
import { keep as keepDraft, drafts } from "./drafts.ts";
import { matches } from "./matches.ts";
import { say } from "./news.ts";
import { uploaded, dropPhotos } from "./photos.ts";
import type { Me } from "./seal.ts";
import { device, greet, me as known } from "./session.ts";
import type { Greeting } from "./session.ts";
import { doorOf } from "./shapes.ts";
import { keepSheet, refresh, sheet as kept } from "./sheets.ts";
import { all, alone, heal } from "./shelf.ts";

/** Milliseconds after which an answer is held for lost. */
const PATIENCE = 60_000;
let failures = 0;

export interface Result {
  /** Entries that still wait. */
  readonly waiting: number;
  /** Milliseconds until the next of them is due. */
  readonly next: number;
}

/** Sends what is due, or with `force` everything that waits. */
export async function deliver({ force = false } = {}): Promise<Result> {
  return alone("outbox", async () => {
    const me = (await known()) ?? ((await all("entries", null)).length > 0 ? (await greet()).me : null);
    if (!me) return { waiting: 0, next: 0 };
    await heal();
    const due = (await waiting(me)).filter(({ next }) => force || next <= Date.now());
    if (due.length > 0) await contact(me, due);
    return result(me);
  });
}

async function waiting(me: Me): Promise<Letter[]> {
  return (await letters(me)).filter(({ state }) => state === "waiting");
}

async function result(me: Me): Promise<Result> {
  const left = await waiting(me);
  const next = Math.min(...left.map((each) => each.next)) - Date.now();
  return { waiting: left.length, next: left.length ? Math.max(next, 1000) : 0 };
}

async function contact(me: Me, due: Letter[]): Promise<void> {
  const greeting = await greet();
  if (greeting.state === "unknown") return postpone(me, due);
  failures = 0;
  if (greeting.me?.person !== me.person) return signedOut(me, due);
  await tidy(greeting.me);
  const stopped = new Set<string>();
  for (const letter of due) {
    if (stopped.has(letter.content.name)) continue; // in order: nothing overtakes an older entry of its return
    const answer = await one(greeting, letter);
    if (answer.kind !== "accepted") stopped.add(letter.content.name);
    if (answer.kind === "signed-out" || (answer.kind === "unknown" && answer.status === 0)) return;
  }
}

/** No line: nothing has left the phone. */
async function postpone(me: Me, due: Letter[]): Promise<void> {
  failures += 1;
  const next = { ...NO_LINE, after: pause(failures) } as Answer;
  for (const { id } of due) await change(me, id, ["waiting"], (now) => answered(now, next));
}

async function signedOut(me: Me, due: Letter[]): Promise<void> {
  for (const { id } of due) await change(me, id, ["waiting"], (now) => answered(now, { kind: "signed-out" }));
}

async function one(greeting: Greeting, letter: Letter): Promise<Answer> {
  const me = greeting.me as Me;
  say({ kind: "sending", name: letter.content.name, count: letter.content.intake.observations.length });
  let answer: Answer = NO_LINE;
  for (let round = 0; round < 3; round += 1) {
    answer = await attempt(greeting, letter.id);
    const rebased = answer.kind === "changed" && (await rebase(me, letter.id));
    if (!rebased) break;
  }
  const now = await change(me, letter.id, ["waiting"], (each) => answered(each, answer));
  if (now && answer.kind === "accepted") await settle(me, now);
  if (answer.kind === "signed-out") say({ kind: "session", state: "out" });
  return answer;
}

/** Photos first, so that the submission can name them. */
async function attempt(greeting: Greeting, id: string): Promise<Answer> {
  const me = greeting.me as Me;
  const letter = await change(me, id, ["waiting"], tried);
  if (!letter) return NO_LINE; // she has just taken it back
  const photos = await uploaded(me, letter.content.photos, (body, type) => post("/api/v1/originals?name=photo.jpg", greeting.token, body, { "Content-Type": type }));
  if (!Array.isArray(photos)) return photos;
  const { intake, name, seen } = letter.content;
  const body = JSON.stringify(photos.length ? { ...intake, attachments: photos } : intake);
  const headers = { "Content-Type": "application/json", "Idempotency-Key": letter.key, "X-Device": await device() };
  return read(await post(doorOf(name), greeting.token, body, seen ? { ...headers, "If-Match": seen } : headers));
}

async function post(address: string, token: string, body: BodyInit, headers: Record<string, string>): Promise<Response> {
  const all = { Accept: "application/json, application/problem+json", "X-CSRFToken": token, ...headers };
  const signal = AbortSignal.timeout(PATIENCE);
  try {
    return await fetch(address, { method: "POST", credentials: "same-origin", redirect: "manual", headers: all, body, signal });
  } catch {
    return Response.error(); // no answer: whether it arrived is not known
  }
}

/** Changed elsewhere, but in none of her cells: she need not be asked. */
async function rebase(me: Me, id: string): Promise<boolean> {
  const letter = (await letters(me)).find((each) => each.id === id);
  const fresh = letter && (await refresh(me, letter.content.name));
  if (!letter || !fresh) return false;
  const { intake, base, seen } = letter.content;
  if (fresh.revision === seen || clashes(intake.observations, base, fresh.rows).length > 0) return false;
  await change(me, id, ["waiting"], (now) => again(now, { ...now.content, seen: fresh.revision }));
  return true;
}

/** The server has it: what was typed is done with, and what waits behind it builds upon it. */
async function settle(me: Me, { id, content }: Letter): Promise<void> {
  const sent = content.intake.observations;
  const typed = await drafts(me, content.name);
  for (const each of sent) {
    const cell = `${each.indicator}|${each.breakdown ?? ""}`;
    const draft = typed[cell];
    if (draft && matches(draft, each, me.language)) await keepDraft(me, content.name, cell, null);
  }
  await dropPhotos(me, content.photos);
  const before = await kept(me, content.name);
  if (before) await keepSheet(me, { ...before.content, rows: patched(before.content.rows, sent) });
  for (const follower of await waiting(me)) {
    if (follower.content.name !== content.name) continue;
    await change(me, follower.id, ["waiting"], (now) => ({ ...now, content: { ...now.content, base: after(now.content.base, sent) } }));
  }
  await refresh(me, content.name);
  say({ kind: "sent", name: content.name, id });
}
