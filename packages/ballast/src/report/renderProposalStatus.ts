import { formatWad, isoTime } from '@ballast/core';
import { duration, groupDigits } from './money.ts';
import { breakLines, type Paint } from './paint.ts';
import { idLines } from './renderProposal.ts';
import { directionsInWords, rulesInWords, type ShownChange } from './diffWords.ts';

/** Where a proposal stands, as it is shown. */
export interface StatusView {
  readonly proposalId: string;
  readonly governor: string;
  readonly vault: string;
  readonly status: {
    readonly state: string;
    readonly clock: number;
    readonly isClockTime: boolean;
    readonly voteFrom: number;
    readonly voteUntil: number;
    readonly etaSeconds: number | null;
    readonly forVotes: bigint;
    readonly againstVotes: bigint;
    readonly abstainVotes: bigint;
    readonly quorumVotes: bigint | null;
    readonly timelock: string;
  };
  /** Time of the block it was read at. */
  readonly nowSeconds: number;
  readonly documentHash: string | null;
  /** Where the document of that hash was found; null when none has it. */
  readonly document: string | null;
  readonly onChainHash: string;
  readonly onChainDocument: string | null;
  readonly faults: readonly string[];
  /** What it changes against the document in force; null when either is not at hand. */
  readonly changes: readonly ShownChange[] | null;
  readonly operationId: string | null;
}

const WORDS: Readonly<Record<string, string>> = {
  pending: 'pending: voting has not begun',
  active: 'active: votes are cast',
  canceled: 'vetoed: it was cancelled and will not be executed',
  defeated: 'defeated',
  succeeded: 'succeeded: anybody may queue it',
  queued: 'queued',
  expired: 'expired',
  executed: 'executed',
};

/** A proposal's way, votes, meaning and next step, at most 80 columns. Pure. */
export function renderProposalStatus(view: StatusView, paint: Paint): string {
  const { status } = view;
  const votes = (value: bigint): string => groupDigits(formatWad(value, 0));
  const isAdopted = view.documentHash === view.onChainHash;
  const lines = [
    ...idLines(view.proposalId).map((part, at) => `${at === 0 ? paint.bold('Proposal') : '        '}  ${part}`),
    `  Governor   ${view.governor}`,
    `  state      ${WORDS[status.state] ?? status.state}`,
    ...timeLines(view).map((line) => `             ${line}`),
    `  votes      for ${votes(status.forVotes)}, against ${votes(status.againstVotes)}, abstain ${votes(status.abstainVotes)}`,
    ...(status.quorumVotes === null ? [] : [`             quorum ${votes(status.quorumVotes)}`]),
    `  adopts     ${view.documentHash ?? 'no policy'}`,
    `             ${view.document === null ? 'no document at hand has this hash' : `the hash of ${view.document}`}`,
    `  on chain   ${view.onChainHash}`,
    ...breakLines(
      isAdopted
        ? 'the vault holds this document: the keeper works under it'
        : `the vault holds ${view.onChainDocument ?? 'another document'}: the keeper works under no other`,
      64,
    ).map((line) => `             ${line}`),
    ...(view.faults.length === 0
      ? []
      : ['', paint.bad('Not what it seems'), ...view.faults.flatMap((fault) => indented(fault).map(paint.bad))]),
    ...(view.document === null || view.faults.length > 0 ? [] : ['  calls      exactly what that document comes to']),
    '',
    ...changeLines(view, paint),
    ...nextLines(view).flatMap((line) => breakLines(line, 78)),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

const indented = (text: string): string[] =>
  breakLines(text, 74).map((line, at) => `${at === 0 ? '  ✗ ' : '    '}${line}`);

function timeLines({ status, nowSeconds }: StatusView): string[] {
  const left = (until: number): string =>
    status.isClockTime
      ? `${duration(Math.max(0, until - status.clock))}`
      : `${Math.max(0, until - status.clock)} blocks`;
  if (status.state === 'pending') return [`voting begins in ${left(status.voteFrom)}`];
  if (status.state === 'active') return [`voting ends in ${left(status.voteUntil)}`];
  if (status.state !== 'queued' || status.etaSeconds === null) return [];
  const wait = status.etaSeconds - nowSeconds;
  return [wait > 0 ? `may be executed in ${duration(wait)}, at ${isoTime(status.etaSeconds)}` : 'may be executed now'];
}

function changeLines({ changes }: StatusView, paint: Paint): string[] {
  if (changes === null) return ['What it changes is not known: name the document in force with --policy.', ''];
  return [
    `${paint.bold('It changes')} ${rulesInWords(changes)}: ${directionsInWords(changes)}`,
    ...changes.map((change) => {
      const text = `  ${change.direction === 'loosening' ? '▲' : change.direction === 'tightening' ? '▼' : '·'} ${change.name}  ${change.before ?? 'none'} → ${change.after ?? 'none'}`;
      return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
    }),
    '',
  ];
}

function nextLines({ status, operationId }: StatusView): string[] {
  switch (status.state) {
    case 'succeeded':
      return ['Next: anybody sends `queue` of governor.json.'];
    case 'queued':
      return [
        'Next: anybody sends `execute` of governor.json when its time has come.',
        ...(operationId === null
          ? []
          : [`A canceller of the timelock ${status.timelock} stops it with cancel of`, operationId]),
      ];
    case 'executed':
      return ['Run the keeper with the new document; until then it plans nothing.'];
    default:
      return [];
  }
}
