/** Questions answered by choosing: one of several, several of several, and "I confirm". */

import { fresh, make, write } from "./elements.ts";
import type { Control, Kind } from "./question.ts";
import { looks } from "./shapes.ts";
import type { Item, Node } from "./shapes.ts";
import { say } from "./texts.ts";
import type { Scene } from "./texts.ts";

/** More choices than these are offered in a list that opens. */
const MOST = 12;

export function opens(node: Node): boolean {
  return node.selectType === "select1" && (looks(node, "minimal", "autocomplete") || items(node).length > MOST);
}

function items(node: Node): readonly Item[] {
  return node.currentState.valueOptions ?? [];
}

/** A mark by which a change of the choices is seen: a filter, or another language. */
function markOf(node: Node): string {
  return items(node)
    .map((item) => `${item.value}=${item.label.asString}`)
    .join("\n");
}

export const list: Kind = (node, scene, ids) => {
  const field = make("select", { id: ids.field });
  let mark = "";
  field.addEventListener("change", () => {
    node.selectValue?.(field.value || null);
    scene.touched();
  });
  const refresh = (): void => {
    if (mark !== (mark = markOf(node))) {
      const options = items(node).map((item) => make("option", { value: item.value }, item.label.asString));
      field.replaceChildren(make("option", { value: "" }, say(scene, "choose")), ...options);
    }
    field.disabled = node.currentState.readonly;
    field.value = chosen(node)[0] ?? "";
  };
  return { element: field, fields: () => [field], refresh };
};

export const boxes: Kind = (node, scene) => {
  const name = fresh("choice");
  const element = make("div", { class: "choices" });
  let fields: HTMLInputElement[] = [];
  let mark = "";
  const refresh = (): void => {
    if (mark !== (mark = markOf(node))) {
      const rows = items(node).map((item) => box(node, scene, item, name));
      fields = rows.map(([field]) => field);
      element.replaceChildren(...rows.map(([, row]) => row));
    }
    const now = chosen(node);
    for (const field of fields) {
      field.checked = now.includes(field.value);
      field.disabled = node.currentState.readonly;
    }
  };
  return { element, fields: () => fields, refresh };
};

function chosen(node: Node): readonly string[] {
  return node.currentState.value as readonly string[];
}

function box(node: Node, scene: Scene, item: Item, name: string): [HTMLInputElement, HTMLElement] {
  const several = node.selectType === "select";
  const field = make("input", { type: several ? "checkbox" : "radio", name, id: fresh("box"), value: item.value });
  const label = make("label", { for: field.id });
  write(label, item.label, scene.media);
  if (!label.textContent && !label.querySelector("img")) label.textContent = item.value;
  field.addEventListener("change", () => {
    if (several) node.selectValues?.(toggled(node, item.value, field.checked));
    else node.selectValue?.(item.value);
    scene.touched();
  });
  return [field, make("div", { class: "choice" }, field, label)];
}

function toggled(node: Node, value: string, on: boolean): string[] {
  const others = chosen(node).filter((each) => each !== value);
  return on ? [...others, value] : others;
}

export const confirm: Kind = (node, scene, ids): Control => {
  const field = make("input", { type: "checkbox", id: fresh("box"), "aria-labelledby": ids.label });
  field.addEventListener("change", () => {
    node.setValue?.(field.checked);
    scene.touched();
  });
  return {
    element: make("div", { class: "choice" }, field, make("label", { for: field.id }, say(scene, "yes"))),
    fields: () => [field],
    refresh: () => {
      field.checked = node.currentState.value === true;
    },
  };
};
