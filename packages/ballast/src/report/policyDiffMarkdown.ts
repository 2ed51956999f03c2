import { newlyBroken, noLongerBroken } from './consequence.ts';
import { warningsOf } from './diffWarnings.ts';
import { directionsInWords, rulesInWords, whichHash, whoMay, type DiffView } from './diffWords.ts';
import { nowTable, scenarioTable } from './renderPolicyDiff.ts';
import { markdownTable } from './table.ts';

/** The difference and its consequences in Markdown: what a proposal's description is made of. Pure. */
export function policyDiffMarkdown(view: DiffView): string {
  const lines = [
    `## Policy of ${view.reserve}`,
    '',
    `- old: \`${view.before.hash}\` (${view.before.from})`,
    `- new: \`${view.after.hash}\` (${view.after.from})`,
    '',
    `${rulesInWords(view.changes)}: ${directionsInWords(view.changes)}.`,
    '',
    ...warningsOf(view).flatMap((text) => [`> ${text}`, '']),
    ...(view.changes.length === 0 ? [] : markdownTable(changesTable(view))),
    ...(view.refusal === null ? [] : ['', `**The contract would refuse the new law: ${view.refusal}.**`]),
    ...(view.now === null
      ? []
      : [
          '',
          `### On the reserve as it is (${view.now.name}, ${view.now.asOf})`,
          '',
          ...markdownTable(nowTable(view.now)),
          ...broken(view.now),
        ]),
    ...(view.scenarios.length === 0
      ? []
      : [
          '',
          '### In the bundled scenarios, nobody acting',
          '',
          ...markdownTable(scenarioTable(view.scenarios)),
          ...view.scenarios.flatMap((item) => broken(item, `${item.name}: `)),
        ]),
  ];
  return `${lines.join('\n')}\n`;
}

const changesTable = (view: DiffView) => ({
  columns: ['rule', 'old', 'new', 'direction', 'who', 'hash'].map((head) => ({ head })),
  rows: view.changes.map((change) => [
    `\`${change.name}\``,
    change.before ?? 'none',
    change.after ?? 'none',
    change.direction,
    whoMay(change, view.delay),
    whichHash(change),
  ]),
});

function broken(compared: Parameters<typeof newlyBroken>[0], head = ''): string[] {
  const [worse, better] = [newlyBroken(compared), noLongerBroken(compared)];
  return [
    ...(worse.length === 0 ? [] : ['', `${head}would break: ${worse.join(', ')}`]),
    ...(better.length === 0 ? [] : ['', `${head}would no longer break: ${better.join(', ')}`]),
  ];
}
