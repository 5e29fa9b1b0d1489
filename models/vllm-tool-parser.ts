/**
 * vLLM's `--tool-call-parser` by model family; the first pattern that matches the model's name wins. Source: vLLM's
 * tool calling documentation and its registered parsers (0.8 to 0.12).
 */
const PARSERS: readonly (readonly [RegExp, string])[] = [
  [/qwen[-_.]?3[-_.]?coder/i, 'qwen3_coder'],
  [/qwen|qwq|hermes/i, 'hermes'],
  [/llama[-_.]?4/i, 'llama4_pythonic'],
  [/deepseek.*v3\.1/i, 'deepseek_v31'],
  [/deepseek/i, 'deepseek_v3'],
  [/llama[-_.]?3/i, 'llama3_json'],
  [/mistral|mixtral|ministral/i, 'mistral'],
  [/gpt-oss/i, 'openai'],
  [/kimi/i, 'kimi_k2'],
  [/glm-?4\.7/i, 'glm47'],
  [/glm-?4/i, 'glm45'],
  [/granite-20b/i, 'granite-20b-fc'],
  [/granite/i, 'granite'],
  [/internlm/i, 'internlm'],
  [/jamba/i, 'jamba'],
  [/phi-?4-mini/i, 'phi4_mini_json'],
  [/xlam/i, 'xlam'],
  [/minimax[-_.]?m2/i, 'minimax_m2'],
  [/minimax/i, 'minimax'],
  [/olmo-?3/i, 'olmo3'],
  [/hunyuan/i, 'hunyuan_a13b'],
];

/** Parser for a model name or path; undefined for families that we do not know. */
export function vllmToolParser(model: string): string | undefined {
  return PARSERS.find(([pattern]) => pattern.test(model))?.[1];
}
