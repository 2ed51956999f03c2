import {
  BallastError,
  type BlockRef,
  type ChainId,
  type ContractState,
  type ObservationAlert,
  type Policy,
} from '@ballast/core';
import type { RpcPort } from '../venues/rpc.ts';
import type { ReadContext } from '../venues/snapshotPart.ts';
import type { CallResult } from '../venues/venueRead.ts';
import { aggregateCalls } from './aggregateCalls.ts';
import { readHeader } from './blockHeader.ts';
import { codeHashRequests, readCodeHashes } from './codeHashes.ts';
import { contractSubjects, mayBeProxy } from './contractSubjects.ts';
import { joinContracts, missingCode } from './identifyContracts.ts';
import { createPanel, type Panel, type PanelAnswer } from './panel.ts';
import { pinHeads, type PinnedHeads } from './pinHeads.ts';
import { proxySlotRequests, readProxySlots } from './proxySlots.ts';
import { proofRequests, readEvidence, readSlots, slotRequests, type ChainEvidence } from './readProofs.ts';
import { readersOf, type ChainPart } from './readersOf.ts';

/** How often a chain is read when its block vanishes meanwhile. */
export const MAX_ATTEMPTS = 3;

/** One chain, read whole at one block. */
export interface ChainReading {
  readonly block: BlockRef;
  readonly part: ChainPart;
  readonly contracts: readonly ContractState[];
  /** What is to be said of endpoints and code; what venues say is in the part. */
  readonly alerts: readonly ObservationAlert[];
  /** Header and state proofs; null when none were asked for. */
  readonly evidence: ChainEvidence | null;
}

export class ChainReorganised extends BallastError {
  constructor(chain: ChainId) {
    super({
      code: 'OBSERVE_REORG',
      message: `${chain}: the block was replaced while it was read, ${MAX_ATTEMPTS} times`,
      remedy: 'try again; if it repeats, pin an endpoint that follows the chain more calmly',
      retryable: true,
    });
  }
}

export interface ReadChainInput {
  readonly policy: Policy;
  readonly chain: ChainId;
  readonly rpcs: readonly RpcPort[];
  readonly withProofs: boolean;
}

/**
 * Reads one chain at one block: head, three rounds of calls by block hash, and the block's hash once more. When the
 * block was replaced meanwhile everything is discarded and read again, a bounded number of times. Round trips do not
 * grow with what is read. Throws ChainReorganised and ChainUnreachable, both retryable.
 */
export async function readChain(input: ReadChainInput): Promise<ChainReading> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const heads = await pinHeads(input.chain, input.rpcs);
    // A fork at the head usually heals within a block: only the last attempt reads on in spite of it.
    const isFork = heads.nodes.some((node) => node.header.hash !== heads.nodes[0]?.header.hash);
    if (isFork && attempt < MAX_ATTEMPTS) continue;
    const panel = createPanel(input.chain, heads.nodes);
    const reading = await readRounds(input, heads, panel);
    if (await isStillThere(panel)) return reading();
  }
  throw new ChainReorganised(input.chain);
}

/** Asks all rounds; the reading is put together only once the block proved to be still there. */
async function readRounds(
  { policy, chain, withProofs }: ReadChainInput,
  heads: PinnedHeads,
  panel: Panel,
): Promise<() => ChainReading> {
  const header = heads.nodes[0]?.header;
  if (header === undefined) throw new ChainReorganised(chain);
  const context: ReadContext = { policy, chain, block: header.number, timeSeconds: header.timestampSeconds };
  const aggregator = policy.chains.find((item) => item.id === chain)?.aggregator ?? '0x';
  const reads = readersOf(context);
  const subjects = contractSubjects(policy, chain);
  const addresses = [...new Set(subjects.map((item) => item.address))];
  const proxies = [...new Set(subjects.filter(mayBeProxy).map((item) => item.address))];
  const hashes = codeHashRequests(addresses);
  const slots = proxySlotRequests(proxies);

  const one = await aggregateCalls(panel, aggregator, reads.first, [
    ...hashes,
    ...slots,
    ...(withProofs ? slotRequests(context) : []),
  ]);
  const tokenSlots = readSlots(context, one.extras.slice(hashes.length + slots.length));
  const two = await aggregateCalls(
    panel,
    aggregator,
    reads.second(one.calls),
    withProofs ? proofRequests(context, tokenSlots) : [],
  );
  const three = await aggregateCalls(panel, aggregator, reads.third?.(one.calls, two.calls) ?? [], []);

  return () => {
    const part = reads.decode(one.calls, two.calls, three.calls);
    const codeHashes = readCodeHashes(addresses, one.extras.slice(0, hashes.length));
    const slotAnswers = one.extras.slice(hashes.length, hashes.length + slots.length);
    const isDisputed = hasDispute([...one.calls, ...two.calls, ...three.calls, ...one.extras]);
    return {
      block: {
        chain,
        number: header.number,
        hash: header.hash,
        stateRoot: header.stateRoot,
        timestampSeconds: header.timestampSeconds,
        agreement:
          isDisputed || heads.agreement === 'disagreed' ? 'disagreed' : panel.nodes().length > 1 ? 'agreed' : 'single',
      },
      part,
      contracts: joinContracts(chain, subjects, codeHashes, readProxySlots(proxies, slotAnswers), part.facts),
      alerts: [...heads.alerts, ...panel.alerts(), ...missingCode(subjects, codeHashes)],
      evidence: withProofs ? readEvidence(context, header, tokenSlots, two.extras) : null,
    };
  };
}

const hasDispute = (answers: readonly (CallResult | PanelAnswer)[]): boolean =>
  answers.some((item) => !item.ok && item.code === 'OBSERVE_DISPUTED');

/** Whether every node still names the block it was read at. */
async function isStillThere(panel: Panel): Promise<boolean> {
  const all = await panel.askApart((node) => [
    { method: 'eth_getBlockByNumber', params: [`0x${node.header.number.toString(16)}`, false] },
  ]);
  return all.every(({ node, answers }) => {
    const [answer] = answers;
    if (answer === undefined || !answer.ok) return false;
    return readHeader(node.rpc.label, answer.result)?.hash === node.header.hash;
  });
}
