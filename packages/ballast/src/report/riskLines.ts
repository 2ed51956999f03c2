import { formatWad, type SurplusRisk } from '@ballast/core';
import { bpsPercent, shortUsd } from './money.ts';

const BEARERS = { surplus: 'the surplus', junior: 'the junior stake', holders: 'the holders' } as const;

/** What the surplus may lose, who bears it, and what is carried and earned for it, in sentences. Pure. */
export function riskLines(risk: SurplusRisk): string[] {
  const { model, horizonDays, paths, bearers, liabilitiesPerRiskWad, incomePerRiskWad } = risk;
  const days = `${horizonDays} day${horizonDays === 1 ? '' : 's'}`;
  const confidence = bpsPercent(risk.confidenceBps);
  const withError = (value: bigint, error: bigint): string => `${shortUsd(value)} ± ${shortUsd(error)}`;
  const borne = bearers.flatMap(({ rank, capacityWad, lossWad }) =>
    lossWad === 0n && capacityWad === null
      ? []
      : [`${BEARERS[rank]} ${shortUsd(lossWad)}${capacityWad === null ? '' : ` of ${shortUsd(capacityWad)}`}`],
  );
  return [
    `Surplus at risk in ${days} at ${confidence}: VaR ${withError(risk.valueAtRiskWad, risk.valueAtRiskErrorWad)}, ES ${withError(risk.shortfallWad, risk.shortfallErrorWad)} (${model}, ${paths} paths). Borne by the waterfall: ${borne.join(', ')}.`,
    liabilitiesPerRiskWad === null || incomePerRiskWad === null
      ? 'Nothing is lost there, so nothing is carried or earned per unit of risk.'
      : `For each dollar of that ES ${formatWad(liabilitiesPerRiskWad, 2)} are owed, and ${formatWad(incomePerRiskWad, 3)} earned a year: ${shortUsd(risk.incomePerYearWad)} from lending and savings venues at the rates of now.`,
  ];
}
