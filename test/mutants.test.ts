// The mutants of a small contract: what is found, and that the source which holds them all compiles.
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';

interface Mutant {
  readonly where: string;
  readonly kind: string;
  readonly before: string;
  readonly after: string;
  readonly key: string;
}
type MakeMutants = (
  root: string,
  files: readonly string[],
  read: (name: string) => Buffer,
) => { mutants: Mutant[]; sources: Record<string, Buffer> };
const { makeMutants } = (await import(new URL('../scripts/mutants.mjs', import.meta.url).href)) as {
  makeMutants: MakeMutants;
};

/** Mutants of the body of one contract, as `where: kind: before → after`, and the source that holds them. */
function mutate(body: string): { lines: string[]; text: string } {
  const source = `// SPDX-License-Identifier: MIT\npragma solidity 0.8.37;\ncontract A {\n${body}\n}\n`;
  const { mutants, sources } = makeMutants('', ['A.sol'], () => Buffer.from(source));
  return {
    lines: mutants.map(({ where, kind, before, after }) => `${where}: ${kind}: ${before} → ${after}`),
    text: sources['A.sol']!.toString('utf8'),
  };
}

function errorsOf(text: string): string[] {
  const solc = createRequire(import.meta.url)('solc') as { compile(input: string): string };
  const output = JSON.parse(
    solc.compile(
      JSON.stringify({
        language: 'Solidity',
        sources: { 'A.sol': { content: text } },
        settings: { outputSelection: { '*': { '*': ['evm.bytecode.object'] } } },
      }),
    ),
  ) as { errors?: { severity: string; formattedMessage: string }[] };
  return (output.errors ?? []).filter(({ severity }) => severity === 'error').map((error) => error.formattedMessage);
}

describe('makeMutants', () => {
  it('turns, drops and shifts a refusal', () => {
    const { lines, text } = mutate('error E(); function f(uint a) external pure { if (a > 3) revert E(); }');
    expect(lines).toEqual([
      'f: negated: if (a > 3) → if (!(a > 3))',
      'f: dropped check: if (a > 3) → no check',
      'f: boundary: a > 3 → a >= 3',
    ]);
    expect(errorsOf(text)).toEqual([]);
  });

  it('keeps the parts of a chain apart', () => {
    const { lines, text } = mutate(
      'function f(bool a, bool b, bool c) external pure returns (bool) { return a || b && c; }',
    );
    expect(lines).toEqual([
      'f: connective: a || b && c → a && b && c',
      'f: dropped part: a || b && c → false || b && c',
      'f: dropped part: a || b && c → a || false',
      'f: connective: b && c → b || c',
      'f: dropped part: b && c → true && c',
      'f: dropped part: b && c → b && true',
    ]);
    expect(errorsOf(text)).toEqual([]);
  });

  it('drops calls without taking an else from its if', () => {
    const { lines, text } = mutate(`
      uint x;
      function spend(uint a) internal returns (bool fits, uint left) { x += a; return (true, 1); }
      function one() internal { x = 1; }
      function two() internal { x = 2; }
      function f(bool a) external { if (a) one(); else two(); (bool fits,) = spend(1); if (!fits) x = 3; }`);
    expect(lines.filter((line) => line.includes('dropped'))).toEqual([
      'f: dropped call: one() → no call',
      'f: dropped call: two() → no call',
      'f: dropped call: spend(1) → (true, type(uint256).max)',
    ]);
    expect(errorsOf(text)).toEqual([]);
  });

  it('drops a modifier from one function only, whatever its shape', () => {
    const { lines, text } = mutate(`
      bool on; address o; error E();
      modifier only() { if (msg.sender != o) revert E(); _; }
      modifier once() { on = true; _; on = false; }
      function f() external only once {}
      function g() external only {}`);
    expect(lines.filter((line) => line.includes('modifier:'))).toEqual([
      'f: dropped modifier: only → no modifier',
      'f: dropped modifier: once → no modifier',
      'g: dropped modifier: only → no modifier',
    ]);
    expect(text.match(/modifier only__off\d+/g)).toHaveLength(2);
    expect(errorsOf(text)).toEqual([]);
  });

  it('rounds, swaps and unsaturates library calls', () => {
    const { lines, text } = mutate(`
      using M for uint;
      function f(uint a, uint b) external pure returns (uint) {
        return a.mulDiv(b, 7, M.Rounding.Ceil) + a.min(b).saturatingSub(3) / 2;
      }
    }
    library M {
      enum Rounding { Floor, Ceil }
      function mulDiv(uint a, uint b, uint c, Rounding r) internal pure returns (uint) { return a * b * uint(r) + c; }
      function saturatingSub(uint a, uint b) internal pure returns (uint) { return a - b; }
      function min(uint a, uint) internal pure returns (uint) { return a; }
      function max(uint, uint b) internal pure returns (uint) { return b; }`);
    expect(lines).toEqual([
      'f: rounding: a.mulDiv(b, 7, M.Rounding.Ceil) → M.Rounding.Floor',
      'f: rounding: a.min(b).saturatingSub(3) / 2 → a.min(b).saturatingSub(3) / 2 rounded up',
      'f: unsaturated: a.min(b).saturatingSub(3) → (a.min(b) - (3))',
      'f: swapped: a.min(b) → a.max(b)',
    ]);
    expect(errorsOf(text)).toEqual([]);
  });

  it('names the same change twice in one function apart', () => {
    const source =
      '// é\npragma solidity 0.8.37; contract A { function f(uint a) external pure returns (bool) { return a < 1 ? a < 1 : true; } }';
    const { mutants } = makeMutants('', ['A.sol'], () => Buffer.from(source));
    expect(new Set(mutants.map(({ key }) => key)).size).toBe(mutants.length);
    expect(mutants[0]!.before).toBe('a < 1 ? a < 1 : true');
  });

  it('refuses a source that does not compile', () => {
    expect(() => mutate('function f() external { return 1; }')).toThrow(SyntaxError);
  });
});
