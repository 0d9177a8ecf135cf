/** Live cells: what a message says about a figure, put into every element that shows it. */

import { change, exact, format, formatChange, languageOf } from "./numbers.ts";
import type { Decimal, Language } from "./numbers.ts";

export interface LiveCell {
  readonly indicator: string;
  readonly area: string;
  readonly period: string;
  readonly breakdown?: string;
  readonly value: string | null;
  readonly status?: string;
  readonly simulated?: boolean;
  readonly reported?: number;
  readonly expected?: number;
  readonly changed_at?: string;
}

export interface Arrival {
  readonly at: string;
  readonly place: string;
  readonly what: string;
  readonly facts: number;
  readonly door: string;
  readonly href?: string;
}

export interface Message {
  readonly cells?: readonly LiveCell[];
  readonly arrivals?: readonly Arrival[];
  /** True when a forecast of the page was made anew. */
  readonly forecasts?: boolean;
}

export function keyOf(cell: LiveCell): string {
  return [cell.indicator, cell.area, cell.period, cell.breakdown ?? ""].join("|");
}

/** Every element of the page that shows a cell, by the cell's key. */
export function shown(root: ParentNode): Map<string, HTMLElement[]> {
  const found = new Map<string, HTMLElement[]>();
  for (const element of root.querySelectorAll<HTMLElement>("[data-cell]")) {
    const key = element.dataset["cell"] ?? "";
    const same = found.get(key);
    if (same) same.push(element);
    else found.set(key, [element]);
  }
  return found;
}

/** Puts one cell into one element and its parts; false when nothing in it changed. */
export function put(element: HTMLElement, cell: LiveCell): boolean {
  const changed = element.dataset["value"] !== (cell.value ?? "");
  element.dataset["value"] = cell.value ?? "";
  if (cell.changed_at) element.dataset["changedAt"] = cell.changed_at;
  const parts = element.querySelectorAll<HTMLElement>("[data-part]");
  for (const part of [element, ...parts]) PARTS[part.dataset["part"] ?? ""]?.(part, cell);
  return changed;
}

const PARTS: Record<string, (part: HTMLElement, cell: LiveCell) => void> = {
  value: putValue,
  change: putChange,
  coverage: putCoverage,
  spark: putSpark,
  status: (part, cell) => write(part, part.getAttribute(`data-text-${cell.status ?? ""}`) ?? part.textContent ?? ""),
  simulated: (part, cell) => part.toggleAttribute("hidden", !cell.simulated),
};

function write(part: Element, text: string): void {
  if (part.textContent !== text) part.textContent = text;
}

function decimals(part: HTMLElement): number {
  return Number(part.closest<HTMLElement>("[data-decimals]")?.dataset["decimals"] ?? "0");
}

function putValue(part: HTMLElement, cell: LiveCell): void {
  const value = exact(cell.value);
  write(part, value ? format(value, decimals(part), languageOf(part)) : "–");
}

/** Per cent of reports by which two figures may differ and still be compared (as in web/ui/components.py). */
const EVEN = 5;

/** True when far more reports stand behind one of the two figures: then a change would mislead. */
function uneven(part: HTMLElement, cell: LiveCell): boolean {
  const then = part.dataset["thenShare"];
  if (!then || !part.dataset["then"] || cell.value === null || !cell.expected || cell.reported === undefined) return false;
  return Math.abs(Math.floor((100 * cell.reported) / cell.expected) - Number(then)) > EVEN;
}

/** A change against `data-then` (machine form): "▲ +5,2 %". The sign is in the text, not in the colour alone. */
function putChange(part: HTMLElement, cell: LiveCell): void {
  if (uneven(part, cell)) {
    write(part, part.dataset["textUneven"] ?? "–");
    part.dataset["direction"] = "uneven";
    return;
  }
  const [now, then] = [exact(cell.value), exact(part.dataset["then"])];
  const per = now && then ? change(now, then) : null;
  write(part, per ? arrowed(per, languageOf(part)) : "–");
  part.dataset["direction"] = per ? directionOf(per) : "";
}

export function directionOf(per: Decimal): string {
  return per.digits > 0n ? "up" : per.digits < 0n ? "down" : "same";
}

export function arrowed(per: Decimal, language: Language): string {
  const arrow = { up: "▲", down: "▼", same: "■" }[directionOf(per)] ?? "";
  return `${arrow} ${formatChange(per, language)}`;
}

function putCoverage(part: HTMLElement, cell: LiveCell): void {
  if (cell.reported === undefined || cell.expected === undefined) return;
  const meter = part.querySelector("meter, progress") ?? part;
  meter.setAttribute("max", String(cell.expected || 1));
  meter.setAttribute("value", String(cell.reported));
  const text = part.querySelector("[data-coverage-text]");
  const [of, language] = [part.dataset["text"] ?? "{reported}/{expected}", languageOf(part)];
  const whole = (count: number): string => format({ digits: BigInt(count), scale: 0 }, 0, language);
  if (text) write(text, of.replace("{reported}", whole(cell.reported)).replace("{expected}", whole(cell.expected)));
  part.toggleAttribute("data-full", cell.reported >= cell.expected);
}

/** The last point of a sparkline moves within the drawing's own range (`data-low`, `data-high`). */
function putSpark(part: HTMLElement, cell: LiveCell): void {
  const value = exact(cell.value);
  const line = part.querySelector("polyline");
  const dot = part.querySelector("circle");
  const points = line?.getAttribute("points")?.split(" ") ?? [];
  if (!value || !line || !dot || points.length === 0) return;
  const [low, high] = [Number(part.dataset["low"]), Number(part.dataset["high"])];
  const height = Number(part.dataset["height"] ?? "32");
  const share = high > low ? (asNumber(value) - low) / (high - low) : 0.5;
  const y = (3 + (1 - Math.min(Math.max(share, -0.05), 1.05)) * (height - 6)).toFixed(1);
  const x = points.at(-1)?.split(",")[0] ?? "0";
  points[points.length - 1] = `${x},${y}`;
  line.setAttribute("points", points.join(" "));
  dot.setAttribute("cy", y);
}

/** For drawing only: pixels need no exactness. */
export function asNumber(value: Decimal): number {
  return Number(value.digits) / 10 ** value.scale;
}
