import { z } from 'zod';

/**
 * A provider's list of results of which each row is checked alone: rows that do not fit, such as those without an
 * address, are left out, not the whole answer.
 */
export function resultList<T>(row: z.ZodType<T>): z.ZodType<T[]> {
  return z.array(z.unknown()).transform((rows) =>
    rows.flatMap((value) => {
      const parsed = row.safeParse(value);
      return parsed.success ? [parsed.data] : [];
    }),
  );
}

/** Optional text: anything else than text counts as absent. */
export const looseText = z.string().optional().catch(undefined);
