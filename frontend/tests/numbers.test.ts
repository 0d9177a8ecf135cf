import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { change, compare, decimalsOf, exact, format, formatChange, machine, parse } from "../src/numbers.ts";
import type { Decimal, Language } from "../src/numbers.ts";

const FILE = new URL("../../src/terrace/web/ui/tests/numbers.json", import.meta.url);
const CASES = JSON.parse(readFileSync(FILE, "utf8")) as {
  parse: [string, Language, string | null][];
  format: [string, number, Language, string][];
};

const of = (text: string): Decimal => exact(text) ?? assert.fail(text);

for (const [text, language, expected] of CASES.parse) {
  test(`"${text}" in ${language} is read as ${expected}`, () => {
    const value = parse(text, language);
    assert.equal(value && machine(value), expected);
  });
}

for (const [value, decimals, language, expected] of CASES.format) {
  test(`${value} with ${decimals} decimals in ${language} is ${expected}`, () => {
    assert.equal(format(of(value), decimals, language), expected);
  });
}

test("values of other scales are compared exactly", () => {
  assert.equal(compare(of("0.1"), of("0.10")), 0);
  assert.equal(compare(of("-1"), of("0.5")), -1);
  assert.equal(compare(of("10000000000000000000001"), of("10000000000000000000000")), 1);
});

test("zeros at the end are no decimals", () => {
  assert.equal(decimalsOf(of("1.500")), 1);
  assert.equal(decimalsOf(of("12")), 0);
});

test("a change is in per cent of the size of what was", () => {
  assert.equal(formatChange(change(of("105.2"), of("100")) ?? of("0"), "vi"), "+5,2\u00a0%");
  assert.equal(formatChange(change(of("-5"), of("-10")) ?? of("0"), "vi"), "+50,0\u00a0%");
  assert.equal(change(of("1"), of("0")), null);
});
