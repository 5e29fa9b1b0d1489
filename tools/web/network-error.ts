import { ForerunError, messageOf } from '../../contracts/errors';

/** Codes after which another try is of no use. */
const FINAL = new Set(['ENOTFOUND', 'ERR_TLS_CERT_ALTNAME_INVALID', 'ERR_INVALID_URL']);

const EXPLAINED: Record<string, string> = {
  ENOTFOUND: 'the host name does not exist',
  EAI_AGAIN: 'the name server did not answer',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  ENETUNREACH: 'the network is unreachable',
  EHOSTUNREACH: 'the host is unreachable',
  UND_ERR_SOCKET: 'the connection was closed before the answer was whole',
  UND_ERR_HEADERS_OVERFLOW: 'the headers of the answer are too large',
  Z_BUF_ERROR: 'the compressed answer was cut short',
  Z_DATA_ERROR: 'the compressed answer is damaged',
};

/** Any transport failure as a ForerunError: `timeout` or `network`; ForerunErrors pass unchanged. */
export function networkError(error: unknown, what: string): ForerunError {
  if (error instanceof ForerunError) return error;
  const code = errorCode(error);
  if (
    code === 'UND_ERR_CONNECT_TIMEOUT' ||
    code === 'UND_ERR_HEADERS_TIMEOUT' ||
    code === 'UND_ERR_BODY_TIMEOUT' ||
    code === 'ETIMEDOUT'
  ) {
    return new ForerunError({
      code: 'timeout',
      blame: 'provider',
      retryable: true,
      message: `${what} failed: the server did not answer in time.`,
      cause: error,
    });
  }
  const certificate = code.includes('CERT') || code.startsWith('DEPTH_ZERO') || code.startsWith('UNABLE_TO_');
  const reason = EXPLAINED[code] ?? messageOf(error);
  return new ForerunError({
    code: 'network',
    blame: 'provider',
    retryable: !FINAL.has(code) && !certificate,
    message: `${what} failed: ${reason}${code ? ` (${code})` : ''}.`,
    cause: error,
  });
}

/** The first `code` in an error, its causes, or its collected errors. */
function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) return errorCode(error.errors[0]);
  return 'cause' in error ? errorCode(error.cause) : '';
}
