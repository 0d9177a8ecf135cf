/** Makes the site work without signal: the worker that keeps its files, the sheets, the outbox, the log-out. */

import { greet, leave, me } from "./session.ts";
import { list, prefetch } from "./sheets.ts";
import { start } from "./waking.ts";

/** Milliseconds for which the kept sheets are taken as fresh. */
const FRESH = 120_000;

export async function phone(): Promise<void> {
  document.addEventListener("submit", (event) => void leaving(event), { capture: true });
  start();
  await navigator.serviceWorker?.register("/sw.js", { scope: "/" }).catch(() => undefined); // forbidden: online only
  await bring();
  addEventListener("online", () => void bring());
}

/** Her returns come to the phone while there is a line; asks the browser not to clear them away. */
async function bring(): Promise<void> {
  const { state, me } = await greet();
  if (state !== "in" || !me) return;
  const kept = await list(me);
  if (!kept || Date.now() - Date.parse(kept.at) > FRESH) await prefetch(me);
  await navigator.storage?.persist?.().catch(() => false);
}

/** Logging out closes what the phone keeps before the server is asked: also when there is no line to ask. */
async function leaving(event: SubmitEvent): Promise<void> {
  const form = event.target as HTMLFormElement;
  if (!form.matches("form.logout") || form.dataset["left"] !== undefined) return;
  event.preventDefault();
  event.stopPropagation();
  form.dataset["left"] = "";
  if (await me()) await leave().catch(() => undefined);
  form.requestSubmit();
}
