/**
 * The service worker. It keeps the shell and its files, one set per build, and answers with them when there is no line.
 *
 * Online everything comes from the server: a page that came from there gets its scripts from there, and the shell gets
 * those of its own set, so that two builds are never mixed. Only pages and the build's files are looked at; figures do
 * not pass through here.
 */

import { greet, me } from "./offline/session.ts";
import { deliver } from "./offline/sender.ts";
import { renew } from "./notices/renewal.ts";
import type { Changed } from "./notices/renewal.ts";
import { open, own, read, ring, show } from "./notices/shown.ts";
import type { Pages, Registration } from "./notices/shown.ts";

interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Fetching extends Waiting {
  readonly request: Request;
  readonly clientId: string;
  readonly resultingClientId: string;
  respondWith(answer: Promise<Response> | Response): void;
}

interface Pushing extends Waiting {
  readonly data: { text(): string } | null;
}

interface Clicking extends Waiting {
  readonly notification: { readonly data: { readonly path?: string; readonly notice?: number } | null; close(): void };
}

interface Changing extends Waiting, Changed {}

interface Worker {
  /** `files`: the SHA-256 of each by its address. */
  readonly BUILD: { readonly version: string; readonly files: Readonly<Record<string, string>> };
  readonly clients: Pages & { claim(): Promise<void> };
  readonly registration: Registration & Pick<ServiceWorkerRegistration, "pushManager">;
  readonly location: { readonly origin: string };
  skipWaiting(): Promise<void>;
  addEventListener(name: "install" | "activate" | "sync", listener: (event: Waiting) => void): void;
  addEventListener(name: "fetch", listener: (event: Fetching) => void): void;
  addEventListener(name: "push", listener: (event: Pushing) => void): void;
  addEventListener(name: "notificationclick", listener: (event: Clicking) => void): void;
  addEventListener(name: "pushsubscriptionchange", listener: (event: Changing) => void): void;
}

const worker = globalThis as unknown as Worker;
const NAME = `terrace-${worker.BUILD.version}`;
const SHELL = "/workspace/offline/?language=";
const LANGUAGES = ["vi", "en"];
/** Milliseconds that a page of hers may take before the shell stands in. */
const PATIENCE = 8000;
/** Pages that were answered with the shell: their files come from its set. */
const shells = new Set<string>();

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("fetch", (event) => answer(event));
worker.addEventListener("sync", (event) => event.waitUntil(send()));
worker.addEventListener("push", (event) => event.waitUntil(pushed(event)));
worker.addEventListener("notificationclick", (event) => event.waitUntil(clicked(event)));
worker.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renewed(event)));

async function install(): Promise<void> {
  const set = await caches.open(NAME);
  for (const [address, digest] of Object.entries(worker.BUILD.files)) await set.put(address, await exactly(address, digest));
  await set.addAll(LANGUAGES.map((each) => new Request(SHELL + each, { credentials: "omit", cache: "no-cache" })));
  await worker.skipWaiting();
}

/** The file of this build; what the browser still holds may be of the build before. */
async function exactly(address: string, digest: string): Promise<Response> {
  for (const cache of ["default", "reload"] as const) {
    const answer = await fetch(address, { credentials: "omit", cache });
    if (answer.ok && (await digestOf(answer.clone())) === digest) return answer;
  }
  throw new Error(`${address} is of another build`); // the browser tries again later
}

async function digestOf(answer: Response): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await answer.arrayBuffer()));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function activate(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith("terrace-") && name !== NAME) await caches.delete(name);
  await worker.clients.claim();
}

function answer(event: Fetching): void {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== worker.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event, pathname));
  else if (pathname in worker.BUILD.files) event.respondWith(file(event, pathname));
}

async function page({ request, resultingClientId }: Fetching, pathname: string): Promise<Response> {
  try {
    return await inTime(fetch(request), pathname.startsWith("/workspace/") ? PATIENCE : 0);
  } catch {
    const known = await me();
    const set = await caches.open(NAME);
    const shell = await set.match(SHELL + (known?.language === "en" ? "en" : "vi"), { ignoreVary: true });
    if (shell) shells.add(resultingClientId);
    return shell ?? Response.error();
  }
}

async function inTime<T>(work: Promise<T>, patience: number): Promise<T> {
  if (!patience) return work;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("too slow")), patience);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Without a version in the address the browser's own copy may be of another build: the set's is the right one. */
async function file({ request, clientId }: Fetching, pathname: string): Promise<Response> {
  const set = await caches.open(NAME);
  if (shells.has(clientId)) return (await set.match(pathname, { ignoreVary: true })) ?? fetch(request);
  try {
    return await fetch(request);
  } catch {
    return (await set.match(pathname, { ignoreVary: true })) ?? Response.error();
  }
}

/** The browser calls when the line is back, also with all pages closed; it calls again while something waits. */
async function send(): Promise<void> {
  const { waiting } = await deliver({ force: true });
  if (waiting) throw new Error(`${waiting} still wait`);
}

async function pushed({ data }: Pushing): Promise<void> {
  await show(worker.registration, read(data?.text() ?? ""));
  await ring(worker.clients);
}

async function clicked({ notification }: Clicking): Promise<void> {
  notification.close();
  await open(worker.clients, own(notification.data?.path ?? ""), notification.data?.notice);
}

/** The browser's address at its push service has changed: the server learns of the new one while she is logged in. */
async function renewed(event: Changing): Promise<void> {
  const { token } = await greet();
  if (token) await renew(event, token, (options) => worker.registration.pushManager.subscribe(options));
}
