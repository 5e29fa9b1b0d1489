import { describe, expect, it } from '@jest/globals';
import { domainTools, readOnlyTools } from '../../../../bench/replay/recording/domain-tools';
import { toTrajectory } from '../../../../bench/replay/recording/to-trajectory';
import { LATENCIES, shopTrace } from '../fixture-traces';

const traces = [shopTrace('t')];
const trajectories = traces.flatMap(
  (trace) => toTrajectory(trace, { latencies: LATENCIES, maxTurns: 40 }) ?? [],
);
const tools = (schemas = new Map()) =>
  domainTools({ readOnly: readOnlyTools(traces), schemas, trajectories, toolP95Seconds: 1.84 });

describe('tools of a recorded domain', () => {
  it('effects → reads where every trace says so, all others write', () => {
    const { policy } = tools();
    expect(Object.entries(policy).map(([name, { effect }]) => [name, effect])).toEqual([
      ['change_order', 'write'],
      ['get_order', 'read'],
      ['get_user', 'read'],
      ['shell', 'write'],
    ]);
    expect(policy.get_order).toMatchObject({ egress: 'none', p95Ms: 1840 });
    const [trace] = traces;
    const doubtful = { ...trace!, tools: [{ name: 'get_order', read_only: false }] };
    expect(readOnlyTools([trace!, doubtful]).get('get_order')).toBe(false);
  });

  it('names that no provider takes → spelled so that all do, in calls and policy alike', () => {
    const trace = { ...shopTrace('t'), tools: [{ name: 'shop.get_order', read_only: true }] };
    trace.messages = trace.messages.map((message) =>
      message.tool_calls
        ? {
            ...message,
            tool_calls: message.tool_calls.map((call) => ({ ...call, name: `shop.${call.name}` })),
          }
        : message,
    );
    const [played] = [toTrajectory(trace, { latencies: LATENCIES, maxTurns: 40 })!];
    const { policy } = domainTools({
      readOnly: readOnlyTools([trace]),
      schemas: new Map(),
      trajectories: [played],
      toolP95Seconds: 1,
    });
    expect(played.turns[0]?.calls[0]?.tool).toBe('shop_get_order');
    expect(policy.shop_get_order).toMatchObject({ effect: 'read' });
  });

  it('a tool that is called and not listed → writes', () => {
    const { policy } = domainTools({
      readOnly: new Map(),
      schemas: new Map(),
      trajectories,
      toolP95Seconds: 1,
    });
    expect(policy.get_order).toMatchObject({ effect: 'write' });
  });

  it('a schema that recorded calls fit → kept, without its counts; one that they do not fit → anything', () => {
    const schema = (required: string[]) => ({
      type: 'object',
      properties: { id: { type: 'string', seen: 3 } },
      required,
    });
    const of = (required: string[]) =>
      tools(new Map([['get_order', schema(required)]])).tools.find(({ name }) => name === 'get_order')
        ?.parameters;
    expect(of(['id'])).toEqual({ type: 'object', properties: { id: { type: 'string' } }, required: ['id'] });
    expect(of(['id', 'account'])).toEqual({ type: 'object' });
  });
});
