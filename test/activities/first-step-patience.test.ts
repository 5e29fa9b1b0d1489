import { describe, expect, it } from '@jest/globals';
import { withFirstStepPatience } from '../../activities/first-step-patience';
import { ForerunError } from '../../contracts/errors';

const provider = (code: string): ForerunError =>
  new ForerunError({
    code,
    blame: 'provider',
    message: 'no answer (ECONNREFUSED)',
    remedy: 'Start it.',
    retryable: true,
    details: { host: '127.0.0.1:8003' },
  });

describe('withFirstStepPatience', () => {
  it('a server never reached, seventh attempt at the first step → the same error, final', () => {
    const error = withFirstStepPatience(provider('provider_unreachable'), { step: 1, attempt: 7 });
    expect(error).toMatchObject({
      code: 'provider_unreachable',
      message: 'no answer (ECONNREFUSED)',
      remedy: 'Start it.',
      details: { host: '127.0.0.1:8003' },
      retryable: false,
    });
  });

  it.each([
    ['an earlier attempt', 'provider_unreachable', { step: 1, attempt: 6 }],
    ['a later step: the server was there', 'provider_unreachable', { step: 2, attempt: 9 }],
    ['a rate limit', 'provider_rate_limit', { step: 1, attempt: 9 }],
    ['an overloaded server', 'provider_overloaded', { step: 1, attempt: 9 }],
  ])('%s → tried again', (_, code, at) => {
    const error = provider(code);
    expect(withFirstStepPatience(error, at)).toBe(error);
  });
});
