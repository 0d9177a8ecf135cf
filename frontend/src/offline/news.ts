/** What has just happened to the store, told to this page, to other tabs and to the service worker. */

export type News =
  | { readonly kind: "entries" }
  | { readonly kind: "sending"; readonly name: string; readonly count: number }
  | { readonly kind: "sent"; readonly name: string; readonly id: string }
  | { readonly kind: "session"; readonly state: "in" | "out" | "unknown" }
  | { readonly kind: "left" }
  | { readonly kind: "photos"; readonly name: string };

const NAME = "terrace";
const here = new EventTarget();
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(NAME) : null;
channel?.addEventListener("message", (event: MessageEvent<News>) => tell(event.data));
(channel as { unref?: () => void } | null)?.unref?.(); // under Node, where tests run, it would never end

function tell(news: News): void {
  here.dispatchEvent(new CustomEvent(NAME, { detail: news }));
}

export function say(news: News): void {
  tell(news);
  channel?.postMessage(news);
}

export function hear(listener: (news: News) => void, signal?: AbortSignal): void {
  here.addEventListener(NAME, (event) => listener((event as CustomEvent<News>).detail), signal ? { signal } : {});
}
