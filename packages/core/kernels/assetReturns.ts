// AssemblyScript, compiled by scripts/build-kernel.mjs with simulate.ts as its entry.

import { ASSET_INFO, MIXING, RETURNS, ROW, XI, pointer } from './parameters';
import { throughMargin } from './tables';

/** One asset: its row of the factor times the normals, mixed, through its margin. */
export function fillReturns(p: usize, asset: u32, row: usize): void {
  const info: usize = pointer(p, ASSET_INFO) + (asset as usize) * 32;
  const length = load<u32>(info);
  const mixing: usize = pointer(p, MIXING) + (load<u32>(info, 4) as usize) * ROW;
  const table: usize = load<u32>(info, 8);
  const side = i64x2.splat(load<u32>(info, 12) as i64);
  const limit = v128.load64_splat(info, 16);
  const xi: usize = pointer(p, XI);
  const out: usize = pointer(p, RETURNS);
  const stride = ROW;
  for (let i: usize = 0; i < stride; i += 64) {
    let a = f64x2.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let at: usize = xi + i;
    for (let k: usize = row; k < row + ((length as usize) << 3); k += 8) {
      const coefficient = v128.load64_splat(k);
      a = f64x2.add(a, f64x2.mul(coefficient, v128.load(at)));
      b = f64x2.add(b, f64x2.mul(coefficient, v128.load(at, 16)));
      c = f64x2.add(c, f64x2.mul(coefficient, v128.load(at, 32)));
      d = f64x2.add(d, f64x2.mul(coefficient, v128.load(at, 48)));
      at += stride;
    }
    const by = mixing + i;
    v128.store(out + i, throughMargin(f64x2.mul(a, v128.load(by)), table, side, limit));
    v128.store(out + i, throughMargin(f64x2.mul(b, v128.load(by, 16)), table, side, limit), 16);
    v128.store(out + i, throughMargin(f64x2.mul(c, v128.load(by, 32)), table, side, limit), 32);
    v128.store(out + i, throughMargin(f64x2.mul(d, v128.load(by, 48)), table, side, limit), 48);
  }
}
