/**
 * The store of the phone: IndexedDB, and a spare place for figures when it is full.
 *
 * Records carry the number of their person openly and everything else of hers sealed. Figures (`drafts`, `entries`)
 * are never given up: a full store drops what the server has anyway, then takes the spare place (localStorage, which
 * browsers count apart); only when that fails too `Full` is thrown. Photos do not go to the spare place.
 */

import { openDB } from "idb";
import type { DBSchema, IDBPDatabase } from "idb";
import type { Me, Sealed } from "./seal.ts";
import * as spare from "./spare.ts";

export interface Kept {
  readonly person: number;
  /** The return's name; "" for the list. */
  readonly name: string;
  readonly at: string;
  readonly revision: string;
  readonly sealed: Sealed;
}

export interface DraftRecord {
  readonly person: number;
  readonly name: string;
  readonly cell: string;
  readonly at: string;
  readonly sealed: Sealed;
}

export interface PhotoRecord {
  readonly id: string;
  readonly person: number;
  readonly name: string;
  /** The entry that it goes with; "" while the return is not sent. */
  readonly entry: string;
  readonly at: string;
  readonly size: number;
  /** SHA-256 by which the server knows it, once it has it. */
  readonly known: string;
  readonly sealed: Sealed;
}

export type EntryState = "waiting" | "changed" | "refused" | "done";

export interface EntryRecord {
  readonly id: string;
  readonly person: number;
  /** The idempotency key, made when she pressed send. */
  readonly key: string;
  readonly at: string;
  readonly state: EntryState;
  readonly tries: number;
  /** Milliseconds since 1970 before which it is not tried again. */
  readonly next: number;
  readonly sealed: Sealed;
  readonly outcome: Sealed | null;
}

interface Schema extends DBSchema {
  me: { key: string; value: unknown };
  returns: { key: [number, string]; value: Kept };
  drafts: { key: [number, string, string]; value: DraftRecord };
  entries: { key: string; value: EntryRecord };
  photos: { key: string; value: PhotoRecord };
}

export type Store = "returns" | "drafts" | "entries" | "photos";
type Value<S extends Store> = Schema[S]["value"];
type Key<S extends Store> = Schema[S]["key"];

/** The phone has no room left, not even for figures. */
export class Full extends Error {}

let opened: Promise<IDBPDatabase<Schema>> | null = null;

function database(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>("terrace", 1, {
    upgrade(made) {
      made.createObjectStore("me");
      made.createObjectStore("returns", { keyPath: ["person", "name"] });
      made.createObjectStore("drafts", { keyPath: ["person", "name", "cell"] });
      made.createObjectStore("entries", { keyPath: "id" });
      made.createObjectStore("photos", { keyPath: "id" });
    },
    blocking: () => void close(), // a newer page wants to change the store
    terminated: () => void (opened = null),
  }).catch((error: unknown) => {
    opened = null;
    throw error;
  });
  return opened;
}

async function close(): Promise<void> {
  const held = opened;
  opened = null;
  (await held)?.close();
}

export async function remembered<T>(name: string): Promise<T | null> {
  return ((await (await database()).get("me", name)) as T | undefined) ?? null;
}

export async function remember(name: string, value: unknown): Promise<void> {
  await (await database()).put("me", value, name);
}

export async function forget(name: string): Promise<void> {
  await (await database()).delete("me", name);
}

const KEYS: { [S in Store]: (value: Value<S>) => Key<S> } = {
  returns: ({ person, name }) => [person, name],
  drafts: ({ person, name, cell }) => [person, name, cell],
  entries: ({ id }) => id,
  photos: ({ id }) => id,
};

export const full = (error: unknown): boolean => error instanceof DOMException && error.name === "QuotaExceededError";

/** Keeps a record; throws the browser's QuotaExceededError when there is no room. */
export async function put<S extends Store>(store: S, value: Value<S>): Promise<void> {
  const transaction = (await database()).transaction(store, "readwrite", { durability: "strict" });
  await Promise.all([transaction.objectStore(store).put(value), transaction.done]);
  spare.drop(store, KEYS[store](value));
}

/** Keeps figures, whatever else has to go; throws `Full`. */
export async function putSurely<S extends "drafts" | "entries">(store: S, value: Value<S>): Promise<void> {
  try {
    await put(store, value).catch(async (error: unknown) => {
      if (!full(error)) throw error;
      await dropKept(value.person, "name" in value ? value.name : "");
      await put(store, value);
    });
  } catch (error) {
    if (!spare.keep(store, KEYS[store](value), value)) throw new Full(String(error));
  }
}

/** Sheets come again from the server; the list and those in which something is typed stay. */
async function dropKept(person: number, name: string): Promise<void> {
  const held = await database();
  const used = new Set([name, ...(await all("drafts", person)).map((draft) => draft.name)]);
  for (const key of await held.getAllKeys("returns")) {
    if (key[0] !== person || (key[1] !== "" && !used.has(key[1]))) await held.delete("returns", key);
  }
}

export async function get<S extends Store>(store: S, key: Key<S>): Promise<Value<S> | null> {
  const found = spare.find<Value<S>>(store, key);
  return found ?? ((await (await database()).get(store, key)) as Value<S> | undefined) ?? null;
}

/** A browser that forbids IndexedDB still has the spare place. */
async function stored<S extends Store>(store: S): Promise<Value<S>[]> {
  try {
    return (await (await database()).getAll(store)) as Value<S>[];
  } catch (error) {
    console.info("IndexedDB cannot be read", error);
    return [];
  }
}

/** Everything of a person, or of everybody. */
export async function all<S extends Store>(store: S, person: number | null): Promise<Value<S>[]> {
  const held = await stored(store);
  const found = new Map(held.map((value) => [JSON.stringify(KEYS[store](value)), value]));
  for (const [key, value] of spare.all<Value<S>>(store)) found.set(key, value);
  return [...found.values()].filter((value) => person === null || value.person === person);
}

export async function remove<S extends Store>(store: S, key: Key<S>): Promise<void> {
  spare.drop(store, key);
  await (await database()).delete(store, key);
}

/** What stands in the spare place goes back when there is room again. */
export async function heal(): Promise<void> {
  for (const store of ["drafts", "entries"] as const) {
    for (const [, value] of spare.all<Value<typeof store>>(store)) {
      await put(store, value as never).catch(() => undefined); // still full: it stays where it is
    }
  }
}

/** One at a time over all tabs and the service worker, where the browser can. */
export async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = (globalThis.navigator as Navigator | undefined)?.locks;
  return locks ? locks.request(`terrace-${name}`, work) : work();
}

export type { Me };
