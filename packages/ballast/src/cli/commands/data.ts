import type { Command } from 'commander';
import type { Runner } from '../session.ts';
import { registerDataCheck } from './dataCheck.ts';
import { registerDataImport } from './dataImport.ts';
import { registerDataPull } from './dataPull.ts';

/** Price and rate series: from services and files into series files, and what is odd about them. */
export function registerData(program: Command, run: Runner): void {
  const data = program
    .command('data')
    .description('price and rate series: take them in, and see what is odd about them')
    .addHelpText('after', '\nExample:\n  ballast data import BTCUSDT-1h-2023-*.zip --out prices');
  registerDataImport(data, run);
  registerDataCheck(data, run);
  registerDataPull(data, run);
}
