/**
 * Whether a server says that conversation and answer are longer than its model can take. Words of OpenAI, vLLM, SGLang,
 * TGI, llama.cpp, LM Studio, Mistral, Gemini and Anthropic; none has a code that others share.
 */
export function isContextComplaint(words: string): boolean {
  return /context[ _](?:length|window|size)|max(?:imum)?[ _]model[ _]len(?:gth)?|prompt is too long|request too large for|input token count|max_tokens must be at least 1, got -|`?max_new_tokens`? must be <=/i.test(
    words,
  );
}

/**
 * Whether the limit on the answer is what does not fit: beside this conversation, or at all. Without a limit such
 * servers give the answer what room there is; where the conversation alone is too long they say so then.
 */
export function isAnswerLimitTooHigh(words: string): boolean {
  if (/at most \d+ (?:completion|output) tokens/i.test(words)) return true;
  return (
    isContextComplaint(words) &&
    /in the completion|\d+ output tokens|max_(?:completion_|new_)?tokens\W.*(?:too large|must be <=)/is.test(
      words,
    )
  );
}
