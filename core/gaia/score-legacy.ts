import { PYTHON_SPACE } from './python-float';

const EDGES = new RegExp(`^[${PYTHON_SPACE}]+|[${PYTHON_SPACE}]+$`, 'g');
const AROUND_PUNCTUATION = new RegExp(`[${PYTHON_SPACE}]*([,;.!?])[${PYTHON_SPACE}]*`, 'g');

/**
 * Whether an answer is correct by the rules of the earlier Python implementation: lower case, no white space at the
 * edges nor around `, ; . ! ?`, then equality. Kept beside the official rules so that its figures can be compared.
 */
export function scoreAnswerLegacy(input: { answer: string | undefined; groundTruth: string }): boolean {
  const { answer, groundTruth } = input;
  return answer !== undefined && normalise(answer) === normalise(groundTruth);
}

const normalise = (text: string): string =>
  text.toLowerCase().replace(EDGES, '').replace(AROUND_PUNCTUATION, '$1');
