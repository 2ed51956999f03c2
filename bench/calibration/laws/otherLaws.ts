// The laws that are not ours, and the reserves that make it hard: what the engine is asked about beside its own worlds.
import type { Dice } from '../throwDice.ts';
import { drifting, equalDays, jumping } from './independentDays.ts';
import type { DrawMarket } from './market.ts';
import { besides, stakingTokens, unbrokenCoins } from './unbrokenPegs.ts';
import { logVolatility, twoRegimes } from './wanderingVolatility.ts';

export type LawAsset = 'floating' | 'coin' | 'staked';

export interface OtherLaw {
  readonly id: string;
  /** For people. */
  readonly says: string;
  readonly market: DrawMarket;
  /** What the asset in a place is; floating when left out. Staking tokens redeem for the first. */
  readonly kind?: (place: number, size: number) => LawAsset;
  /** Assets held, 3 to 8 when left out. */
  readonly size?: (dice: Dice) => number;
  /** Shares before they are made to sum, 0.2 to 1 when left out. */
  readonly share?: (place: number, dice: Dice) => number;
  /** Days shown, 1,000 when left out. */
  readonly shown?: (dice: Dice) => number;
  /** In per cent of what is held; by the deviation of a month when left out. */
  readonly surplus?: (dice: Dice) => number;
  /** Owed in what the first asset is worth. */
  readonly owesFirst?: boolean;
}

const wanders = logVolatility(null);
const coins = { kind: (): LawAsset => 'coin' };
const half = (size: number): number => Math.floor(size / 2);

export const OTHER_LAWS: readonly OtherLaw[] = [
  { id: 'normal days', says: 'independent normal days', market: equalDays(null) },
  { id: 't days, 4', says: 'independent multivariate Student-t days, four degrees', market: equalDays(4) },
  { id: 't days, 3', says: 'the same, three degrees', market: equalDays(3) },
  {
    id: 'jumps',
    says: 'normal days, twelve common jumps a year of −4 % ± 4 %',
    market: jumping({ perYear: 12, mean: -0.04, deviation: 0.04 }),
  },
  {
    id: 'rare crashes',
    says: 'normal days, a crash of a quarter every other year',
    market: jumping({ perYear: 0.5, mean: -0.25, deviation: 0.05 }),
  },
  { id: 'two regimes', says: 'calm with correlations of 0.1 to 0.5, and wild with 0.6 to 0.9', market: twoRegimes },
  { id: 'log volatility', says: 'stochastic volatility, one life of 20 to 100 days', market: wanders },
  {
    id: 'long memory',
    says: 'stochastic volatility of many lives, half a day to 512',
    market: logVolatility([0.5, 4, 32, 512]),
  },
  {
    id: 'bull, then flat',
    says: 't days of five degrees, doubling each year shown, then no drift',
    market: drifting({ degrees: 5, shown: 1, after: 0 }),
  },
  {
    id: 'bear goes on',
    says: 'the same, −60 % a year before and after',
    market: drifting({ degrees: 5, shown: -0.6, after: -0.6 }),
  },
  { id: 'one asset', says: 'log volatility, one asset', market: wanders, size: () => 1 },
  { id: 'twelve', says: 'log volatility, twelve in equal parts', market: wanders, size: () => 12, share: () => 1 },
  { id: 'thin', says: 'log volatility, a surplus of 0.5 %', market: wanders, surplus: () => 0.5 },
  { id: 'thick', says: 'log volatility, a surplus of 60 %', market: wanders, surplus: () => 60 },
  {
    id: 'short history',
    says: 'log volatility, 252 to 400 days shown',
    market: wanders,
    shown: (dice) => Math.round(dice.between(252, 400)),
  },
  { id: 'owes one of them', says: 'log volatility, owed in what the first is worth', market: wanders, owesFirst: true },
  {
    id: 'owes one, holds coins',
    says: 'the same, half of the assets coins that keep to par',
    market: besides(wanders, (size) => size - half(size), unbrokenCoins('normal', [0.1, 0.9])),
    kind: (place, size) => (place < size - half(size) ? 'floating' : 'coin'),
    owesFirst: true,
  },
  {
    id: 'staking tokens',
    says: 'what floats and one or two tokens 20 bps below it',
    market: stakingTokens,
    size: (dice) => 2 + Math.floor(2 * dice.uniform()),
    kind: (place) => (place === 0 ? 'floating' : 'staked'),
  },
  {
    id: 'staking tokens owed',
    says: 'the same, owed in what they redeem for',
    market: stakingTokens,
    size: (dice) => 2 + Math.floor(2 * dice.uniform()),
    kind: (place) => (place === 0 ? 'floating' : 'staked'),
    share: (place, dice) => (place === 0 ? 0.3 : 1) * dice.between(0.2, 1),
    surplus: (dice) => dice.betweenLogs(0.3, 6),
    owesFirst: true,
  },
  {
    id: 'quiet coins',
    says: 'coins about par, heavy noise, no break',
    market: unbrokenCoins('heavy', [0.1, 0.9]),
    ...coins,
  },
  {
    id: 'waking coins',
    says: 'the same, noise that clusters',
    market: unbrokenCoins('clustered', [0.1, 0.9]),
    ...coins,
  },
  {
    id: 'slow coins',
    says: 'coins that come back in 20 to 100 days, no break',
    market: unbrokenCoins('normal', [0.95, 0.99]),
    ...coins,
  },
];
