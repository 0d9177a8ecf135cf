/** Sentences of an element (`data-text-NAME`, with {places}) and its pieces (`<template data-piece=NAME>`). */

export type Values = Record<string, string | number>;

export function text(element: Element, name: string, values: Values = {}): string {
  const found = element.getAttribute(`data-text-${name}`) ?? name;
  return found.replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ""));
}

/** A copy of a piece; its `[data-put]` parts are filled by name. */
export function piece(element: ParentNode, name: string, values: Values = {}): HTMLElement {
  const found = element.querySelector<HTMLTemplateElement>(`template[data-piece="${name}"]`);
  const made = found?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
  if (!made) throw new Error(`no piece ${name}`);
  for (const part of [made, ...made.querySelectorAll<HTMLElement>("[data-put]")]) {
    const key = part.dataset["put"];
    if (key !== undefined) part.textContent = String(values[key] ?? "");
  }
  return made;
}

/** Day and time of a moment, in Viet Nam. */
export function moment(at: string): string {
  const style = { day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const parts = new Intl.DateTimeFormat("vi", { ...style, timeZone: "Asia/Ho_Chi_Minh" }).formatToParts(new Date(at));
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? "";
  return `${part("hour")}:${part("minute")} ${part("day")}/${part("month")}`;
}

export const kilobytes = (bytes: number): string => `${Math.ceil(bytes / 1000)} kB`;
