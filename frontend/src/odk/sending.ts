/** The answer goes out: the same bytes again until the server has said what became of it. */

export interface Outcome {
  readonly status: number;
  readonly message: string;
  readonly faults: readonly string[];
  readonly href: string;
  readonly state: string;
}

interface Said {
  readonly message?: string;
  readonly faults?: readonly (string | { readonly message_vi: string; readonly message_en: string; readonly advice: string })[];
  readonly href?: string;
  readonly state?: string;
  readonly title?: string;
}

/** Posts one part; throws TypeError when there is no line. */
export async function post(address: string, token: string, data: FormData, language: string): Promise<Outcome> {
  const answer = await fetch(address, { method: "POST", body: data, headers: { "X-CSRFToken": token } });
  const said = (await answer.json().catch(() => ({}))) as Said;
  const faults = (said.faults ?? []).map((fault) => (typeof fault === "string" ? fault : worded(fault, language)));
  return {
    status: answer.status,
    message: said.message ?? said.title ?? "",
    faults,
    href: said.href ?? "",
    state: said.state ?? "",
  };
}

function worded(fault: { message_vi: string; message_en: string; advice: string }, language: string): string {
  return `${language === "en" ? fault.message_en : fault.message_vi} ${fault.advice}`;
}
