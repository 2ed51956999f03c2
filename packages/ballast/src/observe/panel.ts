import { BallastError, type ChainId, type Hex, type ObservationAlert } from '@ballast/core';
import {
  RpcMalformed,
  RpcRefused,
  RpcUnreachable,
  type RpcAnswer,
  type RpcPort,
  type RpcRequest,
} from '../venues/rpc.ts';
import type { CallFailure } from '../venues/venueRead.ts';
import type { BlockHeader } from './blockHeader.ts';

/** One endpoint and the block it is pinned to. */
export interface Node {
  readonly rpc: RpcPort;
  readonly header: BlockHeader;
}

/**
 * A request at a block, and how two nodes' results are compared: by default as text without case. An answer that is
 * checked afterwards whoever gave it (a state proof) needs no comparison: the first there is will do.
 */
export interface PinnedRequest {
  readonly request: (blockHash: Hex) => RpcRequest;
  readonly isSame?: (a: unknown, b: unknown) => boolean;
  readonly isChecked?: boolean;
}

/** What the nodes say together. */
export type PanelAnswer =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly code: CallFailure; readonly reason: string };

/** The endpoints of one chain during one attempt to read it. */
export interface Panel {
  readonly chain: ChainId;
  /** Endpoints that still answer. */
  readonly nodes: () => readonly Node[];
  readonly alerts: () => readonly ObservationAlert[];
  /** One round trip on every node: results all agree on, disputes and failures as such. */
  ask(requests: readonly PinnedRequest[]): Promise<readonly PanelAnswer[]>;
  /** One round trip on every node, answers apart; silent nodes leave the panel. */
  askApart(requests: (node: Node) => readonly RpcRequest[]): Promise<readonly NodeAnswers[]>;
}

export interface NodeAnswers {
  readonly node: Node;
  readonly answers: readonly RpcAnswer[];
}

export class ChainUnreachable extends BallastError {
  constructor(chain: ChainId, reason: string) {
    super({
      code: 'OBSERVE_CHAIN_UNREACHABLE',
      message: `${chain}: ${reason}`,
      remedy: 'check the endpoints of this chain, or name a second one',
      retryable: true,
    });
  }
}

/** Most requests in one batch; larger rounds are sent as several batches at once. */
const MAX_BATCH = 1_000;

/** Sends requests in bounded batches. Transport failures throw. */
export async function sendAll(rpc: RpcPort, requests: readonly RpcRequest[]): Promise<readonly RpcAnswer[]> {
  const batches: (readonly RpcRequest[])[] = [];
  for (let from = 0; from < requests.length; from += MAX_BATCH) batches.push(requests.slice(from, from + MAX_BATCH));
  return (await Promise.all(batches.map((batch) => rpc.batch(batch)))).flat();
}

/** What an endpoint's transport failure is reported as; anything else is not ours to handle and is thrown. */
export function transportAlert(chain: ChainId, error: unknown): ObservationAlert {
  const isTransport = error instanceof RpcUnreachable || error instanceof RpcMalformed || error instanceof RpcRefused;
  if (!isTransport) throw error;
  return { subject: chain, code: error.code, message: error.message };
}

/** Gathers the endpoints that gave a head into a panel. */
export function createPanel(chain: ChainId, start: readonly Node[]): Panel {
  let nodes = start;
  const alerts: ObservationAlert[] = [];

  const askApart: Panel['askApart'] = async (requests) => {
    const outcomes = await Promise.all(
      nodes.map(async (node): Promise<NodeAnswers | { readonly node: Node; readonly error: unknown }> => {
        try {
          return { node, answers: await sendAll(node.rpc, requests(node)) };
        } catch (error) {
          return { node, error };
        }
      }),
    );
    const silent = outcomes.filter((item) => 'error' in item);
    alerts.push(...silent.map((item) => transportAlert(chain, item.error)));
    nodes = nodes.filter((node) => !silent.some((item) => item.node === node));
    if (nodes.length === 0) throw new ChainUnreachable(chain, alerts.at(-1)?.message ?? 'no endpoint answers');
    return outcomes.filter((item) => 'answers' in item);
  };

  return {
    chain,
    nodes: () => nodes,
    alerts: () => alerts,
    askApart,
    ask: async (requests) => {
      if (requests.length === 0) return [];
      const all = await askApart((node) => requests.map((item) => item.request(node.header.hash)));
      const useful = dropStateless(all);
      return requests.map((item, index) => {
        const answers = useful.map((given) => given.answers[index]);
        return item.isChecked === true ? anyOf(answers) : agree(answers, item.isSame ?? isSameText);
      });
    },
  };

  /** A node that refuses everything another answers does not have the block's state: it is left out, not believed. */
  function dropStateless(all: readonly NodeAnswers[]): readonly NodeAnswers[] {
    const useful = all.filter(({ answers }) => answers.some((answer) => answer.ok));
    if (useful.length === 0 || useful.length === all.length) return all;
    for (const { node, answers } of all.filter((item) => !useful.includes(item))) {
      const [first] = answers;
      const reason = first === undefined || first.ok ? 'refuses every call' : first.message;
      alerts.push({ subject: chain, code: 'RPC_WITHOUT_STATE', message: `${node.rpc.label}: ${reason}` });
    }
    nodes = nodes.filter((node) => useful.some((item) => item.node === node));
    return useful;
  }
}

const isSameText = (a: unknown, b: unknown): boolean =>
  JSON.stringify(a)?.toLowerCase() === JSON.stringify(b)?.toLowerCase();

/** The first result there is; else the first failure. */
function anyOf(answers: readonly (RpcAnswer | undefined)[]): PanelAnswer {
  const found = answers.find((answer) => answer?.ok === true) ?? answers[0];
  if (found === undefined) return { ok: false, code: 'CALL_FAILED', reason: 'no answer' };
  return found.ok ? found : { ok: false, code: 'CALL_FAILED', reason: found.message };
}

/** One answer out of several: the common result, or the failure all share; a difference is never settled by picking one. */
function agree(answers: readonly (RpcAnswer | undefined)[], isSame: (a: unknown, b: unknown) => boolean): PanelAnswer {
  const [first, ...others] = answers;
  if (first === undefined) return { ok: false, code: 'CALL_FAILED', reason: 'no answer' };
  for (const other of others) {
    const isDisputed =
      other === undefined || first.ok !== other.ok || (first.ok && other.ok && !isSame(first.result, other.result));
    if (isDisputed)
      return { ok: false, code: 'OBSERVE_DISPUTED', reason: 'two endpoints answer differently at the same block' };
  }
  return first.ok ? first : { ok: false, code: 'CALL_FAILED', reason: first.message };
}
