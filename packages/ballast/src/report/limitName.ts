const METHODS: Readonly<Record<string, string>> = {
  'parametric normal': 'parametric',
  'combined with pegs': 'combined+pegs',
};

const FAILURES: Readonly<Record<string, string>> = { balanceSheet: 'balance-sheet' };

const KINDS: Readonly<Record<string, (rest: readonly string[]) => string>> = {
  backing: ([part]) => (part === 'riskAdjusted' ? 'backing after haircuts' : 'backing at mark'),
  liquidity: ([horizon = '']) => (horizon === 'now' ? 'cash now' : `cash within a ${horizon}`),
  exposure: ([kind = '', ...id]) => `share with ${kind} ${id.join(':')}`,
  // Whether it is the most or the least is told by the sign beside it.
  weight: ([, ...asset]) => `weight of ${asset.join(':')}`,
  venue: (id) => `cap of ${id.join(':')}`,
  buffer: (id) => `what surplus may lose at ${id.join(':')}`,
  peg: (asset) => `peg deviation of ${asset.join(':')}`,
  tail: ([measure = '', method = '', confidenceBps = '', horizon = '']) =>
    `${measure} ${Number(confidenceBps) / 100} % ${horizon} ${METHODS[method] ?? method}`,
  failure: ([kind = '', horizon = '']) => `${FAILURES[kind] ?? kind} failure within ${horizon}`,
  budget: ([kind]) => (kind === 'loss' ? "the day's loss" : "the day's turnover"),
  vault: () => 'value in the vault',
  mint: () => 'minted in a day',
  idle: (asset) => `idle ${asset.join(':')}`,
  target: (asset) => `target of ${asset.join(':')}`,
  holding: (asset) => `all ${asset.join(':')} held`,
  disabled: (asset) => `${asset.join(':')} being disabled`,
  redemptions: ([which]) => (which === 'due' ? 'claims now due' : 'claims in the queue'),
  floor: () => 'the price floor',
  depth: () => "the market's depth",
  intake: () => 'what new claims would worsen',
  level: ([level = '']) => `the level being ${level}`,
};

/** A limit, or what sized an action, in words a reader need not look up; an id of another kind as it is. Pure. */
export function limitName(id: string): string {
  const [kind = '', ...rest] = id.split(':');
  return KINDS[kind]?.(rest) ?? id;
}

// Not venue:…, which in a reason is also the name of a contract.
const IN_TEXT = /\b(?:backing|liquidity|exposure|weight|buffer|peg|tail|failure|budget):[\w.:-]*\w/g;

/** A reason with the limits it names in words. Pure. */
export const nameLimits = (text: string): string => text.replaceAll(IN_TEXT, limitName);
