/** Photos: drawn again small on the phone (which leaves out where and with what they were taken), kept, sent. */

import { newKey } from "../grid/keys.ts";
import { read } from "./answers.ts";
import type { Answer } from "./answers.ts";
import { say } from "./news.ts";
import { open, seal } from "./seal.ts";
import type { Me } from "./seal.ts";
import { all, get, put, remove } from "./shelf.ts";
import type { PhotoRecord } from "./shelf.ts";

/** Bytes of a photo at the most, and its longest edge in pixels to begin with. */
export const LARGEST = 300_000;
const EDGE = 1600;
const QUALITIES = [0.82, 0.7, 0.55, 0.4];
const TYPE = "image/jpeg";

/** A JPEG of at most `LARGEST` bytes; null when the file is no picture that this browser reads. */
export async function scaled(file: Blob): Promise<Blob | null> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  if (!picture) return null;
  for (let edge = EDGE; edge >= 200; edge = Math.round(edge * 0.75)) {
    const canvas = drawn(picture, edge);
    for (const quality of QUALITIES) {
      const made = await new Promise<Blob | null>((done) => canvas.toBlob(done, TYPE, quality));
      if (made && made.size <= LARGEST) return made;
    }
  }
  return null;
}

export function drawn(picture: ImageBitmap, edge: number, canvas = document.createElement("canvas")): HTMLCanvasElement {
  const scale = Math.min(1, edge / Math.max(picture.width, picture.height));
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** Keeps a photo of a return; throws the browser's QuotaExceededError when the phone is full. */
export async function keep(me: Me, name: string, photo: Blob): Promise<void> {
  const sealed = await seal(me, await photo.arrayBuffer());
  const record = { id: newKey(), person: me.person, name, entry: "", at: new Date().toISOString(), known: "" };
  await put("photos", { ...record, size: photo.size, sealed });
  say({ kind: "photos", name });
}

/** Photos of a return (of all returns without a name), the oldest first. */
export async function photos(me: Me, name?: string): Promise<PhotoRecord[]> {
  const found = (await all("photos", me.person)).filter((each) => name === undefined || each.name === name);
  return found.sort((one, other) => one.at.localeCompare(other.at));
}

export async function picture(me: Me, photo: PhotoRecord): Promise<Blob | null> {
  const bytes = await open(me, photo.sealed);
  return bytes && new Blob([bytes], { type: TYPE });
}

export async function dropPhotos(me: Me, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const record = await get("photos", id);
    if (record?.person !== me.person) continue;
    await remove("photos", id);
    say({ kind: "photos", name: record.name });
  }
}

type Post = (body: ArrayBuffer, type: string) => Promise<Response>;

/** The SHA-256 of each photo once the server has them all, else the answer that stopped it. A photo that she dropped is left out. */
export async function uploaded(me: Me, ids: readonly string[], post: Post): Promise<string[] | Answer> {
  const known: string[] = [];
  for (const id of ids) {
    const record = await get("photos", id);
    const bytes = record && (record.known ? null : await open(me, record.sealed));
    if (record?.known) known.push(record.known);
    if (!record || !bytes) continue;
    const answer = await post(bytes, TYPE);
    const told = answer.ok ? ((await answer.clone().json().catch(() => null)) as { sha256?: string } | null) : null;
    if (!told?.sha256) return stopped(await read(answer));
    known.push(told.sha256);
    await put("photos", { ...record, known: told.sha256 }).catch(() => undefined); // full: it is sent again, and known
  }
  return known;
}

const stopped = (answer: Answer): Answer => (answer.kind === "accepted" ? { kind: "unknown", status: 502, after: 0 } : answer);
