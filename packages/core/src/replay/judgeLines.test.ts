import { describe, expect, it } from 'vitest';
import { fail, pass, type Check } from './check.ts';
import { judgeLines } from './judgeLines.ts';
import type { ReadCycle } from './readCycle.ts';

const cycle = {
  snapshot: { holdings: [{ id: 'lent', attestedId: null }], attested: [] },
  statement: { assets: [{ holdingId: 'lent' }], liabilities: [] },
} as unknown as ReadCycle;
const whole: readonly Check[] = ['balance sheet', 'statement'].map((subject) => pass('recompute', subject, ''));
const judged = (...checks: Check[]): string[] =>
  judgeLines(cycle, [...whole, ...checks]).map((line) => `${line.evidence}: ${line.detail}`);

describe('judgeLines, for a deployed holding', () => {
  it('a proven receipt leaves the line consistent, and says what is proven of it', () => {
    expect(judged(pass('receipt', 'lent', '9 receipts in slot 0'))).toEqual([
      'consistent: recomputed from 9 receipts in slot 0',
    ]);
  });
  it('without a receipt, or with one that fails, nothing is said to be proven', () => {
    const plain = ['consistent: recomputed from the snapshot'];
    expect(judged()).toEqual(plain);
    expect(judged(fail('receipt', 'lent', 'PROOF_WRONG_VALUE', 'the chain holds 8'))).toEqual(plain);
    expect(judged(pass('receipt', 'other', '9 receipts'))).toEqual(plain);
  });
  it('what could not be recomputed is unproved whatever the receipt', () => {
    const [line] = judgeLines(cycle, [pass('receipt', 'lent', '9 receipts in slot 0')]);
    expect(line?.evidence).toBe('unproved');
  });
});
