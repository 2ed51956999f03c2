import type { Scenario, ScenarioAsset } from './scenario.ts';

/** A rule across fields that a scenario breaks; `path` leads into the document. */
export interface ScenarioFault {
  readonly code: string;
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly remedy: string;
}

/** Every rule that one field alone cannot show; an empty list means the scenario stands. */
export function checkScenario(scenario: Scenario): ScenarioFault[] {
  return [
    ...checkWindow(scenario),
    ...checkIds(scenario),
    ...checkSources(scenario),
    ...scenario.assets.flatMap((asset, index) => checkAsset(scenario, asset, index)),
    ...checkOrder(scenario),
    ...checkFlows(scenario),
  ];
}

function checkWindow({ window, cadence, resolution }: Scenario): ScenarioFault[] {
  const faults: ScenarioFault[] = [];
  if (window.from >= window.to)
    faults.push({
      code: 'SCENARIO_EMPTY_WINDOW',
      path: ['window'],
      message: 'from is not before to',
      remedy: 'swap them',
    });
  if (cadence[0]?.from !== window.from)
    faults.push({
      code: 'SCENARIO_CADENCE',
      path: ['cadence', 0, 'from'],
      message: 'the first cadence does not begin with the window',
      remedy: 'begin the first cadence at window.from',
    });
  if (window.to - window.from > 1_000_000 * resolution)
    faults.push({
      code: 'SCENARIO_TOO_FINE',
      path: ['resolution'],
      message: 'more than a million steps of the noise grid',
      remedy: 'choose a coarser resolution or a shorter window',
    });
  return faults;
}

function checkIds(scenario: Scenario): ScenarioFault[] {
  const faults: ScenarioFault[] = [];
  for (const list of ['assets', 'sources'] as const) {
    const seen = new Set<string>();
    scenario[list].forEach(({ id }, index) => {
      if (seen.has(id))
        faults.push({
          code: 'SCENARIO_DUPLICATE_ID',
          path: [list, index, 'id'],
          message: `"${id}" is named twice in ${list}`,
          remedy: 'give each its own id',
        });
      seen.add(id);
    });
  }
  return faults;
}

function checkSources(scenario: Scenario): ScenarioFault[] {
  const sources = new Set(scenario.sources.map((source) => source.id));
  const assets = new Set(scenario.assets.map((asset) => asset.id));
  const faults: ScenarioFault[] = [];
  const need = (known: ReadonlySet<string>, what: string, id: string, path: ScenarioFault['path']): void => {
    if (!known.has(id))
      faults.push({
        code: 'SCENARIO_DANGLING_REFERENCE',
        path,
        message: `${what} "${id}" is not in this scenario`,
        remedy: `name an existing ${what}, or add it`,
      });
  };
  scenario.assets.forEach((asset, index) => {
    asset.anchors.forEach((anchor, at) =>
      need(sources, 'source', anchor.source, ['assets', index, 'anchors', at, 'source']),
    );
    if (asset.follows !== undefined) {
      need(sources, 'source', asset.follows.source, ['assets', index, 'follows', 'source']);
      need(assets, 'asset', asset.follows.asset, ['assets', index, 'follows', 'asset']);
    }
  });
  for (const list of ['deviations', 'silences', 'depth', 'lending'] as const)
    scenario[list].forEach((item, index) => {
      need(sources, 'source', item.source, [list, index, 'source']);
      const isAll = item.asset === 'all' && (list === 'silences' || list === 'depth');
      if (!isAll) need(assets, 'asset', item.asset, [list, index, 'asset']);
    });
  scenario.notes.forEach((note, index) => need(sources, 'source', note.source, ['notes', index, 'source']));
  for (const flow of ['redemptions', 'mints'] as const)
    need(sources, 'source', scenario[flow].source, [flow, 'source']);
  return faults;
}

function checkAsset({ window, assets }: Scenario, asset: ScenarioAsset, index: number): ScenarioFault[] {
  const path = ['assets', index] as const;
  if (asset.follows !== undefined) {
    const followed = assets.find((item) => item.id === asset.follows?.asset);
    if (asset.anchors.length > 0 || followed?.follows !== undefined)
      return [
        {
          code: 'SCENARIO_FOLLOWS',
          path: [...path, 'follows'],
          message: `${asset.id} follows another asset, so it has no anchors, and that asset has its own`,
          remedy: 'give either anchors or follows',
        },
      ];
    return [];
  }
  const [first, last] = [asset.anchors[0], asset.anchors.at(-1)];
  if (first === undefined || last === undefined || first.at > window.from || last.at < window.to)
    return [
      {
        code: 'SCENARIO_ANCHORS_DO_NOT_COVER',
        path: [...path, 'anchors'],
        message: `anchors of ${asset.id} do not reach over the window`,
        remedy: 'begin at or before window.from and end at or after window.to',
      },
    ];
  return [];
}

/** Every list of moments runs forward. */
function checkOrder(scenario: Scenario): ScenarioFault[] {
  const lists: (readonly [ScenarioFault['path'], readonly number[]])[] = [
    [['cadence'], scenario.cadence.map((item) => item.from)],
    [['notes'], scenario.notes.map((item) => item.at)],
    ...scenario.assets.map(({ anchors }, i) => [['assets', i, 'anchors'], anchors.map((item) => item.at)] as const),
    ...(['deviations', 'depth', 'lending'] as const).flatMap((list) =>
      scenario[list].map(({ points }, i) => [[list, i, 'points'], points.map((item) => item.at)] as const),
    ),
    ...(['redemptions', 'mints'] as const).map(
      (flow) => [[flow, 'points'], scenario[flow].points.map((item) => item.at)] as const,
    ),
    ...scenario.silences.map(
      ({ from, to }, i) =>
        [
          ['silences', i],
          [from, to],
        ] as const,
    ),
  ];
  return lists.flatMap(([path, times]) => {
    const at = times.findIndex((time, index) => index > 0 && time <= (times[index - 1] ?? 0));
    return at === -1
      ? []
      : [
          {
            code: 'SCENARIO_ORDER',
            path: [...path, at],
            message: 'not later than the one before',
            remedy: 'sort by time',
          },
        ];
  });
}

function checkFlows(scenario: Scenario): ScenarioFault[] {
  const faults: ScenarioFault[] = [];
  for (const flow of ['redemptions', 'mints'] as const)
    scenario[flow].points.forEach(({ share }, index, all) => {
      if (share < 0 || share > 1 || share < (all[index - 1]?.share ?? 0))
        faults.push({
          code: 'SCENARIO_FLOW',
          path: [flow, 'points', index],
          message: 'a flow since the beginning only grows, from 0% to at most 100% of the first supply',
          remedy: 'write cumulative shares',
        });
    });
  for (const [list, most] of [
    ['depth', 10],
    ['lending', 0.999],
  ] as const)
    scenario[list].forEach(({ points }, index) =>
      points.forEach(({ share }, at) => {
        if (share < 0 || share > most)
          faults.push({
            code: 'SCENARIO_SHARE_RANGE',
            path: [list, index, 'points', at],
            message: `${share} is outside 0 … ${most}`,
            remedy:
              list === 'lending' ? 'a market lends at most 99.9% of itself' : 'depth is a share of the first depth',
          });
      }),
    );
  return faults;
}
