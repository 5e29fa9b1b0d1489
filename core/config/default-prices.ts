import type { Price } from '../../contracts/config';

const usd = (input: number, cachedInput: number, output: number): Price => ({ input, cachedInput, output });

/** List prices, dollars per million tokens. Transcription: the price of audio tokens. */
const LIST: Record<string, Price> = {
  'gpt-5': usd(1.25, 0.125, 10),
  'gpt-5-mini': usd(0.25, 0.025, 2),
  'gpt-5-nano': usd(0.05, 0.005, 0.4),
  'gpt-4.1': usd(2, 0.5, 8),
  'gpt-4.1-mini': usd(0.4, 0.1, 1.6),
  'gpt-4o': usd(2.5, 1.25, 10),
  'gpt-4o-mini': usd(0.15, 0.075, 0.6),
  'gpt-4o-mini-transcribe': usd(3, 3, 5),
};

const FREE = usd(0, 0, 0);

/** List price of a model by name, dated versions included; zeros for a server of one's own and for unknown models. */
export function defaultPrice(model: string, vllm: boolean): Price {
  if (vllm) return FREE;
  return LIST[model.replace(/-\d{4}-\d{2}-\d{2}$/, '')] ?? FREE;
}
