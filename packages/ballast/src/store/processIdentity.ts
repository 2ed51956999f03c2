import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process as it can be told from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start of the process as its system writes it; empty where the system cannot tell. */
  readonly started: string;
  /** Where the number means this process: boot and process namespace on Linux, the host elsewhere. */
  readonly machine: string;
}

/** This process. Reads the system's process table. */
export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, started: processStart(process.pid) ?? '', machine: machineIdentity() };
}

/**
 * Whether a process recorded earlier still runs. Null when it was recorded where we cannot look: another machine,
 * another container, before a reboot. A reused number is told by its start; a zombie is dead, its files are closed.
 */
export function isRunning(identity: ProcessIdentity): boolean | null {
  if (identity.machine !== machineIdentity()) return null;
  const started = processStart(identity.pid);
  return started !== null && (started === identity.started || started === '' || identity.started === '');
}

/** Start of a running process; null when there is none; empty when it runs and nothing more can be told. */
function processStart(pid: number): string | null {
  if (process.platform === 'linux') {
    const start = linuxStart(pid);
    if (start !== undefined) return start;
  } else if (process.platform !== 'win32') {
    try {
      const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim();
      if (text !== '') return text;
    } catch {
      // ps answers 1 for a missing process and may itself be missing: the signal below decides.
    }
  }
  return answersSignals(pid) ? '' : null;
}

/** undefined when /proc does not show the process, which a hardened mount may do for a live one. */
function linuxStart(pid: number): string | null | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The command name may hold spaces and brackets; fields count from its last bracket (proc(5): 3 state, 22 start).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? '');
  } catch {
    return undefined;
  }
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

let machine: string | undefined;

function machineIdentity(): string {
  if (machine === undefined) {
    try {
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      machine = `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
    } catch {
      machine = hostname();
    }
  }
  return machine;
}
