/** Questions answered by typing: text, numbers, dates and times. */

import { make } from "./elements.ts";
import { exact, machine, parse } from "../numbers.ts";
import type { Control, Ids, Kind } from "./question.ts";
import { looks } from "./shapes.ts";
import type { Node } from "./shapes.ts";
import { say } from "./texts.ts";
import type { Scene } from "./texts.ts";

type Field = HTMLInputElement | HTMLTextAreaElement;

/** How the text in the field and the value of the form go together. */
interface Reading {
  /** What the form gets; null for what cannot be read. */
  read(typed: string): unknown;
  /** What the field shows of the form's text. */
  show(value: string): string;
  readonly fault?: string;
}

const TEXT: Reading = { read: (typed) => typed, show: (value) => value };

export const text: Kind = (node, scene, ids) => {
  const rows = node.nodeOptions?.rows ?? (looks(node, "multiline") ? 4 : 0);
  const field = rows
    ? make("textarea", { id: ids.field, rows: String(rows) })
    : make("input", { id: ids.field, type: "text", autocomplete: "off" });
  if (looks(node, "numbers")) field.inputMode = "decimal";
  return typing(node, scene, field, TEXT);
};

export const whole: Kind = (node, scene, ids) => typing(node, scene, numeric(ids, "numeric"), number(scene, true));
export const decimal: Kind = (node, scene, ids) => typing(node, scene, numeric(ids, "decimal"), number(scene, false));

function numeric(ids: Ids, mode: string): HTMLInputElement {
  return make("input", { id: ids.field, type: "text", inputmode: mode, autocomplete: "off", class: "num" });
}

/** Numbers as people of the page's language write them; the form gets plain digits. */
function number(scene: Scene, isWhole: boolean): Reading {
  return {
    read(typed) {
      if (!typed.trim()) return "";
      const found = parse(typed, scene.language);
      return found && (!isWhole || found.scale === 0) ? machine(found) : null;
    },
    show(value) {
      const found = exact(value.replace(/\.0$/, ""));
      return found ? machine(found).replace(".", scene.language === "vi" ? "," : ".") : value;
    },
    fault: say(scene, isWhole ? "whole" : "number"),
  };
}

export const date: Kind = (node, scene, ids) =>
  typing(node, scene, make("input", { id: ids.field, type: "date" }), { ...TEXT, show: (value) => value.slice(0, 10) });

export const time: Kind = (node, scene, ids) =>
  typing(node, scene, make("input", { id: ids.field, type: "time" }), {
    read: (typed) => (typed ? `${typed}:00.000${offset(new Date())}` : ""),
    show: (value) => value.slice(0, 5),
  });

export const moment: Kind = (node, scene, ids) =>
  typing(node, scene, make("input", { id: ids.field, type: "datetime-local" }), {
    read: (typed) => (typed ? `${typed}:00.000${offset(new Date(typed))}` : ""),
    show: (value) => value.slice(0, 16),
  });

/** The distance from Greenwich as forms write it: +07:00. */
function offset(day: Date): string {
  const minutes = -day.getTimezoneOffset();
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? "-" : "+"}${String(hours).padStart(2, "0")}:${String(rest).padStart(2, "0")}`;
}

function typing(node: Node, scene: Scene, field: Field, reading: Reading): Control {
  let fault = "";
  let sent = "";
  field.addEventListener("input", () => {
    const value = reading.read(field.value);
    fault = value === null ? (reading.fault ?? say(scene, "wrong")) : "";
    node.setValue?.(value ?? "");
    sent = node.currentState.instanceValue ?? "";
    scene.touched();
  });
  return {
    element: field,
    fields: () => [field],
    fault: () => fault,
    refresh() {
      field.readOnly = node.currentState.readonly;
      const value = node.currentState.instanceValue ?? "";
      if (value === sent && (fault || document.activeElement === field || field.value)) return;
      sent = value;
      field.value = reading.show(value);
    },
  };
}
