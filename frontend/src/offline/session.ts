/** Who is at this phone: learned from the server at each contact, remembered without signal, forgotten at log-out. */

import { say } from "./news.ts";
import { imported } from "./seal.ts";
import type { Me } from "./seal.ts";
import { alone, forget, remember, remembered } from "./shelf.ts";

const ADDRESS = "/workspace/offline/me";

export interface Greeting {
  readonly state: "in" | "out" | "unknown";
  readonly me: Me | null;
  /** For sending; belongs to this very log-in, so nothing can go out as somebody else. */
  readonly token: string;
}

interface Told extends Omit<Me, "keys"> {
  readonly token: string;
  readonly keys: readonly { readonly id: string; readonly key: string }[];
}

/** The person whose figures may be opened now, without asking the server. */
export async function me(): Promise<Me | null> {
  return remembered<Me>("me").catch(() => null);
}

/** Ask the server who is logged in. */
export async function greet(): Promise<Greeting> {
  const answer = await ask();
  const greeting = answer === null ? await unknown() : answer === "out" ? await out() : await met(answer);
  say({ kind: "session", state: greeting.state });
  return greeting;
}

const NOBODY: Greeting = { state: "out", me: null, token: "" };

async function unknown(): Promise<Greeting> {
  return { state: "unknown", me: await me(), token: "" };
}

/** Nobody is logged in. Had she left without signal, another page or the worker has told the server meanwhile. */
async function out(): Promise<Greeting> {
  if ((await remembered<string>("leaving")) !== null) await left();
  return NOBODY;
}

async function ask(): Promise<Told | "out" | null> {
  try {
    const answer = await fetch(ADDRESS, { credentials: "same-origin", redirect: "manual", cache: "no-store" });
    if (answer.ok) return (await answer.json()) as Told;
    return answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403 ? "out" : null;
  } catch {
    return null; // no line
  }
}

async function met(told: Told): Promise<Greeting> {
  const greeting = await alone("session", async () => {
    if ((await remembered<string>("leaving")) === told.session) return null;
    await forget("leaving");
    return welcome(told);
  });
  return greeting ?? finishLeaving(told);
}

async function welcome({ token, keys, ...person }: Told): Promise<Greeting> {
  const known = await me();
  const same = known?.session === person.session && known.keys[0]?.id === keys[0]?.id;
  const now: Me = same ? { ...known, ...person } : { ...person, keys: await imported(keys) };
  await remember("me", now).catch(() => undefined); // a full phone: known until the page is closed
  return { state: "in", me: now, token };
}

/** She logged out without signal; now the server hears of it. */
async function finishLeaving(told: Told): Promise<Greeting> {
  const body = new URLSearchParams({ csrfmiddlewaretoken: told.token });
  const answer = await fetch("/logout", { method: "POST", body, credentials: "same-origin", redirect: "manual" }).catch(() => null);
  if (answer?.type === "opaqueredirect") await left();
  return NOBODY;
}

async function left(): Promise<void> {
  await forget("leaving");
  say({ kind: "left" });
}

/**
 * From now on nobody can open what she left on this phone; her next log-in brings the key again. Alone, since an answer
 * of the server that is just being read would make her known again.
 */
export async function leave(): Promise<void> {
  await alone("session", async () => {
    const known = await me();
    await forget("me");
    if (known) await remember("leaving", known.session).catch(() => undefined);
  });
  say({ kind: "session", state: "out" });
}

/** A name for this phone that says nothing about it, so that two phones of one person can be told apart. */
export async function device(): Promise<string> {
  const known = await remembered<string>("device").catch(() => null);
  if (known) return known;
  const bytes = crypto.getRandomValues(new Uint8Array(4));
  const made = `phone-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  await remember("device", made).catch(() => undefined);
  return made;
}
