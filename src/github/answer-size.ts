// Answers of a bounded size: a server may send without an end.
import { joinBytes } from '../base/bytes.ts';
import { fieldOf } from './json.ts';

/** A page of 100 comments of GitHub's longest, in UTF-8, has 26 MB. */
const MOST_ANSWER_BYTES = 32 * 1024 * 1024;
/** Of all answers of one client. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Carries its own name through octokit, which wraps what fetch throws. */
const TOO_LARGE = 'GitHub sent more than kd-gate reads';

type Fetch = (url: string, options: object) => Promise<Response>;

/** The same fetch; it refuses by `TOO_LARGE` as soon as an answer is longer, and reads nothing more of it. */
export function boundedFetch(fetch: Fetch, most = MOST_ANSWER_BYTES, mostInAll = MOST_BYTES): Fetch {
  let all = 0;
  return async (url, options) => {
    const response = await fetch(url, options);
    const parts: Uint8Array[] = [];
    let bytes = 0;
    // Leaving the loop closes the connection.
    for await (const part of chunksOf(response)) {
      bytes += part.length;
      all += part.length;
      if (bytes > most || all > mostInAll) throw new Error(TOO_LARGE);
      parts.push(part);
    }
    return withBody(response, joinBytes(parts));
  };
}

async function* chunksOf({ body }: Response): AsyncGenerator<Uint8Array> {
  if (!body) return;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** What octokit reads of a response. `Response` itself refuses statuses that a server may send all the same. */
function withBody({ status, url, headers }: Response, body: Uint8Array<ArrayBuffer>): Response {
  const answer = {
    ...{ status, url, headers },
    text: async () => new TextDecoder().decode(body),
    arrayBuffer: async () => body.buffer,
  };
  return answer as unknown as Response;
}

/** Whether `TOO_LARGE` is what an exception of octokit is about. */
export function isTooLarge(error: unknown): boolean {
  return [fieldOf(error, 'message'), fieldOf(error, 'cause', 'message')].includes(TOO_LARGE);
}
