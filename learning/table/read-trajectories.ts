import { declaredArguments } from '../../core/table/declared';
import { readTracesOf, type ReadTracesInput } from '../traces/read-traces';
import { ToolSchemas } from '../traces/tool-schemas';
import { toTrajectory } from './to-trajectory';
import type { Trajectory } from './trajectory';

/**
 * The trajectories in trace files, one at a time, their tools with the arguments that the schemas beside the files
 * declare. Problems and errors as in `readTraces`.
 */
export async function* readTrajectories(
  input: ReadTracesInput,
): AsyncGenerator<{ trajectory: Trajectory; file: string }> {
  const known = new ToolSchemas();
  for await (const { trace, file } of readTracesOf(input)) {
    const trajectory = toTrajectory(trace);
    const schemas = await known.of(file, trace.tools_ref);
    const tools = trajectory.tools.map((tool) => {
      const schema = schemas.get(tool.name);
      return schema ? { ...tool, ...declaredArguments(schema) } : tool;
    });
    yield { trajectory: { ...trajectory, tools }, file };
  }
}
