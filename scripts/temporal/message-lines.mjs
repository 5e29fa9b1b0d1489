/**
 * Messages between keeper and clients: one JSON object a line. A line that is none ends the connection: both
 * ends are ours, so something else is talking.
 */
export function onMessage(socket, listener) {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      const message = parse(line);
      if (!message) return socket.destroy();
      listener(message);
    }
  });
}

export const sendMessage = (socket, message) => socket.write(JSON.stringify(message) + '\n');

function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
