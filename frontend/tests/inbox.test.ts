import assert from "node:assert/strict";
import { test } from "node:test";

(globalThis as { HTMLElement?: unknown }).HTMLElement ??= class {};
const { next, stepOf } = await import("../src/elements/inbox.ts");

test("j goes down and k goes up", () => {
  assert.deepEqual(["j", "k", "x"].map(stepOf), [1, -1, 0]);
});

test("a walk begins at the first row and stays at the ends", () => {
  assert.deepEqual([next(-1, 1, 3), next(-1, -1, 3), next(0, -1, 3), next(1, 1, 3), next(2, 1, 3)], [0, 0, 0, 2, 2]);
});
