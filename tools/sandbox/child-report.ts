import { z } from 'zod';

/** What the child says at its end. The program could write it too: it only ever speaks about itself. */
const ChildReport = z.object({ kind: z.enum(['finished', 'program_error']), text: z.string() });
export type ChildReport = z.infer<typeof ChildReport>;

/** Undefined where the child died before it could tell, or told nonsense. */
export function readReport(text: string): ChildReport | undefined {
  try {
    return ChildReport.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
