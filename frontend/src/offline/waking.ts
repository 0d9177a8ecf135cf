/** When the outbox is emptied: at once, when the line or the page comes back, and again and again while it is open. */

import { hear } from "./news.ts";
import { deliver } from "./sender.ts";

const ROUND = 30_000;
const TAG = "terrace-outbox";
let timer = 0;
let running: Promise<void> | null = null;
let asked: boolean | null = null;

/** Send what waits; calls that come while sending are joined into one more round. */
export function wake(force = false): void {
  asked = Boolean(asked) || force;
  running ??= rounds().finally(() => (running = null));
}

async function rounds(): Promise<void> {
  while (asked !== null) {
    const force: boolean = asked;
    asked = null;
    clearTimeout(timer);
    const { next } = await deliver({ force }).catch((error: unknown) => {
      console.info("the outbox waits", error);
      return { next: ROUND };
    });
    if (next > 0) timer = window.setTimeout(() => wake(), Math.min(next, ROUND));
  }
}

export function start(): void {
  addEventListener("online", () => wake(true));
  document.addEventListener("visibilitychange", () => !document.hidden && wake(true));
  setInterval(() => !document.hidden && wake(), ROUND);
  hear((news) => news.kind === "session" && news.state === "in" && wake());
  wake(true);
}

/** The browser may send when the page is closed already, where it can (Background Sync). */
export async function later(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  const { sync } = (registration ?? {}) as { sync?: { register(tag: string): Promise<void> } };
  await sync?.register(TAG).catch(() => undefined); // forbidden: then it is sent when the page is open again
}
