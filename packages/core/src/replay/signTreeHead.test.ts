import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText } from '../records/canonical.ts';
import type { TreeHead } from '../records/treeHead.ts';
import { EMPTY_LOG_ROOT } from './merkleLog.ts';
import { publicKeyOf, SecretKeyMalformed, signTreeHead, verifySignature, verifyTreeHead } from './signTreeHead.ts';

const SECRET = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
const head = signTreeHead({ reserve: 'harbor', size: 0, rootHash: EMPTY_LOG_ROOT, asOfSeconds: 1_700_000_000 }, SECRET);

describe('signTreeHead', () => {
  it('RFC 8032 §7.1 test 1: key pair and signature of the empty message', () => {
    const publicKey = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';
    expect(publicKeyOf(SECRET)).toBe(publicKey);
    expect(publicKeyOf(`0x${SECRET.toUpperCase()}\n`)).toBe(publicKey);
    const signature =
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b';
    expect(verifySignature({ text: '', signature, publicKey })).toBe(true);
    expect(verifySignature({ text: ' ', signature, publicKey })).toBe(false);
  });

  it.each(['', 'hunter2hunter2', SECRET.slice(2), `${SECRET}00`, SECRET.replace('9', 'g')])(
    'refuses the key "%s" without showing it',
    (key) => {
      expect(() => publicKeyOf(key)).toThrow(SecretKeyMalformed);
      try {
        publicKeyOf(key);
      } catch (error) {
        if (key !== '') expect(String((error as Error).message)).not.toContain(key.slice(0, 8));
      }
    },
  );

  it('signs deterministically and verifies', () => {
    expect(verifyTreeHead(head)).toBe(true);
    expect(signTreeHead(head, SECRET)).toEqual(head);
  });

  it.each<[string, Partial<Record<keyof TreeHead, unknown>>]>([
    ['reserve', { reserve: 'harbour' }],
    ['size', { size: 1 }],
    ['negative size', { size: -1 }],
    ['root', { rootHash: `0x${'0'.repeat(64)}` }],
    ['malformed root', { rootHash: '0x00' }],
    ['time', { asOfSeconds: 1_700_000_001 }],
    ['fractional time', { asOfSeconds: 1.5 }],
    ['key', { publicKey: publicKeyOf('11'.repeat(32)) }],
    ['malformed key', { publicKey: 'zz' }],
    ['schema', { schema: 'ballast/tree-head/2' }],
    ['signature', { signature: head.signature.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) }],
    ['upper-case signature', { signature: head.signature.toUpperCase() }],
    ['missing signature', { signature: undefined }],
  ])('a changed %s does not verify', (_name, change) => {
    expect(verifyTreeHead({ ...head, ...change } as TreeHead)).toBe(false);
  });

  it('an added field does not verify', () => {
    expect(verifyTreeHead({ ...head, note: 'x' } as TreeHead)).toBe(false);
  });

  it('no other message verifies under a signature', () => {
    const { signature, ...unsigned } = head;
    const text = canonicalText(unsigned);
    fc.assert(
      fc.property(fc.nat(text.length - 1), (at) => {
        const other = text.slice(0, at) + (text[at] === 'a' ? 'b' : 'a') + text.slice(at + 1);
        expect(verifySignature({ text: other, signature, publicKey: head.publicKey })).toBe(false);
      }),
      { numRuns: 25 },
    );
  });

  it('low-order keys that verify anything under ZIP 215 are refused', () => {
    const identity = `01${'00'.repeat(31)}`;
    expect(verifySignature({ text: 'anything', signature: `${identity}${'00'.repeat(32)}`, publicKey: identity })).toBe(
      false,
    );
  });
});
