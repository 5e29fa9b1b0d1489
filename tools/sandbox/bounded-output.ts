/** Collects the first bytes of a stream, and counts the rest. */
export class BoundedOutput {
  private readonly kept: Buffer[] = [];
  private keptBytes = 0;
  private totalBytes = 0;

  constructor(private readonly keepBytes: number) {}

  add(chunk: Buffer): void {
    this.totalBytes += chunk.length;
    const part = chunk.subarray(0, this.keepBytes - this.keptBytes);
    if (part.length === 0) return;
    this.kept.push(part);
    this.keptBytes += part.length;
  }

  get total(): number {
    return this.totalBytes;
  }

  get truncated(): boolean {
    return this.totalBytes > this.keptBytes;
  }

  /** UTF-8; a character that the limit cut in two shows as a replacement character. */
  text(): string {
    return Buffer.concat(this.kept).toString('utf8');
  }
}
