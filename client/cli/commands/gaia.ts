import { DEFAULT_DATASET } from '../../dataset/default-dataset';
import type { RegisterCommand } from '../cli';

/** `forerun gaia download` */
export const registerGaia: RegisterCommand = (program, cli) => {
  const gaia = program.command('gaia').description('the GAIA dataset');
  gaia
    .command('download')
    .description('fetch GAIA from Hugging Face (gated: accept its terms, set HF_TOKEN)')
    .option('--output <dir>', 'where to write it', DEFAULT_DATASET)
    .option('--revision <revision>', 'branch, tag or commit')
    .action(async (options: { output: string; revision?: string }) => {
      const { gaiaDownload } = await import('../actions/gaia-download.js');
      cli.exitCode = await gaiaDownload(options);
    });
};
