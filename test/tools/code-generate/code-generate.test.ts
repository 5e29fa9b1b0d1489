import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { ForerunError } from '../../../contracts/errors';
import { createCodeGenerate } from '../../../tools/code-generate/code-generate';
import { unfence } from '../../../tools/code-generate/unfence';
import { contextWith, scriptedModel, USAGE } from '../media/media-context';
import { parseArguments } from '../../support/parse-arguments';

describe('code_generate', () => {
  it('task, language, context → one request that names them; the code comes back without its fence', async () => {
    const model = scriptedModel([{ text: 'Sure:\n```ruby\n  puts 1\n```\nDone.' }]);
    const context = contextWith({});
    const outcome = await createCodeGenerate({ model }).execute({
      arguments: { task: 'print one', language: 'ruby', context: 'ruby 3' },
      context,
    });
    expect(outcome).toEqual({ ok: true, text: '  puts 1', costUsd: USAGE.costUsd });
    expect(model.requests).toHaveLength(1);
    expect(model.requests[0]?.input).toMatchObject({ signal: context.signal });
    expect(model.requests[0]?.input.prompt).toBe('Language: ruby\n\nTask:\nprint one\n\nContext:\nruby 3');
  });

  it('arguments: defaults filled → equal to the same written out', () => {
    const tool = createCodeGenerate({ model: scriptedModel([]) });
    const short = parseArguments(tool.parameters, { task: 'print one' });
    const long = parseArguments(tool.parameters, { task: 'print one', language: 'Python', context: '' });
    expect(tool.normalise?.(short)).toEqual(tool.normalise?.(long));
  });

  it('provider error → typed outcome; only an empty fence → empty answer', async () => {
    const error = new ForerunError({ code: 'provider_auth', message: 'Refused.', blame: 'user' });
    const model = scriptedModel([{ error }, { text: '```\n```' }]);
    const ask = () =>
      createCodeGenerate({ model }).execute({
        arguments: { task: 'x', language: 'python', context: '' },
        context: contextWith({}),
      });
    expect(await ask()).toEqual({ ok: false, code: 'provider_auth', message: 'Refused.', retryable: false });
    expect(await ask()).toMatchObject({ ok: false, code: 'empty_answer', retryable: true });
  });
});

describe('unfence', () => {
  it.each([
    ['no fence', 'print(1)', 'print(1)'],
    ['one fence', '```python\nprint(1)\n```', 'print(1)'],
    ['words around', 'Here:\n\n```\na\nb\n```\nThat is it.', 'a\nb'],
    ['several: the longest', '```sh\nls\n```\nthen\n```python\nprint(12345)\n```', 'print(12345)'],
    ['never closed', '```js\nlet a = 1;\nlet b', 'let a = 1;\nlet b'],
    ['a fence inside a longer one', '````md\n```\nx\n```\n````', '```\nx\n```'],
    ['tildes', '~~~python\nprint("```")\n~~~', 'print("```")'],
    ['Windows lines', '```\r\na\r\nb\r\n```\r\n', 'a\nb'],
    ['inline code only', 'Use ```x``` here', 'Use ```x``` here'],
  ])('%s → the code alone', (_name, answer, code) => {
    expect(unfence(answer)).toBe(code);
  });

  it('any code without fence marks: fenced → the same code', () => {
    const line = fc.string().filter((text) => !/[`~\r\n]/.test(text));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), (lines) => {
        const code = lines.join('\n');
        expect(unfence(`\`\`\`python\n${code}\n\`\`\``)).toBe(code);
      }),
    );
  });
});
