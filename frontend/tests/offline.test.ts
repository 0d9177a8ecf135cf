import assert from "node:assert/strict";
import test from "node:test";
import { NO_LINE, pause, read } from "../src/offline/answers.ts";
import type { Answer } from "../src/offline/answers.ts";
import { after, clashes, patched, same } from "../src/offline/compare.ts";
import { again, answered, tried } from "../src/offline/entries.ts";
import type { Letter } from "../src/offline/entries.ts";
import { csv } from "../src/offline/export.ts";
import { matches } from "../src/offline/matches.ts";
import { imported, open, openJson, sealJson } from "../src/offline/seal.ts";
import type { Me } from "../src/offline/seal.ts";
import type { Observation, Row } from "../src/offline/shapes.ts";
import * as spare from "../src/offline/spare.ts";

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  read(new Response(JSON.stringify(body), { status, headers }));

const fault = (code: string): object => ({ title: "T", detail: "D", faults: [{ code, pointer: "", message_vi: "", message_en: "" }] });

test("only a receipt acknowledges: a page of somebody else's network does not", async () => {
  assert.deepEqual(await json(201, { id: 7 }), { kind: "accepted", id: "7" });
  assert.deepEqual(await json(200, { id: 0 }), { kind: "accepted", id: "0" });
  assert.deepEqual(await read(new Response("<html>Wi-Fi", { status: 200 })), NO_LINE);
});

test("a busy server, a lost answer and too many requests are tried again, as late as the server asks", async () => {
  for (const status of [408, 425, 500, 502, 503, 504]) assert.equal((await json(status, {})).kind, "unknown");
  assert.deepEqual(await json(429, {}, { "Retry-After": "40" }), { kind: "unknown", status: 429, after: 40 });
  assert.equal((await read(Response.error())).kind, "unknown");
});

test("an expired log-in, a redirect to the log-in and a token of another log-in wait for her", async () => {
  assert.equal((await json(401, fault("access.not_signed_in"))).kind, "signed-out");
  assert.equal((await json(403, fault("access.foreign_page"))).kind, "signed-out");
  const led = { status: 0, ok: false, redirected: false, type: "opaqueredirect", headers: new Headers(), json: () => Promise.resolve(null) };
  assert.equal((await read(led)).kind, "signed-out");
});

test("a missing right, a fault and a locked return are refused; a changed return is told apart", async () => {
  assert.equal((await json(403, fault("access.refused"))).kind, "refused");
  assert.equal((await json(422, fault("value.range"))).kind, "refused");
  assert.equal((await json(409, fault("cell.locked"))).kind, "refused");
  assert.equal((await json(409, fault("return.changed"))).kind, "changed");
});

test("pauses grow to a minute and never undercut the server's wish", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5, 99].map((tries) => pause(tries)), [2, 2, 5, 15, 30, 60, 60]);
  assert.equal(pause(1, 90), 90);
});

const content = {
  name: "F/08123/2026-M10",
  title: "Lúa",
  seen: "r1",
  base: {},
  labels: { "RICE|": "Lúa, =cả năm" },
  photos: [],
  aside: [],
  intake: { source: "commune", observations: [{ indicator: "RICE", area: "08123", period: "2026-M10", value: "12.5" }] },
};
const letter: Letter = { id: "1", key: "k", at: "2026-11-22T00:00:00Z", state: "waiting", tries: 0, next: 0, content, outcome: null };

test("the key stays for as long as the same content may be on its way", () => {
  const lost = answered(tried(letter), NO_LINE, 1000);
  assert.deepEqual([lost.key, lost.state, lost.tries, lost.next], ["k", "waiting", 1, 3000]);
  const changed = again(lost, { ...content, seen: "r2" });
  assert.notEqual(changed.key, "k");
  assert.equal(changed.tries, 0);
});

test("what was accepted is done and what was refused keeps its reason", () => {
  assert.equal(answered(letter, { kind: "accepted", id: "9" }).outcome?.receipt, "9");
  const problem = { title: "Khóa", detail: "", faults: [] };
  const refused = answered(letter, { kind: "refused", status: 409, problem });
  assert.deepEqual([refused.state, refused.outcome?.title], ["refused", "Khóa"]);
});

const row = (indicator: string, value: string | null): Row => ({
  indicator,
  breakdown: "",
  label: indicator,
  group: "",
  unit: "ha",
  decimals: 1,
  minimum: null,
  maximum: null,
  value,
  reason: null,
  because: null,
  last: null,
  last_year: null,
  given_by: "sở",
});
const sent = (indicator: string, value: string): Observation => ({ indicator, area: "1", period: "2026-M10", value });
const said = (value: string): { value: string; reason: string } => ({ value, reason: "" });

test("she is asked only where both changed the same cell to different figures", () => {
  const base = { "A|": said("1"), "B|": said("2"), "C|": said("3"), "D|": said("") };
  const rows = [row("A", "1.0"), row("B", "20"), row("C", "30"), row("D", "5")];
  const found = clashes([sent("A", "10"), sent("B", "20.00"), sent("C", "33"), sent("D", "6")], base, rows);
  assert.deepEqual(found.map(({ cell, hers, theirs }) => [cell, hers.value, theirs.value]), [["C|", "33", "30"], ["D|", "6", "5"]]);
});

test("her own figure that arrived before is no change of somebody else", () => {
  const base = after({ "A|": said("1") }, [sent("A", "10")]);
  assert.deepEqual(clashes([sent("A", "11")], base, [row("A", "10.0")]), []);
  assert.equal(patched([row("A", "1")], [sent("A", "10")])[0]?.value, "10");
});

test("figures are compared as numbers, reasons as words", () => {
  assert.ok(same(said("1.50"), said("1.5")));
  assert.ok(!same(said(""), said("0")));
  assert.ok(!same({ value: "", reason: "missing" }, { value: "", reason: "late" }));
});

test("what was typed is what was sent, however it is written", () => {
  const typed = (value: string, reason = ""): { value: string; reason: string; because: string } => ({ value, reason, because: "" });
  assert.ok(matches(typed("1.234,5"), sent("A", "1234.50"), "vi"));
  assert.ok(!matches(typed("1.234,6"), sent("A", "1234.50"), "vi"));
  assert.ok(matches(typed("", "missing"), { indicator: "A", area: "1", period: "P", reason: "missing" }, "vi"));
});

test("the file opens in Excel and starts no formula", () => {
  const risky = { ...content, labels: { "RICE|": "=HYPERLINK(1)" } };
  const text = csv({ content: risky });
  assert.ok(text.startsWith("\uFEFF"));
  assert.match(text, /"F","08123","2026-M10","RICE","","'=HYPERLINK\(1\)","12.5"/);
});

const key = (fill: number): { id: string; key: string } => ({ id: `k${fill}`, key: btoa(String.fromCharCode(...new Uint8Array(32).fill(fill))) });
const person = async (...fills: number[]): Promise<Me> => ({ person: 1, name: "", language: "vi", session: "s", keys: await imported(fills.map(key)) });

test("what is sealed opens with its person's key, also when the site has a newer one, and for nobody else", async () => {
  const sealed = await sealJson(await person(1), { value: "12,5" });
  assert.deepEqual(await openJson(await person(1), sealed), { value: "12,5" });
  assert.deepEqual(await openJson(await person(2, 1), sealed), { value: "12,5" });
  assert.equal(await openJson(await person(2), sealed), null);
  assert.ok(!new TextDecoder().decode(sealed.data).includes("12,5"));
});

test("sealed bytes that were changed do not open", async () => {
  const me = await person(1);
  const sealed = await sealJson(me, { value: "1" });
  new Uint8Array(sealed.data)[0]! ^= 1;
  assert.equal(await open(me, sealed), null);
});

test("a record comes out of the spare place as it went in", async () => {
  const me = await person(3);
  const record = { id: "x", person: 1, sealed: await sealJson(me, { a: "ruộng" }), outcome: null };
  const back = spare.read<typeof record>(spare.written(record));
  assert.deepEqual(await openJson(me, back.sealed), { a: "ruộng" });
  assert.deepEqual([back.id, back.outcome], ["x", null]);
});
