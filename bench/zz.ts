import { benchFifty } from './assessFifty.ts';
await benchFifty(2);
