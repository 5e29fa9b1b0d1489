/**
 * What a script throws for people to read. It has the fields of ForerunError (contracts/errors.ts), which
 * plain Node cannot import before the build, so that callers may treat both alike.
 */
export class ScriptError extends Error {
  constructor({ code, message, blame = 'system', remedy, cause }) {
    super(message, { cause });
    this.name = 'ForerunError';
    this.code = code;
    this.blame = blame;
    this.remedy = remedy;
    this.retryable = false;
  }
}

/** Prints an error the way a person wants it, and returns the exit code: 2 where the user has to act, else 1. */
export function reportError(error) {
  if (!(error instanceof ScriptError)) {
    console.error(error);
    return 1;
  }
  console.error(`error: ${error.message}`);
  if (error.remedy) console.error(`remedy: ${error.remedy}`);
  return error.blame === 'user' ? 2 : 1;
}
