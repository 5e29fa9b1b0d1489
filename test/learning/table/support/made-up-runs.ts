import type { TableMessage } from '../../../../core/table/message';
import type { Trajectory } from '../../../../learning/table/trajectory';

const says = (role: 'user' | 'assistant', text: string): TableMessage => ({ role, text, calls: [] });
const asks = (tool: string, args: Record<string, string | number>): TableMessage => ({
  role: 'assistant',
  text: '',
  calls: [{ tool, arguments: args }],
});
const answers = (value: unknown): TableMessage => ({ role: 'tool', text: JSON.stringify(value), calls: [] });

/**
 * A made-up library: the reader says a card number, the agent looks up the card and then each loan on it, one after the
 * other, and says what it found.
 */
export function libraryRun(task: number): Trajectory {
  const card = `card_${1000 + task * 37}`;
  const loans = Array.from({ length: 2 + (task % 2) }, (_unused, at) => `L-${200 + task * 10 + at}`);
  return {
    domain: 'library',
    task: `library:${task}`,
    tools: [
      { name: 'find_card', readOnly: true },
      { name: 'find_loan', readOnly: true },
      { name: 'renew_loan', readOnly: false },
    ],
    messages: [
      says('user', `Hello, my card is ${card}. Which books do I have?`),
      asks('find_card', { card_id: card }),
      answers({ card_id: card, name: `Reader ${task}`, loans }),
      ...loans.flatMap((loan) => [
        asks('find_loan', { loan_id: loan }),
        answers({ loan_id: loan, days: 3 + task }),
      ]),
      says('assistant', 'These are your books.'),
    ],
  };
}

const THINGS = [
  'roof',
  'fence',
  'cellar',
  'window',
  'chimney',
  'stair',
  'garden',
  'kitchen',
  'attic',
  'balcony',
];
const PLACES = ['harbour', 'meadow', 'castle', 'orchard', 'station', 'valley', 'chapel'];

/** A made-up archive: the reader asks for a plan; the agent searches by the words turned round, in no box. */
export function archiveRun(task: number): Trajectory {
  const thing = THINGS[task % THINGS.length] as string;
  const place = PLACES[task % PLACES.length] as string;
  return {
    domain: 'archive',
    task: `archive:${task}`,
    tools: [
      { name: 'search_plans', readOnly: true },
      { name: 'burn_plans', readOnly: false },
    ],
    messages: [
      says('user', `Please find the ${thing} plans for ${place} houses, will you?`),
      asks('search_plans', { query: `${place} houses ${thing} plans`, box: '' }),
      answers({ plan: 1000 + task }),
      says('assistant', 'Here it is.'),
    ],
  };
}

/** An agent that runs commands nobody could foresee. */
export function unpredictableRun(task: number): Trajectory {
  const text = (turn: number): string =>
    `cmd ${((task * 7919 + turn * 104729) % 99991).toString(36)} --x ${turn}`;
  const messages = Array.from({ length: 6 }, (_unused, turn): TableMessage[] => [
    { role: 'assistant', text: '', calls: [{ tool: 'shell', arguments: { command: text(turn) } }] },
    { role: 'tool', text: `done ${task}`, calls: [] },
  ]).flat();
  return {
    domain: 'shell',
    task: `shell:${task}`,
    tools: [{ name: 'shell', readOnly: true }],
    messages: [{ role: 'user', text: 'Please repair it.', calls: [] }, ...messages],
  };
}
