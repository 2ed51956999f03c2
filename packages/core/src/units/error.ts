/** What every Ballast error tells its reader. */
export interface BallastErrorFields {
  /** Stable code, `ROOM_WHAT`, asserted by tests and shown to users. */
  readonly code: string;
  /** One-line cause. */
  readonly message: string;
  /** One-line mend. */
  readonly remedy: string;
  /** Whether trying again unchanged may succeed. */
  readonly retryable: boolean;
  readonly cause?: unknown;
}

/** The base of every error Ballast throws; subclasses are declared where they are thrown. */
export class BallastError extends Error {
  readonly code: string;
  readonly remedy: string;
  readonly retryable: boolean;

  constructor(fields: BallastErrorFields) {
    super(fields.message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.name = new.target.name;
    this.code = fields.code;
    this.remedy = fields.remedy;
    this.retryable = fields.retryable;
  }
}
