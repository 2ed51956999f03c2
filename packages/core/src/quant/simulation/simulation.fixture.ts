import type { ReturnModel } from './preparedModel.ts';

/** Four assets of different tails, correlated both ways. */
export const SMALL_MODEL: ReturnModel = {
  correlation: [
    [1, 0.5, 0.2, -0.3],
    [0.5, 1, 0.4, 0],
    [0.2, 0.4, 1, 0.1],
    [-0.3, 0, 0.1, 1],
  ],
  margins: [
    { kind: 'studentT', nu: 3, location: 0, scale: 0.01 },
    { kind: 'studentT', nu: 5, location: 0.001, scale: 0.02 },
    { kind: 'normal', location: 0, deviation: 0.03 },
    { kind: 'studentT', nu: 12, location: 0, scale: 0.001 },
  ],
  degrees: 5,
};
export const SMALL_BOOK = [0.4, 0.3, 0.2, 0.1];
