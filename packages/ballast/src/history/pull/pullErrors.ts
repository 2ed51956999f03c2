import { BallastError } from '@ballast/core';

/** The service answered, and said no: a wrong symbol, a missing key, a range it does not serve. */
export class PullRefused extends BallastError {
  constructor(where: string, status: number, said: string) {
    super({
      code: 'PULL_REFUSED',
      message: `${where} answered HTTP ${status}${said === '' ? '' : `: ${said}`}`,
      remedy: 'check what is asked for, and whether it needs a key',
      retryable: false,
    });
  }
}

/** No usable answer after every attempt: down, unreachable, cut off, not what it should be. */
export class PullUnavailable extends BallastError {
  constructor(where: string, attempts: number, why: string) {
    super({
      code: 'PULL_UNAVAILABLE',
      message: `${where} gave no usable answer in ${attempts} attempts (${why})`,
      remedy: 'run the same command again later: it goes on where it stopped',
      retryable: true,
    });
  }
}

/** The service asks for a longer rest than we wait in one run. */
export class PullRateLimited extends BallastError {
  constructor(where: string, seconds: number) {
    super({
      code: 'PULL_RATE_LIMITED',
      message: `${where} asks us to wait ${seconds} s`,
      remedy: 'run the same command again after that: it goes on where it stopped',
      retryable: true,
    });
  }
}

/** The answer has another form than its documentation says. */
export class PullMisread extends BallastError {
  constructor(where: string, why: string) {
    super({
      code: 'PULL_MISREAD',
      message: `${where} answered in a form not known: ${why}`,
      remedy: 'nothing of that answer was stored; check the base URL, or whether the service changed',
      retryable: false,
    });
  }
}

/** The same page again, or one before the place asked for: going on would never end. */
export class PullStuck extends BallastError {
  constructor(where: string, place: string) {
    super({
      code: 'PULL_STUCK',
      message: `${where} gives nothing new at ${place} and says there is more`,
      remedy: 'a cache or proxy may answer in its place; try again later or another base URL',
      retryable: true,
    });
  }
}

/** A stored value and the service's answer for the same moment differ. */
export class PullRestated extends BallastError {
  constructor(where: string, moment: string, stored: string, now: string) {
    super({
      code: 'PULL_RESTATED',
      message: `${where} gave ${stored} for ${moment} before, and gives ${now} now`,
      remedy: 'find out which is right; pull into another folder to take all of it anew',
      retryable: false,
    });
  }
}

/** Values of a time that neither clock has reached. */
export class PullFromTheFuture extends BallastError {
  constructor(where: string, moment: string) {
    super({
      code: 'PULL_FROM_THE_FUTURE',
      message: `${where} gives a value of ${moment}, which is yet to come`,
      remedy: 'check the clock of this machine, and the base URL',
      retryable: false,
    });
  }
}

/** The journal of a pull is damaged before its last line, or of another pull. */
export class PullJournalUnusable extends BallastError {
  constructor(path: string, why: string) {
    super({
      code: 'PULL_JOURNAL_UNUSABLE',
      message: `${path} ${why}`,
      remedy: 'ask for the same thing as before, or pull into another folder',
      retryable: false,
    });
  }
}

/** Another process pulls the same series. */
export class PullLocked extends BallastError {
  constructor(path: string, pid: number) {
    super({
      code: 'PULL_LOCKED',
      message: `process ${pid} is pulling the same series (${path})`,
      remedy: 'wait for it, or end it',
      retryable: true,
    });
  }
}

/** Stopped by a signal, between two requests. */
export class PullInterrupted extends BallastError {
  constructor() {
    super({
      code: 'PULL_INTERRUPTED',
      message: 'stopped; what was answered so far is stored',
      remedy: 'run the same command again: it goes on where it stopped',
      retryable: true,
    });
  }
}
