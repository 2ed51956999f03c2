import { describe, expect, it } from 'vitest';
import type { Policy } from '@ballast/core';
import { NATIVE_COIN } from '../snapshotPart.ts';
import { at, reply, runRead, smallContext } from '../runRead.fixture.ts';
import { erc20Abi, nativeBalanceAbi } from './erc20Abi.ts';
import { readHoldings } from './readHoldings.ts';

const [USDC, WETH, SAVINGS, AGGREGATOR] = [at('1'), at('2'), at('3'), at('6')];
const replies = [
  reply(USDC, erc20Abi, 'decimals', 6n),
  reply(WETH, erc20Abi, 'decimals', 18n),
  reply(SAVINGS, erc20Abi, 'decimals', 6n),
  reply(USDC, erc20Abi, 'balanceOf', 5n),
  reply(WETH, erc20Abi, 'balanceOf', 7n),
  reply(SAVINGS, erc20Abi, 'balanceOf', 900n),
  reply(AGGREGATOR, nativeBalanceAbi, 'getEthBalance', 11n),
];
const withTokens =
  (assetId: string, ...addresses: readonly `0x${string}`[]) =>
  (policy: Policy): Policy => ({
    ...policy,
    assets: policy.assets.map((asset) =>
      asset.id !== assetId
        ? asset
        : {
            ...asset,
            deployments: addresses.map((address) => ({
              chain: policy.chains[0]?.id ?? '',
              address,
              decimals: asset.deployments[0]?.decimals ?? 0,
              bridge: null,
            })),
          },
    ),
  });
const seen = (change?: (policy: Policy) => Policy) => {
  const part = runRead(readHoldings(smallContext(change)), replies);
  return {
    amounts: (part.holdings ?? []).map((holding) => `${holding.id} ${holding.amountRaw ?? 'unknown'}`),
    codes: (part.unknowns ?? []).map((item) => `${item.what} ${item.code}`),
  };
};

describe('readHoldings', () => {
  it('lists every asset in every account, zero or not', () => {
    expect(seen()).toEqual({
      amounts: ['USDC@wallet 5', 'USDC@treasury 5', 'WETH@wallet 7', 'WETH@treasury 7'],
      codes: [],
    });
  });

  it('a token that is a venue’s receipt is that venue’s position and not a second holding', () => {
    expect(seen(withTokens('USDC', USDC, SAVINGS)).amounts).toEqual([
      'USDC@wallet 5',
      'USDC@treasury 5',
      'WETH@wallet 7',
      'WETH@treasury 7',
    ]);
  });

  it('reads the native coin through the aggregator, beside its wrapped form', () => {
    expect(seen(withTokens('WETH', NATIVE_COIN, WETH)).amounts).toEqual([
      'USDC@wallet 5',
      'USDC@treasury 5',
      'WETH@wallet/native 11',
      'WETH@treasury/native 11',
      'WETH@wallet 7',
      'WETH@treasury 7',
    ]);
    expect(seen(withTokens('WETH', NATIVE_COIN)).amounts).toContain('WETH@wallet 11');
  });

  it('tells two tokens of one asset apart', () => {
    const { amounts, codes } = seen(withTokens('USDC', USDC, at('d')));
    expect(amounts).toContain(`USDC@wallet/${at('d')} unknown`);
    expect(amounts).toContain('USDC@wallet 5');
    expect(codes).toEqual([`USDC@wallet/${at('d')} CALL_FAILED`, `USDC@treasury/${at('d')} CALL_FAILED`]);
  });

  it('decimals that differ from the policy leave the amount unknown', () => {
    const wrong = (policy: Policy): Policy => ({
      ...policy,
      assets: policy.assets.map((asset) => ({
        ...asset,
        deployments: asset.deployments.map((item) => ({ ...item, decimals: item.decimals + 1 })),
      })),
    });
    expect(seen(wrong).amounts.every((item) => item.endsWith('unknown'))).toBe(true);
    expect(seen(wrong).codes.every((item) => item.endsWith('TOKEN_DECIMALS_MISMATCH'))).toBe(true);
  });
});
