/** A block copied from a spreadsheet, laid over the cells that it meets. */

/** Rows of cells; Excel's quoting of cells with line breaks or quotes is undone. */
export function block(text: string): string[][] {
  const rows: string[][] = [[]];
  let rest = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  while (rest.length > 0 || rows.length === 0) {
    const [cell, length] = take(rest);
    rows.at(-1)?.push(cell);
    const mark = rest.charAt(length);
    rest = rest.slice(length + 1);
    if (mark === "\n") rows.push([]);
    if (rest === "" && mark !== "") rows.at(-1)?.push("");
  }
  return rows;
}

/** The first cell of a text and how many characters it took. */
function take(text: string): [string, number] {
  const quoted = /^"((?:[^"]|"")*)"(?=[\t\n]|$)/.exec(text);
  if (quoted) return [(quoted[1] ?? "").replaceAll('""', '"').trim(), quoted[0].length];
  const plain = /^[^\t\n]*/.exec(text)?.[0] ?? "";
  return [plain.trim(), plain.length];
}

export interface Place {
  readonly row: number;
  readonly column: number;
}

export interface Laid extends Place {
  readonly text: string;
}

/** Where each cell of a block goes, from its first cell on; what falls outside the grid is counted. */
export function lay(cells: string[][], from: Place, size: (row: number) => number): { laid: Laid[]; outside: number } {
  const laid: Laid[] = [];
  let outside = 0;
  cells.forEach((row, down) =>
    row.forEach((text, right) => {
      const place = { row: from.row + down, column: from.column + right };
      if (place.column < size(place.row)) laid.push({ ...place, text });
      else if (text !== "") outside += 1;
    }),
  );
  return { laid, outside };
}
