/** Which view a node of the form gets. */

import { boxes, confirm, list, opens } from "./choices.ts";
import { make, write } from "./elements.ts";
import { file } from "./file.ts";
import { date, decimal, moment, text, time, whole } from "./inputs.ts";
import { position } from "./position.ts";
import { Question } from "./question.ts";
import type { Kind, View } from "./question.ts";
import type { Node } from "./shapes.ts";
import { say } from "./texts.ts";
import type { Scene } from "./texts.ts";

const INPUTS: Record<string, Kind> = {
  string: text,
  barcode: text,
  boolean: text,
  int: whole,
  decimal,
  date,
  time,
  dateTime: moment,
  geopoint: position,
};

/** The view of a node that has no nodes below it; null for what is not shown. */
export function leaf(node: Node, scene: Scene): View | null {
  switch (node.nodeType) {
    case "note":
      return new Note(node, scene);
    case "input":
      return input(node, scene);
    case "select":
      return new Question(node, scene, opens(node) ? list : boxes, !opens(node));
    case "range":
      return new Question(node, scene, node.valueType === "int" ? whole : decimal, false);
    case "trigger":
      return new Question(node, scene, confirm, true);
    case "upload":
      return new Question(node, scene, file, false);
    case "rank":
      return new Unsupported(node, scene);
  }
  return null;
}

function input(node: Node, scene: Scene): View {
  const kind = INPUTS[node.valueType ?? "string"];
  return kind ? new Question(node, scene, kind, kind === position) : new Unsupported(node, scene);
}

/** A text of the form. */
class Note implements View {
  readonly node: Node;
  readonly element = make("p", { class: "question note" });
  readonly #scene: Scene;

  constructor(node: Node, scene: Scene) {
    this.node = node;
    this.#scene = scene;
  }

  refresh(): void {
    const state = this.node.currentState;
    this.element.hidden = !state.relevant;
    write(this.element, state.noteText ?? state.label, this.#scene.media);
  }
}

/** A question that the page does not know how to ask: it says so. */
class Unsupported implements View {
  readonly node: Node;
  readonly element = make("div", { class: "question unsupported" });
  readonly #label = make("p", { class: "question-name" });
  readonly #scene: Scene;

  constructor(node: Node, scene: Scene) {
    this.node = node;
    this.#scene = scene;
    this.element.append(this.#label, make("p", { class: "notice" }, say(scene, "unsupported")));
  }

  refresh(): void {
    this.element.hidden = !this.node.currentState.relevant;
    write(this.#label, this.node.currentState.label, this.#scene.media);
  }
}
