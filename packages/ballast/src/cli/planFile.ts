import { readFileSync, writeFileSync } from 'node:fs';
import {
  BallastError,
  canonicalText,
  hashArtefact,
  parseArtefact,
  type Hash,
  type Plan,
  type Snapshot,
} from '@ballast/core';

/** A plan with what it takes to carry it out elsewhere, later. */
export interface PlanFile {
  readonly schema: 'ballast/plan-file/1';
  readonly planHash: Hash;
  readonly plan: Plan;
  /** What the plan was decided on; its hash is the plan's parent. */
  readonly snapshot: Snapshot;
}

export class PlanFileInvalid extends BallastError {
  constructor(path: string, why: string) {
    super({
      code: 'CLI_PLAN_FILE_INVALID',
      message: `${path} ${why}`,
      remedy: 'make a new one with `ballast plan -o FILE`',
      retryable: false,
    });
  }
}

export function writePlanFile(path: string, plan: Plan, snapshot: Snapshot): PlanFile {
  const file: PlanFile = { schema: 'ballast/plan-file/1', planHash: hashArtefact(plan), plan, snapshot };
  writeFileSync(path, `${canonicalText(file)}\n`);
  return file;
}

/** Reads a plan back; refuses one whose plan or snapshot is not the one it was named by. */
export function readPlanFile(path: string): PlanFile {
  let value: unknown;
  try {
    value = parseArtefact(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new PlanFileInvalid(path, error instanceof BallastError ? error.message : 'cannot be read');
  }
  const file = value as Partial<PlanFile> | null;
  if (file?.schema !== 'ballast/plan-file/1' || file.plan === undefined || file.snapshot === undefined)
    throw new PlanFileInvalid(path, 'is not a plan file');
  if (hashArtefact(file.plan) !== file.planHash) throw new PlanFileInvalid(path, 'holds another plan than it names');
  if (hashArtefact(file.snapshot) !== file.plan.parents?.snapshot)
    throw new PlanFileInvalid(path, 'holds another snapshot than its plan was decided on');
  return file as PlanFile;
}
