// A parent for startChain.test.ts: starts a chain, says its pid, and then ends in the way it is told to.
import { startChain } from './startChain.ts';

const chain = await startChain({ genesisSeconds: 1_700_000_000 });
process.stdout.write(`${chain.pid}\n`);
if (process.argv[2] === 'exit') process.exit(3);
setInterval(() => {}, 1_000);
