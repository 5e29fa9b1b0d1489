import type { ForerunError } from '../../../contracts/errors';
import type { Io } from '../io';
import { plainLine } from '../plain-text';

/** Tells what is left out while the rest goes on, each remedy once, and counts. */
export class ProblemTeller {
  private readonly remedies = new Set<string>();
  private told = 0;

  constructor(private readonly io: Io) {}

  get count(): number {
    return this.told;
  }

  readonly tell = ({ message, remedy }: Pick<ForerunError, 'message' | 'remedy'>): void => {
    this.told += 1;
    this.io.note(`error: ${plainLine(message, 1000)}`);
    if (remedy === undefined || this.remedies.has(remedy)) return;
    this.remedies.add(remedy);
    this.io.note(`remedy: ${plainLine(remedy, 400)}`);
  };
}
