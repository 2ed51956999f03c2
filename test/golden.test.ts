import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseBundle, verifyBundle } from '@ballast/core';
import { root } from './importGraph.ts';

describe('the golden cycle', () => {
  it('is recomputed to the same bytes by the code of today', () => {
    const parsed = parseBundle(readFileSync(join(root, 'vectors/golden-cycle.json'), 'utf8'));
    if (!parsed.ok) expect.unreachable(parsed.detail);
    else {
      const { ok, checks } = verifyBundle(parsed.bundle);
      expect(checks.filter((check) => !check.ok)).toEqual([]);
      expect(checks.filter((check) => check.name === 'recompute').length).toBeGreaterThan(3);
      expect(ok).toBe(true);
    }
  });
});
