/** Where a key leads in the grid: Enter and arrows as in a spreadsheet. */

import type { Cell } from "./cell.ts";

/** The cell to go to; null when the key should do what it does anyway; "end" below the last row. */
export function moved(event: KeyboardEvent, rows: readonly (readonly Cell[])[], cell: Cell): Cell | "end" | "start" | null {
  const row = rows.findIndex((cells) => cells.includes(cell));
  const column = rows[row]?.indexOf(cell) ?? 0;
  const enter = event.key === "Enter";
  if (event.key === "ArrowUp" || (enter && event.shiftKey)) return rows[row - 1]?.[column] ?? "start";
  if (event.key === "ArrowDown" || enter) return rows[row + 1]?.[column] ?? "end";
  return aside(event, rows[row] ?? [], column) ?? null;
}

/** The neighbour to the side, when the caret stands at that end of the text. */
function aside(event: KeyboardEvent, row: readonly Cell[], column: number): Cell | undefined {
  const input = event.target as HTMLInputElement;
  const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
  if (event.key === "ArrowLeft" && (whole || input.selectionEnd === 0)) return row[column - 1];
  const atEnd = input.selectionStart === input.value.length;
  return event.key === "ArrowRight" && (whole || atEnd) ? row[column + 1] : undefined;
}
