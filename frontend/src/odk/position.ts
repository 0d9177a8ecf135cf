/** A place on the ground: from the device, or typed by hand. */

import { fresh, make } from "./elements.ts";
import { exact, machine, parse } from "../numbers.ts";
import type { Kind } from "./question.ts";
import { say } from "./texts.ts";
import type { Scene } from "./texts.ts";

const PATIENCE = 20_000;

export const position: Kind = (node, scene) => {
  const latitude = coordinate();
  const longitude = coordinate();
  const ask = make("button", { type: "button", class: "button second" }, say(scene, "position"));
  const told = make("p", { class: "muted small", role: "status" });
  let rest = "0 0";
  let sent = "";
  let fault = "";

  const put = (): void => {
    const [north, east] = [read(latitude, scene), read(longitude, scene)];
    const empty = !latitude.value.trim() && !longitude.value.trim();
    fault = !empty && (north === null || east === null) ? say(scene, "number") : "";
    sent = empty || fault ? "" : `${north} ${east} ${rest}`;
    node.setValue?.(sent);
    sent = node.currentState.instanceValue ?? "";
    scene.touched();
  };
  const found = ({ coords }: GeolocationPosition): void => {
    rest = `${coords.altitude ?? 0} ${coords.accuracy}`;
    latitude.value = shown(short(coords.latitude), scene);
    longitude.value = shown(short(coords.longitude), scene);
    told.textContent = `± ${Math.round(coords.accuracy)} m`;
    put();
  };
  const none = (): void => {
    told.textContent = say(scene, "positionNone");
  };
  ask.addEventListener("click", () => {
    told.textContent = say(scene, "positionAsked");
    if (!navigator.geolocation) return none();
    navigator.geolocation.getCurrentPosition(found, none, { enableHighAccuracy: true, timeout: PATIENCE });
  });
  for (const field of [latitude, longitude]) {
    field.addEventListener("input", () => {
      rest = "0 0";
      put();
    });
  }
  const element = make(
    "div",
    { class: "position" },
    labelled(latitude, say(scene, "latitude")),
    labelled(longitude, say(scene, "longitude")),
    ask,
    told,
  );
  return {
    element,
    fields: () => [latitude, longitude],
    fault: () => fault,
    refresh() {
      const value = node.currentState.instanceValue ?? "";
      if (value === sent || fault) return;
      sent = value;
      const [north = "", east = ""] = value.split(" ");
      latitude.value = shown(north, scene);
      longitude.value = shown(east, scene);
    },
  };
};

function coordinate(): HTMLInputElement {
  return make("input", { type: "text", inputmode: "decimal", id: fresh("degree"), autocomplete: "off", class: "num" });
}

function labelled(field: HTMLInputElement, text: string): HTMLElement {
  return make("div", {}, make("label", { for: field.id }, text), field);
}

/** Seven decimals are a centimetre. */
function short(degrees: number): string {
  return degrees.toFixed(7).replace(/\.?0+$/, "");
}

function read(field: HTMLInputElement, scene: Scene): string | null {
  const found = parse(field.value, scene.language);
  return found && machine(found);
}

function shown(text: string, scene: Scene): string {
  const found = exact(text);
  return found ? machine(found).replace(".", scene.language === "vi" ? "," : ".") : "";
}
