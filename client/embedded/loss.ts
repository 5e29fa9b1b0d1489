import { ForerunError } from '../../contracts/errors';

/** A promise that rejects with the first thing that is lost; it never resolves, and nobody has to wait for it. */
export function openLoss(): { lost: Promise<never>; lose: (error: ForerunError) => void } {
  let lose: (error: ForerunError) => void = () => undefined;
  const lost = new Promise<never>((_, reject) => (lose = reject));
  lost.catch(() => undefined);
  return { lost, lose };
}

export const temporalLost = (reason: string, remedy: string): ForerunError =>
  new ForerunError({
    code: 'temporal_lost',
    blame: 'system',
    message: `the Temporal server is gone: ${reason}`,
    remedy,
  });
