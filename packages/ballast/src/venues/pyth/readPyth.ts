import { parseAbi } from 'viem';
import type { Hex } from '@ballast/core';
import { ask, asCount } from '../ask.ts';
import { mergeParts } from '../mergeParts.ts';
import { silentObservation, sourcesOn, type SourceLine } from '../priceSource.ts';
import { scalePriceDown, scalePriceUp } from '../scalePrice.ts';
import { unknownOf, type ReadContext, type SnapshotPart } from '../snapshotPart.ts';
import { combineReads, readOnce, type VenueRead } from '../venueRead.ts';

/** getPriceUnsafe: the last price however old; age is judged from the block's time like any other source's. */
export const pythAbi = parseAbi([
  'struct Price { int64 price; uint64 conf; int32 expo; uint256 publishTime; }',
  'function getPriceUnsafe(bytes32 id) view returns (Price price)',
]);

const MAX_EXPONENT = 18;
const MIN_EXPONENT = -36;

/** Every Pyth price of the policy on the chain, with its stated confidence. */
export function readPyth(context: ReadContext): VenueRead<SnapshotPart> {
  const reads = combineReads(sourcesOn(context, ['pyth']).map((line) => readPythPrice(context, line)));
  return { ...reads, decode: (first, second, third) => mergeParts(reads.decode(first, second, third)) };
}

function readPythPrice(context: ReadContext, line: SourceLine): VenueRead<SnapshotPart> {
  const { source } = line;
  const silent = silentObservation(context, line, 'getPriceUnsafe');
  const refuse = (failure: { readonly code: string; readonly reason: string }): SnapshotPart => ({
    prices: [silent],
    unknowns: [unknownOf(`source:${source.id}`, failure)],
  });
  if (source.feedId === null)
    return readOnce([], () => refuse({ code: 'SOURCE_INCOMPLETE', reason: 'a Pyth source needs its price id' }));
  const price = ask(source.address, pythAbi, 'getPriceUnsafe', [idOf(source.feedId)]);
  return readOnce([price.call], ([result]) => {
    const answer = price.read(result);
    if (!answer.ok) return refuse(answer);
    const { price: mantissa, conf, expo, publishTime } = answer.value;
    const time = asCount({ ok: true, value: publishTime });
    if (!time.ok) return refuse(time);
    if (time.value === 0) return refuse({ code: 'ROUND_INCOMPLETE', reason: 'never published' });
    if (expo < MIN_EXPONENT || expo > MAX_EXPONENT) return refuse({ code: 'VALUE_ABSURD', reason: `exponent ${expo}` });
    return {
      prices: [
        {
          ...silent,
          priceWad: scalePriceDown(mantissa, -expo),
          confidenceWad: scalePriceUp(conf, -expo),
          updatedAtSeconds: time.value,
          ageSeconds: context.timeSeconds - time.value,
        },
      ],
    };
  });
}

const idOf = (feedId: string): Hex => (feedId.startsWith('0x') ? (feedId as Hex) : `0x${feedId}`);
