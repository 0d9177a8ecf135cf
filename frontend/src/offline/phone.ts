/** Makes the site work without signal: the worker that keeps its files, the sheets, the outbox, the log-out. */

import { hear } from "./news.ts";
import { greet, leave, me } from "./session.ts";
import { list, prefetch } from "./sheets.ts";
import { start } from "./waking.ts";

/** Milliseconds for which the kept sheets are taken as fresh. */
const FRESH = 120_000;

export async function phone(): Promise<void> {
  document.addEventListener("submit", (event) => void leaving(event), { capture: true });
  hear((news) => news.kind === "left" && location.replace("/login"));
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

/** Milliseconds that the server may take to hear of a log-out. */
const PATIENCE = 8000;

/** Logging out closes what the phone keeps before the server is asked: also when there is no line to ask. */
async function leaving(event: SubmitEvent): Promise<void> {
  const form = event.target as HTMLFormElement;
  if (!form.matches("form.logout")) return;
  event.preventDefault();
  event.stopPropagation();
  if (await me()) await leave().catch(() => undefined);
  const body = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
  const options = { method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) } as const;
  const answer = await fetch(form.action, options).catch(() => null);
  if (answer && answer.type !== "opaqueredirect" && !answer.ok) form.submit(); // its page says why
  else location.assign(answer ? "/login" : "/workspace/"); // without a line: the shell, which is nobody's now
}
