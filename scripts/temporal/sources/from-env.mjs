import { ScriptError } from '../../shared/script-error.mjs';
import { readCliVersion } from '../cli-version.mjs';

/** TEMPORAL_CLI_PATH. Whoever sets it means it: a value that does not work is an error, not a reason to go on. */
export const fromEnv = {
  name: 'TEMPORAL_CLI_PATH',
  async find({ env }) {
    const path = env.TEMPORAL_CLI_PATH;
    if (!path) return { ok: false, reason: 'not set' };
    const version = await readCliVersion(path);
    if (version.ok) return { ok: true, path };
    throw new ScriptError({
      code: 'temporal_cli_unusable',
      blame: 'user',
      message: `TEMPORAL_CLI_PATH: ${version.reason}`,
      remedy: 'Point TEMPORAL_CLI_PATH to the program `temporal`, or unset it.',
    });
  },
};
