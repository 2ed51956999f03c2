import type { FailureRecord } from '@ballast/core';
import { causeLines } from './failuresTable.ts';
import { riskLines } from './riskLines.ts';

/** What a cycle's failure probabilities come from, in sentences: causes, risk, and the sets they were judged by. Pure. */
export function failureNotes({ scenarios, why, figures, risk }: FailureRecord): string[] {
  if (scenarios === null) return [`no probability of failure: ${why}`];
  return [
    ...causeLines(figures),
    ...(risk === null ? [] : riskLines(risk)),
    ...figures.flatMap(({ failure, passage, note }) =>
      passage === 'first passage' && note !== '' ? [`${failure}: ${note}`] : [],
    ),
    ...scenarios.sources.map(
      ({ model, paths, days, basis, set }) =>
        `scenarios: ${model}, ${paths} paths of ${days} d: ${basis}${set === null ? '' : `; set ${set.slice(0, 10)}`}`,
    ),
  ];
}
