/** This browser: what it has agreed to show, an end to it, and what it is called. */

export async function subscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker?.getRegistration();
  return (await registration?.pushManager?.getSubscription()) ?? null;
}

/** The server learns of it when its next message is refused. */
export async function silence(): Promise<void> {
  await (await subscription())?.unsubscribe();
}

const BROWSERS = { Edg: "Edge", Firefox: "Firefox", Chrome: "Chrome", Safari: "Safari" };
const SYSTEMS = { Android: "Android", iPhone: "iPhone", iPad: "iPad", Windows: "Windows", "Mac OS": "macOS", Linux: "Linux" };

/** What the list of devices calls it: `Chrome, Android`. */
export function device(agent: string): string {
  const first = (names: Record<string, string>): string => Object.entries(names).find(([mark]) => agent.includes(mark))?.[1] ?? "";
  return [first(BROWSERS), first(SYSTEMS)].filter(Boolean).join(", ") || "?";
}
