/** The line chart itself, by the parts of ECharts that it needs. Canvas and plain-text tips: no inline styles. */

import { LineChart } from "echarts/charts";
import type { LineSeriesOption } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { asNumber } from "../cells.ts";
import type { Decimal } from "../numbers.ts";
import { fanSeries, tipped } from "./fan.ts";
import type { FanWords, Made, Ranges } from "./fan.ts";

use([LineChart, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

export interface Point {
  readonly label: string;
  readonly value: Decimal | null;
  readonly low: Decimal | null;
  readonly high: Decimal | null;
  readonly fan: Ranges;
}

export interface Look {
  readonly name: string;
  readonly unit: string;
  readonly line: string;
  readonly band: string;
  readonly ahead: string;
  readonly inner: string;
  readonly outer: string;
  readonly ink: string;
  readonly rule: string;
  readonly font: string;
  readonly still: boolean;
}

export interface Drawing {
  show(points: readonly Point[], look: Look): void;
  /** A fan: what came, what is likely, and its ranges. */
  fan(points: readonly Point[], look: Look, words: FanWords, made: Made | null): void;
  dispose(): void;
}

/** A number as people write it; `whole`: without its decimals. */
export type Shown = (value: number, whole?: boolean) => string;

/** More points than this are drawn without their dots. */
const CROWD = 40;

const number = (value: Decimal | null): number | null => (value ? asNumber(value) : null);

export function draw(place: HTMLElement, height: number, shown: Shown): Drawing {
  const chart = init(place, null, { renderer: "canvas", height });
  const watch = new ResizeObserver(() => chart.resize({ height }));
  watch.observe(place);
  return {
    show: (points, look) => chart.setOption({ ...frame(points, look, shown), series: series(points, look) }),
    fan: (points, look, words, made) => chart.setOption(fanned(points, look, words, made, shown)),
    dispose: () => {
      watch.disconnect();
      chart.dispose();
    },
  };
}

function lettering(look: Look): { color: string; fontFamily: string; fontSize: number } {
  return { color: look.ink, fontFamily: look.font, fontSize: 13 };
}

function frame(points: readonly Point[], look: Look, shown: Shown): object {
  const text = lettering(look);
  return {
    animation: !look.still,
    animationDurationUpdate: 300,
    textStyle: { fontFamily: look.font },
    legend: { top: 0, left: 0, textStyle: text, itemGap: 16, icon: "roundRect", itemWidth: 20, itemHeight: 4, data: [look.name] },
    grid: { top: 44, left: 8, right: 16, bottom: 8, containLabel: true },
    tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: (value: unknown) => tip(value, look, shown) },
    xAxis: {
      type: "category",
      data: points.map(({ label }) => label),
      axisLabel: { ...text, hideOverlap: true },
      axisLine: { lineStyle: { color: look.rule } },
      axisTick: { show: false },
    },
    yAxis: {
      type: "value",
      scale: true,
      axisLabel: { ...text, formatter: (value: number) => shown(value, Number.isInteger(value)) },
      splitLine: { lineStyle: { color: look.rule } },
    },
  };
}

/** The frame of a fan: its legend is the page's own, its days stand on a second axis. */
function fanned(points: readonly Point[], look: Look, words: FanWords, made: Made | null, shown: Shown): Record<string, unknown> {
  const base = frame(points, look, shown) as Record<string, object>;
  const decimals = (value: Decimal): string => `${shown(asNumber(value))} ${look.unit}`.trim();
  const at = (given: unknown): Point | undefined => points[(given as { dataIndex: number }[])[0]?.dataIndex ?? -1];
  const said = (given: unknown): string => tipped(at(given) ?? (points[0] as Point), words, decimals);
  return {
    ...base,
    legend: { show: false },
    grid: { top: 24, left: 8, right: 16, bottom: 8, containLabel: true },
    tooltip: { trigger: "axis", renderMode: "richText", confine: true, formatter: said },
    xAxis: [
      { ...base["xAxis"], axisLabel: { ...lettering(look), hideOverlap: true, alignMinLabel: "left", alignMaxLabel: "right" } },
      { type: "value", min: -0.5, max: points.length - 0.5, show: false },
    ],
    yAxis: { ...base["yAxis"], axisLine: { show: false }, axisTick: { show: false } },
    series: [...fanSeries(points, look, made), ...series(points, look)],
  };
}

function tip(value: unknown, look: Look, shown: Shown): string {
  return typeof value === "number" ? `${shown(value)} ${look.unit}` : "–";
}

function series(points: readonly Point[], look: Look): LineSeriesOption[] {
  const line: LineSeriesOption = {
    name: look.name,
    type: "line",
    data: points.map(({ value }) => number(value) ?? "-"),
    lineStyle: { color: look.line, width: 3 },
    itemStyle: { color: look.line },
    symbolSize: 7,
    showAllSymbol: points.length <= CROWD,
    connectNulls: false,
  };
  return points.some(({ low }) => low) ? [...band(points, look), line] : [line];
}

/** An interval as two stacked lines: an invisible floor and the filled distance above it. */
function band(points: readonly Point[], look: Look): LineSeriesOption[] {
  const common = { type: "line", stack: "band", symbol: "none", lineStyle: { opacity: 0 }, silent: true } as const;
  const low = points.map((point) => number(point.low) ?? "-");
  const above = points.map(({ low, high }) => (low && high ? asNumber(high) - asNumber(low) : "-"));
  return [
    { ...common, data: low },
    { ...common, data: above, areaStyle: { color: look.band } },
  ];
}
