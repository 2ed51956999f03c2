import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BallastError } from '@ballast/core';
import { loadScenario } from './loadScenario.ts';
import type { Scenario } from './scenario.ts';

export const DEFAULT_SCENARIO = 'usdc-march-2023';

export class ScenarioNotFound extends BallastError {
  constructor(name: string, known: readonly string[]) {
    super({
      code: 'SCENARIO_NOT_FOUND',
      message: `no scenario is called ${name}`,
      remedy: `name a file, or one of ${known.join(', ')}`,
      retryable: false,
    });
  }
}

/** Folder of the scenarios and reserve templates that ship with the package. */
export const scenarioFolder = (): string => join(dirname(fileURLToPath(import.meta.url)), '../../../scenarios');

/** Names of the scenarios that ship with the package, sorted. */
export const listScenarios = (): string[] =>
  readdirSync(scenarioFolder())
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .toSorted();

/** Reads a scenario by the name of a shipped one, or by the path of a file. */
export function readScenario(nameOrPath: string): Scenario {
  const shipped = join(scenarioFolder(), `${nameOrPath}.yaml`);
  const path = /^[\w-]+$/.test(nameOrPath) && existsSync(shipped) ? shipped : nameOrPath;
  if (!existsSync(path)) throw new ScenarioNotFound(nameOrPath, listScenarios());
  return loadScenario(readFileSync(path, 'utf8'), path);
}
