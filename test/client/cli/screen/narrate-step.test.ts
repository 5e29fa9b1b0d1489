import { describe, expect, it } from '@jest/globals';
import { narrateStep } from '../../../../client/cli/screen/narrate-step';
import type { StepCallRecord, StepRecord, Via } from '../../../../contracts/run';

const call = (change: Partial<StepCallRecord>): StepCallRecord => ({
  tool: 'web_search',
  arguments: '{"query":"Moon perigee"}',
  ok: true,
  preview: 'found',
  via: 'claimed',
  source: 'model',
  seconds: 1.25,
  waitedSeconds: 0.001,
  hiddenSeconds: 1.249,
  ...change,
});

const step = (change: Partial<StepRecord>): StepRecord => ({
  step: 1,
  kind: 'calls',
  decidedBy: 'real',
  actorSeconds: 8.5,
  waitedSeconds: 8.5,
  hiddenSeconds: 1.249,
  calls: [call({})],
  ...change,
});

describe('narrateStep', () => {
  it('a claimed call: → actor seconds, tool, arguments, tool seconds, predictor and hidden seconds', () => {
    expect(narrateStep(step({}))).toEqual([
      '[Step 1] LLM',
      '   LLM call: 8.50 s',
      '   Tool Call:',
      '      Tool: web_search',
      '      Args: query = Moon perigee',
      '[Step 1] TOOLS',
      '   web_search: execution 1.25 s, waited 0.001 s',
      '   USING CACHED RESULT: claimed, pre-executed, from predictor model; hid 1.25 s',
      '   → found',
    ]);
  });

  const ways: [Via, RegExp][] = [
    ['real', /Executed for the actor/],
    ['joined', /JOINED .* from predictor model; hid/],
    ['overtaken', /overtaken by the real call/],
    ['reused', /Reused a pure outcome/],
    ['refused', /Refused before it ran/],
  ];
  it.each(ways)('a %s call: → said so', (via, words) => {
    expect(narrateStep(step({ calls: [call({ via })] })).join('\n')).toMatch(words);
  });

  it('a call begun as the stream showed it: → no predictor is named', () => {
    const [line] = narrateStep(step({ calls: [call({ via: 'joined', source: 'observed' })] })).filter(
      (said) => said.includes('JOINED'),
    );
    expect(line).toMatch(/running, begun as the actor’s own stream showed it; hid/);
  });

  it('a thought that ended at its limit of tokens: → said, with the variable that sets it', () => {
    const lines = narrateStep(step({ kind: 'thinking', calls: [], cutOff: true }));
    expect(lines).toEqual([
      '[Step 1] LLM',
      '   LLM call: 8.50 s',
      '   Cut off at its limit of tokens, LLM_MAX_TOKENS',
      '   No call and no answer: it goes on thinking',
    ]);
  });

  it('a lossy claim: → LOSSY', () => {
    expect(narrateStep(step({ calls: [call({ lossy: true })] })).join('\n')).toContain('LOSSY');
  });

  it('a failed call: → its code', () => {
    const lines = narrateStep(step({ calls: [call({ ok: false, code: 'not_found' })] }));
    expect(lines).toContain('   Failed: not_found');
  });

  it('arguments that were cut: → as they are, without escape sequences', () => {
    const lines = narrateStep(step({ calls: [call({ arguments: '{"query":"Moon\u001b[31m per…' })] }));
    expect(lines).toContain('      Args: {"query":"Moon per…');
  });

  it('a decision taken ahead: → said so; no call: → no tools section', () => {
    const lines = narrateStep(step({ kind: 'final', decidedBy: 'claimed', waitedSeconds: 0.2, calls: [] }));
    expect(lines).toEqual(['[Step 1] LLM', '   LLM call: 8.50 s (decided ahead, claimed; waited 0.200 s)']);
  });
});
