import type { ForerunError } from '../../contracts/errors';

export interface ProblemSettings {
  /** Throws at the first problem instead of reporting it. Default: false. */
  strict?: boolean;
  /** Told each problem; its `details` are `{ file, line }`, its message begins with both. Default: passed over. */
  onProblem?: (problem: ForerunError) => void;
}

/** What is done with places that cannot be used: told and counted, or thrown. */
export class TraceProblems {
  count = 0;

  constructor(private readonly settings: ProblemSettings) {}

  report(problem: ForerunError): void {
    if (this.settings.strict === true) throw problem;
    this.count += 1;
    this.settings.onProblem?.(problem);
  }
}
