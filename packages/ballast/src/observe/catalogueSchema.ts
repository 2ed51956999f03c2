import { getAddress, isAddress } from 'viem';
import { z } from 'zod';
import type { Address, Hex } from '@ballast/core';

const text = z.string().min(1).max(200);
const id = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'expected an id: letters, digits, dot, dash or underscore');
const share = z.string().regex(/^\d{1,3}(\.\d{1,2})?%$/, 'expected a share such as 2.5%');
const duration = z.string().regex(/^\d{1,6}[smhd]$/, 'expected a duration such as 24h');
const decimal = z.string().regex(/^\d{1,12}(\.\d{1,18})?$/, 'expected plain decimal text');
const whole = z
  .string()
  .regex(/^\d{1,7}$/, 'expected a whole number')
  .transform(Number);
const source = z.url('expected the address of the page it is published on');

/** An address whose capital letters are its checksum, folded to lower case. */
const address = z
  .string()
  .refine(
    (value) => isAddress(value.toLowerCase()) && getAddress(value.toLowerCase()) === value,
    'expected an address with its checksum (EIP-55)',
  )
  .transform((value) => value.toLowerCase() as Address);
const published = z.strictObject({ address, source });

/** One asset a wallet may hold, with everything that prices it. */
const assetSchema = z.strictObject({
  id,
  name: text,
  class: z.enum(['stablecoin', 'tbill', 'crypto', 'lst', 'credit', 'synthetic']),
  issuer: id,
  risk: z.strictObject({
    peg: decimal.optional(),
    haircut: share,
    dailyVolatility: share,
    minPrice: decimal,
    maxPrice: decimal,
  }),
  /** The chain's native coin is this asset too. */
  isNative: z
    .enum(['true', 'false'])
    .transform((word) => word === 'true')
    .default(false),
  tokens: z.array(z.strictObject({ address, decimals: whole, source })).default([]),
  feeds: z.array(z.strictObject({ address, quote: id, heartbeat: duration, deviation: share, source })).default([]),
  pyth: z
    .strictObject({
      id: z
        .string()
        .regex(/^0x[0-9a-f]{64}$/, 'expected 32 bytes of lower-case hex')
        .transform((value) => value as Hex),
      source,
    })
    .optional(),
  /** Pools against another asset of the catalogue; their address follows from the factory. */
  pools: z.array(z.strictObject({ address, with: id, feePips: whole })).default([]),
  /** Receipt token in the catalogue's lending pool. */
  lending: z.strictObject({ receipt: address, source }).optional(),
  /** The token is an ERC-4626 share of another asset. */
  shareOf: z.strictObject({ asset: id, growthCapPerYear: share, issuerHaircut: share }).optional(),
});

/** Well-known contracts of one chain. */
export const catalogueSchema = z.strictObject({
  chain: z.string().regex(/^eip155:\d{1,15}$/, 'expected a CAIP-2 chain id such as eip155:1'),
  name: text,
  numeraire: id,
  contracts: z.strictObject({
    aggregator: published,
    pyth: published.optional(),
    uniswapFactory: published.optional(),
    positionManager: published.optional(),
    aavePool: published.optional(),
  }),
  assets: z.array(assetSchema).min(1).max(200),
});

export type Catalogue = z.infer<typeof catalogueSchema>;
export type CatalogueAsset = z.infer<typeof assetSchema>;
