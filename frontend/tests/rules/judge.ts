/** Judges the cases on standard input (one JSON a line) for the contract test, which compares with the server. */

import { createInterface } from "node:readline";
import { judge } from "../../src/rules/judging.ts";
import { advice, message } from "../../src/rules/messages.ts";

for await (const line of createInterface({ input: process.stdin })) {
  const { rules, said, context } = JSON.parse(line);
  const broken = judge(rules, new Map(said), context);
  const told = broken.map((each) => ({
    rule: each.rule.code,
    cells: each.cells,
    texts: [message(each, "vi"), message(each, "en"), advice(each, "vi"), advice(each, "en")],
  }));
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
