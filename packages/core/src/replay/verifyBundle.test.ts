import { beforeAll, describe, expect, it } from 'vitest';
import { canonicalText, parseArtefact } from '../records/canonical.ts';
import { sha256Text, type Hash } from '../records/hash.ts';
import { packBundle, parseBundle, type Bundle } from './bundle.ts';
import { leafHash, logRoot, LogMalformed } from './merkleLog.ts';
import { attestTest, ATTESTER_SECRET, bundleOf, headOf, NOW, runTestCycles, type TestCycle } from './replay.fixture.ts';
import type { ArtefactSchema } from './readArtefact.ts';
import { readNamed } from './readCycle.ts';
import { publicKeyOf, signTreeHead } from './signTreeHead.ts';
import { verifyBundle, type Anchors, type Verification } from './verifyBundle.ts';

let cycles: TestCycle[];
let bundle: ReturnType<typeof bundleOf>;
let last: TestCycle;

beforeAll(() => {
  // The dollar at 0.93 for one hour gives the plan something to think about; the fourth cycle is the one verified.
  cycles = runTestCycles([{}, { usdcPrice: '0.93' }, { usdcPrice: '0.97' }, { usdcPrice: '0.999' }]);
  bundle = bundleOf(cycles);
  last = cycles.at(-1) as TestCycle;
});

const failed = (result: Verification): string[] =>
  result.checks.filter((check) => !check.ok).map((check) => `${check.name} · ${check.subject} · ${check.code}`);
const failures = (changed: Bundle, anchors: Anchors = {}): string[] => failed(verifyBundle(changed, anchors));

/** The kinds of artefact a record names, by the word the checks use. */
const KINDS: Readonly<Record<string, keyof TestCycle['record']>> = {
  policy: 'policy',
  snapshot: 'snapshot',
  proofs: 'proofs',
  'carried state in': 'carriedIn',
  history: 'history',
  'balance sheet': 'balanceSheet',
  assessment: 'assessment',
  plan: 'plan',
  'carried state out': 'carriedOut',
  statement: 'statement',
  'previous record': 'previous',
};
const SCHEMAS: Readonly<Record<string, ArtefactSchema>> = {
  policy: 'ballast/policy/1',
  snapshot: 'ballast/snapshot/1',
  proofs: 'ballast/proofs/1',
  'carried state in': 'ballast/carried/1',
  history: 'ballast/history/1',
  'balance sheet': 'ballast/balance-sheet/1',
  assessment: 'ballast/assessment/1',
  plan: 'ballast/plan/1',
  'carried state out': 'ballast/carried/1',
  statement: 'ballast/statement/1',
  'previous record': 'ballast/cycle/1',
};
const hashOf = (kind: string): string => String(last.record[KINDS[kind] as keyof TestCycle['record']]);

describe('an honest bundle', () => {
  it('passes every check, with leaves or as one file', () => {
    const result = verifyBundle(bundle, { nowSeconds: last.statement.asOfSeconds + 60 });
    expect(failed(result)).toEqual([]);
    expect(result).toMatchObject({ ok: true, reserve: 'harbor', cycle: 4 });
    const parsed = parseBundle(packBundle(bundle, 2));
    expect(parsed.ok && failures(parsed.bundle)).toEqual([]);
  });
  it('says what was proved about each line', () => {
    expect(verifyBundle(bundle).lines.map((line) => `${line.kind} ${line.id} ${line.evidence}`)).toEqual([
      'asset treasury:USDC header-matched',
      'asset treasury:WETH header-matched',
      'asset treasury:GOV consistent',
      'asset bank:BANK attested',
      'liability hUSD header-matched',
    ]);
  });
  it('runs every kind of check at least once', () => {
    const names = new Set(
      verifyBundle(bundle, { nowSeconds: NOW, earlierTreeHead: canonicalText(headOf(cycles.slice(0, 2))) }).checks.map(
        (check) => check.name,
      ),
    );
    for (const name of [
      'record',
      'artefact',
      'links',
      'policy',
      'recompute',
      'previous',
      'attested',
      'header',
      'account',
      'holding',
      'supply',
      'tree head',
      'log',
      'inclusion',
      'order',
      'append-only',
      'signer',
      'expiry',
    ])
      expect(names).toContain(name);
  });
  it('the first cycle of a log has nothing before it', () => {
    expect(failures(bundleOf(cycles.slice(0, 1)))).toEqual([]);
  });
});

describe('one changed byte in any artefact', () => {
  it.each(Object.keys(KINDS))('%s', (kind) => {
    const hash = hashOf(kind) as Hash;
    const text = bundle.artefacts[hash] as string;
    const change = (at: number): Bundle => {
      const changed = text.slice(0, at) + (text[at] === '7' ? '8' : '7') + text.slice(at + 1);
      return { ...bundle, artefacts: { ...bundle.artefacts, [hash]: changed } };
    };
    // Every kind of character: structure, keys, digits, text; spread over the whole artefact.
    const step = Math.max(1, Math.floor(text.length / 100));
    for (let at = 0; at < text.length; at += step) {
      const { check } = readNamed(change(at), kind, hash, SCHEMAS[kind] as ArtefactSchema);
      expect(check.ok).toBe(false);
    }
    for (const at of [0, Math.floor(text.length / 2), text.length - 1])
      expect(failures(change(at))[0]).toMatch(
        new RegExp(`^artefact · ${kind} · (HASH_MISMATCH|NOT_CANONICAL|DUPLICATE_KEY|UNKNOWN_SCHEMA|TOO_DEEP)$`),
      );
  });
  it.each(Object.keys(KINDS))('%s missing', (kind) => {
    const artefacts = Object.fromEntries(Object.entries(bundle.artefacts).filter(([hash]) => hash !== hashOf(kind)));
    expect(failures({ ...bundle, artefacts })[0]).toBe(`artefact · ${kind} · MISSING`);
  });
  it('an artefact under another one’s hash', () => {
    const artefacts = { ...bundle.artefacts, [hashOf('plan')]: bundle.artefacts[hashOf('assessment')] as string };
    expect(failures({ ...bundle, artefacts })[0]).toBe('artefact · plan · UNKNOWN_SCHEMA');
  });
  it('bytes in the record, the tree head and the leaves', () => {
    const record = bundle.record as string;
    const head = bundle.treeHead as string;
    for (let at = 0; at < record.length; at += 97) {
      const changed = record.slice(0, at) + (record[at] === '1' ? '2' : '1') + record.slice(at + 1);
      if (changed === record) continue;
      const found = failures({ ...bundle, record: changed });
      expect(found.some((line) => line.startsWith('record · ') || line === 'inclusion · record · NOT_IN_LOG')).toBe(
        true,
      );
    }
    for (let at = 0; at < head.length; at += 31) {
      const changed = head.slice(0, at) + (head[at] === '1' ? '2' : '1') + head.slice(at + 1);
      expect(failures({ ...bundle, treeHead: changed })[0]).toMatch(/^tree head · log · /);
    }
    bundle.log.leaves.forEach((_leaf, index) => {
      const leaves = bundle.log.leaves.with(index, leafHash('forged'));
      expect(failures({ ...bundle, log: { kind: 'leaves', leaves } })).toContain('log · leaves · WRONG_ROOT');
    });
  });
});

/**
 * What a dishonest attester can do: change an artefact, give it and all that name it their new hashes, and sign the log
 * again. Hashes and signatures are then in order; only recomputation and proofs can tell.
 */
function forge(kind: string, edit: (artefact: Editable) => Editable): Bundle {
  const renames = new Map<string, string>();
  const rename = (text: string): string => [...renames].reduce((all, [from, to]) => all.replaceAll(from, to), text);
  const artefacts: Record<string, string> = { ...bundle.artefacts };
  for (const name of DOWNSTREAM) {
    const hash = hashOf(name);
    let text = rename(bundle.artefacts[hash] as string);
    if (name === kind) text = canonicalText(edit(parseArtefact(text) as Editable));
    if (sha256Text(text) !== hash) renames.set(hash, sha256Text(text));
    artefacts[sha256Text(text)] = text;
  }
  const record = rename(bundle.record as string);
  const leaves = [...bundle.log.leaves.slice(0, -1), leafHash(record)];
  const head = signTreeHead({ ...headOf(cycles), rootHash: logRoot(leaves) }, ATTESTER_SECRET);
  return { ...bundle, artefacts, record, treeHead: canonicalText(head), log: { kind: 'leaves', leaves } };
}

type Editable = { [key: string]: unknown };
const DOWNSTREAM = [
  'policy',
  'snapshot',
  'proofs',
  'carried state in',
  'history',
  'balance sheet',
  'assessment',
  'plan',
  'carried state out',
  'statement',
];
const first = (artefact: Editable, list: string, change: Editable): Editable => ({
  ...artefact,
  [list]: (artefact[list] as Editable[]).map((item, index) => (index === 0 ? { ...item, ...change } : item)),
});
const without = (artefact: Editable, list: string): Editable => ({
  ...artefact,
  [list]: (artefact[list] as unknown[]).slice(1),
});

const bank = (artefact: Editable, change: Editable): Editable => ({
  ...artefact,
  holdings: (artefact['holdings'] as Editable[]).map((item) =>
    item['id'] === 'bank:BANK' ? { ...item, ...change } : item,
  ),
});

describe('a dishonest attester who re-hashes and re-signs', () => {
  it('changes nothing: everything still passes', () => {
    expect(failures(forge('snapshot', (artefact) => artefact))).toEqual([]);
  });

  it.each<[string, string, (artefact: Editable) => Editable, string]>([
    // Snapshot: the sheet no longer follows from it, or a proof or signature contradicts it.
    [
      'snapshot',
      'an amount',
      (a) => first(a, 'holdings', { amountRaw: 1n }),
      'holding · treasury:USDC · PROOF_WRONG_VALUE',
    ],
    [
      'snapshot',
      'a price',
      (a) => first(a, 'prices', { priceWad: 2n * 10n ** 18n }),
      'recompute · balance sheet · DIFFERS',
    ],
    [
      'snapshot',
      'a price made unknown',
      (a) => first(a, 'prices', { priceWad: null }),
      'recompute · balance sheet · DIFFERS',
    ],
    ['snapshot', 'an age', (a) => first(a, 'prices', { ageSeconds: 61 }), 'recompute · balance sheet · DIFFERS'],
    ['snapshot', 'a source', (a) => first(a, 'prices', { sourceId: 'omega' }), 'recompute · balance sheet · DIFFERS'],
    ['snapshot', 'a clamp flag', (a) => first(a, 'prices', { isClamped: true }), 'recompute · balance sheet · DIFFERS'],
    ['snapshot', 'a holding left out', (a) => without(a, 'holdings'), 'recompute · balance sheet · DIFFERS'],
    ['snapshot', 'a supply', (a) => first(a, 'liabilities', { supplyRaw: 1n }), 'supply · hUSD · PROOF_WRONG_VALUE'],
    [
      'snapshot',
      'the block hash',
      (a) => first(a, 'blocks', { hash: `0x${'1'.repeat(64)}` }),
      'header · eip155:31337 · HEADER_MISMATCH',
    ],
    [
      'snapshot',
      'the block number',
      (a) => first(a, 'blocks', { number: 1 }),
      'header · eip155:31337 · HEADER_MISMATCH',
    ],
    [
      'snapshot',
      'node agreement',
      (a) => first(a, 'blocks', { agreement: 'single' }),
      'recompute · statement · DIFFERS',
    ],
    [
      'snapshot',
      'a bank amount',
      (a) => first(a, 'attested', { amountRaw: 9n }),
      'attested · first-bank-1 · WRONG_SIGNERS',
    ],
    [
      'snapshot',
      'a bank lien',
      (a) => first(a, 'attested', { lien: 'pledged' }),
      'attested · first-bank-1 · WRONG_SIGNERS',
    ],
    [
      'snapshot',
      'a bank expiry',
      (a) => first(a, 'attested', { expiresAtSeconds: NOW * 2 }),
      'attested · first-bank-1 · WRONG_SIGNERS',
    ],
    [
      'snapshot',
      'the bank’s signatures',
      (a) => first(a, 'attested', { signatures: [] }),
      'attested · first-bank-1 · WRONG_SIGNERS',
    ],
    [
      'snapshot',
      'the bank’s signers',
      (a) => first(a, 'attested', { signers: [] }),
      'attested · first-bank-1 · WRONG_SIGNERS',
    ],
    [
      'snapshot',
      'dual approval',
      (a) => first(a, 'attested', { isDualApproved: false }),
      'attested · first-bank-1 · WRONG_APPROVAL',
    ],
    ['snapshot', 'the reserve', (a) => ({ ...a, reserve: 'other' }), 'links · snapshot · WRONG_RESERVE'],
    ['snapshot', 'the cycle', (a) => ({ ...a, cycle: 3 }), 'links · snapshot · WRONG_CYCLE'],
    ['snapshot', 'the time', (a) => ({ ...a, asOfSeconds: NOW }), 'recompute · balance sheet · DIFFERS'],
    [
      'snapshot',
      'a bank amount counted',
      (a) => bank(a, { amountRaw: 10n ** 12n }),
      'attested · first-bank-1 · WRONG_HOLDING',
    ],
    [
      'snapshot',
      'a bank account counted',
      (a) => bank(a, { accountId: 'treasury' }),
      'attested · first-bank-1 · WRONG_HOLDING',
    ],
    [
      'snapshot',
      'a bank holding counted twice',
      (a) => ({
        ...a,
        holdings: [...(a['holdings'] as Editable[]), { ...(a['holdings'] as Editable[])[3], id: 'again' }],
      }),
      'attested · first-bank-1 · COUNTED_TWICE',
    ],
    ['snapshot', 'a record that is not there', (a) => ({ ...a, attested: [] }), 'attested · first-bank-1 · MISSING'],
    [
      'snapshot',
      'a record of another reserve',
      (a) => first(a, 'attested', { reserve: 'other' }),
      'attested · first-bank-1 · WRONG_RESERVE',
    ],
    ['snapshot', 'a later time', (a) => ({ ...a, asOfSeconds: NOW * 2 }), 'links · time · WRONG_TIME'],
    ['snapshot', 'a shape', (a) => ({ ...a, holdings: null }), 'recompute · cycle · MALFORMED'],
    ['snapshot', 'a shape inside', (a) => ({ ...a, prices: [null] }), 'recompute · cycle · MALFORMED'],
    // Policy: everything is recomputed under it, and it must be a law.
    ['policy', 'a haircut', (a) => first(a, 'assets', { haircutFloorBps: 0n }), 'recompute · balance sheet · DIFFERS'],
    [
      'policy',
      'a limit',
      (a) => ({ ...a, limits: { ...(a['limits'] as Editable), minBackingRatioWad: 1n } }),
      'recompute · assessment · DIFFERS',
    ],
    [
      'policy',
      'two base assets',
      (a) => ({ ...a, assets: (a['assets'] as Editable[]).map((item) => ({ ...item, isBase: true })) }),
      'policy · harbor · POLICY_BASE_COUNT',
    ],
    [
      'policy',
      'other attesters',
      (a) => ({ ...a, roles: { ...(a['roles'] as Editable), attesters: ['00'.repeat(32)] } }),
      `signer · ${publicKeyOf(ATTESTER_SECRET)} · NOT_NAMED`,
    ],
    [
      'policy',
      'other approvers',
      (a) => ({ ...a, roles: { ...(a['roles'] as Editable), approvers: [] } }),
      'attested · first-bank-1 · WRONG_APPROVAL',
    ],
    // Proofs.
    [
      'proofs',
      'a claimed balance',
      (a) => first(a, 'balances', { amountRaw: 1n }),
      'holding · treasury:USDC · PROOF_WRONG_VALUE',
    ],
    ['proofs', 'a slot', (a) => first(a, 'balances', { slotIndex: 1 }), 'holding · treasury:USDC · PROOF_WRONG_KEY'],
    ['proofs', 'a proof left out', (a) => without(a, 'balances'), 'recompute · statement · DIFFERS'],
    [
      'proofs',
      'the header',
      (a) => first(a, 'chains', { headerRlp: '0xc0' }),
      'header · eip155:31337 · HEADER_MALFORMED',
    ],
    ['proofs', 'a shape', (a) => ({ ...a, chains: 7 }), 'proofs · snapshot · MALFORMED'],
    // What came before.
    [
      'carried state in',
      'a slow price',
      (a) => first(a, 'assets', { slowPriceWad: 1n }),
      'recompute · balance sheet · DIFFERS',
    ],
    [
      'carried state in',
      'a timer',
      (a) => first(a, 'assets', { stateSinceSeconds: 1 }),
      'previous · record · MEMORY_CHANGED',
    ],
    ['carried state in', 'a level', (a) => ({ ...a, level: 'emergency' }), 'previous · record · MEMORY_CHANGED'],
    [
      'carried state in',
      'a stop',
      (a) => ({ ...a, stop: { kind: 'hold', reason: 'x', atSeconds: NOW } }),
      'recompute · plan · DIFFERS',
    ],
    ['history', 'a close', (a) => ({ ...a, series: [] }), 'recompute · assessment · DIFFERS'],
    ['history', 'a shape', (a) => ({ ...a, series: null }), 'recompute · cycle · MALFORMED'],
    // Results.
    ['balance sheet', 'a value', (a) => first(a, 'lines', { valueWad: 1n }), 'recompute · balance sheet · DIFFERS'],
    [
      'balance sheet',
      'the backing',
      (a) => ({ ...a, backingRatioWad: 2n * 10n ** 18n }),
      'recompute · balance sheet · DIFFERS',
    ],
    [
      'balance sheet',
      'a flag',
      (a) => first(a, 'lines', { isEndogenous: true }),
      'recompute · balance sheet · DIFFERS',
    ],
    [
      'balance sheet',
      'an unknown',
      (a) => ({ ...a, unknowns: [{ what: 'x', code: 'Y', reason: 'z' }] }),
      'recompute · balance sheet · DIFFERS',
    ],
    ['balance sheet', 'an added key', (a) => ({ ...a, note: 'x' }), 'recompute · balance sheet · DIFFERS'],
    ['assessment', 'a status', (a) => first(a, 'limits', { status: 'breached' }), 'recompute · assessment · DIFFERS'],
    ['assessment', 'a headroom', (a) => first(a, 'limits', { headroomWad: null }), 'recompute · assessment · DIFFERS'],
    [
      'assessment',
      'the level',
      (a) => ({ ...a, level: 'normal', levelEvidence: ['x'] }),
      'recompute · assessment · DIFFERS',
    ],
    ['plan', 'a reason', (a) => ({ ...a, reasons: ['because'] }), 'recompute · plan · DIFFERS'],
    ['plan', 'a refusal left out', (a) => ({ ...a, refused: [] }), 'recompute · plan · DIFFERS'],
    ['plan', 'an expiry', (a) => ({ ...a, expiresAtSeconds: NOW * 2 }), 'recompute · plan · DIFFERS'],
    ['carried state out', 'a spent budget', (a) => ({ ...a, lossUsedWad: 1n }), 'recompute · carried state · DIFFERS'],
    // The statement.
    ['statement', 'a line', (a) => first(a, 'assets', { valueWad: 1n }), 'recompute · statement · DIFFERS'],
    [
      'statement',
      'its evidence',
      (a) => ({ ...a, assets: (a['assets'] as Editable[]).map((item) => ({ ...item, evidence: 'header-matched' })) }),
      'recompute · statement · DIFFERS',
    ],
    ['statement', 'its state', (a) => ({ ...a, state: 'valid' }), 'recompute · statement · DIFFERS'],
    ['statement', 'its expiry', (a) => ({ ...a, expiresAtSeconds: NOW * 2 }), 'recompute · statement · DIFFERS'],
    [
      'statement',
      'the one before',
      (a) => ({ ...a, parents: { ...(a['parents'] as Editable), previous: null } }),
      'previous · record · WRONG_PARENT',
    ],
    ['statement', 'its signer', (a) => ({ ...a, signer: '00'.repeat(32) }), `signer · ${'00'.repeat(32)} · NOT_NAMED`],
    [
      'statement',
      'its method',
      (a) => ({ ...a, methodVersion: 'ballast/method/0' }),
      'recompute · statement · DIFFERS',
    ],
    ['statement', 'a shape', (a) => ({ ...a, assets: 'none' }), 'recompute · statement · DIFFERS'],
  ])('%s: %s', (kind, _what, edit, expected) => {
    const result = verifyBundle(forge(kind, edit));
    expect(failed(result)).toContain(expected);
    expect(result.ok).toBe(false);
  });

  it('names the first differing field with both values', () => {
    const changed = verifyBundle(forge('balance sheet', (a) => ({ ...a, surplusWad: 42n })));
    const check = changed.checks.find((item) => item.name === 'recompute' && !item.ok);
    expect(check?.detail).toBe(`surplusWad is "42"; recomputed "${last.sheet.surplusWad}"`);
  });
  it('a line is unproved as soon as the sheet or statement is not what the snapshot gives', () => {
    const lines = verifyBundle(forge('balance sheet', (a) => ({ ...a, surplusWad: 42n }))).lines;
    expect(new Set(lines.map((line) => line.evidence))).toEqual(new Set(['unproved']));
  });
  it('a line whose state proof fails is only consistent, one whose signature fails is unproved', () => {
    const evidence = (result: Verification): Record<string, string> =>
      Object.fromEntries(result.lines.map((line) => [line.id, line.evidence]));
    // Statement and sheet are rebuilt honestly around the forged parts, so only proof and signature stand against them.
    const slot = rebuild((cycle) => ({
      ...cycle,
      proofs: { ...cycle.proofs, balances: cycle.proofs.balances.map((item) => ({ ...item, slotIndex: 1 })) },
    }));
    expect(evidence(verifyBundle(slot))).toMatchObject({ 'treasury:USDC': 'consistent', 'bank:BANK': 'attested' });
    const bank = rebuild((cycle) => ({
      ...cycle,
      snapshot: {
        ...cycle.snapshot,
        attested: cycle.snapshot.attested.map((item) => ({ ...item, institution: 'Other Bank' })),
      },
    }));
    expect(evidence(verifyBundle(bank))).toMatchObject({ 'bank:BANK': 'unproved', 'treasury:USDC': 'header-matched' });
  });
  it('a record that names another policy hash, a foreign statement or a wrong previous', () => {
    const record = last.record;
    const bundleWith = (change: Partial<TestCycle['record']>): Bundle => {
      const text = canonicalText({ ...record, ...change });
      const leaves = [...bundle.log.leaves.slice(0, -1), leafHash(text)];
      const head = signTreeHead({ ...headOf(cycles), rootHash: logRoot(leaves) }, ATTESTER_SECRET);
      return { ...bundle, record: text, treeHead: canonicalText(head), log: { kind: 'leaves', leaves } };
    };
    expect(failures(bundleWith({ policy: `0x${'0'.repeat(64)}` }))[0]).toBe('artefact · policy · MISSING');
    expect(failures(bundleWith({ reserve: 'other' }))).toContain('links · snapshot · WRONG_RESERVE');
    expect(failures(bundleWith({ cycle: 9 }))).toContain('links · plan · WRONG_CYCLE');
    expect(failures(bundleWith({ proofs: null }))).toContain('links · statement · WRONG_PARENT');
    expect(failures(bundleWith({ previous: null }))).toContain('previous · record · WRONG_PARENT');
    expect(failures(bundleWith({ receipts: [`0x${'0'.repeat(64)}`] }))).toContain('artefact · receipt 0 · MISSING');
    expect(failures(bundleWith({ receipts: 7 as never }))).toContain('artefact · record · MALFORMED');
  });
});

/** The last cycle run honestly on something forged, with every later artefact recomputed. */
function rebuild(change: (cycle: TestCycle) => TestCycle): Bundle {
  const forged = attestTest(change(last), cycles.at(-2) ?? null);
  return bundleOf([...cycles.slice(0, -1), forged]);
}

describe('the log', () => {
  const head = (count: number, secret?: string): string => canonicalText(headOf(cycles.slice(0, count), secret));

  it('only grew since a head kept from before', () => {
    for (const size of [0, 1, 2, 3, 4]) expect(failures(bundle, { earlierTreeHead: head(size) })).toEqual([]);
    const packed = parseBundle(packBundle(bundle, 2));
    if (!packed.ok) throw new TypeError('the bundle is honest');
    expect(failures(packed.bundle, { earlierTreeHead: head(2) })).toEqual([]);
    expect(failures(packed.bundle, { earlierTreeHead: head(4) })).toEqual([]);
    expect(failures(packed.bundle, { earlierTreeHead: head(3) })).toEqual(['append-only · log · MISSING']);
  });
  it('finds a rewritten past, a shorter log, a fork and a foreign head', () => {
    const rewritten = runTestCycles([{}, { usdcPrice: '0.98' }, { usdcPrice: '0.97' }, { usdcPrice: '0.999' }]);
    const other = bundleOf(rewritten);
    expect(failures(other)).toEqual([]);
    expect(failures(other, { earlierTreeHead: head(2) })).toEqual(['append-only · log · LOG_REWRITTEN']);
    expect(failures(other, { earlierTreeHead: head(1) })).toEqual([]);
    expect(failures(other, { earlierTreeHead: head(4) })).toEqual(['append-only · log · LOG_FORKED']);
    expect(failures(bundleOf(cycles.slice(0, 2)), { earlierTreeHead: head(3) })).toEqual([
      'append-only · log · LOG_SHRANK',
    ]);
    const packed = parseBundle(packBundle(other, 2));
    expect(packed.ok && failures(packed.bundle, { earlierTreeHead: head(2) })).toEqual([
      'append-only · log · LOG_REWRITTEN',
    ]);
    const foreign = canonicalText(signTreeHead({ ...headOf(cycles.slice(0, 2)), reserve: 'other' }, ATTESTER_SECRET));
    expect(failures(bundle, { earlierTreeHead: foreign })).toEqual(['append-only · log · WRONG_RESERVE']);
    const late = canonicalText(signTreeHead({ ...headOf(cycles.slice(0, 2)), asOfSeconds: NOW * 2 }, ATTESTER_SECRET));
    expect(failures(bundle, { earlierTreeHead: late })).toEqual(['append-only · log · LOG_OLDER']);
    expect(failures(bundle, { earlierTreeHead: head(2).replace('"size":2', '"size":1') })).toEqual([
      'append-only · log · BAD_SIGNATURE',
    ]);
    expect(failures(bundle, { earlierTreeHead: '{}' })).toEqual(['append-only · log · UNKNOWN_SCHEMA']);
  });
  it('a record outside the log, a proof for another leaf, leaves beyond the head', () => {
    expect(failures({ ...bundle, log: { kind: 'leaves', leaves: bundle.log.leaves.slice(0, 3) } })).toEqual([
      'log · leaves · WRONG_ROOT',
      'inclusion · record · NOT_IN_LOG',
    ]);
    const packed = parseBundle(packBundle(bundle));
    if (!packed.ok || packed.bundle.log?.kind !== 'proof') throw new TypeError('the bundle is honest');
    const { log } = packed.bundle;
    expect(failures({ ...packed.bundle, log: { ...log, leafIndex: 1 } })).toEqual(['inclusion · record · NOT_IN_LOG']);
    expect(failures({ ...packed.bundle, log: { ...log, inclusion: log.inclusion.slice(1) } })).toEqual([
      'inclusion · record · NOT_IN_LOG',
    ]);
    expect(failures({ ...bundle, log: null })).toEqual(['inclusion · log · MISSING']);
    expect(failures({ ...bundle, log: { kind: 'leaves', leaves: ['nonsense' as never] } })).toContain(
      'tree head · log · REPLAY_LOG_MALFORMED',
    );
  });
  it('of ten thousand cycles verifies', () => {
    const leaves = [
      ...Array.from({ length: 9_998 }, (_, index) => leafHash(`cycle ${index}`)),
      ...bundle.log.leaves.slice(-2),
    ];
    const head = signTreeHead({ ...headOf(cycles), size: 10_000, rootHash: logRoot(leaves) }, ATTESTER_SECRET);
    expect(failures({ ...bundle, treeHead: canonicalText(head), log: { kind: 'leaves', leaves } })).toEqual([]);
  });
  it('a cycle slipped in between two, and a first record that is not the first leaf', () => {
    const between = [...bundle.log.leaves.slice(0, 3), leafHash('hidden'), ...bundle.log.leaves.slice(3)];
    const signed = (leaves: readonly Hash[]): string =>
      canonicalText(
        signTreeHead({ ...headOf(cycles), size: leaves.length, rootHash: logRoot(leaves) }, ATTESTER_SECRET),
      );
    expect(failures({ ...bundle, treeHead: signed(between), log: { kind: 'leaves', leaves: between } })).toEqual([
      'order · log · OUT_OF_ORDER',
    ]);
    const alone = bundleOf(cycles.slice(0, 1));
    const late = [leafHash('hidden'), ...alone.log.leaves];
    const moved = { ...alone, treeHead: signed(late), log: { kind: 'leaves', leaves: late } } as const;
    expect(failures(moved)).toEqual(['order · log · OUT_OF_ORDER']);
    const packed = parseBundle(packBundle(moved));
    expect(packed.ok && failures(packed.bundle)).toEqual(['order · log · OUT_OF_ORDER']);
  });
  it('a head of another reserve', () => {
    const foreign = canonicalText(signTreeHead({ ...headOf(cycles), reserve: 'other' }, ATTESTER_SECRET));
    expect(failures({ ...bundle, treeHead: foreign })).toEqual(['tree head · log · WRONG_RESERVE']);
  });
});

describe('what the reader brings', () => {
  const other = publicKeyOf('05'.repeat(32));
  const signed = (secret: string): Bundle => ({ ...bundle, treeHead: canonicalText(headOf(cycles, secret)) });

  it('trusted keys', () => {
    expect(failures(bundle, { trustedKeys: [publicKeyOf(ATTESTER_SECRET)] })).toEqual([]);
    expect(failures(bundle, { trustedKeys: [`0x${publicKeyOf(ATTESTER_SECRET)}`] })).toEqual([]);
    expect(failures(bundle, { trustedKeys: [other] })).toEqual([
      `signer · ${publicKeyOf(ATTESTER_SECRET)} · NOT_TRUSTED`,
    ]);
  });
  it('a head signed by a key nobody named', () => {
    expect(failures(signed('05'.repeat(32)))).toEqual([`signer · ${other} · OTHER_KEY`]);
    expect(failures(signed('05'.repeat(32)), { trustedKeys: [other] })).toEqual([]);
  });
  it('a policy that names no attester leaves the key to the reader, and says so', () => {
    const unnamed = bundleOf(runTestCycles([{}], '[]'));
    const result = verifyBundle(unnamed);
    expect(failed(result)).toEqual([]);
    expect(result.checks.find((check) => check.name === 'signer')?.detail).toContain('named by nobody');
    expect(failures(unnamed, { trustedKeys: [other] })).toHaveLength(1);
  });
  it('a trusted policy', () => {
    expect(failures(bundle, { trustedPolicy: last.record.policy })).toEqual([]);
    expect(failures(bundle, { trustedPolicy: last.record.plan })).toEqual(['policy · record · OTHER_POLICY']);
  });
  it('trusted blocks', () => {
    const [block] = last.snapshot.blocks as [TestCycle['snapshot']['blocks'][number]];
    expect(failures(bundle, { trustedBlocks: [block] })).toEqual([]);
    expect(failures(bundle, { trustedBlocks: [{ ...block, hash: '0x00' }] })).toEqual([
      'block · eip155:31337 · FOREIGN_BLOCK',
    ]);
    expect(failures(bundle, { trustedBlocks: [{ ...block, number: 1 }] })).toEqual([
      'block · eip155:31337 · OTHER_BLOCK',
    ]);
    expect(failures(bundle, { trustedBlocks: [{ ...block, chain: 'eip155:1' }] })).toEqual([
      'block · eip155:1 · OTHER_BLOCK',
    ]);
  });
  it('a clock', () => {
    expect(failures(bundle, { nowSeconds: last.statement.expiresAtSeconds - 1 })).toEqual([]);
    expect(failures(bundle, { nowSeconds: last.statement.expiresAtSeconds })).toEqual(['expiry · statement · EXPIRED']);
  });
});

describe('nothing to verify', () => {
  const empty: Bundle = { schema: 'ballast/bundle/1', artefacts: {}, record: null, treeHead: null, log: null };
  it('an empty bundle names what is missing', () => {
    const result = verifyBundle(empty);
    expect(failed(result)).toEqual(['record · record · MISSING', 'tree head · log · MISSING']);
    expect(result).toMatchObject({ ok: false, reserve: null, cycle: null, statement: null, lines: [] });
  });
  it('a record alone names every artefact it lacks', () => {
    const found = failures({ ...empty, record: bundle.record });
    for (const kind of Object.keys(KINDS)) expect(found).toContain(`artefact · ${kind} · MISSING`);
  });
  it('a log alone is still checked', () => {
    expect(failures({ ...empty, treeHead: bundle.treeHead, log: bundle.log })).toEqual(['record · record · MISSING']);
  });
  it('hashes that are names of what every object has are not artefacts', () => {
    const record = canonicalText({ ...last.record, plan: 'constructor' });
    expect(failures({ ...bundle, record })).toContain('artefact · plan · MISSING');
  });
});

describe('parseBundle', () => {
  const text = (): string => packBundle(bundle);
  it.each<[string, (text: string) => string, string]>([
    ['no JSON', () => 'bundle', 'NOT_CANONICAL'],
    ['a list', () => '[]', 'UNKNOWN_SCHEMA'],
    ['another schema', (body) => body.replace('bundle/1', 'bundle/2'), 'UNKNOWN_SCHEMA'],
    ['a key twice', (body) => body.replace('{"artefacts":', '{"record":null,"artefacts":'), 'DUPLICATE_KEY'],
    ['an artefact that is no text', (body) => body.replace(/("0x[0-9a-f]{64}"):"/, '$1:1,"x":"'), 'MALFORMED'],
    [
      'a record that is no text',
      (body) => body.replace(/"record":".*?","schema"/s, '"record":1,"schema"'),
      'MALFORMED',
    ],
    ['a bomb', () => '['.repeat(100_000), 'TOO_DEEP'],
    ['a log of another kind', (body) => body.replace('"kind":"proof"', '"kind":"trust"'), 'MALFORMED'],
    ['a leaf index that is no number', (body) => body.replace(/"leafIndex":\d+/, '"leafIndex":"3"'), 'MALFORMED'],
    ['a proof that is no hashes', (body) => body.replace('"inclusion":["0x', '"inclusion":["0y'), 'MALFORMED'],
  ])('refuses %s', (_name, change, code) => expect(parseBundle(change(text()))).toMatchObject({ ok: false, code }));
  it('a packed bundle is read back as it was, and packs to the same text', () => {
    const parsed = parseBundle(text());
    expect(parsed.ok && packBundle(parsed.bundle)).toBe(text());
  });
  it('a record that is not in the log cannot be packed', () => {
    expect(() => packBundle({ ...bundle, log: { kind: 'leaves', leaves: [] } })).toThrow(LogMalformed);
    expect(() => packBundle({ ...bundle, record: null })).toThrow(LogMalformed);
  });
});
