import { ForerunError } from '../../contracts/errors';
import { hostFiles, type HostOptions } from './host-files';
import { openLease, workersFailed, type HostLease } from './host-lease';
import type { HostNews } from './lease-desk';

/** Embedded workers, held until `release` or the end of this process, however it ends. */
export interface HeldWorkers {
  /** Whether they ran already. */
  joined: boolean;
  log: string;
  release(): void;
  /** Gives the lease back and waits until the workers are drained; returns why they stay, where they do. */
  leave(): Promise<string | undefined>;
}

interface HoldInput {
  options: HostOptions;
  log: (line: string) => void;
  onLost: (error: ForerunError) => void;
}

/**
 * Takes a lease at the host of these workers, starting it where none answers, and resolves once the workers are ready. A
 * host that is killed meanwhile is replaced. `onLost` hears of workers that cannot be had any more.
 * Throws ForerunError `workers_failed` with the end of their log.
 */
export async function holdWorkers(input: HoldInput): Promise<HeldWorkers> {
  return new Holder(input, await openLease(input.options));
}

class Holder implements HeldWorkers {
  readonly joined: boolean;
  readonly log: string;
  private released = false;
  private stays: (reason: string) => void = () => undefined;

  constructor(
    private readonly input: HoldInput,
    private lease: HostLease,
  ) {
    this.joined = lease.joined;
    this.log = hostFiles(input.options).log;
    this.follow();
  }

  release(): void {
    this.released = true;
    this.lease.close();
  }

  leave(): Promise<string | undefined> {
    this.released = true;
    return new Promise<string | undefined>((resolve) => {
      this.stays = resolve;
      this.lease.onEnd(() => resolve(undefined));
      this.lease.leave();
    }).finally(() => this.lease.close());
  }

  private follow(): void {
    let explained = false;
    this.lease.onNews((news) => {
      explained ||= news.type === 'failed';
      this.tell(news);
    });
    this.lease.onEnd(() => {
      if (!this.released && !explained) this.replace();
    });
  }

  private tell(news: HostNews): void {
    const { log, onLost } = this.input;
    switch (news.type) {
      case 'ready':
        return log(`the embedded workers are up again (pid ${news.workersPid})`);
      case 'restarting':
        return log(`${news.reason}; they are being started again`);
      case 'failed':
        return onLost(workersFailed(news));
      case 'stays':
        return this.stays(news.reason);
    }
  }

  /** Another host for one that is gone. */
  private replace(): void {
    const { options, log, onLost } = this.input;
    log('the host of the embedded workers is gone; starting another');
    openLease(options).then(
      (next) => {
        this.lease = next;
        if (this.released) next.close();
        else this.follow();
      },
      (error: unknown) =>
        onLost(error instanceof ForerunError ? error : workersFailed({ reason: String(error), details: '' })),
    );
  }
}
