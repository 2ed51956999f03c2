import { z } from 'zod';
import type { ChainId } from '@ballast/core';

const chainId = z.string().regex(/^eip155:\d{1,15}$/, 'expected a CAIP-2 chain id such as eip155:1');
const text = z.string().min(1).max(4096);

const worldSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('local').meta({ description: 'a local chain started by Ballast, driven by a scenario' }),
    scenario: text.default('usdc-march-2023'),
    seed: z.int().min(0).max(4_294_967_295).default(1),
    payable: z.enum(['usd', 'usdc']).default('usd'),
  }),
  z.strictObject({ kind: z.literal('recorded').meta({ description: 'answers recorded from a chain; read only' }) }),
  z.strictObject({ kind: z.literal('live').meta({ description: 'live chains through the endpoints below' }) }),
]);

/** The operator's file: everything that is not the law. Unknown keys are refused. */
export const operatorSchema = z.strictObject({
  policies: z.array(text).min(1).default(['policy.yaml']).meta({ description: 'policy documents, one a reserve' }),
  nextPolicies: z
    .array(text)
    .default([])
    .meta({ description: 'documents before the DAO; each takes over when the vault adopts it' }),
  stateDir: text.default('.ballast').meta({ description: 'where state is kept' }),
  mode: z.enum(['dry', 'propose', 'execute']).default('dry').meta({ description: 'most that a command may do' }),
  world: worldSchema.default({ kind: 'local', scenario: 'usdc-march-2023', seed: 1, payable: 'usd' }),
  rpc: z
    .record(chainId, z.array(text).min(1).max(2))
    .default({})
    .meta({ description: 'one or two endpoints a chain: a URL, or env:NAME, or file:PATH' }),
  everySeconds: z.int().min(5).max(86_400).default(300).meta({ description: 'pause between cycles of `run`' }),
  attested: z.array(text).default([]).meta({ description: 'files of signed off-chain positions' }),
  history: z.array(text).default([]).meta({ description: 'price files a new reserve begins its history from' }),
  proofs: z.boolean().default(true).meta({ description: 'keep state proofs beside each snapshot' }),
});

/** The operator's configuration, checked and with defaults. */
export type OperatorConfig = z.output<typeof operatorSchema>;
/** What the operator writes. */
export type OperatorInput = z.input<typeof operatorSchema>;
export type WorldConfig = OperatorConfig['world'];
export type RpcConfig = Readonly<Record<ChainId, readonly string[]>>;

/** Types the operator's file for the editor; returns it unchanged. */
export const defineConfig = (config: OperatorInput): OperatorInput => config;
