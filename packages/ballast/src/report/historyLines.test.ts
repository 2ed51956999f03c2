import { describe, expect, it } from 'vitest';
import { historyLines } from './historyLines.ts';

describe('historyLines', () => {
  it('breaks what is long under itself', () => {
    const lines = historyLines([`usdc.csv: HISTORY_GAPS USDC ${'missing minutes '.repeat(8)}`], []);
    expect(lines.length).toBeGreaterThan(1);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines[1]).toMatch(/^ {4}\S/);
  });
  it('names the asset, and says once what holds for several', () => {
    const stands = 'the reconstruction stands';
    expect(
      historyLines(
        [],
        [
          { file: 'usdc.csv', assetId: 'USDC', detail: 'is the outside price' },
          { file: '', assetId: 'DAI', detail: stands },
          { file: '', assetId: 'WETH', detail: stands },
        ],
      ),
    ).toEqual(['  usdc.csv (USDC): is the outside price', `  DAI, WETH: ${stands}`]);
  });
});
