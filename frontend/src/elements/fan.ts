/** A fan: two bands, the likely line and the day it was made, beside what came. Shapes differ, not colours alone. */

import { asNumber } from "../cells.ts";
import type { Decimal } from "../numbers.ts";
import type { Look, Point } from "./drawing.ts";

/** Words of the tip, as the page says them. */
export interface FanWords {
  readonly came: string;
  readonly likely: string;
  readonly inner: string;
  readonly outer: string;
  readonly made: string;
}

/** The day it was made: its place among the periods (the middle of each is a whole number), and its name. */
export interface Made {
  readonly at: number;
  readonly day: string;
}

export interface Ranges {
  readonly likely: Decimal | null;
  readonly low80: Decimal | null;
  readonly high80: Decimal | null;
  readonly low95: Decimal | null;
  readonly high95: Decimal | null;
}

const NONE = "-";
const COMMON = { type: "line", connectNulls: false, animation: false } as const;

/** What is forecast opens where the last figure is. */
export function opened(points: readonly Point[]): Ranges[] {
  const first = points.findIndex(({ fan }) => fan.likely);
  return points.map(({ value, fan }, index) =>
    index === first - 1 && value ? { likely: value, low80: value, high80: value, low95: value, high95: value } : fan,
  );
}

export function fanSeries(points: readonly Point[], look: Look, made: Made | null): object[] {
  const fan = opened(points);
  return [
    ...band(fan.map(({ low95, high95 }) => [low95, high95]), "outer", look.outer, look.ahead),
    ...band(fan.map(({ low80, high80 }) => [low80, high80]), "inner", look.inner),
    { ...COMMON, name: "likely", data: fan.map(({ likely }) => number(likely)), symbol: "rect", symbolSize: 7, showAllSymbol: true,
      lineStyle: { color: look.ahead, width: 2.5, type: [7, 4] }, itemStyle: { color: look.ahead } },
    ...(made ? [mark(made, look, points.length)] : []),
  ];
}

function number(value: Decimal | null): number | string {
  return value ? asNumber(value) : NONE;
}

/** Two stacked lines: a floor, and the filled distance above it; `edge` draws both ends. */
function band(ends: (Decimal | null)[][], name: string, colour: string, edge = ""): object[] {
  const lineStyle = edge ? { color: edge, width: 1, type: [2, 3] } : { opacity: 0 };
  const common = { ...COMMON, stack: name, stackStrategy: "all", symbol: "none", lineStyle, silent: true };
  const low = ends.map(([from]) => number(from ?? null));
  const width = ends.map(([from, to]) => (from && to ? asNumber(to) - asNumber(from) : NONE));
  return [
    { ...common, data: low },
    { ...common, data: width, areaStyle: { color: colour } },
  ];
}

/** A line upon an axis of its own, on which a day may stand between two periods. */
function mark(made: Made, look: Look, count: number): object {
  const align = made.at * 2 > count ? "right" : "left";
  const label = { formatter: made.day, color: look.ink, fontFamily: look.font, fontSize: 13, position: "insideEndTop", rotate: 0, align };
  return {
    ...COMMON, xAxisIndex: 1, data: [], silent: true,
    markLine: { symbol: "none", animation: false, lineStyle: { color: look.ink, type: "dashed" }, label, data: [{ xAxis: made.at }] },
  };
}

/** The tip of one period, a line for each number. */
export function tipped(point: Point, words: FanWords, shown: (value: Decimal) => string): string {
  const { likely, low80, high80, low95, high95 } = point.fan;
  const range = (low: Decimal | null, high: Decimal | null): string => (low && high ? `${shown(low)} – ${shown(high)}` : "");
  const lines: [string, string][] = [
    [words.came, point.value ? shown(point.value) : ""],
    [words.likely, likely ? shown(likely) : ""],
    [words.inner, range(low80, high80)],
    [words.outer, range(low95, high95)],
  ];
  return [point.label, ...lines.flatMap(([name, text]) => (text ? [`${name}: ${text}`] : []))].join("\n");
}
