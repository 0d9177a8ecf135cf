/** Notices on this device (Web Push): the browser's permission, its subscription, and the server's note of it. */

import { text } from "../elements/texts.ts";
import { device, silence, subscription } from "./browser.ts";

type Stand = "on" | "off" | "denied" | "none";

export class Device extends HTMLElement {
  connectedCallback(): void {
    this.querySelector("button[data-on]")?.addEventListener("click", () => void this.#do(() => this.#on()));
    this.querySelector("button[data-off]")?.addEventListener("click", () => void this.#do(() => this.#off()));
    void this.#do(async () => undefined);
  }

  /** Does it with the buttons held; then shows how it stands. */
  async #do(work: () => Promise<void>): Promise<void> {
    const buttons = [...this.querySelectorAll("button")];
    for (const button of buttons) button.disabled = true;
    let failed = false;
    await work().catch((error: unknown) => {
      console.info("push", error);
      failed = true;
    });
    for (const button of buttons) button.disabled = false;
    await this.#show(failed);
  }

  async #show(failed: boolean): Promise<void> {
    const stand = await this.#standing();
    this.dataset["stand"] = stand;
    this.#put("[data-says]", text(this, failed && stand === "off" ? "failed" : stand));
    this.querySelector<HTMLElement>("button[data-on]")!.hidden = stand !== "off";
    this.querySelector<HTMLElement>("button[data-off]")!.hidden = stand !== "on";
  }

  /** `on`: this browser is told what she is told; what it holds of somebody else does not count. */
  async #standing(): Promise<Stand> {
    if (!this.#key || !("serviceWorker" in navigator) || !("PushManager" in globalThis)) return "none";
    if (Notification.permission === "denied") return "denied";
    const found = await subscription();
    if (!found) return "off";
    const answer = await this.#tell("POST", { endpoint: found.endpoint }, "/here").catch(() => null);
    return answer && !((await answer.json()) as { here: boolean }).here ? "off" : "on";
  }

  #put(where: string, words: string): void {
    const found = this.querySelector(where);
    if (found) found.textContent = words;
  }

  get #key(): string {
    return this.getAttribute("key") ?? "";
  }

  async #on(): Promise<void> {
    if ((await Notification.requestPermission()) !== "granted") return;
    await navigator.serviceWorker.register("/sw.js", { scope: "/" });
    const { pushManager } = await navigator.serviceWorker.ready;
    await silence(); // it may be somebody else's, or made with an older key
    const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: this.#key });
    const name = device(navigator.userAgent);
    await this.#tell("POST", { ...made.toJSON(), name }).catch(async (error: unknown) => {
      await made.unsubscribe(); // the server does not know of it: it would stay silent for ever
      throw error;
    });
  }

  async #off(): Promise<void> {
    const found = await subscription();
    if (!found) return;
    await this.#tell("DELETE", { endpoint: found.endpoint });
    await found.unsubscribe();
  }

  async #tell(method: string, body: object, where = ""): Promise<Response> {
    const token = document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    const address = (this.getAttribute("src") ?? "") + where;
    const answer = await fetch(address, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`the server said ${answer.status}`);
    return answer;
  }
}
