import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exponential, OutsideDomain } from '../numbers/elementary.ts';
import { BadShape } from '../algebra/matrix.ts';
import { kendall } from '../dependence/rankCorrelation.ts';
import { pathWeights } from './importance.ts';
import { createKernel } from './kernel.ts';
import { prepareModel, type ReturnModel } from './preparedModel.ts';
import { simulatePaths, type PathRequest, type Paths } from './simulatePaths.ts';
import { studentTQuantile } from '../distributions/studentT.ts';
import { SMALL_BOOK, SMALL_MODEL } from './simulation.fixture.ts';

const DRAWS = ['independent', 'antithetic', 'lattice'] as const;
const REQUEST: PathRequest = {
  key: [1, 2],
  stream: 3,
  draws: 'independent',
  from: 0,
  count: 640,
  books: [SMALL_BOOK],
  keepsVariates: true,
};
const model = prepareModel(SMALL_MODEL, SMALL_BOOK);
const bytes = ({ profits, firstNormal, mixing }: Paths): string =>
  [...profits, firstNormal, mixing].map((line) => Buffer.from(line.buffer).toString('base64')).join();

describe('simulatePaths and its kernel', () => {
  const models: readonly (readonly [string, ReturnModel])[] = [
    ['t copula', SMALL_MODEL],
    ['Gaussian copula', { ...SMALL_MODEL, degrees: 'gaussian' }],
    ['grouped copula', { ...SMALL_MODEL, degrees: [3, 3, 'gaussian', 8] }],
    ['one asset', { correlation: [[1]], margins: SMALL_MODEL.margins.slice(0, 1), degrees: 2 }],
  ];
  it.each(models)('give the same bytes: %s', (_name, returnModel) => {
    const books = [SMALL_BOOK.slice(0, returnModel.margins.length), returnModel.margins.map((_, i) => i - 1)];
    const prepared = prepareModel(returnModel, books[0] ?? []);
    const kernel = createKernel(prepared);
    for (const draws of DRAWS) {
      for (const from of [0, 65_536 - 320, 2 ** 32 - 128, 2 ** 33 + 2 ** 16]) {
        const request = { ...REQUEST, books, draws, from: from - (from % 64), shift: 0.7 };
        expect(bytes(kernel(request))).toBe(bytes(simulatePaths(prepared, request)));
      }
    }
  });
  it('give the same bytes for any key, stream and shift', () => {
    const kernel = createKernel(model);
    const word = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(
        word,
        word,
        word,
        fc.constantFrom(...DRAWS),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (...drawn) => {
          const [a, b, stream, draws, shift] = drawn;
          const request: PathRequest = { ...REQUEST, key: [a, b], stream, draws, shift, count: 64 };
          expect(bytes(kernel(request))).toBe(bytes(simulatePaths(model, request)));
        },
      ),
      { numRuns: 60 },
    );
  });
  it.each(DRAWS)('do not depend on how many workers share the paths: %s', (draws) => {
    const request = { ...REQUEST, draws, count: 40_960 };
    const whole = createKernel(model)(request);
    for (const workers of [2, 8]) {
      const size = request.count / workers;
      const parts = Array.from({ length: workers }, (_, worker) =>
        createKernel(model)({ ...request, from: worker * size, count: size }),
      );
      const joined = Float64Array.from(parts.flatMap(({ profits }) => [...(profits[0] ?? [])]));
      expect(joined).toEqual(whole.profits[0]);
    }
  });
  it('Genz and Bretz (mvtnorm of R 4.2.2): C(0.1, 0.2, 0.4) of the t copula of five degrees is 0.04533226', () => {
    const correlation = [
      [1, 0.6, 0.3],
      [0.6, 1, 0.5],
      [0.3, 0.5, 1],
    ];
    const margins = [0, 1, 2].map(() => ({ kind: 'studentT', nu: 5, location: 0, scale: 0.01 }) as const);
    const each = [0, 1, 2].map((asset) => [0, 1, 2].map((other) => (other === asset ? 1 : 0)));
    const prepared = prepareModel({ correlation, margins, degrees: 5 }, [1, 1, 1]);
    const request = { ...REQUEST, draws: 'lattice', count: 524_288, books: each, keepsVariates: false } as const;
    const { profits } = createKernel(prepared)(request);
    const levels = [0.1, 0.2, 0.4].map((p) => exponential(0.01 * studentTQuantile(p, 5)) - 1);
    let both = 0;
    for (let path = 0; path < request.count; path += 1)
      if (levels.every((level, asset) => (profits[asset]?.[path] ?? 0) <= level)) both += 1;
    // Eight lattices; a plain count of so many paths has an error of 2.9e-4.
    expect(Math.abs(both / request.count - 0.04533226)).toBeLessThan(1e-4);
  });
  it('keep no variates that nobody asked for, and give no weights without them', () => {
    const request = { ...REQUEST, keepsVariates: false };
    const paths = createKernel(model)(request);
    expect(bytes(paths)).toBe(bytes(simulatePaths(model, request)));
    expect(paths.firstNormal).toHaveLength(0);
    expect(() => pathWeights(model, paths, 1)).toThrow(BadShape);
  });
  it('mirror the odd path of an antithetic pair', () => {
    const { firstNormal, mixing } = simulatePaths(model, { ...REQUEST, draws: 'antithetic' });
    for (let i = 0; i < firstNormal.length; i += 2) {
      expect(firstNormal[i + 1]).toBe(-(firstNormal[i] ?? 0));
      expect(mixing[i + 1]).toBe(mixing[i]);
    }
  });
  it("have the copula's rank correlation: sin(π·tau/2) is the correlation asked for", () => {
    const books = [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
    ];
    const { profits } = createKernel(model)({ ...REQUEST, books, count: 32_768 });
    const tau = kendall([...(profits[0] ?? [])], [...(profits[1] ?? [])]);
    expect(Math.abs(tau - 1 / 3)).toBeLessThan(0.012);
  });
});

describe('simulatePaths refuses', () => {
  const bad: readonly (readonly [string, Partial<PathRequest>, new (...args: never[]) => Error])[] = [
    ['a first path that is no multiple of 64', { from: 1 }, OutsideDomain],
    ['a count that is no multiple of 64', { count: 63 }, OutsideDomain],
    ['a key that is no 32-bit word', { key: [-1, 0] }, OutsideDomain],
    ['a stream that is no whole number', { stream: 0.5 }, OutsideDomain],
    ['a shift that is not finite', { shift: Number.NaN }, OutsideDomain],
    ['no book', { books: [] }, BadShape],
    ['a book of another size', { books: [[1]] }, BadShape],
    ['a book with NaN', { books: [[Number.NaN, 0, 0, 0]] }, OutsideDomain],
  ];
  it.each(bad)('%s', (_name, change, error) => {
    expect(() => simulatePaths(model, { ...REQUEST, ...change })).toThrow(error);
    expect(() => createKernel(model)({ ...REQUEST, ...change })).toThrow(error);
  });
  it('models whose parts do not fit, or whose copula is out of range', () => {
    expect(() => prepareModel({ ...SMALL_MODEL, margins: [] }, [])).toThrow(BadShape);
    expect(() => prepareModel({ ...SMALL_MODEL, degrees: [5, 5] }, SMALL_BOOK)).toThrow(OutsideDomain);
    for (const degrees of [1.9, 101, Number.NaN]) {
      expect(() => prepareModel({ ...SMALL_MODEL, degrees }, SMALL_BOOK)).toThrow(OutsideDomain);
    }
    expect(() => prepareModel({ ...SMALL_MODEL, degrees: [5, 5, 5, 8] }, SMALL_BOOK, 0.8)).toThrow(OutsideDomain);
  });
});
