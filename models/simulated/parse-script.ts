import { ForerunError } from '../../contracts/errors';
import { SimulationScript } from './script';

/** Parses a script; throws ForerunError `script_invalid` that lists every problem. */
export function parseScript(script: unknown, origin = 'simulation script'): SimulationScript {
  const parsed = SimulationScript.safeParse(script);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || '(root)'}: ${issue.message}`,
  );
  throw new ForerunError({
    code: 'script_invalid',
    blame: 'user',
    message: `${origin} is not valid: ${problems.join('; ')}`,
    remedy: 'Correct the script; models/simulated/script.ts documents its form.',
  });
}
