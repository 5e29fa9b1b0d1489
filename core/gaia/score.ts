import { PYTHON_SPACE, pythonFloat } from './python-float';

/** What kind of answer a ground truth asks for. */
export type AnswerKind = 'number' | 'list' | 'string';

const SPACE = new RegExp(`[${PYTHON_SPACE}]`, 'g');
/** Python's `string.punctuation`: ASCII only, so `–` and `’` stay. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;
const SEPARATOR = /[,;]/;

/** The kind, decided by the ground truth alone: a number if Python's `float()` takes it, a list if it has `,` or `;`. */
export function answerKind(groundTruth: string): AnswerKind {
  if (pythonFloat(groundTruth) !== undefined) return 'number';
  return SEPARATOR.test(groundTruth) ? 'list' : 'string';
}

/**
 * Whether an answer is correct by the rules of the GAIA leaderboard (`question_scorer` of its `scorer.py`, rewritten here
 * with the same outcome for every pair of texts). docs/formats.md lists what these rules imply, such as `1,000` as
 * ground truth being a list of two. One difference is ours: an absent answer is wrong (there it is the text `None`).
 */
export function scoreAnswer(input: { answer: string | undefined; groundTruth: string }): boolean {
  const { answer, groundTruth } = input;
  if (answer === undefined) return false;
  switch (answerKind(groundTruth)) {
    case 'number':
      return sameNumber(answer, groundTruth);
    case 'list':
      return sameList(answer.split(SEPARATOR), groundTruth.split(SEPARATOR));
    case 'string':
      return withoutPunctuation(answer) === withoutPunctuation(groundTruth);
  }
}

/** Element by element, in order. Elements keep their punctuation: in lists it can be the answer. */
function sameList(answers: string[], truths: string[]): boolean {
  if (answers.length !== truths.length) return false;
  return truths.every((truth, index) => {
    const answer = answers[index] ?? '';
    return pythonFloat(truth) === undefined
      ? withoutSpace(answer) === withoutSpace(truth)
      : sameNumber(answer, truth);
  });
}

/** An answer that is no number counts as infinity, and NaN equals nothing, itself included; both as in the original. */
function sameNumber(answer: string, truth: string): boolean {
  return (pythonFloat(answer.replace(/[$%,]/g, '')) ?? Number.POSITIVE_INFINITY) === pythonFloat(truth);
}

const withoutSpace = (text: string): string => text.replace(SPACE, '').toLowerCase();

const withoutPunctuation = (text: string): string => withoutSpace(text).replace(PUNCTUATION, '');
