import { mulDivDown, mulDivUp, pow10, wad, WAD, type Wad } from '@ballast/core';

/** An answer with `decimals` digits after the point as WAD, rounded down. Pure; decimals may be negative, |decimals| ≤ 36. */
export const scalePriceDown = (answer: bigint, decimals: number): Wad =>
  wad(decimals < 0 ? answer * pow10(-decimals) * WAD : mulDivDown(answer, WAD, pow10(decimals)));
/** The same, rounded up: for widths and other doubts. */
export const scalePriceUp = (answer: bigint, decimals: number): Wad =>
  wad(decimals < 0 ? answer * pow10(-decimals) * WAD : mulDivUp(answer, WAD, pow10(decimals)));
