/** What she filled in as a file, for when the system does not take it: nothing that was typed may be lost. */

import type { Letter } from "./entries.ts";

const HEAD = ["form", "area", "period", "indicator", "breakdown", "label", "value", "reason", "because"];

/** CSV as Excel opens it: with a byte order mark, each cell quoted; the columns are those of the bulk door and a label. */
export function csv({ content }: Pick<Letter, "content">): string {
  const form = content.name.split("/")[0] ?? "";
  const rows = content.intake.observations.map((each) => [
    form,
    each.area,
    each.period,
    each.indicator,
    each.breakdown ?? "",
    content.labels[`${each.indicator}|${each.breakdown ?? ""}`] ?? "",
    each.value ?? "",
    each.reason ?? "",
    each.because ?? "",
  ]);
  const aside = content.aside.map(({ label, hers }) => [form, "", "", "", "", label, hers.value, hers.reason, "aside"]);
  return `\uFEFF${[HEAD, ...rows, ...aside].map(line).join("\r\n")}\r\n`;
}

/** A cell that begins like a formula is made text: the file may be opened in a spreadsheet. */
const line = (cells: readonly string[]): string =>
  cells.map((cell) => `"${(/^[=+@\t\r]|^-(?![\d.])/.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`).join(",");

export function save(letter: Letter): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([csv(letter)], { type: "text/csv;charset=utf-8" }));
  link.download = `${letter.content.name.replaceAll("/", "-")}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
