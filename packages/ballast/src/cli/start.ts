// Entry of `npm start` and `npm run ballast` from a clone; the package's own entry is bin/ballast.mjs.
import { main } from './main.ts';

process.exitCode = await main(process.argv.slice(2));
