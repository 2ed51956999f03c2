import type { Compared } from './consequence.ts';
import { shortUsd } from './money.ts';
import type { DiffView } from './diffWords.ts';

/** What a voter must not overlook in a difference, in plain words: the patterns an attack would have. Pure. */
export function warningsOf(view: Pick<DiffView, 'changes' | 'undone' | 'now' | 'scenarios'>): string[] {
  const { changes } = view;
  const loosened = changes.filter((change) => change.direction === 'loosening');
  const compared = view.now ?? view.scenarios[0] ?? null;
  const haircuts = loosened.filter((change) => change.field === 'assets[].haircutFloor');
  const powers = loosened.filter((change) => /^roles\.|^execution\.vault/.test(change.field));
  const feeds = loosened.filter((change) =>
    /pricing\.sources\[\](?:$|\.(?:address|feedId|venue|quote))/.test(change.field),
  );
  const names = (list: readonly { readonly name: string }[]): string => list.map((item) => item.name).join(', ');
  return [
    ...(compared === null ? [] : boundWarning(compared)),
    ...(haircuts.length === 0
      ? []
      : [
          `Backing after haircuts would look better only because haircuts fall (${names(haircuts)}): the reserve holds what it held.`,
        ]),
    ...(view.undone.length === 0 ? [] : [`Adopting it undoes what was tightened on chain: ${view.undone.join(', ')}.`]),
    ...(powers.length === 0 ? [] : [`Powers change hands: ${names(powers)}.`]),
    ...(feeds.length === 0 ? [] : [`What sets prices changes: ${names(feeds)}.`]),
  ];
}

function boundWarning({ before, after }: Compared): string[] {
  if (after.worstDayWad <= before.worstDayWad) return [];
  const times = before.worstDayWad === 0n ? 0n : after.worstDayWad / before.worstDayWad;
  const factor = times > 1n ? `, ${times} times as much` : '';
  return [
    `A stolen keeper could cost ${shortUsd(after.worstDayWad)} in a day instead of ${shortUsd(before.worstDayWad)}${factor}.`,
  ];
}
