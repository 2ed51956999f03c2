import { BallastError, canonicalText } from '@ballast/core';
import type { RpcAnswer, RpcPort, RpcRequest } from '../../venues/rpc.ts';

/** What a node answered, by canonical request; the same request asked again has its answers in order. */
export interface Transcript {
  readonly label: string;
  readonly answers: Readonly<Record<string, readonly RpcAnswer[]>>;
}

export class RecordedAnswerMissing extends BallastError {
  constructor(label: string, request: RpcRequest) {
    super({
      code: 'WORLD_ANSWER_NOT_RECORDED',
      message: `${label} (recorded) has no answer to ${request.method} ${canonicalText(request.params).slice(0, 120)}`,
      remedy: 'a recording answers only what was asked when it was made; run a local or a live world',
      retryable: false,
    });
  }
}

/** Wraps a port so that everything it answers can be taken as a transcript. */
export function recordRpc(rpc: RpcPort): { readonly port: RpcPort; readonly take: () => Transcript } {
  let answers: Record<string, RpcAnswer[]> = {};
  const port: RpcPort = {
    label: rpc.label,
    roundTrips: rpc.roundTrips,
    batch: async (requests) => {
      const got = await rpc.batch(requests);
      requests.forEach((request, index) => {
        const answer = got[index];
        if (answer !== undefined) (answers[keyOf(request)] ??= []).push(answer);
      });
      return got;
    },
  };
  const take = (): Transcript => {
    const taken = answers;
    answers = {};
    return { label: rpc.label, answers: taken };
  };
  return { port, take };
}

/**
 * A port that answers from a transcript: the n-th time a request is made it gets the n-th answer, after that the
 * last one again. A request never recorded is refused with RecordedAnswerMissing.
 */
export function recordedRpc(transcript: Transcript): RpcPort {
  const asked = new Map<string, number>();
  let trips = 0;
  return {
    label: transcript.label,
    roundTrips: () => trips,
    batch: async (requests) => {
      trips += 1;
      return requests.map((request) => {
        const key = keyOf(request);
        const answers = Object.hasOwn(transcript.answers, key) ? (transcript.answers[key] ?? []) : [];
        const turn = asked.get(key) ?? 0;
        asked.set(key, turn + 1);
        const answer = answers[turn] ?? answers.at(-1);
        if (answer === undefined) throw new RecordedAnswerMissing(transcript.label, request);
        return answer;
      });
    },
  };
}

const keyOf = (request: RpcRequest): string => canonicalText({ method: request.method, params: request.params });
