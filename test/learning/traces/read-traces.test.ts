import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { ForerunError } from '../../../contracts/errors';
import type { Trace } from '../../../contracts/trace';
import { readTraces } from '../../../learning/traces/read-traces';
import { temporaryFolder } from '../../support/temporary-folder';
import { trace, traceFile } from './trace-files';

async function readAll(
  files: string[],
  strict?: boolean,
): Promise<{ traces: Trace[]; problems: ForerunError[] }> {
  const problems: ForerunError[] = [];
  const traces: Trace[] = [];
  const onProblem = (problem: ForerunError): void => void problems.push(problem);
  for await (const read of readTraces({ files, onProblem, ...(strict === undefined ? {} : { strict }) }))
    traces.push(read);
  return { traces, problems };
}

const idsIn = (traces: Trace[]): string[] => traces.map((read) => read.trajectory_id);

describe('readTraces', () => {
  it.each([false, true])('several files, packed %s → all traces in order', async (gzip) => {
    const first = traceFile([trace({ trajectory_id: 'one' }), '', trace({ trajectory_id: 'two' })], { gzip });
    const second = traceFile([trace({ trajectory_id: 'three', schema: 'forerun-trace/1' })], { gzip });
    const { traces, problems } = await readAll([first, second]);
    expect(idsIn(traces)).toEqual(['one', 'two', 'three']);
    expect(problems).toEqual([]);
  });

  it('packed under a name that says otherwise → read all the same', async () => {
    const file = traceFile([trace()], { gzip: true, name: 'traces.jsonl' });
    expect(idsIn((await readAll([file])).traces)).toEqual(['made-up-1']);
  });

  it('broken lines → each named by file and line, the others read', async () => {
    const file = traceFile([
      '{"trajectory_id": ',
      trace({ messages: [] }),
      trace({ schema: 'forerun-trace/9' }),
      '[]',
      trace({ messages: [{ role: 'robot' }] }),
      trace({ trajectory_id: 'whole' }),
    ]);
    const { traces, problems } = await readAll([file]);
    expect(idsIn(traces)).toEqual(['whole']);
    expect(problems.map(({ code, details }) => [code, details])).toEqual([
      ['trace_line_broken', { file, line: 1 }],
      ['trace_line_broken', { file, line: 2 }],
      ['trace_schema_unknown', { file, line: 3 }],
      ['trace_line_broken', { file, line: 4 }],
      ['trace_line_broken', { file, line: 5 }],
    ]);
    problems.forEach((problem, index) => expect(problem.message).toContain(`${file}:${index + 1}: `));
    expect(problems[2]?.message).toContain('"forerun-trace/9"');
    expect(problems[4]?.message).toContain('messages.0.role');
  });

  it('strict → the first problem is thrown', async () => {
    const file = traceFile([trace(), '{', '{']);
    await expect(readAll([file], true)).rejects.toMatchObject({
      code: 'trace_line_broken',
      details: { file, line: 2 },
    });
  });

  it('a packed file that breaks off → what came before, the place, and the next file', async () => {
    const lines = Array.from({ length: 400 }, (_, index) =>
      trace({ trajectory_id: `t${index}-${index * 7919}` }),
    );
    const cut = traceFile(lines, { gzip: true, cut: 2_000 });
    const { traces, problems } = await readAll([cut, traceFile([trace({ trajectory_id: 'next' })])]);
    expect(idsIn(traces).at(-1)).toBe('next');
    expect(idsIn(traces)).toContain('t0-0');
    expect(traces.length).toBeLessThan(400);
    expect(problems.map(({ code, details }) => [code, details?.file])).toContainEqual([
      'trace_file_broken',
      cut,
    ]);
  });

  it.each([1, 2, 5])(
    'a small packed file that breaks off behind line %d → the whole lines, the place',
    async (whole) => {
      const lines = Array.from({ length: whole }, (_, index) => trace({ trajectory_id: `t${index}` }));
      // What cannot be packed well, so that half of the file ends within it.
      const noise = Array.from({ length: 4_000 }, (_, index) =>
        String.fromCharCode(33 + ((index * index * 31) % 89)),
      );
      const last = trace({ messages: [{ role: 'user', content: noise.join('').replaceAll('"', '') }] });
      const { length } = gzipSync([...lines, last].map((line) => `${JSON.stringify(line)}\n`).join(''));
      const cut = traceFile([...lines, last], { gzip: true, cut: length - 100 });
      const { traces, problems } = await readAll([cut]);
      expect(idsIn(traces)).toEqual(lines.map(({ trajectory_id: id }) => id));
      expect(problems.map(({ code, details }) => [code, details])).toEqual([
        ['trace_file_broken', { file: cut, line: whole }],
      ]);
    },
  );

  it('no usable line → traces_empty, naming files and count', async () => {
    const file = traceFile(['{', '']);
    const reading = readAll([file]);
    await expect(reading).rejects.toMatchObject({ code: 'traces_empty' });
    await expect(reading).rejects.toThrow(`no trace in ${file}: what is there cannot be used`);
    await expect(readAll([traceFile([])])).rejects.toMatchObject({ code: 'traces_empty' });
    await expect(readAll([])).rejects.toMatchObject({ code: 'traces_empty' });
  });

  it('a file that is not there, or a folder → told before the first trace', async () => {
    const folder = temporaryFolder({});
    for (const missing of [join(folder, 'none.jsonl'), folder]) {
      const seen: Trace[] = [];
      const reading = (async () => {
        for await (const read of readTraces({ files: [traceFile([trace()]), missing] })) seen.push(read);
      })();
      await expect(reading).rejects.toMatchObject({
        code: 'trace_file_unreadable',
        details: { file: missing },
      });
      expect(seen).toEqual([]);
    }
  });

  it('negative latencies → dropped, others kept', async () => {
    const messages = [
      { role: 'user', content: 'x' },
      { role: 'assistant', content: 'y', latency_s: -0.4 },
      { role: 'assistant', content: 'z', latency_s: 0.4 },
    ];
    const { traces } = await readAll([traceFile([trace({ messages })])]);
    expect(traces[0]?.messages.map((message) => message.latency_s)).toEqual([undefined, undefined, 0.4]);
  });

  it('a reader that stops early → the file is let go', async () => {
    const file = traceFile([trace(), trace(), '{'], { gzip: true });
    for await (const read of readTraces({ files: [file], strict: true })) {
      expect(read.trajectory_id).toBe('made-up-1');
      break;
    }
  });
});

describe('a file that is one JSON document over several lines', () => {
  const three = ['one', 'two', 'three'].map((id) => trace({ trajectory_id: id }));
  it.each<[string, string, string[]]>([
    ['an indented list', JSON.stringify(three, null, 2), ['one', 'two', 'three']],
    ['an indented object', JSON.stringify(three[0], null, 4), ['one']],
    [
      'a list with an element a line',
      `[\n${three.map((one) => JSON.stringify(one)).join(',\n')}\n]`,
      ['one', 'two', 'three'],
    ],
    ['a list of one', `[\n${JSON.stringify(three[0])}\n]`, ['one']],
  ])('%s → its traces', async (_name, text, ids) => {
    const { traces, problems } = await readAll([traceFile([text])]);
    expect(idsIn(traces)).toEqual(ids);
    expect(problems).toEqual([]);
  });

  it('an element that cannot be used → named by the line in which it begins', async () => {
    const file = traceFile([
      `[\n${JSON.stringify(trace({ metadata: { odd: '[{\\"' } }), null, 1)},\n\n{"schema": "forerun-trace/9"}, 5]`,
    ]);
    const { traces, problems } = await readAll([file]);
    expect(traces).toHaveLength(1);
    const line = JSON.stringify(trace({ metadata: { odd: 'x' } }), null, 1).split('\n').length + 3;
    expect(problems.map(({ details }) => details?.line)).toEqual([line, line]);
  });

  it('broken off → one problem, not one a line', async () => {
    const file = traceFile([JSON.stringify(three, null, 2).slice(0, -20)]);
    const problems: ForerunError[] = [];
    const read = async (): Promise<void> => {
      for await (const _ of readTraces({ files: [file], onProblem: (one) => void problems.push(one) }))
        void _;
    };
    await expect(read()).rejects.toMatchObject({ code: 'traces_empty' });
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('neither JSON Lines nor one JSON document'),
    ]);
  });

  it('a broken first line before whole ones → that line alone is left out', async () => {
    const { traces, problems } = await readAll([traceFile(['{"trajectory_id": ', three[1]])]);
    expect(idsIn(traces)).toEqual(['two']);
    expect(problems).toHaveLength(1);
  });
});
