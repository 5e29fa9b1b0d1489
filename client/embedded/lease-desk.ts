import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import type { WorkersFailure } from './supervise-workers';
import { messageScripts } from './scripts';

/** What a host tells those who hold leases. */
export type HostNews =
  | { type: 'ready'; workersPid: number }
  | { type: 'restarting'; reason: string }
  | ({ type: 'failed'; details: string } & WorkersFailure)
  /** To one that leaves and would see the end: there will be none soon. */
  | { type: 'stays'; reason: string };

/** The commands that need a host's workers. A lease is a connection, so it ends however its holder ends. */
export interface LeaseDesk {
  /** Tells every holder, and each one that comes later. */
  announce(news: HostNews): Promise<void>;
  /** Tells those who wait for the end that the host stays. */
  stay(reason: string): void;
  close(): Promise<void>;
}

interface LeaseDeskInput {
  socket: string;
  onLease: () => void;
  onEmpty: (how: { hurry: boolean }) => void;
  onStop: () => void;
}

/**
 * Listens for leases. `onEmpty` is called whenever the last one has ended, `hurry` when its holder waits for the end of
 * the host; `onStop` when a command asks for the end.
 */
export async function openLeaseDesk(input: LeaseDeskInput): Promise<LeaseDesk> {
  const desk = new SocketDesk(input, await messageScripts());
  await desk.listen();
  return desk;
}

class SocketDesk implements LeaseDesk {
  private readonly holders = new Set<Socket>();
  private readonly leaving = new Set<Socket>();
  private latest: HostNews | undefined;
  private readonly server = createServer((socket) => this.serve(socket));

  constructor(
    private readonly input: LeaseDeskInput,
    private readonly messages: Awaited<ReturnType<typeof messageScripts>>,
  ) {}

  async listen(): Promise<void> {
    this.removeSocket();
    await new Promise<void>((resolve, reject) =>
      this.server.once('error', reject).listen(this.input.socket, resolve),
    );
  }

  async announce(news: HostNews): Promise<void> {
    this.latest = news;
    await Promise.all(
      [...this.holders].map((socket) => written(socket, () => this.messages.sendMessage(socket, news))),
    );
  }

  stay(reason: string): void {
    for (const socket of this.leaving) this.messages.sendMessage(socket, { type: 'stays', reason });
    this.leaving.clear();
  }

  async close(): Promise<void> {
    this.server.close();
    const open = [...this.holders, ...this.leaving];
    await Promise.all(open.map((socket) => new Promise<void>((done) => socket.end(done))));
    this.removeSocket();
  }

  private serve(socket: Socket): void {
    const { holders, input } = this;
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.leaving.delete(socket);
      if (holders.delete(socket) && holders.size === 0) input.onEmpty({ hurry: false });
    });
    this.messages.onMessage(socket, ({ type }) => {
      if (type === 'stop') input.onStop();
      if (type === 'leave') this.leave(socket);
      if (type !== 'lease') return;
      holders.add(socket);
      input.onLease();
      if (this.latest) this.messages.sendMessage(socket, this.latest);
    });
  }

  private leave(socket: Socket): void {
    const { holders } = this;
    if (!holders.delete(socket)) return;
    this.leaving.add(socket);
    if (holders.size === 0) this.input.onEmpty({ hurry: true });
    else this.stay(`${holders.size} other command${holders.size === 1 ? ' uses' : 's use'} it`);
  }

  private removeSocket(): void {
    if (process.platform !== 'win32') rmSync(this.input.socket, { force: true });
  }
}

/** Gives a message the time to leave; a holder that is gone is no reason to wait. */
const written = (socket: Socket, send: () => void): Promise<void> =>
  new Promise((resolve) => {
    socket.once('close', () => resolve());
    send();
    socket.write('', () => resolve());
  });
