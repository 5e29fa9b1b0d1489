import http2 from 'node:http2';

/**
 * One unary gRPC call in clear text, by hand: it spares the scripts every dependency.
 * @param message the request in protobuf's encoding; see `bytesField`.
 * @returns the response message. Rejects where the server is not there, refuses, or takes longer than `timeoutMs`.
 */
export function grpcCall(address, path, message, timeoutMs) {
  return new Promise((resolve, reject) => {
    const session = http2.connect(`http://${address}`);
    const end = (settle, value) => {
      clearTimeout(timer);
      session.destroy();
      settle(value);
    };
    const timer = setTimeout(
      () => end(reject, new Error(`${path}: no answer in ${timeoutMs} ms`)),
      timeoutMs,
    );
    session.on('error', (error) => end(reject, error));
    const headers = { ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' };
    const stream = session.request(headers);
    const chunks = [];
    let status = {};
    stream.on('response', (received) => (status = received));
    stream.on('trailers', (received) => (status = received));
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.on('error', (error) => end(reject, error));
    stream.on('end', () => {
      if (status['grpc-status'] === '0') return end(resolve, Buffer.concat(chunks).subarray(FRAME_HEADER));
      const reason = status['grpc-message'] ?? `HTTP ${status[':status']}`;
      end(reject, new Error(`${path}: ${reason}`));
    });
    stream.end(frame(message));
  });
}

/** One byte for compression (none), four for the length. */
const FRAME_HEADER = 5;

function frame(message) {
  const header = Buffer.alloc(FRAME_HEADER);
  header.writeUInt32BE(message.length, 1);
  return Buffer.concat([header, message]);
}

/** A protobuf field that holds a string, bytes or a message (wire type 2). */
export function bytesField(number, value) {
  const bytes = Buffer.from(value);
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

/** A protobuf field that holds a non-negative integer (wire type 0). */
export const integerField = (number, value) => Buffer.concat([varint(number * 8), varint(value)]);

function varint(value) {
  const bytes = [];
  for (; value >= 0x80; value = Math.floor(value / 0x80)) bytes.push((value % 0x80) | 0x80);
  return Buffer.from([...bytes, value]);
}
