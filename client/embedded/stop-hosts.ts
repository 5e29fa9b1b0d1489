import { connect } from 'node:net';
import { listHostStates } from './host-files';
import { messageScripts } from './scripts';

const STOP_LIMIT_MS = 90_000;

/** Stops every host of embedded workers of a `.forerun/` folder, drained; returns how many there were. */
export async function stopHosts(forerunDir: string): Promise<number> {
  const running = listHostStates(forerunDir).filter(({ status }) => status !== 'stopped');
  const stopped = await Promise.all(running.map(({ socket }) => stopHost(socket)));
  return stopped.filter(Boolean).length;
}

/** Asks one to stop and waits until it hangs up, which it does when its workers have ended. */
async function stopHost(address: string): Promise<boolean> {
  const { sendMessage } = await messageScripts();
  return new Promise((resolve) => {
    const socket = connect(address);
    let answered = false;
    socket.once('connect', () => {
      answered = true;
      // As a holder of a lease it is told the end by the connection's.
      sendMessage(socket, { type: 'lease' });
      sendMessage(socket, { type: 'stop' });
    });
    socket.on('error', () => socket.destroy());
    socket.on('data', () => undefined);
    socket.setTimeout(STOP_LIMIT_MS, () => socket.destroy());
    socket.once('close', () => resolve(answered));
  });
}
