/** The line at the bottom of a terminal that says what is going on; nothing where there is no terminal. */
export class ProgressLine {
  private shown = false;

  constructor(private readonly terminal: NodeJS.WriteStream | undefined) {}

  /** Shows a line of plain text in place of the last. */
  show(text: string): void {
    if (!this.terminal) return;
    const width = Math.max(20, (this.terminal.columns ?? 80) - 1);
    this.terminal.write(`\r\u001b[2K${[...text].slice(0, width).join('')}`);
    this.shown = true;
  }

  /** Makes room for other lines. */
  clear(): void {
    if (this.shown) this.terminal?.write('\r\u001b[2K');
    this.shown = false;
  }
}
