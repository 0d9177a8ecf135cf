/**
 * What the phone keeps is sealed (AES-GCM) with the key of its person, so that the next one cannot open it.
 *
 * Keys come from the server with a log-in and are forgotten when she logs out. On a site without https browsers give
 * no cryptography: then what is kept is not sealed, and is only told apart by person.
 */

export interface Sealed {
  /** Which key seals it; empty when nothing could. */
  readonly key: string;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly data: ArrayBuffer;
}

/** The person at this phone, as long as she is logged in. */
export interface Me {
  readonly person: number;
  readonly name: string;
  readonly language: string;
  readonly session: string;
  /** The first seals; all open. */
  readonly keys: readonly { readonly id: string; readonly key: CryptoKey }[];
}

export const secure = (): boolean => Boolean(globalThis.crypto.subtle);

export async function imported(given: readonly { id: string; key: string }[]): Promise<Me["keys"]> {
  if (!secure()) return [];
  const made = given.map(async ({ id, key }) => {
    const raw = Uint8Array.from(atob(key), (each) => each.charCodeAt(0));
    return { id, key: await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]) };
  });
  return Promise.all(made);
}

export async function seal(me: Me, bytes: ArrayBuffer): Promise<Sealed> {
  const first = me.keys[0];
  const iv = crypto.getRandomValues(new Uint8Array(12));
  if (!first) return { key: "", iv, data: bytes };
  return { key: first.id, iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, first.key, bytes) };
}

/** The bytes; null when the person has no key for it, or when it was changed. */
export async function open(me: Me, sealed: Sealed): Promise<ArrayBuffer | null> {
  if (sealed.key === "") return sealed.data;
  const found = me.keys.find(({ id }) => id === sealed.key);
  if (!found) return null;
  try {
    return await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, found.key, sealed.data);
  } catch {
    return null; // sealed by another's key of the same name cannot be; the record was damaged
  }
}

export async function sealJson(me: Me, value: unknown): Promise<Sealed> {
  return seal(me, new TextEncoder().encode(JSON.stringify(value)).buffer);
}

export async function openJson<T>(me: Me, sealed: Sealed): Promise<T | null> {
  const bytes = await open(me, sealed);
  return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as T);
}
