import { z } from 'zod';

/** A file that belongs to a task; its bytes are in the blob store. */
export const Attachment = z.object({
  name: z.string().min(1),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  mime: z.string(),
  bytes: z.number().int().nonnegative(),
});
export type Attachment = z.infer<typeof Attachment>;

/** One question or job, as stored in the blob store; a GAIA example is a task. */
export const Task = z.object({
  taskId: z.string().min(1),
  question: z.string().min(1),
  /** GAIA level as text (`1`, `2`, `3`); empty where there is none. */
  level: z.string(),
  /** Absent where nobody knows it (`forerun ask`, GAIA's test split). Never shown to a model. */
  groundTruth: z.string().optional(),
  attachments: z.array(Attachment),
  /** Where the task came from, such as `gaia_dataset/level1/example_000`; for people. */
  origin: z.string(),
});
export type Task = z.infer<typeof Task>;
