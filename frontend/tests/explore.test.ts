import assert from "node:assert/strict";
import { test } from "node:test";

(globalThis as { HTMLElement?: unknown }).HTMLElement ??= class {};
const { acted } = await import("../src/explore/ask.ts");
const { distinct, laid, places, read, tall, trimmed } = await import("../src/explore/matrix.ts");
const { bars, barsHigh, lines, multiples, pairs } = await import("../src/explore/options.ts");

const MATRIX = { rows: ["Lúa", "Ngô"], columns: ["2025", "2026"], values: [[1, 2], [null, null]] };
const shown = (value: number): string => String(value);
const LOOK = { unit: "tấn", colours: ["#111"], ink: "", rule: "", font: "", still: true, shown };

test("series run along the columns or along the rows, and empty ones are left out", () => {
  assert.deepEqual(laid(MATRIX, "columns"), { labels: ["2025", "2026"], series: [{ name: "Lúa", values: [1, 2], partial: [false, false] }] });
  assert.deepEqual(laid(MATRIX, "rows").series.map(({ values }) => values), [[1, null], [2, null]]);
});

test("what all names end with after the dash is said once", () => {
  assert.deepEqual(distinct(["Lợn – chỉ số", "Bò – chỉ số"]), ["Lợn", "Bò"]);
  assert.deepEqual(distinct(["Lợn – chỉ số", "Bò"]), ["Lợn – chỉ số", "Bò"]);
  assert.deepEqual(distinct(["Lợn – chỉ số"]), ["Lợn – chỉ số"]);
  assert.deepEqual(distinct(["Lợn", "Bò"]), ["Lợn", "Bò"]);
});

test("what lies before the first value and after the last is left out, a gap between stays", () => {
  const matrix = { rows: ["Lúa"], columns: ["a", "b", "c", "d", "e"], values: [[null, 1, null, 2, null]] };
  assert.deepEqual(trimmed(laid(matrix, "columns")), { labels: ["b", "c", "d"], series: [{ name: "Lúa", values: [1, null, 2], partial: [false, false, false] }] });
  assert.deepEqual(trimmed(laid({ ...matrix, values: [[null, null, null, null, null]] }, "columns")), { labels: [], series: [] });
});

test("a cell without a value is none, and zero is a value", () => {
  assert.deepEqual([read(""), read(undefined), read("0"), read("-1.5")], [null, null, 0, -1.5]);
});

test("small pictures fill the width row by row", () => {
  assert.deepEqual(places(3, 500, 100, 230).map(({ left, top }) => [left, top]), [[0, 0], [250, 0], [0, 100]]);
  assert.equal(tall(3, 500, 100, 230), 200);
  assert.equal(tall(3, 100, 100, 230), 300);
});

test("a missing value breaks a line", () => {
  const made = lines(laid({ ...MATRIX, values: [[1, null], [2, 3]] }, "columns"), LOOK) as { series: { data: unknown[] }[] };
  assert.deepEqual(made.series[0]?.data, [1, "-"]);
});

test("a value that lacks reports is pale", () => {
  const made = lines(laid({ ...MATRIX, partial: [[false, true], []] }, "columns"), LOOK) as { series: { data: unknown[] }[] };
  assert.equal(made.series[0]?.data[0], 1);
  assert.equal((made.series[0]?.data[1] as { value: number }).value, 2);
});

test("bars with many or long names lie down and are high enough", () => {
  const short = laid(MATRIX, "columns");
  const long = { labels: Array.from({ length: 30 }, (_, at) => `Xã ${at}`), series: [{ name: "a", values: [], partial: [] }] };
  assert.equal((bars(short, LOOK) as { xAxis: { type: string } }).xAxis.type, "category");
  assert.equal((bars(long, LOOK) as { xAxis: { type: string } }).xAxis.type, "value");
  assert.ok(barsHigh(long) > 30 * 24);
});

test("small pictures share one scale", () => {
  const found = laid({ ...MATRIX, values: [[1, 2], [30, 40]] }, "columns");
  const made = multiples(found, LOOK, 600) as { yAxis: { min: number; max: number }[] };
  assert.deepEqual(made.yAxis.map(({ min, max }) => [min, max]), [[0, 40], [0, 40]]);
});

test("the tip of a pair names the place and both values", () => {
  const look = { ...LOOK, x: "Lợn", y: "Bò", unitY: "con", shownY: shown };
  const made = pairs([{ label: "Xã A", x: 1, y: 2 }], look) as { tooltip: { formatter: (given: object) => string } };
  assert.equal(made.tooltip.formatter({ data: [1, 2, "Xã A"] }), "Xã A\nLợn: 1 tấn\nBò: 2 con");
});

test("dropping a chip is the act of a button", () => {
  assert.equal(acted("rows:0", "columns", 1), "move:rows:0:columns:1");
  assert.equal(acted("rows:0", "free", 3), "move:rows:0:filters:0");
  assert.equal(acted("free:breakdown:SEX", "rows", 0), "lay:rows:breakdown:SEX");
  assert.equal(acted("free:place", "free", 0), "");
});
