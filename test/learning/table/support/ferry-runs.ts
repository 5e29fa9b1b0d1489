import type { TableMessage } from '../../../../core/table/message';
import type { Trajectory } from '../../../../learning/table/trajectory';

const says = (role: 'user' | 'assistant', text: string): TableMessage => ({ role, text, calls: [] });
const asks = (tool: string, args: Record<string, string>): TableMessage => ({
  role: 'assistant',
  text: '',
  calls: [{ tool, arguments: args }],
});
const answers = (value: unknown): TableMessage => ({ role: 'tool', text: JSON.stringify(value), calls: [] });

const PORTS = [
  ['Dover', 'DVR'],
  ['Calais', 'CQF'],
  ['Dublin', 'DUB'],
  ['Holyhead', 'HLY'],
  ['Ostend', 'OST'],
  ['Hull', 'HUL'],
] as const;
const port = (at: number): (typeof PORTS)[number] => PORTS[at % PORTS.length] ?? PORTS[0];

/** The legs of a task's booking: three, each from where the one before ended. */
export function legsOf(task: number): { from: string; to: string; day: string; fare: number }[] {
  return [0, 1, 2].map((leg) => ({
    from: port(task + leg)[1],
    to: port(task + leg + 1)[1],
    day: `2024-06-${String(10 + ((task * 5 + leg * 7) % 19)).padStart(2, '0')}`,
    fare: 30 + task * 7 + leg * 11,
  }));
}

/**
 * A made-up ferry office: the traveller names a booking, the agent looks it up, seeks a ferry for each of its legs in
 * order, and adds up the fares.
 */
export function ferryRun(task: number): Trajectory {
  const legs = legsOf(task);
  const booking = `FB-${3000 + task * 13}`;
  return {
    domain: 'ferries',
    task: `ferries:${task}`,
    actor: 'clerk',
    tools: ['find_booking', 'find_ferry', 'add_up'].map((name) => ({ name, readOnly: true })),
    messages: [
      says('user', `Good morning. What would booking ${booking} cost today?`),
      asks('find_booking', { booking_id: booking }),
      answers({ booking_id: booking, traveller: `Person ${task}`, legs }),
      ...legs.flatMap(({ from, to, day }) => [
        asks('find_ferry', { from, to, day }),
        answers({ seats: 20 + task, ship: `MS ${task}` }),
      ]),
      asks('add_up', { sum: legs.map(({ fare }) => fare).join(' + ') }),
      answers(legs.reduce((total, { fare }) => total + fare, 0)),
      says('assistant', 'That is what it costs.'),
    ],
  };
}

/** The same office: a traveller names two ports, and the agent their codes. */
export function crossingRun(task: number): Trajectory {
  const [[from, fromCode], [to, toCode]] = [port(task), port(task + 1 + (task % 3))];
  return {
    domain: 'ferries',
    task: `crossings:${task}`,
    actor: 'clerk',
    tools: ferryRun(0).tools,
    messages: [
      says('user', `I want to cross from ${from} to ${to} on June 12.`),
      asks('find_ferry', { from: fromCode, to: toCode, day: '2024-06-12' }),
      answers({ seats: 3 }),
      says('assistant', `There are three seats from ${from} (${fromCode}) to ${to} (${toCode}).`),
    ],
  };
}
