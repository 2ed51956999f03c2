/** What one HTTP request gave, before anybody reads it as JSON-RPC. */
export type Posted =
  | { readonly kind: 'json'; readonly body: unknown }
  /** No answer, or an HTTP error without a JSON-RPC body. */
  | { readonly kind: 'unreachable'; readonly reason: string; readonly isWorthRetrying: boolean }
  /** An answer that is not JSON: a gateway's page, a cut-off body. */
  | { readonly kind: 'malformed'; readonly reason: string };

export interface PostTarget {
  readonly url: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** Status codes after which asking again unchanged cannot help. */
const FINAL_STATUS: ReadonlySet<number> = new Set([400, 401, 403, 404, 405, 410, 413]);

/** Posts one JSON body. Never throws for what the other side does; credentials in the URL become a header. */
export async function postJson(target: PostTarget, body: unknown): Promise<Posted> {
  const { url, authorization } = splitCredentials(target.url);
  const sent = JSON.stringify(body);
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization === null ? {} : { authorization }) },
      body: sent,
      signal: AbortSignal.timeout(target.timeoutMs),
      redirect: 'error',
    });
    const read = await readBounded(response, target.maxBytes);
    if (read === null)
      return { kind: 'unreachable', reason: `answer larger than ${target.maxBytes} bytes`, isWorthRetrying: false };
    text = read;
  } catch (cause) {
    return { kind: 'unreachable', reason: causeOf(cause, target.timeoutMs), isWorthRetrying: true };
  }
  try {
    return { kind: 'json', body: JSON.parse(text) as unknown };
  } catch {
    if (response.ok) return { kind: 'malformed', reason: `answered ${describe(text)} instead of JSON` };
    return {
      kind: 'unreachable',
      reason: `HTTP status ${response.status}`,
      isWorthRetrying: !FINAL_STATUS.has(response.status),
    };
  }
}

async function readBounded(response: Response, maxBytes: number): Promise<string | null> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function splitCredentials(url: string): { readonly url: string; readonly authorization: string | null } {
  if (!URL.canParse(url)) return { url, authorization: null };
  const parsed = new URL(url);
  if (parsed.username === '' && parsed.password === '') return { url, authorization: null };
  const pair = `${decodeURIComponent(parsed.username)}:${decodeURIComponent(parsed.password)}`;
  parsed.username = '';
  parsed.password = '';
  return { url: parsed.toString(), authorization: `Basic ${Buffer.from(pair, 'utf8').toString('base64')}` };
}

/** Why a request failed, without the URL, which may carry a key. */
function causeOf(cause: unknown, timeoutMs: number): string {
  if (!(cause instanceof Error)) return 'no answer';
  if (cause.name === 'TimeoutError') return `no answer within ${timeoutMs} ms`;
  const inner: unknown = cause.cause;
  const code = inner instanceof Error && 'code' in inner && typeof inner.code === 'string' ? inner.code : null;
  return code ?? 'the connection failed';
}

const describe = (text: string): string =>
  /^\s*</.test(text) ? 'a web page' : text.trim() === '' ? 'nothing' : 'something cut off or foreign';
