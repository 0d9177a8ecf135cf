/**
 * <t-map>: a server-rendered choropleth, made live and movable.
 *
 * Inside: `svg[data-breaks]` (machine decimals, ascending) with `a > path[data-cell][data-value]` of class q0…q4 or
 * none, `[data-tip]`, and buttons `[data-zoom="in|out|all"]`. Arrow keys go to the nearest area in that direction.
 */

import { compare, exact, format, languageOf } from "../numbers.ts";
import type { Decimal } from "../numbers.ts";
import { Frame } from "./frame.ts";

type Area = SVGPathElement;

export class TMap extends HTMLElement {
  #svg: SVGSVGElement | null = null;
  #areas: Area[] = [];
  #tip: HTMLElement | null = null;
  #listeners = new AbortController();

  connectedCallback(): void {
    this.#svg = this.querySelector("svg[data-breaks]");
    this.#tip = this.querySelector("[data-tip]");
    if (!this.#svg) return;
    this.#areas = [...this.#svg.querySelectorAll<Area>("path[data-value]")];
    const { signal } = this.#listeners;
    const frame = new Frame(this.#svg, signal);
    for (const button of this.querySelectorAll<HTMLElement>("[data-zoom]")) {
      button.addEventListener("click", () => frame.zoom(button.dataset["zoom"] ?? ""), { signal });
    }
    this.#svg.addEventListener("pointermove", (event) => this.#pointed(event), { signal });
    this.#svg.addEventListener("pointerleave", () => this.#hide(), { signal });
    this.#svg.addEventListener("focusin", (event) => this.#focused(event), { signal });
    this.#svg.addEventListener("focusout", () => this.#hide(), { signal });
    this.#svg.addEventListener("keydown", (event) => this.#pressed(event), { signal });
    document.addEventListener("t-cells", () => this.recolour(), { signal });
  }

  disconnectedCallback(): void {
    this.#listeners.abort();
    this.#listeners = new AbortController();
  }

  /** Gives every area the class of its value. */
  recolour(): void {
    const breaks = (this.#svg?.dataset["breaks"] ?? "").split(" ").flatMap((text) => exact(text) ?? []);
    for (const area of this.#areas) {
      const value = exact(area.dataset["value"]);
      const name = value ? `q${breaks.filter((limit) => compare(value, limit) >= 0).length}` : "none";
      if (area.getAttribute("class") !== name) area.setAttribute("class", name);
      area.parentElement?.setAttribute("aria-label", `${area.dataset["name"] ?? ""}: ${this.#valueOf(area)}`);
    }
  }

  #pointed(event: PointerEvent): void {
    const area = event.target as Element;
    if (!(area instanceof SVGPathElement) || !area.dataset["value"]?.length && !area.dataset["name"]) return this.#hide();
    const box = this.getBoundingClientRect();
    this.#show(area, event.clientX - box.left, event.clientY - box.top);
  }

  #focused(event: Event): void {
    const area = (event.target as Element).querySelector<Area>("path[data-value]");
    if (!area) return;
    for (const each of this.#areas) each.parentElement?.setAttribute("tabindex", each === area ? "0" : "-1");
    const [box, own] = [area.getBoundingClientRect(), this.getBoundingClientRect()];
    this.#show(area, box.left - own.left + box.width / 2, box.top - own.top + box.height / 2);
  }

  #pressed(event: KeyboardEvent): void {
    const ways: Record<string, [number, number]> = {
      ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
    };
    const way = ways[event.key];
    const from = (event.target as Element).querySelector<Area>("path[data-value]");
    if (event.key === "Escape") this.#hide();
    if (!way || !from) return;
    event.preventDefault();
    const next = nearest(from, this.#areas, way);
    (next?.parentElement as HTMLElement | null)?.focus();
  }

  #show(area: Area, x: number, y: number): void {
    if (!this.#tip) return;
    const text = `${area.dataset["name"] ?? ""}\n${this.#valueOf(area)}`;
    if (this.#tip.textContent !== text) this.#tip.textContent = text;
    this.#tip.hidden = false;
    const left = Math.min(Math.max(x + 12, 0), this.clientWidth - this.#tip.offsetWidth);
    this.#tip.style.transform = `translate(${left}px, ${Math.max(y - this.#tip.offsetHeight - 12, 0)}px)`;
  }

  #valueOf(area: Area): string {
    const value: Decimal | null = exact(area.dataset["value"]);
    const { decimals = "0", unit = "", none = "–" } = this.dataset;
    return `${value ? `${format(value, Number(decimals), languageOf(this))} ${unit}` : none}${area.dataset["more"] ?? ""}`;
  }

  #hide(): void {
    if (this.#tip) this.#tip.hidden = true;
  }
}

function middle(area: Area): [number, number] {
  const box = area.getBBox();
  return [box.x + box.width / 2, box.y + box.height / 2];
}

/** The area that lies most nearly in a direction: steps aside count twice. */
function nearest(from: Area, areas: readonly Area[], [dx, dy]: [number, number]): Area | null {
  const [x, y] = middle(from);
  let [best, least]: [Area | null, number] = [null, Infinity];
  for (const area of areas) {
    const [ax, ay] = middle(area);
    const along = (ax - x) * dx + (ay - y) * dy;
    const aside = Math.abs((ax - x) * dy) + Math.abs((ay - y) * dx);
    if (area !== from && along > 0 && along + 2 * aside < least) [best, least] = [area, along + 2 * aside];
  }
  return best;
}
