import { describe, expect, it } from '@jest/globals';
import { temporalEnvironment } from '../../runtime/temporal-environment';

const merged = (own: Record<string, string>, dotenv: Record<string, string>) =>
  temporalEnvironment(own, { ...dotenv, ...own });

describe('temporalEnvironment', () => {
  it(".env alone: → all of it counts, the user's own Temporal file does not", () => {
    const dotenv = { TEMPORAL_ADDRESS: 'a:7233', TEMPORAL_API_KEY: 'key', OTHER: 'x' };
    expect(merged({}, dotenv)).toEqual({
      variables: { TEMPORAL_ADDRESS: 'a:7233', TEMPORAL_API_KEY: 'key' },
      withoutFile: true,
    });
  });

  it('an address in the environment: → nothing of .env is added, no key, no TLS', () => {
    const dotenv = { TEMPORAL_ADDRESS: 'cloud:7233', TEMPORAL_API_KEY: 'key', TEMPORAL_TLS: 'true' };
    expect(merged({ TEMPORAL_ADDRESS: '127.0.0.1:1' }, dotenv)).toEqual({
      variables: { TEMPORAL_ADDRESS: '127.0.0.1:1' },
      withoutFile: false,
    });
  });

  it('an address in .env, a key in the environment: → the key does not follow the address', () => {
    const { variables } = merged({ TEMPORAL_API_KEY: 'mine' }, { TEMPORAL_ADDRESS: 'stranger:7233' });
    expect(variables).toEqual({ TEMPORAL_ADDRESS: 'stranger:7233' });
  });

  it('an address in .env, a namespace in the environment: → both', () => {
    const { variables } = merged({ TEMPORAL_NAMESPACE: 'mine' }, { TEMPORAL_ADDRESS: 'a:7233' });
    expect(variables).toEqual({ TEMPORAL_ADDRESS: 'a:7233', TEMPORAL_NAMESPACE: 'mine' });
  });

  it('a profile chosen in the environment: → the address of .env is not taken', () => {
    const { variables, withoutFile } = merged(
      { TEMPORAL_PROFILE: 'work' },
      { TEMPORAL_ADDRESS: 'stranger:7233' },
    );
    expect(variables).toEqual({ TEMPORAL_PROFILE: 'work' });
    expect(withoutFile).toBe(false);
  });

  it("no address anywhere: → both together, and the user's own file", () => {
    const { variables, withoutFile } = merged({ TEMPORAL_API_KEY: 'mine' }, { TEMPORAL_NAMESPACE: 'dev' });
    expect(variables).toEqual({ TEMPORAL_API_KEY: 'mine', TEMPORAL_NAMESPACE: 'dev' });
    expect(withoutFile).toBe(false);
  });
});
