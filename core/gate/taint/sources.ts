import type { Json, JsonObject } from '../../../contracts/json';
import { contentWords, fold, squash, wordsWithUnseen } from './fold';
import { identifiersIn, type Identifier } from './identifiers';
import { readings } from './views';

/** Where the values of a guessed call may come from, in a transcript's order. */
export type TaintText =
  /** The user's words, and the operator's in the system prompt. */
  | { from: 'user'; text: string }
  /** What a tool returned; `trusted`: the operator vouches for its structured fields. */
  | { from: 'output'; text: string; trusted: boolean }
  /** Arguments of a call that the actor itself decided. */
  | { from: 'actor'; tool: string; arguments: JsonObject };

/** A field longer than this, or of more words, is prose: nobody vouches for prose. */
const MAX_FIELD_CHARS = 120;
const MAX_FIELD_WORDS = 6;

const SENT_TEXT_CHARS = 400_000;

/** What is known of a transcript for judging values: built once for all candidates of a prediction. */
export class TaintSources {
  private readonly identifiers = new Set<string>();
  private readonly words = new Set<string>();
  /** Words of the user's that hold characters which nobody sees, as they are written. */
  private readonly unseen = new Set<string>();
  /** Structured fields that the operator vouches for, whole, as people read them. */
  private readonly fields = new Set<string>();
  /** Words that the actor has sent through a tool already. */
  private readonly sent = new Map<string, Set<string>>();
  private readonly foreignWords = new Set<string>();
  private foreignText = '';
  private readonly outputs: string[] = [];
  private foreign?: { form: string; squashed: string }[];

  constructor(texts: Iterable<TaintText>) {
    for (const text of texts) this.take(text);
  }

  private take(source: TaintText): void {
    switch (source.from) {
      case 'user':
        for (const found of identifiersIn(source.text)) this.identifiers.add(formOf(found));
        for (const word of contentWords(source.text)) this.words.add(word);
        for (const word of wordsWithUnseen(source.text)) this.unseen.add(word);
        return;
      case 'output':
        if (source.trusted) for (const field of fieldsIn(source.text)) this.vouchFor(field);
        this.outputs.push(source.text);
        for (const word of contentWords(source.text)) this.foreignWords.add(word);
        this.foreignText = `${this.foreignText} ${contentWords(source.text).join(' ')}`.slice(
          -SENT_TEXT_CHARS,
        );
        return;
      case 'actor': {
        const sent = this.sent.get(source.tool) ?? new Set<string>();
        this.sent.set(source.tool, sent);
        for (const { text } of leavesOf(source.arguments))
          for (const word of contentWords(text)) sent.add(word);
      }
    }
  }

  private vouchFor(field: string): void {
    this.fields.add(fold(field).trim());
    for (const found of identifiersIn(field)) this.identifiers.add(formOf(found));
    for (const word of contentWords(field)) this.words.add(word);
  }

  /** The value is, as a whole, a structured field that the operator vouches for. */
  isField(value: string): boolean {
    return this.fields.has(fold(value).trim());
  }

  /** The identifier stands, as such, in the user's words or in a trusted field. */
  trusts(identifier: Identifier): boolean {
    return this.identifiers.has(formOf(identifier));
  }

  /** The first word with characters which nobody sees, unless the user has written it just so. */
  unseenIn(value: string): string | undefined {
    return wordsWithUnseen(value).find((word) => !this.unseen.has(word));
  }

  trustsWord(word: string, tool: string): boolean {
    return this.words.has(word) || (this.sent.get(tool)?.has(word) ?? false);
  }

  isForeignWord(word: string): boolean {
    return this.foreignWords.has(word);
  }

  /** Whether the words stand in this order, one behind the other, in what tools returned. */
  isQuoted(words: readonly string[]): boolean {
    return ` ${this.foreignText} `.includes(` ${words.join(' ')} `);
  }

  /** Identifiers of tools' outputs, however they are written there, that nobody trusted has named. */
  foreignIdentifiers(): { form: string; squashed: string }[] {
    if (this.foreign) return this.foreign;
    const found = new Map<string, { form: string; squashed: string }>();
    for (const output of this.outputs) {
      for (const reading of readings(output)) {
        for (const identifier of identifiersIn(reading)) {
          const squashed = squash(identifier.form);
          if (squashed.length >= 6 && !this.trusts(identifier))
            found.set(squashed, { form: identifier.form, squashed });
        }
      }
    }
    this.foreign = [...found.values()];
    return this.foreign;
  }
}

/** Kinds are compared apart, but an opaque token may stand inside an address or a number, and the other way round. */
const formOf = ({ form }: Identifier): string => form;

/** Texts and numbers at any depth, and the names inside of objects: a tool may send those, too. */
export const leavesOf = (args: JsonObject): { text: string; listed: boolean }[] =>
  Object.values(args).flatMap((value) => {
    const listed = value !== null && typeof value === 'object';
    return innerLeaves(value).map((text) => ({ text, listed }));
  });

function innerLeaves(value: Json): string[] {
  if (value === null || typeof value !== 'object') return scalarLeaf(value);
  if (Array.isArray(value)) return value.flatMap(innerLeaves);
  return Object.entries(value).flatMap(([name, inner]) => [name, ...innerLeaves(inner)]);
}

const scalarLeaf = (value: string | number | boolean | null): string[] =>
  typeof value === 'string' ? [value] : typeof value === 'number' ? [String(value)] : [];

/**
 * Fields of a structured result: scalars of JSON, or a text that is one short word. Lines that look like fields do not
 * count: whoever may write a line into a text can write one that looks like a field.
 */
export function fieldsIn(text: string): string[] {
  const trimmed = text.trim();
  try {
    return innerLeaves(JSON.parse(trimmed) as Json).filter(isField);
  } catch {
    return /^\S+$/.test(trimmed) && isField(trimmed) ? [trimmed] : [];
  }
}

const isField = (value: string): boolean =>
  value.length <= MAX_FIELD_CHARS &&
  !/[\r\n]/.test(value) &&
  value.trim().split(/\s+/).length <= MAX_FIELD_WORDS;
