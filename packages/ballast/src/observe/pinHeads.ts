import { BallastError, type BlockRef, type ChainId, type ObservationAlert } from '@ballast/core';
import { unwrapAnswer, type RpcPort } from '../venues/rpc.ts';
import { HeaderMalformed, readHeader, type BlockHeader } from './blockHeader.ts';
import { ChainUnreachable, transportAlert, type Node } from './panel.ts';

/** How far behind the newest an endpoint's head may be before it is left out. */
export const MAX_LAG_SECONDS = 120;

/** Endpoints pinned to one block, and whether they agree which block that is. */
export interface PinnedHeads {
  readonly nodes: readonly Node[];
  readonly agreement: BlockRef['agreement'];
  readonly alerts: readonly ObservationAlert[];
}

/**
 * Reads every endpoint's head and pins them all to the lowest, so that one that is a block ahead can be compared.
 * Endpoints that are silent, on another chain or far behind are left out and said. One round trip, a second
 * when heads differ. Throws ChainUnreachable when none is left.
 */
export async function pinHeads(chain: ChainId, rpcs: readonly RpcPort[]): Promise<PinnedHeads> {
  if (rpcs.length === 0) throw new ChainUnreachable(chain, 'no endpoint is configured');
  const alerts: ObservationAlert[] = [];
  const heads = await keepAnswering(chain, rpcs, alerts, (rpc) => readHead(chain, rpc));
  const newest = Math.max(...heads.map((node) => node.header.timestampSeconds));
  const current = heads.filter((node) => newest - node.header.timestampSeconds <= MAX_LAG_SECONDS);
  const hasLaggard = current.length < heads.length;
  for (const node of heads.filter((item) => !current.includes(item)))
    alerts.push({
      subject: chain,
      code: 'RPC_LAGGING',
      message: `${node.rpc.label} is ${newest - node.header.timestampSeconds} s behind`,
    });
  const lowest = Math.min(...current.map((node) => node.header.number));
  const nodes = await keepAnswering(chain, current, alerts, async (node): Promise<Node> => {
    if (node.header.number === lowest) return node;
    return { rpc: node.rpc, header: await readBlock(node.rpc, lowest) };
  });
  const isFork = nodes.some((node) => node.header.hash !== nodes[0]?.header.hash);
  if (isFork)
    alerts.push({ subject: chain, code: 'OBSERVE_FORK', message: `endpoints name different blocks ${lowest}` });
  return { nodes, alerts, agreement: isFork || hasLaggard ? 'disagreed' : nodes.length > 1 ? 'agreed' : 'single' };
}

/** Runs one read on every item; those that fail in transport or in form are left out and said. */
async function keepAnswering<T>(
  chain: ChainId,
  items: readonly T[],
  alerts: ObservationAlert[],
  read: (item: T) => Promise<Node>,
): Promise<Node[]> {
  const outcomes = await Promise.all(
    items.map(async (item) => {
      try {
        return await read(item);
      } catch (error) {
        if (error instanceof HeaderMalformed || error instanceof HeadUnusable)
          return { subject: chain, code: error.code, message: error.message };
        return transportAlert(chain, error);
      }
    }),
  );
  alerts.push(...outcomes.filter((item) => 'code' in item));
  const nodes = outcomes.filter((item) => 'rpc' in item);
  if (nodes.length === 0) throw new ChainUnreachable(chain, alerts.at(-1)?.message ?? 'no endpoint answers');
  return nodes;
}

class HeadUnusable extends BallastError {
  constructor(code: 'RPC_WRONG_CHAIN' | 'OBSERVE_BLOCK_MISSING' | 'RPC_REFUSED', message: string) {
    super({ code, message, remedy: 'check the endpoint of this chain', retryable: true });
  }
}

async function readHead(chain: ChainId, rpc: RpcPort): Promise<Node> {
  const [id, block] = await rpc.batch([
    { method: 'eth_chainId', params: [] },
    { method: 'eth_getBlockByNumber', params: ['latest', false] },
  ]);
  if (id === undefined || !id.ok || block === undefined || !block.ok)
    throw new HeadUnusable('RPC_REFUSED', `${rpc.label} refuses to name its chain or its head`);
  const found = typeof id.result === 'string' ? `eip155:${Number(id.result)}` : 'no chain';
  if (found !== chain) throw new HeadUnusable('RPC_WRONG_CHAIN', `${rpc.label} is ${found}, not ${chain}`);
  return { rpc, header: present(rpc, readHeader(rpc.label, block.result)) };
}

async function readBlock(rpc: RpcPort, number: number): Promise<BlockHeader> {
  const [answer] = await rpc.batch([{ method: 'eth_getBlockByNumber', params: [`0x${number.toString(16)}`, false] }]);
  return present(rpc, readHeader(rpc.label, unwrapAnswer(rpc, 'eth_getBlockByNumber', answer)));
}

function present(rpc: RpcPort, header: BlockHeader | null): BlockHeader {
  if (header === null) throw new HeadUnusable('OBSERVE_BLOCK_MISSING', `${rpc.label} has no such block`);
  return header;
}
