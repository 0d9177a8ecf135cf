/** Handing on: the link of the page, and a picture as PNG. */

import type { Pivot } from "./pivot.ts";

const PROPERTIES = ["fill", "stroke", "stroke-width", "font-family", "font-size", "text-anchor", "dominant-baseline"];

/** A button [data-copy] puts the address of the page into the clipboard. */
export function copies(event: Event): void {
  const button = (event.target as Element).closest<HTMLElement>("[data-copy]");
  if (!button) return;
  void navigator.clipboard.writeText(location.href).then(() => {
    button.textContent = button.dataset["copied"] ?? button.textContent;
  });
}

/** A button [data-png] saves the picture of its panel. */
export async function saves(event: Event): Promise<void> {
  const button = (event.target as Element).closest<HTMLElement>("[data-png]");
  const panel = button?.closest(".picture");
  if (!button || !panel) return;
  const chart = panel.querySelector<Pivot>("t-pivot");
  const map = panel.querySelector<SVGSVGElement>("t-map svg[data-breaks]");
  const address = chart ? chart.png() : map ? await drawn(map) : "";
  if (!address) return;
  const link = document.createElement("a");
  link.href = address;
  link.download = `${button.dataset["png"] ?? "terrace"}.png`;
  link.click();
}

/** A map as PNG: its styles written into the drawing, which then stands for itself. */
async function drawn(svg: SVGSVGElement): Promise<string> {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const [from, to] = [[...svg.querySelectorAll("*")], [...copy.querySelectorAll("*")]];
  from.forEach((each, at) => {
    const style = getComputedStyle(each);
    for (const name of PROPERTIES) to[at]?.setAttribute(name, style.getPropertyValue(name));
  });
  const { width, height } = svg.viewBox.baseVal;
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2 * width, 2 * height];
  const pen = canvas.getContext("2d");
  if (!pen) return "";
  pen.fillStyle = getComputedStyle(svg.closest(".panel") ?? svg).backgroundColor;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png");
}
