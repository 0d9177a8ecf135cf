/** What the chart library is told for each kind of picture. Plain-text tips on the canvas: no inline styles. */

import { places } from "./matrix.ts";
import type { Laid, Series } from "./matrix.ts";

export interface Look {
  readonly unit: string;
  readonly colours: readonly string[];
  readonly ink: string;
  readonly rule: string;
  readonly font: string;
  readonly still: boolean;
  readonly shown: (value: number, whole?: boolean) => string;
}

export interface PairLook extends Look {
  readonly x: string;
  readonly y: string;
  readonly unitY: string;
  readonly shownY: (value: number, whole?: boolean) => string;
}

export interface Dot {
  readonly label: string;
  readonly x: number;
  readonly y: number;
}

/** The least width and the height of one small picture. */
export const LEAST = 230;
export const HIGH = 150;
/** More points on a line than this are drawn without dots; labels of bars lie on their side beyond this. */
const CROWD = 40;
const LONG = 8;

const lettering = (look: Look): object => ({ color: look.ink, fontFamily: look.font, fontSize: 13 });

function common(look: Look): Record<string, unknown> {
  return { animation: !look.still, animationDuration: 250, color: look.colours, textStyle: { fontFamily: look.font }, aria: { enabled: false } };
}

/** The values of a series; what lacks reports is pale. */
function drawn({ values, partial }: Series): unknown[] {
  return values.map((value, at) => (value === null ? "-" : partial[at] ? { value, itemStyle: { opacity: 0.45 }, symbol: "emptyDiamond", symbolSize: 11 } : value));
}

const said = (value: unknown, look: Look): string =>
  typeof value === "number" ? `${look.shown(value)} ${look.unit}`.trim() : "–";

function valueAxis(look: Look, extra: object = {}): object {
  return {
    type: "value", axisLabel: { ...lettering(look), formatter: (value: number) => look.shown(value, Number.isInteger(value)) },
    splitLine: { lineStyle: { color: look.rule } }, name: look.unit, nameTextStyle: { ...lettering(look), align: "left" }, ...extra,
  };
}

function labelAxis(labels: readonly string[], look: Look, extra: object = {}): object {
  return {
    type: "category", data: labels, axisLabel: { ...lettering(look), hideOverlap: true },
    axisLine: { lineStyle: { color: look.rule } }, axisTick: { show: false }, ...extra,
  };
}

function legend(found: Laid, look: Look): object {
  return { show: found.series.length > 1, type: "scroll", top: 0, left: 0, right: 0, textStyle: lettering(look), pageTextStyle: lettering(look), pageIconColor: look.ink };
}

/** Lines over time. */
export function lines(found: Laid, look: Look): Record<string, unknown> {
  const series = found.series.map((each) => ({
    name: each.name, type: "line", data: drawn(each), symbolSize: 6, lineStyle: { width: 2.5 },
    showAllSymbol: found.labels.length <= CROWD, connectNulls: false, emphasis: { focus: "series" },
  }));
  return {
    ...common(look), series, legend: legend(found, look),
    grid: { top: found.series.length > 1 ? 64 : 36, left: 8, right: 24, bottom: 8, containLabel: true },
    tooltip: { trigger: "axis", renderMode: "richText", confine: true, valueFormatter: (value: unknown) => said(value, look) },
    xAxis: labelAxis(found.labels, look), yAxis: valueAxis(look, { scale: true }),
  };
}

/** Bars, lying down when there are many or their names are long. */
export function bars(found: Laid, look: Look): Record<string, unknown> {
  const lying = found.labels.length > LONG || found.labels.some((label) => label.length > 2 * LONG);
  const series = found.series.map((each) => ({ name: each.name, type: "bar", data: drawn(each), barMaxWidth: 28 }));
  const label = labelAxis(found.labels, look, lying ? { inverse: true, axisLabel: { ...lettering(look), width: 150, overflow: "truncate" } } : {});
  const value = valueAxis(look);
  return {
    ...common(look), series, legend: legend(found, look),
    grid: { top: found.series.length > 1 ? 64 : 36, left: 8, right: 24, bottom: 8, containLabel: true },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, renderMode: "richText", confine: true, valueFormatter: (each: unknown) => said(each, look) },
    xAxis: lying ? value : label, yAxis: lying ? label : value,
  };
}

/** How high bars need to be. */
export function barsHigh(found: Laid): number {
  const lying = found.labels.length > LONG || found.labels.some((label) => label.length > 2 * LONG);
  return lying ? Math.max(280, found.labels.length * Math.max(24, 12 * found.series.length) + 90) : 340;
}

/** A small picture for each line, all with the same scale. */
export function multiples(found: Laid, look: Look, width: number): Record<string, unknown> {
  const boxes = places(found.series.length, width, HIGH, LEAST);
  const every = found.series.flatMap(({ values }) => values.filter((value) => value !== null));
  const [low, high] = [Math.min(0, ...every), Math.max(...every)];
  const small = { ...lettering(look), fontSize: 11 };
  return {
    ...common(look),
    title: boxes.map((box, at) => ({
      text: found.series[at]?.name ?? "", left: box.left + 8, top: box.top + 4,
      textStyle: { ...lettering(look), fontWeight: 600, fontSize: 12, width: box.width - 24, overflow: "truncate" },
    })),
    grid: boxes.map((box) => ({ left: box.left + 8, top: box.top + 28, width: box.width - 24, height: box.height - 40, containLabel: true })),
    tooltip: { trigger: "axis", renderMode: "richText", confine: true, valueFormatter: (value: unknown) => said(value, look) },
    xAxis: boxes.map((_, at) => labelAxis(found.labels, look, { gridIndex: at, axisLabel: { ...small, hideOverlap: true } })),
    yAxis: boxes.map((_, at) => valueAxis(look, { gridIndex: at, min: low, max: high, name: "", splitNumber: 2, axisLabel: { ...small, hideOverlap: true, formatter: (value: number) => look.shown(value, Number.isInteger(value)) } })),
    series: found.series.map(({ name, values }, at) => ({
      name, type: "line", xAxisIndex: at, yAxisIndex: at, data: values.map((value) => value ?? "-"), showSymbol: false,
      lineStyle: { width: 2, color: look.colours[0] }, areaStyle: { color: look.colours[0], opacity: 0.15 },
    })),
  };
}

/** Pairs of two indicators. */
export function pairs(dots: readonly Dot[], look: PairLook): Record<string, unknown> {
  const tip = ({ data }: { data: [number, number, string] }): string =>
    `${data[2]}\n${look.x}: ${look.shown(data[0])} ${look.unit}\n${look.y}: ${look.shownY(data[1])} ${look.unitY}`;
  const under = { nameLocation: "middle", nameGap: 32, nameTextStyle: lettering(look), scale: true };
  const formatter = (value: number): string => look.shownY(value, Number.isInteger(value));
  return {
    ...common(look),
    grid: { top: 48, left: 16, right: 24, bottom: 48, containLabel: true },
    tooltip: { trigger: "item", renderMode: "richText", confine: true, formatter: tip },
    xAxis: valueAxis(look, { ...under, name: `${look.x} (${look.unit})` }),
    yAxis: valueAxis(look, { scale: true, name: `${look.y} (${look.unitY})`, axisLabel: { ...lettering(look), formatter } }),
    series: [{ type: "scatter", data: dots.map(({ x, y, label }) => [x, y, label]), symbolSize: 11, itemStyle: { opacity: 0.75 } }],
  };
}
