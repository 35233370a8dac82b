// The Actions cache on this machine: the service's requests (Twirp over JSON) and the blob store behind it.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CacheEntry {
  readonly key: string;
  readonly version: string;
  content: Buffer;
  isWhole: boolean;
}

export interface CacheLoopback {
  readonly url: string;
  /** In the order in which they were reserved. */
  readonly entries: CacheEntry[];
  /** `full`: entries are reserved, but what is uploaded is refused. */
  mode: 'works' | 'down' | 'full';
  close(): Promise<void>;
}

const SERVICE = '/twirp/github.actions.results.api.v1.CacheService/';

export async function startCache(): Promise<CacheLoopback> {
  const loopback = { entries: [] as CacheEntry[], mode: 'works' as CacheLoopback['mode'], url: '' };
  const blocks = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const url = new URL(request.url ?? '/', loopback.url);
    const json = (status: number, value: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (loopback.mode === 'down') return void json(400, { msg: 'the service is down' });
    if (url.pathname.startsWith(SERVICE)) {
      return void json(200, answer(url.pathname.slice(SERVICE.length), JSON.parse(body.toString('utf8'))));
    }
    const entry = loopback.entries[Number(url.pathname.slice('/blob/'.length))];
    if (request.method === 'GET') {
      return void response.writeHead(200, { 'content-length': entry.content.length }).end(entry.content);
    }
    if (loopback.mode === 'full') return void response.writeHead(403).end();
    const part = url.searchParams.get('comp');
    if (part === 'block') blocks.set(url.searchParams.get('blockid') ?? '', body);
    else if (part === 'blocklist') {
      const ids = [...body.toString('utf8').matchAll(/<Latest>([^<]+)<\/Latest>/g)].map(([, id]) => id);
      entry.content = Buffer.concat(ids.map((id) => blocks.get(id) ?? Buffer.alloc(0)));
    } else entry.content = body;
    response.writeHead(201, { etag: '"1"', 'last-modified': new Date(0).toUTCString(), 'x-ms-request-id': '1' }).end();
  }
  function answer(method: string, request: { key: string; version: string; restore_keys?: string[] }): unknown {
    const { key, version, restore_keys = [] } = request;
    const same = loopback.entries.filter((entry) => entry.version === version);
    if (method === 'CreateCacheEntry') {
      if (same.some((entry) => entry.key === key)) return { ok: false, message: 'it is there already' };
      loopback.entries.push({ key, version, content: Buffer.alloc(0), isWhole: false });
      return { ok: true, signed_upload_url: `${loopback.url}/blob/${loopback.entries.length - 1}` };
    }
    if (method === 'FinalizeCacheEntryUpload') {
      const entry = same.find((found) => found.key === key);
      if (entry) entry.isWhole = true;
      return { ok: entry !== undefined, entry_id: '1' };
    }
    const whole = [...same].reverse().filter((entry) => entry.isWhole);
    const wanted = [
      (entry: CacheEntry) => entry.key === key,
      ...restore_keys.map((prefix) => (entry: CacheEntry) => entry.key.startsWith(prefix)),
    ];
    const found = wanted.map((fits) => whole.find(fits)).find((entry) => entry !== undefined);
    if (!found) return { ok: false };
    const at = loopback.entries.indexOf(found);
    return { ok: true, matched_key: found.key, signed_download_url: `${loopback.url}/blob/${at}` };
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  loopback.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(loopback, {
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  });
}
