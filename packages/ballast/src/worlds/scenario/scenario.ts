// One idea: the scenario file. Types and validation both come from this schema.
import { z } from 'zod';
import {
  countField,
  durationField,
  idField,
  priceField,
  ratioField,
  shareField,
  textField,
  timeField,
} from './fields.ts';

/** Where a price is seen: two push feeds of different operators, a pull oracle, and the pool itself. */
export const ORIGINS = ['chainlink', 'exchange', 'pyth', 'pool'] as const;
export type Origin = (typeof ORIGINS)[number];

const sourceSchema = z.strictObject({
  id: idField,
  /** record: public and checkable. assumption: ours, stated as such. */
  kind: z.enum(['record', 'assumption']),
  name: textField,
});

const anchorSchema = z.strictObject({
  at: timeField,
  price: priceField,
  source: idField,
  /** Daily volatility of the noise from here to the next anchor, where it differs from the asset's. */
  noise: shareField.optional(),
});

/** A feed pushes when its price moved by the deviation or its heartbeat ran out; nothing else moves it. */
const feedSchema = z.strictObject({ heartbeat: durationField, deviation: shareField });

const assetSchema = z.strictObject({
  id: idField,
  /** Daily volatility of the seeded noise between anchors. */
  noise: shareField,
  /** Daily volatility of the reconstructed year before the window. */
  history: shareField,
  /** Pegged assets return to this price in the reconstructed year; others walk. */
  peg: priceField.optional(),
  anchors: z.array(anchorSchema).default([]),
  /** Instead of anchors: a yield-bearing share of another asset. */
  follows: z.strictObject({ asset: idField, ratio: priceField, growthPerYear: shareField, source: idField }).optional(),
  feeds: z.strictObject({
    chainlink: feedSchema,
    exchange: feedSchema,
    pyth: z.strictObject({ confidence: shareField }),
  }),
});

const assetOrAll = idField;
const originField = z.enum(ORIGINS);

/** What one origin sees beside the outside price; linear between points, nothing outside them. */
const deviationSchema = z.strictObject({
  asset: idField,
  origin: originField,
  source: idField,
  why: textField,
  points: z.array(z.strictObject({ at: timeField, offset: ratioField })).min(2),
});

/** An operator that does not push: the feed keeps its last answer and grows old. */
const silenceSchema = z.strictObject({
  asset: assetOrAll,
  origin: z.enum(['chainlink', 'exchange', 'pyth']),
  from: timeField,
  to: timeField,
  source: idField,
  why: textField,
});

const curveSchema = z.array(z.strictObject({ at: timeField, share: ratioField })).min(1);

/** Liquidity that stays in the pools, as a share of what they begin with. */
const depthSchema = z.strictObject({ asset: assetOrAll, source: idField, points: curveSchema });
/** Debt as a share of cash plus debt in a lending market. */
const lendingSchema = z.strictObject({ asset: idField, source: idField, points: curveSchema });
/** Share of the first supply asked back, or newly issued, since the beginning. */
const flowSchema = z.strictObject({ source: idField, points: curveSchema });

export const scenarioSchema = z.strictObject({
  version: z.literal('1'),
  id: idField,
  title: textField,
  /** What this file is and is not; shown to people. */
  reconstruction: textField,
  window: z.strictObject({ from: timeField, to: timeField }),
  /** Grid of the noise and of the feeds' own clocks. */
  resolution: durationField,
  /** How often a cycle is due, from when on. */
  cadence: z.array(z.strictObject({ from: timeField, every: durationField })).min(1),
  /** Blocks between two cycles. */
  substeps: countField,
  sources: z.array(sourceSchema).min(1),
  assets: z.array(assetSchema).min(1),
  deviations: z.array(deviationSchema).default([]),
  silences: z.array(silenceSchema).default([]),
  depth: z.array(depthSchema).default([]),
  lending: z.array(lendingSchema).default([]),
  redemptions: flowSchema,
  mints: flowSchema,
  /** What people are told when it happens. */
  notes: z.array(z.strictObject({ at: timeField, source: idField, text: textField })).default([]),
});

/** A crisis, or a calm, as data: anchors of public record with seeded noise between them. */
export type Scenario = z.output<typeof scenarioSchema>;
export type ScenarioAsset = Scenario['assets'][number];
export type CurvePoint = z.output<typeof curveSchema>[number];
