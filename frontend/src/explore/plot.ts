/** The chart library, by the parts that pictures of analysis need; loaded only where a picture is. */

import { BarChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, LegendComponent, LegendScrollComponent, TitleComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import type { EChartsType } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, LineChart, ScatterChart, GridComponent, LegendComponent, LegendScrollComponent, TitleComponent, TooltipComponent, CanvasRenderer]);

export type Plot = EChartsType;

export function plot(place: HTMLElement, height: number): Plot {
  return init(place, null, { renderer: "canvas", height });
}
