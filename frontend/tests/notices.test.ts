import assert from "node:assert/strict";
import test from "node:test";
import { Counting, PAUSES } from "../src/notices/counting.ts";
import { open, own, read, ring, show } from "../src/notices/shown.ts";
import { renew } from "../src/notices/renewal.ts";
import type { Page } from "../src/notices/shown.ts";
import { device } from "../src/notices/browser.ts";

const full = { title: "Cảnh báo mới", body: "Đàn lợn", path: "/warnings/7/", notice: 12, tag: "w7", urgent: true, language: "vi" };

test("a message is read as it was written", () => {
  assert.deepEqual(read(JSON.stringify(full)), full);
});

for (const text of ["", "{", "null", "[]", '"text"', '{"title": 3, "urgent": "yes"}']) {
  test(`a message that says ${text || "nothing"} still leads to the list`, () => {
    const { title, path, urgent } = read(text);
    assert.deepEqual([title, path, urgent], ["Terrace", "/notices/", false]);
  });
}

for (const path of ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""]) {
  test(`a click leads to no foreign address: ${path}`, () => assert.equal(own(path), "/notices/"));
}

test("what is shown carries its address, and an urgent one stays", async () => {
  const shown: [string, Record<string, unknown>][] = [];
  await show({ showNotification: async (title, options) => void shown.push([title, options as never]) }, read(JSON.stringify(full)));
  const [title, options] = shown[0]!;
  assert.equal(title, "Cảnh báo mới");
  assert.deepEqual(options["data"], { path: "/warnings/7/", notice: 12 });
  assert.equal(options["requireInteraction"], true);
});

function pages(...urls: string[]) {
  const done: string[] = [];
  const made = urls.map((url): Page => ({
    url,
    focus: async () => void done.push(`focus ${url}`),
    postMessage: () => void done.push(`told ${url}`),
  }));
  return { done, matchAll: async () => made, openWindow: async (address: string) => void done.push(`open ${address}`) };
}

test("a page that shows it already comes to the front", async () => {
  const all = pages("https://t.vn/workspace/", "https://t.vn/warnings/7/?x=1");
  await open(all, "/warnings/7/");
  assert.deepEqual(all.done, ["focus https://t.vn/warnings/7/?x=1"]);
});

test("a page in which somebody types is left alone: another opens", async () => {
  const all = pages("https://t.vn/workspace/");
  await open(all, "/warnings/7/?tab=history");
  assert.deepEqual(all.done, ["open /warnings/7/?tab=history"]);
});

test("a new page opens by the address of the notice, which is read then", async () => {
  const all = pages();
  await open(all, "/warnings/7/", 12);
  assert.deepEqual(all.done, ["open /notices/12/"]);
});

test("every open page hears that there is something new", async () => {
  const all = pages("https://t.vn/a", "https://t.vn/b");
  await ring(all);
  assert.deepEqual(all.done, ["told https://t.vn/a", "told https://t.vn/b"]);
});

test("a device is called by browser and system", () => {
  const chrome = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36";
  assert.equal(device(chrome), "Chrome, Android");
  assert.equal(device(""), "?");
});

const subscription = (endpoint: string) => ({
  endpoint,
  options: { applicationServerKey: "key" },
  toJSON: () => ({ endpoint, keys: {} }),
});

async function asked(changed: Parameters<typeof renew>[0]): Promise<string[]> {
  const said: string[] = [];
  const ask = async (_: string, { method, body }: RequestInit) => void said.push(`${method} ${JSON.parse(String(body)).endpoint}`);
  await renew(changed, "token", async () => subscription("https://p/subscribed"), ask);
  return said;
}

test("a browser's new address takes the place of the old one", async () => {
  const changed = { oldSubscription: subscription("https://p/old"), newSubscription: subscription("https://p/new") };
  assert.deepEqual(await asked(changed), ["POST https://p/new", "DELETE https://p/old"]);
});

test("a browser that brings no new address is asked for one with the old key", async () => {
  assert.deepEqual(await asked({ oldSubscription: subscription("https://p/old"), newSubscription: null }), [
    "POST https://p/subscribed",
    "DELETE https://p/old",
  ]);
});

test("without any key there is nothing to renew", async () => assert.deepEqual(await asked({}), []));

const failed = new Error("no line");
const unread = (count: number) => ({ ok: true, status: 200, type: "basic" as const, json: async () => ({ unread: count }) });
const refused = { ...unread(0), ok: false, status: 503 };
const elsewhere = { ...unread(0), ok: false, status: 0, type: "opaqueredirect" as const };
type Answer = ReturnType<typeof unread> | typeof elsewhere | Error;

/** What the bell shows and for how long it rests, when these answers come. */
async function counted(answers: Answer[]): Promise<{ shown: number[]; rests: number[] }> {
  const shown: number[] = [];
  const rests: number[] = [];
  const waiting: (() => void)[] = [];
  const answer = async () => {
    const next = answers.shift()!;
    if (next instanceof Error) throw next;
    return next;
  };
  const counting = new Counting((count) => shown.push(count), answer, (work, rest) => (waiting.push(work), rests.push(rest)));
  await counting.ask("/unread");
  for (let work = waiting.shift(); work; work = waiting.shift()) {
    work();
    await new Promise(setImmediate);
  }
  return { shown, rests };
}

test("the bell asks again until it is answered", async () => {
  assert.deepEqual(await counted([failed, refused, unread(3)]), { shown: [3], rests: PAUSES.slice(0, 2) });
});

test("the bell gives up after so many failures and keeps what it showed", async () => {
  assert.deepEqual(await counted([failed, failed, failed, failed]), { shown: [], rests: [...PAUSES] });
});

test("who is logged out is not asked for again", async () => {
  assert.deepEqual(await counted([elsewhere]), { shown: [], rests: [] });
});

test("an answer that a later one has overtaken is not shown", async () => {
  const shown: number[] = [];
  const open: ((count: number) => void)[] = [];
  const counting = new Counting((count) => shown.push(count), () => new Promise((done) => open.push((count) => done(unread(count)))));
  const both = [counting.ask("/unread"), counting.ask("/unread")];
  open[1]!(9);
  open[0]!(8);
  await Promise.all(both);
  assert.deepEqual(shown, [9]);
});

test("a bell that is gone asks no more", async () => {
  let asked = 0;
  const waiting: (() => void)[] = [];
  const counting = new Counting(() => undefined, async () => (asked++, refused), (work) => waiting.push(work));
  await counting.ask("/unread");
  counting.end();
  waiting.forEach((work) => work());
  assert.equal(asked, 1);
});
