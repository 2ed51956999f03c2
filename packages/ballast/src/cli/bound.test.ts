import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, type CliRun } from './runCli.fixture.ts';

const cwd = mkdtempSync(join(tmpdir(), 'ballast-bound-'));
const at = (name: string): string => join(cwd, name);
const cli = (...argv: readonly string[]): Promise<CliRun> => runCli(cwd, argv);
const WIDE = /^.{81,}$/m;
interface BoundJson {
  readonly chainAlone: string | null;
  readonly day: { readonly sum: string; readonly loss: string; readonly exitPenalty: string };
}
const json = async (...argv: readonly string[]): Promise<BoundJson> =>
  JSON.parse((await cli('bound', '--json', ...argv)).out) as BoundJson;

beforeAll(async () => {
  await cli('init');
  writeFileSync(at('snapshot.json'), (await cli('observe', '--json')).out);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('ballast bound', () => {
  it('gives the sum with its terms, for a day and a week, and what is not covered', async () => {
    const { code, out } = await cli('bound');
    expect([code, WIDE.test(out)]).toEqual([0, false]);
    expect(out).toContain('from the document alone');
    expect(out).toMatch(/X +loss: \$400\.0k \+ \$400\.0k a day +\$800,000 +\$3,200,000/);
    expect(out).toContain('Not covered');
    expect((await cli('bound', '--md')).out).toContain('| X | loss:');
  });

  it('adds what venues keep of what leaves them, each on its cap', async () => {
    const text = readFileSync(at('policy.yaml'), 'utf8').replace('lossGivenDefault: 50%', '$&, exitPenalty: 0.5%');
    writeFileSync(at('penalty.yaml'), text);
    const [plain, stated] = [await json('--no-state'), await json(at('penalty.yaml'), '--no-state')];
    // 8 % of the 160 million the vault may hold at most, of which the venue keeps a two hundredth.
    expect([plain.day.exitPenalty, stated.day.exitPenalty]).toEqual(['0', '64000']);
    expect(Number(stated.day.sum) - Number(plain.day.sum)).toBe(64_000);
    const { out } = await cli('bound', at('penalty.yaml'), '--no-state');
    expect(out).toMatch(/E +leaving every venue once +\$64,000 +\$64,000/);
    expect(out).toMatch(/steady-usdc: \$12\.80m × 0\.50 %/);
    expect(out).not.toMatch(WIDE);
  });

  it('takes the stricter of document and snapshot, and says when the chain alone would allow more', async () => {
    const text = readFileSync(at('policy.yaml'), 'utf8').replace('lossPerDay: 400_000', 'lossPerDay: 100_000');
    writeFileSync(at('strict.yaml'), text);
    const before = await json('--snapshot', at('snapshot.json'));
    const strict = await json(at('strict.yaml'), '--snapshot', at('snapshot.json'));
    expect([before.day.loss, before.chainAlone]).toEqual(['800000', null]);
    expect([strict.day.loss, strict.chainAlone]).toEqual(['200000', before.day.sum]);
    const shown = await cli('bound', at('strict.yaml'), '--snapshot', at('snapshot.json'));
    expect(shown.out).toContain('a stolen keeper does not obey it');
    expect(shown.out).not.toMatch(WIDE);
  });

  it('refuses a snapshot that is none, or of another reserve', async () => {
    const text = readFileSync(at('snapshot.json'), 'utf8');
    writeFileSync(at('other.json'), text.replace('"reserve": "harbor"', '"reserve": "haven"'));
    for (const file of ['policy.yaml', 'other.json', 'absent.json'])
      expect((await cli('bound', '--snapshot', at(file))).err).toMatch(/^CLI_SNAPSHOT_FILE_INVALID/);
  });
});

const HEAD = 'name,max,slopePerDay,slippage,unit';

describe('ballast bound --buckets', () => {
  it('reads CSV and JSON alike', async () => {
    writeFileSync(at('b.csv'), `${HEAD}\nA,25000000,250000000,0.20%,USD\nB,1000,50000,25 bps,WETH\n`);
    const list = [
      { name: 'A', max: 25_000_000, slopePerDay: '250_000_000', slippage: 0.002, unit: 'USD' },
      { name: 'B', max: '1000', slopePerDay: 50_000, slippage: '0.25%', unit: 'WETH' },
    ];
    writeFileSync(at('b.json'), JSON.stringify(list));
    const csv = await cli('bound', '--buckets', at('b.csv'));
    expect(csv.out).toMatch(/sum in USD +\$50,000 +\$550,000/);
    expect(csv.out).toMatch(/sum in WETH +2\.5 WETH +127\.5 WETH/);
    expect((await cli('bound', '--buckets', at('b.json'))).out).toBe(csv.out);
    expect((await cli('bound', '--buckets', at('b.csv'), '--md')).out).toContain('| sum in USD | $50,000 | $550,000 |');
  });

  it.each([
    ['is not a list', '{}'],
    ['entry 1 lacks unit', 'name,max,slopePerDay,slippage\nA,1,1,1%\n'],
    ['entry 1: max "-1"', `${HEAD}\nA,-1,1,1%,USD\n`],
    ['entry 1: slippage "much"', `${HEAD}\nA,1,1,much,USD\n`],
  ])('names what is wrong: %s', async (fault, text) => {
    writeFileSync(at('wrong'), text);
    const { code, err } = await cli('bound', '--buckets', at('wrong'));
    expect([code, err.includes('CLI_BUCKETS_INVALID'), err.includes(fault)]).toEqual([1, true, true]);
  });
});
