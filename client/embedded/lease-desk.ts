import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { messageScripts } from './scripts';

/** What a host tells those who hold leases. */
export type HostNews =
  | { type: 'ready'; workersPid: number }
  | { type: 'restarting'; reason: string }
  | { type: 'failed'; reason: string; details: string }
  /** To one that leaves and would see the end: there will be none soon. */
  | { type: 'stays'; reason: string };

/** The commands that need a host's workers. A lease is a connection, so it ends however its holder ends. */
export interface LeaseDesk {
  readonly count: number;
  /** Tells every holder, and each one that comes later. */
  announce(news: HostNews): Promise<void>;
  /** Tells those who wait for the end that the host stays. */
  stay(reason: string): void;
  close(): Promise<void>;
}

/**
 * Listens for leases. `onEmpty` is called whenever the last one has ended, `hurry` when its holder waits for the end of
 * the host; `onStop` when a command asks for the end.
 */
export async function openLeaseDesk(input: {
  socket: string;
  onLease: () => void;
  onEmpty: (how: { hurry: boolean }) => void;
  onStop: () => void;
}): Promise<LeaseDesk> {
  const { onMessage, sendMessage } = await messageScripts();
  const holders = new Set<Socket>();
  const leaving = new Set<Socket>();
  let latest: HostNews | undefined;
  const stay = (reason: string): void => {
    for (const socket of leaving) sendMessage(socket, { type: 'stays', reason });
    leaving.clear();
  };
  const leave = (socket: Socket): void => {
    if (!holders.delete(socket)) return;
    leaving.add(socket);
    if (holders.size === 0) input.onEmpty({ hurry: true });
    else stay(`${holders.size} other command${holders.size === 1 ? ' uses' : 's use'} it`);
  };
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      leaving.delete(socket);
      if (holders.delete(socket) && holders.size === 0) input.onEmpty({ hurry: false });
    });
    onMessage(socket, ({ type }) => {
      if (type === 'stop') input.onStop();
      if (type === 'leave') leave(socket);
      if (type !== 'lease') return;
      holders.add(socket);
      input.onLease();
      if (latest) sendMessage(socket, latest);
    });
  });
  if (process.platform !== 'win32') rmSync(input.socket, { force: true });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(input.socket, resolve));
  return {
    get count() {
      return holders.size;
    },
    announce: async (news) => {
      latest = news;
      await Promise.all([...holders].map((socket) => written(socket, () => sendMessage(socket, news))));
    },
    stay,
    close: async () => {
      server.close();
      await Promise.all(
        [...holders, ...leaving].map((socket) => new Promise<void>((done) => socket.end(done))),
      );
      if (process.platform !== 'win32') rmSync(input.socket, { force: true });
    },
  };
}

/** Gives a message the time to leave; a holder that is gone is no reason to wait. */
const written = (socket: Socket, send: () => void): Promise<void> =>
  new Promise((resolve) => {
    socket.once('close', () => resolve());
    send();
    socket.write('', () => resolve());
  });
