import { hasReference, referenceRows } from '../referenceTable.fixture.ts';
import type { TailRecord } from './shortfallTests.ts';

const FILE = 'esback_risk_forecasts.csv.gz';
export const hasEsback = hasReference(FILE);

/** The rows of the table; none where the file is absent. */
export const esbackRows = (): number[][] => (hasEsback ? referenceRows(FILE).map((row) => row.map(Number)) : []);

/** The forecasts of R's esback, 4,527 days at 2.5 %, as losses; empty where the file is absent. */
export function esbackRecord(): TailRecord {
  const rows = esbackRows();
  return {
    returns: rows.map((row) => row[1]!),
    forecasts: rows.map((row) => ({ valueAtRisk: -row[2]!, expectedShortfall: -row[3]! })),
    p: 0.025,
  };
}
