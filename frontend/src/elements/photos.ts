/** <t-photos data-return>: photos of a return, taken here, kept small on the phone until they are sent with it. */

import { hear } from "../offline/news.ts";
import { drawn, dropPhotos, keep, photos, picture, scaled } from "../offline/photos.ts";
import type { Me } from "../offline/seal.ts";
import { greet, me as known } from "../offline/session.ts";
import { full } from "../offline/shelf.ts";
import type { PhotoRecord } from "../offline/shelf.ts";
import { kilobytes, moment, piece, text } from "./texts.ts";

const SMALL = 96;

export class Photos extends HTMLElement {
  #listeners = new AbortController();

  connectedCallback(): void {
    const { signal } = this.#listeners;
    this.querySelector("input")?.addEventListener("change", (event) => void this.#taken(event.target as HTMLInputElement), { signal });
    this.addEventListener("click", (event) => void this.#clicked(event), { signal });
    hear((news) => (news.kind === "photos" ? void this.#draw() : undefined), signal);
    void this.#draw();
  }

  disconnectedCallback(): void {
    this.#listeners.abort();
    this.#listeners = new AbortController();
  }

  get #name(): string {
    return this.dataset["return"] ?? "";
  }

  async #taken(input: HTMLInputElement): Promise<void> {
    const me = (await known()) ?? (await greet()).me;
    const files = [...(input.files ?? [])];
    this.#say("working");
    for (const file of files) {
      const said = me ? await this.#keep(me, file) : "nobody";
      this.#say(said);
      if (said) break;
    }
    input.value = "";
  }

  /** The name of what went wrong; "" when the photo is kept. */
  async #keep(me: Me, file: File): Promise<string> {
    const photo = await scaled(file);
    if (!photo) return "unreadable";
    try {
      await keep(me, this.#name, photo);
      return "";
    } catch (error) {
      if (!full(error)) throw error;
      return "full"; // the figures are kept: the photo is what there is no room for
    }
  }

  async #draw(): Promise<void> {
    const me = await known();
    const found = me ? await photos(me) : [];
    const hers = found.filter(({ name }) => name === this.#name);
    const others = found.filter(({ name }) => name !== this.#name);
    const items = me ? await Promise.all([...hers, ...others].map((photo) => this.#item(me, photo))) : [];
    this.querySelector("[data-photos]")?.replaceChildren(...items);
  }

  async #item(me: Me, photo: PhotoRecord): Promise<HTMLElement> {
    const about = `${moment(photo.at)} · ${kilobytes(photo.size)}`;
    const elsewhere = photo.name === this.#name ? "" : text(this, "elsewhere");
    const item = piece(this, "photo", { about, elsewhere });
    item.dataset["id"] = photo.id;
    const [canvas, bytes] = [item.querySelector("canvas"), await picture(me, photo)];
    const bitmap = bytes && (await createImageBitmap(bytes).catch(() => null));
    if (canvas && bitmap) drawn(bitmap, SMALL, canvas);
    canvas?.setAttribute("aria-label", text(this, "alone", { at: moment(photo.at) }));
    return item;
  }

  /** Asked twice, since it is nowhere else. */
  async #clicked(event: Event): Promise<void> {
    const button = (event.target as Element).closest<HTMLElement>("[data-drop]");
    const [id, me] = [button?.closest<HTMLElement>("[data-id]")?.dataset["id"], await known()];
    if (!button || !id || !me) return;
    if (button.dataset["sure"] !== undefined) {
      await dropPhotos(me, [id]);
      this.#say("");
    }
    button.dataset["sure"] = "";
    button.textContent = text(this, "sure");
  }

  #say(name: string): void {
    const place = this.querySelector<HTMLElement>("[data-said]");
    if (!place) return;
    place.textContent = name ? text(this, name) : "";
    place.dataset["state"] = name;
  }
}
