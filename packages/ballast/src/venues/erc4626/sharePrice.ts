import { pow10, ray, wad, RAY, WAD, mulDivDown, type Ray, type Wad } from '@ballast/core';

/** Whole shares asked about at once, so that the price keeps six digits more than the asset has. */
const MILLION = 1_000_000n;

/** Raw shares to convert for the price of one whole share. Pure. */
export const priceProbe = (shareDecimals: number): bigint => MILLION * pow10(shareDecimals);

/** Assets per share from the conversion of the probe, rounded down. Pure. */
export const sharePriceRayDown = (convertedRaw: bigint, assetDecimals: number): Ray =>
  ray(mulDivDown(convertedRaw, RAY, MILLION * pow10(assetDecimals)));

/** The same at 18 decimals: a price in the underlying per whole share. Pure. */
export const sharePriceWadDown = (convertedRaw: bigint, assetDecimals: number): Wad =>
  wad(mulDivDown(convertedRaw, WAD, MILLION * pow10(assetDecimals)));
