import { readConfig } from '../../../store/read-config';
import { downloadGaia } from '../../dataset/download';
import { processIo } from '../io';
import { EXIT } from '../report-error';

/** Fetches GAIA from Hugging Face. Returns the exit code; throws what `downloadGaia` throws. */
export async function gaiaDownload(options: { output: string; revision?: string }): Promise<number> {
  const { output, revision } = options;
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
  return EXIT.done;
}
