/** The numbers of a pivot table as series: pure, so that tests need no page. */

export interface Matrix {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** values[row][column]; null where there is none. */
  readonly values: readonly (readonly (number | null)[])[];
  /** Where reports are missing, in the same places. */
  readonly partial?: readonly (readonly boolean[])[];
}

export interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
  readonly partial: readonly boolean[];
}

export interface Laid {
  readonly labels: readonly string[];
  readonly series: readonly Series[];
}

/** A number of the machine's form; null for none. */
export function read(text: string | undefined): number | null {
  return text ? Number(text) : null;
}

/** The labels along an axis and a series for each line across it; lines without any value are left out. */
export function laid(matrix: Matrix, along: string): Laid {
  const across = along === "columns";
  const labels = across ? matrix.columns : matrix.rows;
  const names = distinct(across ? matrix.rows : matrix.columns);
  const series = names.map((name, at) => ({
    name,
    values: labels.map((_, place) => (across ? matrix.values[at]?.[place] : matrix.values[place]?.[at]) ?? null),
    partial: labels.map((_, place) => (across ? matrix.partial?.[at]?.[place] : matrix.partial?.[place]?.[at]) ?? false),
  }));
  return { labels, series: series.filter(({ values }) => values.some((value) => value !== null)) };
}

const HOW = " – ";

/** Names without the words after the dash that all of them end with: how a measure is shown is said in the title. */
export function distinct(names: readonly string[]): readonly string[] {
  const how = names[0]?.slice(names[0].lastIndexOf(HOW)) ?? "";
  const common = names.length > 1 && how.startsWith(HOW) && names.every((name) => name.endsWith(how));
  return common ? names.map((name) => name.slice(0, -how.length)) : names;
}

/** Without what lies before the first value of all and after the last: of time only what is known is drawn. */
export function trimmed({ labels, series }: Laid): Laid {
  const filled = labels.map((_, place) => series.some(({ values }) => values[place] !== null));
  const [first, after] = [Math.max(filled.indexOf(true), 0), filled.lastIndexOf(true) + 1];
  return {
    labels: labels.slice(first, after),
    series: series.map(({ name, values, partial }) => ({ name, values: values.slice(first, after), partial: partial.slice(first, after) })),
  };
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Places for so many small pictures in a width, row by row. */
export function places(count: number, width: number, high: number, least: number): Box[] {
  const across = Math.max(1, Math.min(count, Math.floor(width / least)));
  const wide = width / across;
  return Array.from({ length: count }, (_, at) => ({
    left: (at % across) * wide, top: Math.floor(at / across) * high, width: wide, height: high,
  }));
}

/** How high so many small pictures are together. */
export function tall(count: number, width: number, high: number, least: number): number {
  const last = places(count, width, high, least).at(-1);
  return last ? last.top + last.height : high;
}
