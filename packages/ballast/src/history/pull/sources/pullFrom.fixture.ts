import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach } from 'vitest';
import { isoTime } from '@ballast/core';
import { pullSeries } from '../pullSeries.ts';
import { quietPull, serve, type Answer, type Received, type Service } from '../service.fixture.ts';
import type { SourceRequest } from './sourceRequest.ts';
import { SOURCES } from './sources.ts';

const root = mkdtempSync(join(tmpdir(), 'ballast-sources-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const services: Service[] = [];
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.stop()));
});
let count = 0;

/** Pulls from a service that answers as given; series as `symbol/quote step first last count`. */
export async function pullFrom(
  name: string,
  request: Omit<SourceRequest, 'base'>,
  nowSeconds: number,
  handler: (request: Received, count: number) => Answer,
  folder = join(root, String((count += 1))),
) {
  const service = await serve(handler);
  services.push(service);
  const source = SOURCES[name]?.make({ ...request, base: service.url });
  if (source === undefined) throw new TypeError(name);
  const pulled = await pullSeries(source, quietPull(folder, nowSeconds)).catch(
    (error: unknown) => error as { code: string },
  );
  const series =
    'code' in pulled
      ? pulled.code
      : [
          ...pulled.refusals.map(({ code }) => code),
          ...pulled.series.map(({ series: { symbol, quote, field, points } }) => {
            const [first, last] = [points[0], points.at(-1)].map(
              (point) => `${isoTime(point?.timeSeconds ?? 0)} ${point?.price}`,
            );
            return `${symbol}/${quote} ${field} ${points.length}: ${first} .. ${last}`;
          }),
        ];
  return { series, asked: service.received, folder };
}

/** Answers a shape may not have, for every service that speaks JSON. */
export const WRONG: readonly (readonly [string, Answer])[] = [
  ['a list of words', { json: ['a'] }],
  ['an error in place of data', { json: { error: { type: 'bad', message: 'no' } } }],
  ['a number', { json: 5 }],
];
