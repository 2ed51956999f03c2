const UNITS = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'm'],
  [1, 's'],
] as const;

/** A spacing in the largest unit that divides it: 900 is 15m; `irregular` for null. Pure. */
export function stepName(stepSeconds: number | null): string {
  const unit = UNITS.find(([seconds]) => stepSeconds !== null && stepSeconds % seconds === 0);
  return stepSeconds === null || unit === undefined ? 'irregular' : `${stepSeconds / unit[0]}${unit[1]}`;
}
