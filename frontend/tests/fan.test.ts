import assert from "node:assert/strict";
import { test } from "node:test";

import { fanSeries, opened, tipped } from "../src/elements/fan.ts";
import { exact } from "../src/numbers.ts";

const NONE = { likely: null, low80: null, high80: null, low95: null, high95: null };
const came = (label: string, value: string) => ({ label, value: exact(value), low: null, high: null, fan: NONE });
const ahead = (label: string, likely: string, low: string, high: string) => ({
  label, value: null, low: null, high: null,
  fan: { likely: exact(likely), low80: exact(low), high80: exact(high), low95: exact(low), high95: exact(high) },
});
const LOOK = { name: "", unit: "", line: "", band: "", ahead: "", inner: "", outer: "", ink: "", rule: "", font: "", still: true };
const WORDS = { came: "thực tế", likely: "khả năng nhất", inner: "8 phần 10", outer: "95 phần 100", made: "" };

test("the fan opens at the last figure", () => {
  const fan = opened([came("a", "1"), came("b", "2"), ahead("c", "3", "2", "4")]);
  assert.equal(fan[0]?.likely, null);
  assert.deepEqual(fan[1]?.low80, exact("2"));
  assert.deepEqual(fan[2]?.likely, exact("3"));
});

test("a fan without figures before it opens nowhere", () => {
  const fan = opened([ahead("c", "3", "2", "4")]);
  assert.deepEqual(fan[0]?.likely, exact("3"));
});

test("the bands are stacked upon their floors", () => {
  const made = fanSeries([came("b", "2"), ahead("c", "-3", "-5", "1")], LOOK, null) as { data: unknown[] }[];
  assert.deepEqual(made[2]?.data, [2, -5]);
  assert.deepEqual(made[3]?.data, [0, 6]);
});

test("the tip says every number with its name", () => {
  const text = tipped(ahead("Năm 2027", "3", "2", "4"), WORDS, (value) => String(value.digits));
  assert.deepEqual(text.split("\n"), ["Năm 2027", "khả năng nhất: 3", "8 phần 10: 2 – 4", "95 phần 100: 2 – 4"]);
});
