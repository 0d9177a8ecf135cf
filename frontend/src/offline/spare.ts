/** The spare place for figures when IndexedDB is full: localStorage, as text. Pages have it, service workers do not. */

import type { Sealed } from "./seal.ts";

const MARK = "terrace:spare:";

function place(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null; // forbidden by the person's settings
  }
}

const nameOf = (store: string, key: unknown): string => `${MARK}${store}:${JSON.stringify(key)}`;

/** False when there is no room here either. */
export function keep(store: string, key: unknown, value: object): boolean {
  const held = place();
  try {
    held?.setItem(nameOf(store, key), written(value));
  } catch {
    return false; // the caller tells her
  }
  return held !== null;
}

export function find<T>(store: string, key: unknown): T | null {
  const text = place()?.getItem(nameOf(store, key));
  return text ? read<T>(text) : null;
}

export function drop(store: string, key: unknown): void {
  place()?.removeItem(nameOf(store, key));
}

/** Every record of a store, by its key as JSON. */
export function all<T>(store: string): [string, T][] {
  const held = place();
  const names = held ? Array.from({ length: held.length }, (_, index) => held.key(index) ?? "") : [];
  const mark = `${MARK}${store}:`;
  return names
    .filter((name) => name.startsWith(mark))
    .map((name) => [name.slice(mark.length), read<T>(held?.getItem(name) ?? "{}")]);
}

/** Records as JSON; sealed bytes as base64. */
export function written(value: object): string {
  return JSON.stringify(value, (_, each: unknown) => (isSealed(each) ? packed(each) : each));
}

export function read<T>(text: string): T {
  return JSON.parse(text, (_, each: unknown) => (isPacked(each) ? unpacked(each) : each)) as T;
}

interface Packed {
  readonly key: string;
  readonly iv64: string;
  readonly data64: string;
}

const isSealed = (value: unknown): value is Sealed => (value as Sealed | null)?.data instanceof ArrayBuffer;
const isPacked = (value: unknown): value is Packed => typeof (value as Packed | null)?.data64 === "string";
const packed = ({ key, iv, data }: Sealed): Packed => ({ key, iv64: text(iv), data64: text(new Uint8Array(data)) });
const unpacked = ({ key, iv64, data64 }: Packed): Sealed => ({ key, iv: bytes(iv64), data: bytes(data64).buffer });

function text(from: Uint8Array): string {
  return btoa(Array.from(from, (byte) => String.fromCharCode(byte)).join(""));
}

function bytes(from: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(from), (each) => each.charCodeAt(0));
}
