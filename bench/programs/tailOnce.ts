// One way of tailWays.ts once, in a process of its own: what a first call costs, compilers included, and its memory.
import { peakMebibytes, timed } from '../measure.ts';
import { WAYS, runWay } from '../tailWays.ts';
import { thirtyAssets } from '../thirtyAssets.ts';

const way = WAYS[Number(process.argv[2])];
if (way === undefined) throw new RangeError('which way?');
const idle = peakMebibytes();
const { seconds } = timed(() => runWay(thirtyAssets(), way));
console.log(JSON.stringify({ seconds, idleMiB: idle, peakMiB: peakMebibytes() }));
