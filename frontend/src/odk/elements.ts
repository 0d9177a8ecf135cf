/** Making elements, and labels with their marks; nothing of a form is ever read as HTML. */

import type { Label, Mark } from "./shapes.ts";

type Children = (Node | string)[];

export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string> = {},
  ...children: Children
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

let count = 0;

/** An id that nothing else on the page has. */
export function fresh(word: string): string {
  count += 1;
  return `${word}-${count}`;
}

const INLINE: Record<string, keyof HTMLElementTagNameMap> = { strong: "strong", em: "em", u: "u", br: "br", span: "span" };

function drawn(mark: Mark): Node {
  if (mark.role === "line-break") return make("br");
  if (mark.role !== "parent") return document.createTextNode(mark.value ?? plain(mark.unsafeHtml ?? ""));
  const children = (mark.children ?? []).map(drawn);
  if (mark.elementName === "a" && /^https?:/.test(mark.url ?? "")) {
    return make("a", { href: mark.url ?? "", rel: "noreferrer", target: "_blank" }, ...children);
  }
  const heading = /^h\d$/.test(mark.elementName ?? "");
  return make(heading ? "strong" : (INLINE[mark.elementName ?? ""] ?? "span"), {}, ...children);
}

function plain(html: string): string {
  return html.replace(/<[^>]*>/g, "");
}

/** Shows a label in an element; left alone while it says the same. */
export function write(element: HTMLElement, label: Label | null, media: string): void {
  const text = label?.asString ?? "";
  const image = label?.imageSource?.href.split("/").pop() ?? "";
  const mark = `${text}\n${image}`;
  if (element.dataset["said"] === mark) return;
  element.dataset["said"] = mark;
  element.replaceChildren(...(label && text ? label.formatted.map(drawn) : []));
  if (image) element.append(picture(media + encodeURIComponent(image), text || decodeURIComponent(image)));
}

function picture(address: string, text: string): HTMLElement {
  const image = make("img", { src: address, alt: text });
  image.addEventListener("error", () => image.replaceWith(text), { once: true });
  return image;
}
