import { readConfig } from '../../../store/read-config';
import { downloadGaia } from '../../dataset/download';
import { hubFromEnvironment } from '../../dataset/hub';
import { processIo } from '../io';
import { EXIT } from '../report-error';

/** Fetches GAIA from Hugging Face. Returns the exit code; throws what `hubFromEnvironment` and `downloadGaia` throw. */
export async function gaiaDownload(options: { output: string; revision?: string }): Promise<number> {
  const { output, revision } = options;
  const io = processIo(false);
  const { environment } = await readConfig({ cwd: process.cwd(), env: process.env });
  const record = await downloadGaia({
    output,
    log: io.note,
    ...(revision === undefined ? {} : { revision }),
    ...hubFromEnvironment(environment),
  });
  io.say(`${record.examples} examples of ${record.repository} (${record.commit}) in ${output}`);
  return EXIT.done;
}
