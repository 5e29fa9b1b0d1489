import type { CallToolResult } from '@modelcontextprotocol/client';
import { messageOf, systemCode } from './connection-problem';

/** How a call ended, as far as the connection can tell. */
export type CallEnd =
  | { kind: 'result'; result: CallToolResult }
  /** The server answered with an error of the protocol: the call is not known, or not understood. */
  | { kind: 'refused'; message: string }
  /** The connection was lost. `sent`: the server may have had the call by then. */
  | { kind: 'lost'; sent: boolean; message: string }
  | { kind: 'too_large' };

export const lostAfterSending = (message: string): CallEnd => ({ kind: 'lost', sent: true, message });

/** What an error of the protocol's client says about the call. */
export function endOf(error: unknown): CallEnd {
  const message = messageOf(error);
  const { code, data } = error as { code?: unknown; data?: { status?: number } };
  if (typeof code === 'number') return { kind: 'refused', message };
  if (code === 'INVALID_RESULT' || code === 'UNSUPPORTED_RESULT_TYPE') return { kind: 'refused', message };
  const status = data?.status;
  // A session that the server has forgotten: it has not looked at the call.
  if (status === 404 || status === 401 || status === 403 || status === 429)
    return { kind: 'lost', sent: false, message };
  const system = systemCode(error);
  const sent = system !== 'ECONNREFUSED' && system !== 'ENOTFOUND' && code !== 'NOT_CONNECTED';
  return { kind: 'lost', sent, message: system ?? message };
}
