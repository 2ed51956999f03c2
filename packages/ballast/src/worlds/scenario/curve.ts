import type { CurvePoint } from './scenario.ts';

/** Value of a piecewise linear curve: held before the first point and after the last. Pure. */
export function curveAt(points: readonly CurvePoint[], timeSeconds: number): number {
  const next = points.findIndex((point) => point.at > timeSeconds);
  const left = points[next === -1 ? points.length - 1 : Math.max(0, next - 1)];
  const right = points[next === -1 ? points.length - 1 : next];
  if (left === undefined || right === undefined) return 0;
  if (right.at === left.at || timeSeconds <= left.at) return left.share;
  return left.share + ((right.share - left.share) * (timeSeconds - left.at)) / (right.at - left.at);
}

/** Offset of a piecewise linear deviation: zero outside its points. Pure. */
export function offsetAt(
  points: readonly { readonly at: number; readonly offset: number }[],
  timeSeconds: number,
): number {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || timeSeconds < first.at || timeSeconds > last.at) return 0;
  return curveAt(
    points.map((point) => ({ at: point.at, share: point.offset })),
    timeSeconds,
  );
}
