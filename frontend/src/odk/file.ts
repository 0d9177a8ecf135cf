/** Pictures and other files; a picture is made as small as the form asks, which also drops where it was taken. */

import { make } from "./elements.ts";
import type { Kind } from "./question.ts";
import { say } from "./texts.ts";

/** Megabytes that a file may have. */
const MOST = 24;

export const file: Kind = (node, scene, ids) => {
  const field = make("input", { id: ids.field, type: "file", accept: node.nodeOptions?.media?.accept ?? "*/*" });
  const preview = make("img", { alt: "", class: "preview", hidden: "" });
  const remove = make("button", { type: "button", class: "button second", hidden: "" }, say(scene, "removeFile"));
  let fault = "";

  const put = (value: File | null): void => {
    node.setValue?.(value);
    if (preview.src) URL.revokeObjectURL(preview.src);
    preview.hidden = !value?.type.startsWith("image/");
    if (value && !preview.hidden) preview.src = URL.createObjectURL(value);
    else preview.removeAttribute("src");
    remove.hidden = !value;
    scene.touched();
  };
  field.addEventListener("change", async () => {
    const chosen = field.files?.[0] ?? null;
    const small = chosen && node.maxPixels ? await smaller(chosen, node.maxPixels) : chosen;
    fault = small && small.size > MOST * 2 ** 20 ? say(scene, "large", MOST) : "";
    put(fault ? null : small);
  });
  remove.addEventListener("click", () => {
    field.value = "";
    fault = "";
    put(null);
    field.focus();
  });
  return {
    element: make("div", { class: "file" }, field, preview, remove),
    fields: () => [field],
    fault: () => fault,
    refresh: () => undefined,
  };
};

/** The picture with its longer side at most so many pixels; any other file as it is. */
async function smaller(chosen: File, most: number): Promise<File> {
  if (!/^image\/(jpeg|png|webp)$/.test(chosen.type)) return chosen;
  try {
    const picture = await createImageBitmap(chosen);
    const share = Math.min(1, most / Math.max(picture.width, picture.height));
    const canvas = make("canvas");
    canvas.width = Math.round(picture.width * share);
    canvas.height = Math.round(picture.height * share);
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const made = await new Promise<Blob | null>((done) => canvas.toBlob(done, chosen.type, 0.85));
    return made ? new File([made], chosen.name, { type: made.type }) : chosen;
  } catch {
    return chosen; // not a picture that the browser can read: it goes as it is
  }
}
