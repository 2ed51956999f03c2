import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStops, stopOf, StopsUnreadable, writeStops } from './stops.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'ballast-stops-'));

describe('stops', () => {
  it('survives a restart and prefers the stronger stop', () => {
    const dir = folder();
    expect(stopOf(dir, 'r')).toBeNull();
    writeStops(dir, [
      { reserve: 'r', kind: 'hold', reason: 'looking', atSeconds: 1 },
      { reserve: 'r', kind: 'freeze', reason: 'key lost', atSeconds: 2 },
      { reserve: 'other', kind: 'hold', reason: 'x', atSeconds: 3 },
    ]);
    expect(stopOf(dir, 'r')?.kind).toBe('freeze');
    expect(stopOf(dir, 'other')?.kind).toBe('hold');
    writeStops(dir, []);
    expect(readStops(dir)).toEqual([]);
  });

  it('treats a damaged file as a stop', () => {
    const dir = folder();
    for (const text of ['', '{', '{}', '[{"reserve":"r"}]']) {
      writeFileSync(join(dir, 'stops.json'), text);
      expect(() => stopOf(dir, 'r')).toThrow(StopsUnreadable);
    }
  });
});
