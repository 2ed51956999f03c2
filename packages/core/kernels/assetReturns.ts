// AssemblyScript, compiled by scripts/build-kernel.mjs with simulate.ts as its entry.

import { ASSET_INFO, MARGIN_FIRST, MIXING, RETURNS, ROW, XI, pointer } from './parameters';
import { throughMargin } from './tables';

/** Address of a margin's cells as if they began at exponent zero. */
@inline
function marginBase(info: usize): usize {
  return (load<u32>(info, 8) as usize) - ((MARGIN_FIRST as usize) << 6);
}

@inline
function mixingOf(p: usize, info: usize): usize {
  return pointer(p, MIXING) + (load<u32>(info, 4) as usize) * ROW;
}

/** Eight paths of one asset: mixed, through the margin. */
@inline
function finish(a: v128, b: v128, c: v128, d: v128, by: usize, base: usize, limit: v128, to: usize): void {
  v128.store(to, throughMargin(f64x2.mul(a, v128.load(by)), base, limit));
  v128.store(to, throughMargin(f64x2.mul(b, v128.load(by, 16)), base, limit), 16);
  v128.store(to, throughMargin(f64x2.mul(c, v128.load(by, 32)), base, limit), 32);
  v128.store(to, throughMargin(f64x2.mul(d, v128.load(by, 48)), base, limit), 48);
}

/** One asset: its row of the factor times the normals, mixed, through its margin. */
export function fillReturns(p: usize, asset: u32, row: usize): void {
  const info: usize = pointer(p, ASSET_INFO) + (asset as usize) * 32;
  const end = row + ((load<u32>(info) as usize) << 3);
  const mixing = mixingOf(p, info);
  const base = marginBase(info);
  const limit = v128.load64_splat(info, 16);
  const xi: usize = pointer(p, XI);
  const out: usize = pointer(p, RETURNS);
  for (let i: usize = 0; i < ROW; i += 64) {
    let a = f64x2.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let at: usize = xi + i;
    for (let k: usize = row; k < end; k += 8) {
      const coefficient = v128.load64_splat(k);
      a = f64x2.add(a, f64x2.mul(coefficient, v128.load(at)));
      b = f64x2.add(b, f64x2.mul(coefficient, v128.load(at, 16)));
      c = f64x2.add(c, f64x2.mul(coefficient, v128.load(at, 32)));
      d = f64x2.add(d, f64x2.mul(coefficient, v128.load(at, 48)));
      at += ROW;
    }
    finish(a, b, c, d, mixing + i, base, limit, out + i);
  }
}

/**
 * Two assets that follow each other, into two rows of returns: normals are read once for both. The second row of the
 * factor must be as long as the first or longer; what is past a row's end is zero and adds nothing.
 */
export function fillReturnPair(p: usize, asset: u32, row: usize, stride: usize): void {
  const info: usize = pointer(p, ASSET_INFO) + (asset as usize) * 32;
  const end = row + ((load<u32>(info, 32) as usize) << 3);
  const xi: usize = pointer(p, XI);
  const out: usize = pointer(p, RETURNS);
  const mixing = mixingOf(p, info);
  const base = marginBase(info);
  const limit = v128.load64_splat(info, 16);
  const mixing2 = mixingOf(p, info + 32);
  const base2 = marginBase(info + 32);
  const limit2 = v128.load64_splat(info, 48);
  for (let i: usize = 0; i < ROW; i += 64) {
    let a = f64x2.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let e = a;
    let f = a;
    let g = a;
    let h = a;
    let at: usize = xi + i;
    for (let k: usize = row; k < end; k += 8) {
      const first = v128.load64_splat(k);
      const second = v128.load64_splat(k + stride);
      let x = v128.load(at);
      a = f64x2.add(a, f64x2.mul(first, x));
      e = f64x2.add(e, f64x2.mul(second, x));
      x = v128.load(at, 16);
      b = f64x2.add(b, f64x2.mul(first, x));
      f = f64x2.add(f, f64x2.mul(second, x));
      x = v128.load(at, 32);
      c = f64x2.add(c, f64x2.mul(first, x));
      g = f64x2.add(g, f64x2.mul(second, x));
      x = v128.load(at, 48);
      d = f64x2.add(d, f64x2.mul(first, x));
      h = f64x2.add(h, f64x2.mul(second, x));
      at += ROW;
    }
    finish(a, b, c, d, mixing + i, base, limit, out + i);
    finish(e, f, g, h, mixing2 + i, base2, limit2, out + i + ROW);
  }
}
