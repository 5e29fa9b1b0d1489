import type { Occurrence } from './facts';
import type { Offered } from './views';

/** What the slots of a run are called and hold; extended by what is new. */
export interface NamedSlots {
  byName: Map<string, Likenesses>;
  byShape: Map<string, number[]>;
  /** Slots whose shapes are told. */
  shaped: number;
  tallies: Tally[];
}

/** How alike the slots are to one name. */
export interface Likenesses {
  /** Of each slot, in order. */
  all: number[];
  /** Numbers of those that are alike. */
  alike: number[];
}

/** The distinct texts of a slot's last places, the last one first: where each stood last, and how often it stands there. */
export interface Tally {
  places: number;
  offered: Offered[];
  last: Occurrence[];
  times: number[];
}

export const noNamedSlots = (): NamedSlots => ({
  byName: new Map(),
  byShape: new Map(),
  shaped: 0,
  tallies: [],
});
