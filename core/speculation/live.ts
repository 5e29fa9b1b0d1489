import type { RealFlight } from './ports';

/** Whether the run still waits for what it asked for. Once false it stays so: nothing more is started or booked. */
export type Live = () => boolean;

/** Waits for ever: what comes of interrupted work is nobody's. */
export const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

/** Real work that was not begun, because nobody waits for it. */
export const notStarted = <T>(): RealFlight<T> => ({ result: never<T>(), cancel: () => undefined });
