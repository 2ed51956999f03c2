// One idea: what the oracle says and remembers of one asset over a course of events.
import { bps, wad } from '../units/amounts.ts';
import { NO_ANCHOR } from './grownValue.ts';
import { guardPushHaircut } from './haircutInForce.ts';
import { lookAsset, type AssetLook, type AssetWatch, type SequencerAnswer, type WatchedAsset } from './lookAsset.ts';
import { guardOpenExit, pokeAsset } from './watchExit.ts';
import { NOW, feedsOf, type AssetCase } from './vectors.fixture.ts';

/** What is done at a step, after its answers came in. */
export const STEP_KINDS = [
  'look',
  'poke',
  'anybody opens',
  'guardian opens',
  'push haircut',
  'disable',
  'enable',
  'sequencer down',
  'sequencer up',
] as const;

/** One step, and what the contract says right after it. `value`: the haircut pushed. */
export interface WatchStep {
  readonly at: number;
  readonly kind: number;
  readonly value: number;
  readonly answerA: string;
  readonly answerB: string;
  readonly updatedAtA: number;
  readonly updatedAtB: number;
  readonly code: string;
  readonly refusal: string;
  readonly lowWad: string;
  readonly highWad: string;
  readonly blindWad: string;
  readonly isDepegged: boolean;
  readonly isArmed: boolean;
  readonly isExitOpen: boolean;
  readonly isShut: boolean;
  readonly haircutBps: number;
  readonly armedSince: number;
  readonly exitOpenUntil: number;
}

export interface WatchCase {
  readonly name: string;
  readonly asset: AssetCase;
  readonly parWad: string;
  readonly exitFloorWad: string;
  readonly haircutBps: number;
  readonly maxGrowthPerDayBps: number;
  readonly exitDelaySeconds: number;
  readonly exitWindowSeconds: number;
  readonly maxPushBps: number;
  readonly decayPerDayBps: number;
  readonly entryHaircutBps: number;
  readonly hasSequencer: boolean;
  readonly graceSeconds: number;
  readonly steps: readonly WatchStep[];
}

export type AskedStep = Pick<WatchStep, 'at' | 'kind' | 'value' | 'answerA' | 'answerB' | 'updatedAtA' | 'updatedAtB'>;
export type AskedWatch = Omit<WatchCase, 'steps'> & { readonly steps: readonly AskedStep[] };

interface Course {
  readonly watch: AssetWatch;
  readonly isDisabled: boolean;
  readonly sequencer: SequencerAnswer;
}

/** What the twin says at each step of a case. */
export function answerWatch(asked: AskedWatch): WatchCase {
  let course: Course = {
    watch: {
      armed: { sinceSeconds: 0, lastSeconds: 0 },
      exitOpenUntilSeconds: 0,
      anchor: NO_ANCHOR,
      pushedBps: bps(0),
      pushedAtSeconds: 0,
    },
    isDisabled: asked.asset.isDisabled,
    // Long before anything begins.
    sequencer: asked.hasSequencer ? { isUp: true, startedAtSeconds: NOW - 10_000_000 } : null,
  };
  const steps = asked.steps.map((step): WatchStep => {
    const taken = takeStep(asked, course, step);
    course = taken.course;
    const look = lookOf(asked, course, step);
    return {
      ...step,
      code: taken.code,
      refusal: look.refusal ?? '',
      lowWad: String(look.lowWad),
      highWad: String(look.highWad),
      blindWad: String(look.blindWad),
      isDepegged: look.isDepegged,
      isArmed: look.isArmed,
      isExitOpen: look.isExitOpen,
      isShut: look.isShut,
      haircutBps: Number(look.haircutBps),
      armedSince: course.watch.armed.sinceSeconds,
      exitOpenUntil: course.watch.exitOpenUntilSeconds,
    };
  });
  return { ...asked, steps };
}

function takeStep(
  asked: AskedWatch,
  course: Course,
  step: AskedStep,
): { readonly course: Course; readonly code: string } {
  const { watch } = course;
  const look = lookOf(asked, course, step);
  const done = (change: Partial<Course>) => ({ course: { ...course, ...change }, code: '' });
  switch (STEP_KINDS[step.kind]) {
    case 'poke':
      return done({ watch: pokeAsset(assetOf(asked, course, step), watch, look, asked.exitDelaySeconds, step.at) });
    case 'anybody opens':
    case 'guardian opens': {
      const isGuardian = STEP_KINDS[step.kind] === 'guardian opens';
      const verdict = guardOpenExit(watch, look, { ...asked, isGuardian }, step.at);
      return verdict.ok ? done({ watch: verdict.watch }) : { course, code: verdict.code };
    }
    case 'push haircut': {
      const asset = { assetId: 'asset', floorBps: bps(asked.haircutBps), inForceBps: look.haircutBps };
      const verdict = guardPushHaircut(asset, bps(step.value), bps(asked.maxPushBps));
      if (!verdict.ok) return { course, code: verdict.code };
      return done({ watch: { ...watch, pushedBps: bps(step.value), pushedAtSeconds: step.at } });
    }
    case 'disable':
      return done({ isDisabled: true });
    case 'enable':
      return done({ isDisabled: false });
    case 'sequencer down':
      return done(asked.hasSequencer ? { sequencer: { isUp: false, startedAtSeconds: step.at } } : {});
    case 'sequencer up':
      return done(asked.hasSequencer ? { sequencer: { isUp: true, startedAtSeconds: step.at } } : {});
    default:
      return done({});
  }
}

const assetOf = (asked: AskedWatch, { isDisabled }: Course, step: AskedStep): WatchedAsset => ({
  assetId: 'asset',
  feeds: feedsOf({ ...asked.asset, ...step }),
  bounds: { minPriceWad: wad(BigInt(asked.asset.minPriceWad)), maxPriceWad: wad(BigInt(asked.asset.maxPriceWad)) },
  pegWad: asked.parWad === '0' ? null : wad(BigInt(asked.parWad)),
  depegPriceWad: asked.asset.depegPriceWad === '0' ? null : wad(BigInt(asked.asset.depegPriceWad)),
  exitFloorWad: asked.exitFloorWad === '0' ? null : wad(BigInt(asked.exitFloorWad)),
  haircutFloorBps: bps(asked.haircutBps),
  maxGrowthPerDayBps: bps(asked.maxGrowthPerDayBps),
  isDisabled,
});

const lookOf = (asked: AskedWatch, course: Course, step: AskedStep): AssetLook =>
  lookAsset(
    assetOf(asked, course, step),
    course.watch,
    {
      haircutDecayPerDayBps: bps(asked.decayPerDayBps),
      entryHaircutBps: bps(asked.entryHaircutBps),
      sequencerGraceSeconds: asked.graceSeconds,
    },
    course.sequencer,
    step.at,
  );
