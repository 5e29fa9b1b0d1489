import type { RunIndex } from './context';
import { habitShare, type ReadyArgument, type ReadySource } from './ready-model';
import type { SaidWord } from './stems';
import { offeredText, viewOf, type Offered, type View } from './views';
import { stemsSaid } from './vocabulary';

/** What is offered for an argument in a run. */
export interface ArgumentViews {
  /** Slots of the run when its sources were told. */
  slots: number;
  /** By the place of the source. */
  found: (View | undefined)[];
  /** Of those sources whose slots hold anything. */
  views: readonly SourceView[];
  constants: readonly OfferedConstant[] | undefined;
  /** As of these words of the user. */
  remembered: { words: readonly SaidWord[]; texts: readonly OfferedConstant[] } | undefined;
}

interface SourceView {
  source: ReadySource;
  view: View;
}

/** A text that is no part of the run, and its share: among all calls, and among those of the model that acts. */
interface OfferedConstant {
  offered: Offered;
  share: number;
  habit: number;
}

/** What the sources of an argument give in this run, those left out whose slots are empty. */
export function viewsOf(index: RunIndex, argument: ReadyArgument): readonly SourceView[] {
  const told = argumentViews(index, argument);
  const slots = index.slotList.length;
  if (told.slots === slots) return told.views;
  told.slots = slots;
  const { found } = told;
  let more = false;
  for (let at = 0; at < found.length; at += 1)
    if (!found[at] && (found[at] = viewOf(index, argument.sources[at] as ReadySource))) more = true;
  if (!more) return told.views;
  const views: SourceView[] = [];
  for (let at = 0; at < found.length; at += 1) {
    const view = found[at];
    if (view) views.push({ source: argument.sources[at] as ReadySource, view });
  }
  told.views = views;
  return views;
}

/** The run's texts that are constants of an argument, in their order. */
export function constantsOf(index: RunIndex, argument: ReadyArgument): readonly OfferedConstant[] {
  const told = argumentViews(index, argument);
  told.constants ??= argument.constants.map(({ text, share }, at) => ({
    offered: offeredText(index, text),
    share,
    habit: habitShare(argument.habits, index.actor, at, share),
  }));
  return told.constants;
}

/** What a task made of words that the user says now, with its share. */
export function rememberedOf(index: RunIndex, argument: ReadyArgument): readonly OfferedConstant[] {
  const told = argumentViews(index, argument);
  const { words } = index.lastUser;
  if (told.remembered?.words === words) return told.remembered.texts;
  const said = stemsSaid(words);
  const texts = argument.remembered
    .filter(({ stems }) => stems.every((stem) => said.has(stem)))
    .map(({ text, share }) => ({ offered: offeredText(index, text), share, habit: 0 }));
  told.remembered = { words, texts };
  return texts;
}

function argumentViews(index: RunIndex, argument: ReadyArgument): ArgumentViews {
  const { ofArgument } = index.views;
  const known = ofArgument.get(argument);
  if (known) return known;
  const told = {
    slots: 0,
    found: argument.sources.map(() => undefined),
    views: [],
    constants: undefined,
    remembered: undefined,
  };
  ofArgument.set(argument, told);
  return told;
}
