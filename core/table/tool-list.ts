import { ASK, FINAL } from './actions';
import type { ReadyModel } from './ready-model';
import type { OpenTool } from './turns';

/** What a model knows of the tools that an agent may call. */
export interface ToolList {
  model: ReadyModel;
  /** Of what the agent can do the model's classes: to call each tool, to turn to the user, to end; -1 where it has none. */
  classes: Int32Array;
  /** Those that it has, each once. */
  open: readonly number[];
  /** Share of the tools that the model has seen. */
  known: number;
  /** Of each tool whether it is mostly called without arguments: to spell that out costs nothing. */
  bare: readonly boolean[];
  /** Of each tool whether it is known to only read. */
  reads: readonly boolean[];
}

const LISTS = new WeakMap<readonly OpenTool[], ToolList>();

/** Told once for a list of tools and the model that is asked about it. */
export function toolList(model: ReadyModel, tools: readonly OpenTool[]): ToolList {
  const told = LISTS.get(tools);
  if (told?.model === model) return told;
  const classOf = (action: string): number => model.classes.get(action) ?? -1;
  const classes = Int32Array.from([...tools.map(({ name }) => name), ASK, FINAL], classOf);
  const known = tools.filter((_tool, at) => (classes[at] as number) >= 0).length;
  const list = {
    model,
    classes,
    open: [...new Set(classes)].filter((action) => action >= 0),
    known: known / Math.max(1, tools.length),
    bare: tools.map(({ name }) => isBare(model, name)),
    reads: tools.map(({ readOnly }) => readOnly === true),
  };
  LISTS.set(tools, list);
  return list;
}

function isBare(model: ReadyModel, name: string): boolean {
  const signature = model.tools.get(name)?.signatures.find(({ paths }) => paths.length === 0);
  return (signature?.share ?? 0) > 0.5;
}
