// The question of the tail benches: thirty assets in equal parts, t copula of five degrees, t margins of 3 to 12.
import type { ReturnModel } from '@ballast/core';

const ASSETS = 30;
export const MILLION = 1_000_000;
export const BOOK: readonly number[] = Array.from({ length: ASSETS }, () => 1 / ASSETS);

/** Daily deviations from 0.05 % to 6 %, degrees from 3 to 12, and a correlation of one common and two local factors. */
export function thirtyAssets(): ReturnModel {
  const loading = (i: number): readonly number[] => [0.5, 0.4 * ((i % 5) / 4 - 0.5), 0.4 * ((i % 3) / 2 - 0.5)];
  const correlation = BOOK.map((_, i) =>
    BOOK.map((_b, j) => (i === j ? 1 : loading(i).reduce((sum, value, k) => sum + value * (loading(j)[k] ?? 0), 0))),
  );
  const margins = BOOK.map((_, i) => {
    const nu = 3 + (9 * i) / (ASSETS - 1);
    const deviation = 0.0005 + (0.0595 * i) / (ASSETS - 1);
    return { kind: 'studentT', nu, location: 0, scale: deviation * Math.sqrt((nu - 2) / nu) } as const;
  });
  return { correlation, margins, degrees: 5 };
}
