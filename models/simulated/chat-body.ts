import { z } from 'zod';

const Part = z.looseObject({ type: z.string(), text: z.string().optional() });

const WireMessage = z.looseObject({
  role: z.string(),
  content: z.union([z.string(), z.array(Part)]).nullish(),
  tool_calls: z
    .array(
      z.looseObject({
        id: z.string(),
        function: z.looseObject({ name: z.string(), arguments: z.string() }),
      }),
    )
    .optional(),
  tool_call_id: z.string().optional(),
});
export type WireMessage = z.infer<typeof WireMessage>;

/** What the simulated server needs of a chat completion request; the rest is only recorded. */
export const ChatBody = z.looseObject({
  model: z.string(),
  messages: z.array(WireMessage).min(1),
  tools: z.array(z.looseObject({ function: z.looseObject({ name: z.string() }).optional() })).optional(),
  stream: z.boolean().optional(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).optional(),
  n: z.number().int().min(1).max(128).optional(),
  priority: z.number().optional(),
});
export type ChatBody = z.infer<typeof ChatBody>;

/** Text of a message, its parts joined. */
export function messageText(message: WireMessage): string {
  if (typeof message.content === 'string') return message.content;
  return (message.content ?? []).map((part) => part.text ?? '').join('');
}
