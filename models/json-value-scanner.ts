/**
 * Finds where the first JSON value of a growing text ends, without parsing it: brackets and quotes are counted, strings
 * and their escapes are understood. Values that end by themselves (objects, lists, strings) are recognised; a bare
 * number, `true`, `false` or `null` never closes. Bad JSON may close at a wrong place or never; it never throws.
 */
export class JsonValueScanner {
  private length = 0;
  private depth = 0;
  private inString = false;
  private escaped = false;
  private started = false;
  private end: number | undefined;

  /** Offset just behind the value's last character, counted over all text so far; undefined while it is open. */
  get closedAt(): number | undefined {
    return this.end;
  }

  /** Takes the next piece of text; pieces may cut anywhere. Returns `closedAt`. */
  push(piece: string): number | undefined {
    if (this.end === undefined) {
      for (let offset = 0; offset < piece.length; offset += 1) {
        if (this.step(piece[offset]!)) {
          this.end = this.length + offset + 1;
          break;
        }
      }
    }
    this.length += piece.length;
    return this.end;
  }

  private step(character: string): boolean {
    if (this.inString) return this.stepInString(character);
    switch (character) {
      case '"':
        this.started = true;
        this.inString = true;
        return false;
      case '{':
      case '[':
        this.started = true;
        this.depth += 1;
        return false;
      case '}':
      case ']':
        this.depth -= 1;
        return this.started && this.depth === 0;
      default:
        return false;
    }
  }

  private stepInString(character: string): boolean {
    if (this.escaped) this.escaped = false;
    else if (character === '\\') this.escaped = true;
    else if (character === '"') {
      this.inString = false;
      return this.depth === 0;
    }
    return false;
  }
}
