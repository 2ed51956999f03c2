// Laws that are not ours, as the page of figures shows them.
import { COVER_HEAD, coverRow, reliabilityTable, table } from '../calibrationTables.ts';
import type { LawRun, LawSizes } from './judgeOtherLaws.ts';
import { OTHER_LAWS } from './otherLaws.ts';

/** The part of the page on other laws, in Markdown. Pure. */
export function lawSections({
  lawSizes,
  laws,
}: {
  readonly lawSizes: LawSizes;
  readonly laws: LawRun;
}): readonly string[] {
  const first = laws.cases.filter(({ forecast }) => forecast.passage === 'first passage');
  const rows = OTHER_LAWS.flatMap(({ id }) => {
    const own = first.filter(({ law }) => law === id);
    return [1, 7, 30].flatMap((days) =>
      coverRow(
        `${id}, ${days} d`,
        own.filter(({ forecast }) => forecast.days === days),
      ),
    );
  });
  return [
    `## Laws that are not ours\n\n${INTRODUCTION}\n\n${LAWS}\n\n${sizesLine(lawSizes, laws)}`,
    `First passage:\n\n${table(COVER_HEAD, rows)}`,
    `Reliability, what floats:\n\n${reliabilityTable(first.filter(({ law }) => !isOfPegs(law)))}`,
    `Reliability, coins that never break:\n\n${reliabilityTable(first.filter(({ law }) => isOfPegs(law)))}`,
  ];
}

const isOfPegs = (law: string): boolean => law.endsWith(' coins') && !law.includes(',');

const INTRODUCTION = `The same question where the model is wrong in other ways, and for reserves that are shaped to be hard. Prices have no
drift but where it is said, in the mean of their price; the surplus is drawn as above, no default is stated.`;

const LAWS = OTHER_LAWS.map(({ id, says }) => `- *${id}*: ${says}.`).join('\n');

const sizesLine = ({ reserves, enginePaths, truthPaths }: LawSizes, { refused }: LawRun): string =>
  `${reserves} reserves a law, ${enginePaths} paths a model, ${truthPaths} of the truth; ${refused.length} without an answer${refused.length === 0 ? '' : ` (${[...new Set(refused)].join('; ')})`}.`;
