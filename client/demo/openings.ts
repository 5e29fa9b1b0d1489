/** What has been opened so far, to be closed in reverse order, also where the next part fails. */
export class Openings {
  private readonly closers: (() => Promise<unknown>)[] = [];

  /** Keeps a part until all is closed; returns it. */
  keep<T>(part: T, close: (part: T) => Promise<unknown>): T {
    this.closers.unshift(() => close(part));
    return part;
  }

  /** Closes everything; the first failure is thrown when the rest is closed, too. */
  async close(): Promise<void> {
    const results: PromiseSettledResult<unknown>[] = [];
    for (const close of this.closers.splice(0)) results.push(...(await Promise.allSettled([close()])));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }
}
