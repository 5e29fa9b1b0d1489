import type { Trace } from '../../../contracts/trace';

/** A made-up shop: an agent that looks an order up, asks its customer, changes it and looks again. */
export const shopTrace = (id: string, order = 'W1'): Trace => ({
  trajectory_id: id,
  source: 'made-up',
  domain: 'toy-shop',
  task_id: `task-${order}`,
  split_key: `toy-shop/${order}`,
  tools: [
    { name: 'get_order', read_only: true },
    { name: 'get_user', read_only: true },
    { name: 'change_order', read_only: false },
    { name: 'shell', read_only: 'argument-dependent' },
  ],
  messages: [
    { role: 'assistant', content: 'Hello, how can I help?' },
    { role: 'user', content: `Please make order ${order} blue.` },
    {
      role: 'assistant',
      content: '',
      tool_calls: [{ id: 'a', name: 'get_order', arguments: { id: order } }],
      latency_s: 0.7,
    },
    {
      role: 'tool',
      tool_call_id: 'a',
      content: `{"id":"${order}","user":"u1","colour":"red"}`,
      latency_s: 0.2,
    },
    {
      role: 'assistant',
      content: 'Looking at both.',
      tool_calls: [
        { id: 'b', name: 'get_user', arguments: { id: 'u1' } },
        { id: 'c', name: 'get_order', arguments: { id: order } },
      ],
    },
    { role: 'tool', tool_call_id: 'b', content: '{"id":"u1"}' },
    { role: 'tool', tool_call_id: 'c', content: `{"id":"${order}","user":"u1","colour":"red"}` },
    { role: 'assistant', content: 'Shall I make it blue?' },
    { role: 'user', content: 'Yes.' },
    { role: 'user', content: 'Please.' },
    {
      role: 'assistant',
      tool_calls: [{ id: 'd', name: 'change_order', arguments: { id: order, colour: 'blue' } }],
    },
    { role: 'tool', tool_call_id: 'd', content: 'no stock', error: true },
    { role: 'assistant', tool_calls: [{ id: 'e', name: 'get_order', arguments: { id: order } }] },
    { role: 'tool', tool_call_id: 'e', content: `{"id":"${order}","colour":"red again"}` },
    { role: 'assistant', content: 'I am sorry, there is none.' },
    { role: 'user', content: 'Goodbye ###STOP###' },
  ],
});

/** The same without anybody to talk to: a question, two calls, an answer. */
export const lookupTrace = (id: string): Trace => ({
  trajectory_id: id,
  source: 'made-up',
  domain: 'toy-lookup',
  task_id: id,
  split_key: `toy-lookup/${id}`,
  tools: [{ name: 'get_order', read_only: true }],
  messages: [
    { role: 'system', content: 'You look things up.' },
    { role: 'user', content: 'Colour of W1?' },
    { role: 'assistant', tool_calls: [{ id: 'a', name: 'get_order', arguments: { id: 'W1' } }] },
    { role: 'tool', tool_call_id: 'a', content: '{"colour":"red"}' },
    { role: 'assistant', content: 'It is red.' },
  ],
});

export const LATENCIES = {
  actor: { p50: 1.35, p90: 2.5 },
  tool: { p50: 0.32, p95: 1.84 },
  user: { p50: 1, p90: 2 },
  recorded: false,
  seed: 1,
};
