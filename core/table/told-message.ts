import { aliasesIn } from './aliases';
import { callText, madeKey } from './canonical-value';
import {
  argumentOccurrences,
  resultOccurrences,
  textOccurrences,
  wordOccurrences,
  type Occurrence,
} from './facts';
import { argumentLeaves, type Leaf } from './flatten';
import { statesIn } from './states';
import { saidWords, type SaidWord } from './stems';
import type { TableCall, TableMessage } from './message';

/** Words of one message. */
const MOST_WORDS = 120;

/**
 * What a message says at its place in a run. Reading it is the dear part of folding it in, so it is kept with the
 * message: a run that goes on from an earlier point (a guess was wrong) reads nothing twice.
 */
export class ToldMessage {
  private piecesOfText?: readonly Occurrence[];
  private piecesOfResult?: readonly Occurrence[];
  private statesOfResult?: readonly string[];
  private runsOfWords?: readonly Occurrence[];
  private spokenWords?: readonly SaidWord[];
  private spokenWordSet?: ReadonlySet<string>;
  private namesWithCodes?: readonly (readonly [string, string])[];
  private toldCalls?: readonly ToldCall[];

  constructor(
    readonly message: TableMessage,
    /** Its place in the run. */
    readonly at: number,
  ) {}

  /** Pieces of spoken text. */
  get pieces(): readonly Occurrence[] {
    return (this.piecesOfText ??= textOccurrences(this.message, this.at));
  }

  /** Runs of words in what the user said. */
  get runs(): readonly Occurrence[] {
    return (this.runsOfWords ??= wordOccurrences(this.message.text, this.at));
  }

  /** Values of a tool's result; `tool` is always the same, since it hangs on the messages before. */
  resultOf(tool: string): readonly Occurrence[] {
    return (this.piecesOfResult ??= resultOccurrences(tool, this.message.text, this.at));
  }

  /** What the result says of the state of things; `tool` as for `resultOf`. */
  statesOf(tool: string): readonly string[] {
    return (this.statesOfResult ??= statesIn(this.resultOf(tool)));
  }

  get words(): readonly SaidWord[] {
    return (this.spokenWords ??= saidWords(this.message.text, MOST_WORDS));
  }

  get wordSet(): ReadonlySet<string> {
    return (this.spokenWordSet ??= new Set(this.words.map(({ text }) => text)));
  }

  /** Names with the codes that stand for them. */
  get aliases(): readonly (readonly [string, string])[] {
    return (this.namesWithCodes ??= [...aliasesIn(this.message.text)]);
  }

  get calls(): readonly ToldCall[] {
    return (this.toldCalls ??= this.message.calls.map((call, place) => toldCall(call, this.at, place)));
  }
}

/** A call of a turn, with what it was handed. */
export interface ToldCall {
  call: TableCall;
  /** `callText`. */
  text: string;
  leaves: readonly Leaf[];
  /** `madeKey`; undefined where it has too many values to be the copy of a record. */
  key: string | undefined;
  values: readonly Occurrence[];
}

/** Calls with more values than this are no copies of one record. */
const MOST_KEYED = 16;

function toldCall(call: TableCall, at: number, place: number): ToldCall {
  const leaves = argumentLeaves(call.arguments);
  return {
    call,
    text: callText(call.tool, call.arguments),
    leaves,
    key: leaves.length <= MOST_KEYED ? madeKeyOf(call.tool, leaves) : undefined,
    values: argumentOccurrences(call.tool, leaves, at, Math.min(place, 100)),
  };
}

const madeKeyOf = (tool: string, leaves: readonly Leaf[]): string =>
  madeKey(
    tool,
    [...leaves].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)).map(({ text }) => text),
  );
