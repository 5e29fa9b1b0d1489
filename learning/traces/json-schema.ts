import { z } from 'zod';
import { Trace } from '../../contracts/trace';

/** JSON Schema of one line of a trace file; docs/forerun.trace.schema.json is this. */
export function traceJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(Trace, { io: 'input', target: 'draft-2020-12' });
  return { ...schema, title: 'One line of a Forerun trace file' };
}
