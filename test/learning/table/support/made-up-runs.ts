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
