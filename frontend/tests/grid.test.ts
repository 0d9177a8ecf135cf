import assert from "node:assert/strict";
import test from "node:test";
import { check } from "../src/grid/checks.ts";
import type { Rule } from "../src/grid/checks.ts";
import { newKey } from "../src/grid/keys.ts";
import { block, lay } from "../src/grid/paste.ts";
import { observation } from "../src/offline/answers.ts";
import { exact } from "../src/numbers.ts";

const rule = (change: Partial<Rule> = {}): Rule => ({
  decimals: 1,
  minimum: exact("0"),
  maximum: exact("1000"),
  last: exact("30"),
  ...change,
});

test("a value in range has nothing said about it", () => {
  const { error, warning } = check("31,5", rule(), "vi");
  assert.deepEqual([error, warning], [null, null]);
});

test("what cannot be read, is too exact, too low or too high is an error", () => {
  const errors = ["mười", "1,25", "-1", "1000,1"].map((text) => check(text, rule(), "vi").error);
  assert.deepEqual(errors, ["unreadable", "decimals", "low", "high"]);
});

test("three times the last value or a third of it is a warning only", () => {
  const warnings = ["90", "89,9", "10", "10,1", "0"].map((text) => check(text, rule(), "vi").warning);
  assert.deepEqual(warnings, ["jump", null, "jump", null, "jump"]);
});

test("without a last value nothing jumps", () => {
  assert.equal(check("900", rule({ last: null }), "vi").warning, null);
  assert.equal(check("900", rule({ last: exact("0") }), "vi").warning, null);
});

test("an Excel block keeps blank and quoted cells in their places", () => {
  assert.deepEqual(block("1\t2\r\n\t4\r\n"), [["1", "2"], ["", "4"]]);
  assert.deepEqual(block('"a ""b"""\t"two\nlines"\n'), [['a "b"', "two\nlines"]]);
  assert.deepEqual(block("5"), [["5"]]);
  assert.deepEqual(block("1\t\n2\t"), [["1", ""], ["2", ""]]);
});

test("what does not fit the grid is counted, not lost silently", () => {
  const { laid, outside } = lay([["1", "2"], ["3", "4"], ["5", ""]], { row: 1, column: 0 }, (row) => (row < 3 ? 1 : 0));
  assert.deepEqual(laid.map(({ text }) => text), ["1", "3"]);
  assert.equal(outside, 3);
});

test("a pointer names its observation", () => {
  assert.equal(observation("/observations/3/value"), 3);
  assert.equal(observation("/observations/12"), 12);
  assert.equal(observation("/source"), null);
});

test("keys are random UUIDs", () => {
  assert.match(newKey(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.notEqual(newKey(), newKey());
});
