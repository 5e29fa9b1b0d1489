import type { RegisterCommand } from '../cli';
import { readConfig } from '../../../store/read-config';
import { downloadGaia } from '../../dataset/download';
import { DEFAULT_DATASET } from '../../dataset/read-dataset';
import { processIo } from '../io';
import { EXIT } from '../report-error';

interface Options {
  output: string;
  revision?: string;
}

/** `forerun gaia download` */
export const registerGaia: RegisterCommand = (program, cli) => {
  const gaia = program.command('gaia').description('the GAIA dataset');
  gaia
    .command('download')
    .description('fetch GAIA from Hugging Face (gated: accept its terms, set HF_TOKEN)')
    .option('--output <dir>', 'where to write it', DEFAULT_DATASET)
    .option('--revision <revision>', 'branch, tag or commit')
    .action(async ({ output, revision }: Options) => {
      const io = processIo(false);
      const { environment } = await readConfig({ cwd: process.cwd(), env: process.env });
      const { HF_TOKEN: token, HF_ENDPOINT: endpoint } = environment;
      const record = await downloadGaia({
        output,
        log: io.note,
        ...(revision === undefined ? {} : { revision }),
        ...(token === undefined ? {} : { token }),
        ...(endpoint === undefined ? {} : { endpoint }),
      });
      io.say(`${record.examples} examples of ${record.repository} (${record.commit}) in ${output}`);
      cli.exitCode = EXIT.done;
    });
};
