/** A subscription that the browser's push service has replaced or ended: the server is told of the next one. */

export interface Subscription {
  readonly endpoint: string;
  readonly options?: PushSubscriptionOptionsInit;
  toJSON(): object;
}

export interface Changed {
  readonly oldSubscription?: Subscription | null;
  readonly newSubscription?: Subscription | null;
}

const ADDRESS = "/api/v1/notices/devices";

type Subscribe = (options: PushSubscriptionOptionsInit) => Promise<Subscription>;
type Fetch = (address: string, options: RequestInit) => Promise<unknown>;

/** Some browsers bring the new one, others leave the asking to us; without the old one nothing is known of the key. */
export async function renew(changed: Changed, token: string, subscribe: Subscribe, ask: Fetch = fetch): Promise<void> {
  const { oldSubscription: old, newSubscription: made } = changed;
  const next = made ?? (old?.options && (await subscribe(old.options)));
  if (!next) return;
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  await ask(ADDRESS, { method: "POST", headers, body: JSON.stringify(next.toJSON()) });
  if (old && old.endpoint !== next.endpoint) {
    await ask(ADDRESS, { method: "DELETE", headers, body: JSON.stringify({ endpoint: old.endpoint }) });
  }
}
