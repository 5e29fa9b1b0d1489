import { z } from 'zod';

/** A message of a finished conversation as results show it: OpenAI's form, images by name instead of by content. */
export const RenderedMessage = z.object({
  role: z.enum(['system', 'user', 'assistant', 'tool']),
  content: z.string(),
  images: z.array(z.object({ name: z.string(), mime: z.string(), hash: z.string() })).optional(),
  tool_calls: z
    .array(z.object({ id: z.string(), name: z.string(), arguments: z.record(z.string(), z.unknown()) }))
    .optional(),
  tool_call_id: z.string().optional(),
});
export type RenderedMessage = z.infer<typeof RenderedMessage>;
