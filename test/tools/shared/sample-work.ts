import { readFileSync } from 'node:fs';

/** Work for the pool's tests: does what it is told. */
export async function run(input: { do: string; value?: unknown }): Promise<unknown> {
  switch (input.do) {
    case 'echo':
      return input.value;
    case 'pid':
      return process.pid;
    case 'started-at':
      return performance.timeOrigin;
    case 'environment':
      return { ...process.env };
    case 'throw':
      throw Object.assign(new Error('no such thing'), { code: 'sample_code' });
    case 'spin':
      for (;;);
    case 'grow-heap':
      return new Array(2 ** 30).fill(1);
    case 'grow-buffers': {
      const kept = [];
      for (let index = 0; index < 400; index += 1) {
        kept.push(Buffer.alloc(10 * 1024 * 1024, 1));
        await new Promise((resolve) => setImmediate(resolve));
      }
      return kept.length;
    }
    case 'exit':
      return process.exit(3);
    case 'sleep':
      return new Promise((resolve) => setTimeout(resolve, Number(input.value), input.value));
    case 'read':
      return readFileSync(String(input.value), 'utf8');
    default:
      throw new Error(`unknown work ${input.do}`);
  }
}
