import { setTimeout as sleep } from 'node:timers/promises';

/** Polls until the condition gives a value; throws, naming what it waited for, after the limit. */
export async function waitFor<T>(
  what: string,
  condition: () => T | undefined | false | Promise<T | undefined | false>,
  limitMs = 20_000,
): Promise<T> {
  const endMs = Date.now() + limitMs;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > endMs) throw new Error(`waited ${limitMs} ms in vain for ${what}`);
    await sleep(10);
  }
}
