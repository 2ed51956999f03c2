import { z } from 'zod';
import { BallastError, type ChainId } from '@ballast/core';
import type { RpcPort } from '../../venues/rpc.ts';
import type { Moment, World, WorldSeries } from '../world.ts';
import { recordedRpc, recordRpc, type Transcript } from './transcript.ts';
import { DEVELOPMENT_ATTESTER } from '../developmentAttester.ts';

const answerSchema = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), result: z.unknown() }),
  z.strictObject({ ok: z.literal(false), message: z.string(), data: z.string().nullable() }),
]);
const transcriptSchema = z.strictObject({
  label: z.string(),
  answers: z.record(z.string(), z.array(answerSchema).min(1)),
});
const recordingSchema = z.strictObject({
  schema: z.literal('ballast/recording/1'),
  /** What was recorded, for people. */
  about: z.string().min(1),
  policyText: z.string().nullable(),
  priceHistory: z.array(
    z.strictObject({
      assetId: z.string(),
      source: z.string(),
      points: z.array(z.strictObject({ timeSeconds: z.number().int(), price: z.string() })),
    }),
  ),
  moments: z
    .array(
      z.strictObject({
        timeSeconds: z.number().int(),
        progress: z.number().nullable(),
        note: z.string().nullable(),
        chains: z.record(z.string(), z.array(transcriptSchema).min(1)),
      }),
    )
    .min(1),
});

/** A world as it answered, moment by moment: what runs where there is neither a chain binary nor a network. */
export type Recording = z.output<typeof recordingSchema>;

export class RecordingInvalid extends BallastError {
  constructor(reason: string) {
    super({
      code: 'WORLD_RECORDING_INVALID',
      message: `not a recording: ${reason}`,
      remedy: 'make it again, or use the one that ships with the package',
      retryable: false,
    });
  }
}

export class RecordedWorldCannotAct extends BallastError {
  constructor() {
    super({
      code: 'WORLD_RECORDED_CANNOT_ACT',
      message: 'a recorded world includes no transactions',
      remedy: 'plan here; act in a local or a live world',
      retryable: false,
    });
  }
}

/** Reads a recording's text; throws RecordingInvalid. */
export function parseRecording(text: string): Recording {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RecordingInvalid('it is not JSON');
  }
  const parsed = recordingSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new RecordingInvalid(`${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim());
}

/** The same world, with everything its chains answer at each moment kept. `recording` gives what was kept so far. */
export function recordWorld(world: World, about: string): { readonly world: World; readonly recording: () => string } {
  const wrapped = new Map([...world.rpcs].map(([chain, ports]) => [chain, ports.map(recordRpc)]));
  const take = (): Record<ChainId, Transcript[]> =>
    Object.fromEntries([...wrapped].map(([chain, ports]) => [chain, ports.map((item) => item.take())]));
  const moments: { moment: Moment; chains: Record<ChainId, Transcript[]> }[] = [];
  const close = (): void => {
    const last = moments.at(-1);
    const taken = take();
    if (last !== undefined) last.chains = mergeChains(last.chains, taken);
  };
  return {
    world: {
      ...world,
      rpcs: new Map([...wrapped].map(([chain, ports]) => [chain, ports.map((item) => item.port)])),
      advance: async () => {
        close();
        const moment = await world.advance();
        if (moment !== null) moments.push({ moment, chains: {} });
        return moment;
      },
    },
    recording: () => {
      close();
      return JSON.stringify({
        schema: 'ballast/recording/1',
        about,
        policyText: world.policyText,
        priceHistory: world.priceHistory,
        moments: moments.map(({ moment, chains }) => ({ ...moment, chains })),
      });
    },
  };
}

function mergeChains(
  before: Readonly<Record<ChainId, Transcript[]>>,
  after: Record<ChainId, Transcript[]>,
): Record<ChainId, Transcript[]> {
  return Object.fromEntries(
    Object.entries(after).map(([chain, transcripts]) => [
      chain,
      transcripts.map((transcript, index) => {
        const answers = { ...before[chain]?.[index]?.answers };
        for (const [key, list] of Object.entries(transcript.answers)) answers[key] = [...(answers[key] ?? []), ...list];
        return { label: transcript.label, answers };
      }),
    ]),
  );
}

/** A world that answers from a recording, moment by moment. Acting is refused with RecordedWorldCannotAct. */
export function recordedWorld(recording: Recording): World {
  const ports = new Map<ChainId, readonly RpcPort[]>();
  const play = (index: number): void => {
    for (const [chain, transcripts] of Object.entries(recording.moments[index]?.chains ?? {}))
      ports.set(chain, transcripts.map(recordedRpc));
  };
  let next = 0;
  play(0);
  const rpcs = new Map<ChainId, readonly RpcPort[]>(
    [...ports].map(([chain, list]) => [chain, list.map((_port, index) => followPort(ports, chain, index))]),
  );
  return {
    kind: 'recorded',
    rpcs,
    policyText: recording.policyText,
    priceHistory: recording.priceHistory satisfies readonly WorldSeries[],
    developmentKey: null,
    developmentSteward: null,
    developmentAttester: DEVELOPMENT_ATTESTER,
    advance: async () => {
      const moment = recording.moments[next];
      if (moment === undefined) return null;
      play(next);
      next += 1;
      return { timeSeconds: moment.timeSeconds, progress: moment.progress, note: moment.note };
    },
    settle: async () => {
      throw new RecordedWorldCannotAct();
    },
    stop: async () => {},
  };
}

/** A port that stays the same object while the moment behind it changes. */
function followPort(ports: ReadonlyMap<ChainId, readonly RpcPort[]>, chain: ChainId, index: number): RpcPort {
  const current = (): RpcPort => ports.get(chain)?.[index] ?? recordedRpc({ label: chain, answers: {} });
  let trips = 0;
  return {
    label: current().label,
    roundTrips: () => trips,
    batch: async (requests) => {
      trips += 1;
      return current().batch(requests);
    },
  };
}
