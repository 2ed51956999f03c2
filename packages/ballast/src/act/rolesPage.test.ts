import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { attestorAbi, auctionAbi, vaultAbi } from '../venues/ballast-vault/vaultAbi.ts';
import { rolesPage } from './rolesPage.fixture.ts';

const PAGE = join(import.meta.dirname, '../../../../docs/reference/roles.md');

describe('the page of roles and states', () => {
  it('is what the deployed contracts answer', async () => {
    expect(await rolesPage()).toBe(readFileSync(PAGE, 'utf8'));
  });

  it('leaves out no function that changes anything', () => {
    const text = readFileSync(PAGE, 'utf8');
    // Ownership that was offered is tested with its transfer; a claim out of order with the queue.
    const elsewhere = new Set(['acceptOwner', 'collect']);
    for (const item of [...vaultAbi, ...auctionAbi, ...attestorAbi])
      if (item.type === 'function' && item.stateMutability === 'nonpayable' && !elsewhere.has(item.name))
        expect(text, item.name).toContain(`\`${item.name}\``);
  });
});
