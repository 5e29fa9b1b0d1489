import { onMessage, sendMessage } from '../message-lines.mjs';

/** Time for the client that started the keeper to take its first lease. */
const FIRST_LEASE_MS = 15_000;
const FAREWELL_MS = 500;

/**
 * The clients that need the server: a lease is a connection, so it ends however its holder ends.
 * `onIdle` is called once nobody has held one for `graceMs`, `onStop` when a client asks for the end.
 */
export function createLeases({ graceMs, onIdle, onStop }) {
  const holders = new Set();
  let news;
  let timer = setTimeout(onIdle, Math.max(graceMs, FIRST_LEASE_MS));

  const end = (socket) => {
    if (!holders.delete(socket) || holders.size > 0) return;
    clearTimeout(timer);
    timer = setTimeout(onIdle, graceMs);
  };
  const begin = (socket) => {
    clearTimeout(timer);
    holders.add(socket);
    if (news) sendMessage(socket, news);
  };
  return {
    /** Takes a client's connection; what it wants comes as its first message. */
    accept(socket) {
      socket.on('error', () => socket.destroy());
      socket.on('close', () => end(socket));
      onMessage(socket, (message) => {
        if (message.type === 'lease') begin(socket);
        if (message.type === 'stop') onStop();
      });
    },
    /** Tells every holder, and each one that comes later. */
    announce(message) {
      news = message;
      for (const socket of holders) sendMessage(socket, message);
    },
    count: () => holders.size,
    /** Hangs up, once everything announced is on its way. */
    async close() {
      clearTimeout(timer);
      const farewells = [...holders].map((socket) => new Promise((resolve) => socket.end(resolve)));
      const late = new Promise((resolve) => setTimeout(resolve, FAREWELL_MS));
      await Promise.race([Promise.all(farewells), late]);
    },
  };
}
