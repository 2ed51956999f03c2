// One idea, longer than most files: every state-changing function of the deployed contracts is called by every role in
// every mode, and the page says what the contracts answered. Nothing on it is written by hand but the captions.
import { decodeErrorResult, encodeFunctionData, zeroAddress, zeroHash, type Abi } from 'viem';
import { lawOf, WAD, type Address, type Hex } from '@ballast/core';
import { compileContracts } from '../worlds/local/compileContracts.ts';
import { createDeployer } from '../worlds/local/deployer.ts';
import { lawParams, limitParams } from '../venues/ballast-vault/encodeLaw.ts';
import { attestorAbi, auctionAbi, bookAbi, lawAbi, oracleAbi, vaultAbi } from '../venues/ballast-vault/vaultAbi.ts';
import { ask } from '../venues/ask.ts';
import { readAt } from '../venues/readAt.ts';
import { readOnce } from '../venues/venueRead.ts';
import { callRpc } from '../venues/rpc.ts';
import { createActWorld, localKeeper, sendAndMine, type ActWorld } from './actWorld.fixture.ts';
import { readHead } from './actChain.ts';

const ROLES = ['owner', 'guardian', 'steward', 'keeper', 'attester', 'holder', 'anybody'] as const;
type Role = (typeof ROLES)[number];
const MODES = ['run', 'exitOnly', 'frozen', 'wound down'] as const;

interface Place {
  readonly world: ActWorld;
  readonly roles: Readonly<Record<Role, Address>>;
  readonly at: Readonly<Record<'vault' | 'law' | 'book' | 'oracle' | 'auction' | 'attestor', Address>>;
}

interface Row {
  readonly contract: keyof Place['at'];
  readonly name: string;
  readonly args: readonly unknown[];
  readonly note?: string;
  /** Stands in the second table alone, called by this role. */
  readonly by?: Role;
  /** What must be so before the call can succeed; the chain is put back after the row. */
  readonly prepare?: (place: Place) => Promise<void>;
}

const ABIS: Readonly<Record<keyof Place['at'], Abi>> = {
  vault: vaultAbi,
  law: lawAbi,
  book: bookAbi,
  oracle: oracleAbi,
  auction: auctionAbi,
  attestor: attestorAbi,
};

/** Refusals that speak of who calls. */
const BY_ROLE = new Set([
  'NotOwner',
  'NotGuardian',
  'NotKeeper',
  'NotVault',
  'NotAttester',
  'NotHolder',
  'NotArmed',
  'Loosening',
]);

/** The page of roles and states, from contracts deployed on a local chain under a timelock of two days. */
export async function rolesPage(): Promise<string> {
  const world = await createActWorld();
  try {
    const place = await castOf(world);
    const rows = rowsOf(place);
    const who: string[][] = [];
    const when: string[][] = [];
    for (const row of rows) {
      const label = `\`${row.name}\`${row.note === undefined ? '' : `, ${row.note}`}`;
      const answers = await underSnapshot(world, async () => {
        await row.prepare?.(place);
        return Promise.all(ROLES.map((role) => answerOf(place, row, role)));
      });
      if (row.by === undefined) who.push([row.contract, label, ...answers.map(wordOf)]);
      const role = row.by ?? ROLES.find((_role, index) => answers[index] === 'yes');
      if (role === undefined) continue;
      const states: string[] = [];
      for (const mode of MODES)
        states.push(
          await underSnapshot(world, async () => {
            await row.prepare?.(place);
            await enterMode(place, mode);
            return wordInMode(await answerOf(place, row, role));
          }),
        );
      when.push([row.contract, label, role, ...states]);
    }
    return page(who, when);
  } finally {
    await world.stop();
  }
}

const wordOf = (answer: string): string => (answer === 'yes' ? 'yes' : BY_ROLE.has(answer) ? '·' : `(${answer})`);
const wordInMode = (answer: string): string => (answer === 'yes' ? 'yes' : `\`${answer}\``);

/** `yes`, or the name of the error. */
async function answerOf({ world, roles, at }: Place, row: Row, role: Role): Promise<string> {
  const data = encodeFunctionData({ abi: ABIS[row.contract], functionName: row.name, args: row.args });
  const [answer] = await world.act.rpc.batch([
    { method: 'eth_call', params: [{ from: roles[role], to: at[row.contract], data, gas: '0x1c9c380' }, 'latest'] },
  ]);
  if (answer === undefined) throw new TypeError('no answer');
  if (answer.ok) return 'yes';
  const reason = answer.data ?? '0x';
  if (reason === '0x') return 'no answer';
  const errors: Abi = [...vaultAbi, ...(compileContracts().get('TestToken')?.abi ?? [])];
  return decodeErrorResult({ abi: errors, data: reason as Hex }).errorName;
}

async function underSnapshot<T>(world: ActWorld, run: () => Promise<T>): Promise<T> {
  const id = await callRpc<string>(world.chain.rpc, 'evm_snapshot', []);
  try {
    return await run();
  } finally {
    await callRpc(world.chain.rpc, 'evm_revert', [id]);
  }
}

async function sendFrom({ world, at }: Place, from: Address, row: Omit<Row, 'note'>): Promise<void> {
  await callRpc(world.chain.rpc, 'anvil_setBalance', [from, '0xde0b6b3a7640000']);
  await callRpc(world.chain.rpc, 'anvil_impersonateAccount', [from]);
  const data = encodeFunctionData({ abi: ABIS[row.contract], functionName: row.name, args: row.args });
  await sendAndMine(world.act, from, at[row.contract], data);
}

async function enterMode(place: Place, mode: (typeof MODES)[number]): Promise<void> {
  const { owner } = place.roles;
  if (mode === 'exitOnly' || mode === 'frozen')
    await sendFrom(place, owner, { contract: 'vault', name: 'setMode', args: [mode === 'exitOnly' ? 1 : 2] });
  if (mode === 'wound down') await sendFrom(place, owner, { contract: 'vault', name: 'windDown', args: [] });
}

/** The roles as different accounts, the owner a real timelock. */
async function castOf(world: ActWorld): Promise<Place> {
  const { hash } = await callRpc<{ readonly hash: Hex }>(world.act.rpc, 'eth_getBlockByNumber', ['latest', false]);
  const read = async (name: 'law' | 'book' | 'oracle' | 'auction' | 'attestor'): Promise<Address> => {
    const asked = ask(world.vault, vaultAbi, name, []);
    const answer = await readAt(
      world.act.rpc,
      readOnce([asked.call], ([result]) => asked.read(result)),
      hash,
    );
    if (!answer.ok) throw new TypeError(answer.reason);
    return answer.value;
  };
  const [law, book, oracle, auction, attestor] = await Promise.all(
    (['law', 'book', 'oracle', 'auction', 'attestor'] as const).map(read),
  );
  if (!law || !book || !oracle || !auction || !attestor) throw new TypeError('a part is missing');
  const admin = world.owner;
  const nonce = Number(await callRpc<Hex>(world.act.rpc, 'eth_getTransactionCount', [admin, 'latest']));
  const deployer = createDeployer(world.chain.rpc, admin, new Map([[admin, nonce]]));
  const artifact = compileContracts().get('TimelockController');
  if (artifact === undefined) throw new TypeError('the timelock is not compiled');
  const owner = deployer.deploy('timelock', artifact, [172_800n, [admin], [admin], admin]);
  await deployer.mine((await readHead(world.act)).timestampSeconds + 1);
  const made = (digit: string): Address => `0x${digit.repeat(40)}`;
  const roles = {
    owner,
    guardian: made('a'),
    steward: made('b'),
    keeper: localKeeper.address,
    attester: made('c'),
    holder: world.holder,
    anybody: made('d'),
  };
  const place: Place = { world, roles, at: { vault: world.vault, law, book, oracle, auction, attestor } };
  const byAdmin = (contract: keyof Place['at'], name: string, args: readonly unknown[]) =>
    sendFrom(place, admin, { contract, name, args });
  await byAdmin('vault', 'setGuardian', [roles.guardian]);
  await byAdmin('vault', 'setSteward', [roles.steward]);
  await byAdmin('attestor', 'setAttester', [roles.attester]);
  await byAdmin('vault', 'setOwner', [owner]);
  await sendFrom(place, owner, { contract: 'vault', name: 'acceptOwner', args: [] });
  return place;
}

/** Every state-changing function, with arguments under which whoever may call it succeeds in mode run. */
function rowsOf({ world, at, roles }: Place): Row[] {
  const { usd, dai } = world.tokens;
  const law = lawOf(world.policy);
  const params = lawParams(law);
  const asset = params.assets.find(({ token }) => token === dai);
  if (asset === undefined) throw new TypeError('no DAI');
  const tightening = {
    slipBps: asset.slipBps,
    exitSlipBps: asset.exitSlipBps,
    haircutBps: asset.haircutBps + 1,
    maxBps: asset.maxBps,
    entryAllowed: true,
    disabled: false,
  };
  const thousand = 1_000n * 10n ** 6n;
  const from = (role: Role, contract: Row['contract'], name: string, args: readonly unknown[]) => (place: Place) =>
    sendFrom(place, place.roles[role], { contract, name, args });
  const deposited = from('keeper', 'vault', 'deposit', [0n, thousand]);
  const disabled = from('guardian', 'vault', 'tightenAsset', [dai, { ...tightening, disabled: true }]);
  const exitOpen = async (place: Place): Promise<void> => {
    await disabled(place);
    await from('guardian', 'vault', 'openExit', [dai])(place);
  };
  const onAuction = from('keeper', 'auction', 'open', [dai, usd, 1_000n * WAD, false]);
  return [
    { contract: 'vault', name: 'adoptPolicy', args: [zeroHash, params] },
    { contract: 'vault', name: 'tightenAsset', args: [dai, tightening], note: 'stricter' },
    { contract: 'vault', name: 'tightenAsset', args: [dai, { ...tightening, slipBps: 499 }], note: 'looser' },
    { contract: 'vault', name: 'tightenVenue', args: [0n, 1, true], note: 'stricter' },
    { contract: 'vault', name: 'tightenLimits', args: [limitParams(law.limits)] },
    { contract: 'vault', name: 'enableAsset', args: [dai], prepare: disabled },
    { contract: 'vault', name: 'openExit', args: [dai], note: 'armed just now', prepare: disabled },
    {
      contract: 'vault',
      name: 'openExit',
      args: [dai],
      note: 'armed for the delay',
      prepare: async (place) => {
        await disabled(place);
        for (const seconds of [0, 800, 800, 800]) {
          const { timestampSeconds } = await readHead(place.world.act);
          await callRpc(place.world.act.rpc, 'evm_setNextBlockTimestamp', [timestampSeconds + seconds + 1]);
          await callRpc(place.world.act.rpc, 'evm_mine', []);
          await sendFrom(place, place.roles.anybody, { contract: 'oracle', name: 'poke', args: [] });
        }
      },
    },
    { contract: 'vault', name: 'pushHaircut', args: [dai, BigInt(asset.haircutBps + 100)] },
    { contract: 'vault', name: 'setMode', args: [2], note: 'stricter' },
    {
      contract: 'vault',
      name: 'setMode',
      args: [0],
      note: 'looser',
      prepare: from('guardian', 'vault', 'setMode', [1]),
    },
    { contract: 'vault', name: 'windDown', args: [] },
    { contract: 'vault', name: 'govCall', args: [usd, '0x18160ddd'] },
    { contract: 'vault', name: 'setMintPaused', args: [true], note: 'pause' },
    {
      contract: 'vault',
      name: 'setMintPaused',
      args: [false],
      note: "lift the keeper's",
      prepare: from('keeper', 'vault', 'setMintPaused', [true]),
    },
    {
      contract: 'vault',
      name: 'setMintPaused',
      args: [false],
      note: 'lift its own',
      by: 'keeper',
      prepare: from('keeper', 'vault', 'setMintPaused', [true]),
    },
    { contract: 'vault', name: 'setGuardian', args: [roles.anybody] },
    { contract: 'vault', name: 'setKeeper', args: [zeroAddress], note: 'to nobody' },
    { contract: 'vault', name: 'setKeeper', args: [roles.anybody], note: 'to another' },
    { contract: 'vault', name: 'setSteward', args: [roles.anybody] },
    { contract: 'vault', name: 'setOwner', args: [roles.owner] },
    { contract: 'vault', name: 'prove', args: [] },
    { contract: 'vault', name: 'swap', args: [dai, usd, 500, 1_000n * WAD, 0n, false], note: 'into the base asset' },
    {
      contract: 'vault',
      name: 'swap',
      args: [usd, dai, 500, thousand, 0n, false],
      note: 'into another',
      prepare: async (place) => {
        // The other asset below its target, so that it may be bought.
        await callRpc(place.world.act.rpc, 'evm_mine', []);
        const burnt = encodeFunctionData({
          abi: TRANSFER,
          functionName: 'transfer',
          args: [roles.anybody, 800_000n * WAD],
        });
        await sendFrom(place, roles.owner, { contract: 'vault', name: 'govCall', args: [dai, burnt] });
      },
    },
    {
      contract: 'vault',
      name: 'swap',
      args: [dai, usd, 500, 1_000n * WAD, 0n, true],
      note: 'an open exit',
      prepare: exitOpen,
    },
    { contract: 'vault', name: 'deposit', args: [0n, thousand] },
    { contract: 'vault', name: 'withdraw', args: [0n, 10n ** 6n], prepare: deposited },
    { contract: 'vault', name: 'withdraw', args: [0n, 10n ** 6n], by: 'anybody', prepare: deposited },
    { contract: 'vault', name: 'mint', args: [usd, 10n ** 6n, 0n], prepare: funded },
    { contract: 'vault', name: 'requestRedemption', args: [WAD], note: 'of own tokens' },
    { contract: 'vault', name: 'payRedemptions', args: [1n] },
    { contract: 'vault', name: 'takeShare', args: [0n, [usd]], note: 'of an own claim', by: 'holder' },
    { contract: 'vault', name: 'payOut', args: [0n, roles.anybody, usd, 1n, 0n] },
    { contract: 'vault', name: 'canPay', args: [usd, 1n] },
    { contract: 'auction', name: 'open', args: [dai, usd, 1_000n * WAD, false] },
    {
      contract: 'auction',
      name: 'open',
      args: [dai, usd, 1_000n * WAD, true],
      note: 'an open exit',
      prepare: exitOpen,
    },
    { contract: 'auction', name: 'close', args: [dai], prepare: onAuction },
    {
      contract: 'auction',
      name: 'close',
      args: [dai],
      note: 'an exit',
      prepare: async (place) => {
        await exitOpen(place);
        await from('anybody', 'auction', 'open', [dai, usd, 1_000n * WAD, true])(place);
      },
    },
    {
      contract: 'auction',
      name: 'fill',
      args: [dai, WAD, 10n ** 7n],
      note: 'with own tokens',
      prepare: async (place) => {
        await onAuction(place);
        await funded(place);
      },
    },
    { contract: 'auction', name: 'swap', args: [dai, usd, 0, 1n, 0n] },
    { contract: 'attestor', name: 'setAttester', args: [roles.anybody] },
    { contract: 'attestor', name: 'setProof', args: [dai, world.feeds[2], 60n] },
    { contract: 'attestor', name: 'attest', args: [zeroHash] },
    {
      contract: 'attestor',
      name: 'shut',
      args: [dai],
      note: 'unproven',
      prepare: from('owner', 'attestor', 'setProof', [dai, usd, 60n]),
    },
    { contract: 'book', name: 'poke', args: [] },
    { contract: 'book', name: 'total', args: [] },
    { contract: 'book', name: 'note', args: [1n] },
    { contract: 'book', name: 'tightenVenue', args: [0n, 1, true] },
    { contract: 'book', name: 'payDue', args: [1n] },
    { contract: 'oracle', name: 'poke', args: [] },
    { contract: 'oracle', name: 'shadow', args: [dai, at.oracle] },
    { contract: 'oracle', name: 'tightenAsset', args: [dai, tightening] },
    { contract: 'oracle', name: 'enableAsset', args: [dai] },
    { contract: 'oracle', name: 'pushHaircut', args: [dai, BigInt(asset.haircutBps + 100)] },
    { contract: 'law', name: 'tightenLimits', args: [limitParams(law.limits)] },
    ...(['law', 'book', 'oracle', 'auction', 'attestor'] as const).map((contract): Row => ({
      contract,
      name: 'bind',
      args: [roles.anybody],
    })),
  ];

  /** Everybody has dollars and has approved vault and auction. */
  async function funded(place: Place): Promise<void> {
    for (const account of Object.values(place.roles)) {
      await callRpc(place.world.chain.rpc, 'anvil_setBalance', [account, '0xde0b6b3a7640000']);
      await callRpc(place.world.chain.rpc, 'anvil_impersonateAccount', [account]);
      await place.world.send(place.world.owner, usd, 'mint', [account, 10n ** 9n], 'TestToken');
      for (const spender of [at.vault, at.auction])
        await place.world.send(account, usd, 'approve', [spender, 10n ** 12n], 'TestToken');
    }
  }
}

const TRANSFER = [
  {
    type: 'function',
    name: 'transfer',
    stateMutability: 'nonpayable',
    inputs: [
      { name: 'to', type: 'address' },
      { name: 'amount', type: 'uint256' },
    ],
    outputs: [{ name: '', type: 'bool' }],
  },
] as const;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const page = (who: readonly (readonly string[])[], when: readonly (readonly string[])[]): string => `# Roles and states

Written by \`npm run docs\`: every state-changing function of contracts deployed on a local chain, called by every
role and in every mode. The owner is a timelock of two days. A test makes the page anew and compares.

## Who may

*yes*: it succeeded. *·*: refused for who called (or because it would loosen). *(Error)*: whoever may call it is
somebody else again, or lacks what it takes.

${table(['contract', 'function', ...ROLES], who)}

## When

Called by the role named, the first that may. A wind-down cannot be undone. Where a law asks for a statement and the
last is too old, run is exitOnly.

${table(['contract', 'function', 'by', ...MODES], when)}
`;
