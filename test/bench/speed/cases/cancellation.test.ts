import { describe, expect, it } from '@jest/globals';
import { delays } from '../../../../bench/speed/cases/cancellation';

const request = { receivedAt: 100, closedAt: 250, abortedByClient: true };

describe('delay of a cancellation', () => {
  it('open when the name stood and closed by the client → milliseconds between', () => {
    expect(delays(200, [request])).toEqual([50]);
  });

  it.each([
    ['ended by its server', { ...request, abortedByClient: false }],
    ['still open', { ...request, closedAt: undefined }],
    ['closed before the name stood', { ...request, closedAt: 150 }],
    ['begun after the name stood', { ...request, receivedAt: 210 }],
  ])('%s → not counted', (_, other) => {
    expect(delays(200, [other])).toEqual([]);
  });
});
