import { setTimeout as sleep } from 'node:timers/promises';

type Condition<T> = () => T | undefined | false | Promise<T | undefined | false>;

/** Polls until the condition gives a value; throws, naming what it waited for, after the limit. */
export async function waitFor<T>(what: string, condition: Condition<T>, limitMs = 40_000): Promise<T> {
  const endMs = Date.now() + limitMs;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > endMs) throw new Error(`waited ${limitMs} ms in vain for ${what}`);
    await sleep(10);
  }
}

/** The same, named by the condition's own source. */
export const until = <T>(condition: Condition<T>): Promise<T> => waitFor(String(condition), condition);
