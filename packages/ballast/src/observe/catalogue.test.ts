import { encodeAbiParameters, getAddress, getCreate2Address, keccak256 } from 'viem';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { loadPolicy, type Address } from '@ballast/core';
import { CatalogueInvalid, ETHEREUM_CATALOGUE, loadCatalogue, shippedCatalogue } from './loadCatalogue.ts';
import { writePolicy } from './writePolicy.ts';

const text = readFileSync(ETHEREUM_CATALOGUE, 'utf8');
const catalogue = shippedCatalogue();
const tokenOf = (id: string): Address => catalogue.assets.find((asset) => asset.id === id)?.tokens[0]?.address ?? '0x';

describe('the catalogue of Ethereum', () => {
  it('writes every address with its checksum', () => {
    const written = text.match(/0x[0-9a-fA-F]{40}(?![0-9a-fA-F])/g) ?? [];
    expect(written.length).toBeGreaterThanOrEqual(35);
    expect(written.filter((address) => getAddress(address.toLowerCase()) !== address)).toEqual([]);
  });

  it('names pools the factory really creates for their tokens and fee (CREATE2 with the published init code hash)', () => {
    const factory = catalogue.contracts.uniswapFactory?.address ?? '0x';
    const bytecodeHash = '0xe34f199b19b2b4f47f68442619d555527d244f78a3297ea89325f843f87b8b54';
    const pools = catalogue.assets.flatMap((asset) =>
      asset.pools.map((pool) => ({ ...pool, tokens: [tokenOf(asset.id), tokenOf(pool.with)].toSorted() })),
    );
    expect(pools.length).toBeGreaterThanOrEqual(7);
    for (const { tokens, feePips, address } of pools) {
      const [token0, token1] = tokens;
      const salt = keccak256(
        encodeAbiParameters(
          [{ type: 'address' }, { type: 'address' }, { type: 'uint24' }],
          [token0 ?? '0x', token1 ?? '0x', feePips],
        ),
      );
      expect(getCreate2Address({ from: factory, salt, bytecodeHash }).toLowerCase()).toBe(address);
    }
  });

  it('agrees with the published address of wrapped ether (canonical-weth networks.json)', () => {
    const networks = createRequire(import.meta.url)('canonical-weth/networks.json') as {
      readonly WETH9: Readonly<Record<string, { readonly address: string }>>;
    };
    expect(tokenOf('ETH')).toBe(networks.WETH9['1']?.address);
  });

  it('gives every address and price id the page it is published on', () => {
    const sources = text.match(/source: "https:\/\/[^"]+"/g) ?? [];
    const pools = catalogue.assets.flatMap((asset) => asset.pools).length;
    const written = (text.match(/0x[0-9a-fA-F]{40,64}/g) ?? []).length;
    expect(sources.length).toBe(written - pools);
  });

  it('makes one policy of everything it knows', () => {
    const draft = writePolicy({
      catalogue,
      accounts: [{ id: 'wallet-1', kind: 'wallet', address: '0x00000000000000000000000000000000000000aa', safe: null }],
      assets: catalogue.assets.map((asset) => ({ assetId: asset.id, shareBps: 0, note: null })),
      totalWad: null,
      effective: '2026-01-01',
      origin: 'a test',
    });
    const { policy } = loadPolicy(draft, 'draft.yaml');
    expect(policy.assets.map((asset) => asset.id).toSorted()).toEqual(
      catalogue.assets.map((asset) => asset.id).toSorted(),
    );
    expect(policy.assets.filter((asset) => asset.isBase).map((asset) => asset.id)).toEqual(['USDC']);
    expect(policy.execution.vault).toBeNull();
    // Three origins or neither bought nor counted.
    for (const asset of policy.assets.filter((item) => item.isEligible && item.pricing.method === 'consensus'))
      expect(new Set(asset.pricing.sources.map((source) => source.origin)).size).toBeGreaterThanOrEqual(3);
    expect(policy.assets.find((asset) => asset.id === 'stETH')?.isEligible).toBe(false);
  });

  it.each(catalogue.assets.filter((asset) => asset.tokens.length > 0).map((asset) => asset.id))(
    'makes a policy of %s alone, with what it is quoted in',
    (assetId) => {
      const draft = writePolicy({
        catalogue,
        accounts: [
          {
            id: 'safe-1',
            kind: 'safe',
            address: '0x00000000000000000000000000000000000000aa',
            safe: { threshold: 2, owners: 3 },
          },
        ],
        assets: [{ assetId, shareBps: 10_000, note: 'Found: something.' }],
        totalWad: null,
        effective: '2026-01-01',
        origin: 'a test',
      });
      const { policy } = loadPolicy(draft, 'draft.yaml');
      expect(policy.accounts[0]?.kind).toBe('safe');
      expect(policy.assets.some((asset) => asset.id === assetId)).toBe(true);
      const ids = new Set([...policy.assets.map((asset) => asset.id), policy.numeraire]);
      expect(policy.assets.flatMap((asset) => asset.pricing.sources).every((source) => ids.has(source.quote))).toBe(
        true,
      );
    },
  );
});

describe('loadCatalogue refuses', () => {
  const changed = (from: string | RegExp, to: string): string => text.replace(from, to);
  it.each([
    ['text that is not YAML', '{ : ['],
    ['an alias', 'chain: &a eip155:1\nname: *a'],
    ['a duplicate key', `${text}\nname: twice\n`],
    ['an unknown key', `${text}\nowner: me\n`],
    ['a wrong checksum', changed('0xA0b86991c', '0xa0b86991c')],
    [
      'an address all in lower case',
      changed('0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48', '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48'),
    ],
    ['a source that is no page', changed('"https://www.multicall3.com"', '"somewhere"')],
    ['a quote nobody knows', changed('quote: BTC', 'quote: XBT')],
    ['an asset quoted in itself', changed('with: USDT', 'with: USDC')],
    [
      'one token of two assets',
      changed('0xdAC17F958D2ee523a2206206994597C13D831ec7', '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48'),
    ],
    ['an asset named twice', changed('id: USDT', 'id: USDC')],
    ['two native coins', changed('id: USDT\n', 'id: USDT\n    isNative: true\n')],
    ['Pyth ids without a Pyth contract', changed(/ {2}pyth: \{ address.*\n/, '')],
    ['receipts without a lending pool', changed(/ {2}aavePool: .*\n/, '')],
    ['an asset nothing prices', changed(/ {4}shareOf: .*\n/, '')],
    ['a heartbeat without unit', changed('heartbeat: 24h', 'heartbeat: 24')],
    ['a chain that is no CAIP-2 id', changed('eip155:1', 'ethereum')],
  ])('%s', (_name, broken) => {
    let caught: unknown = null;
    try {
      loadCatalogue(broken, 'broken.yaml');
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(CatalogueInvalid);
    expect(caught).toMatchObject({ code: 'OBSERVE_CATALOGUE_INVALID', retryable: false });
  });
});
