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

/** A request at a block, and how two nodes' results are compared; by default as text without case. */
export interface PinnedRequest {
  readonly request: (blockHash: Hex) => RpcRequest;
  readonly isSame?: (a: unknown, b: unknown) => boolean;
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
      return requests.map((item, index) =>
        agree(
          all.map(({ answers }) => answers[index]),
          item.isSame ?? isSameText,
        ),
      );
    },
  };
}

const isSameText = (a: unknown, b: unknown): boolean =>
  JSON.stringify(a)?.toLowerCase() === JSON.stringify(b)?.toLowerCase();

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
