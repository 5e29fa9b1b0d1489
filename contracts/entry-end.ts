/**
 * The six ways in which a launched entry ends. No zod here: workflow code imports this, and what a workflow's bundle
 * holds is evaluated anew for every run.
 */
export const ENTRY_ENDS = ['claimed', 'joined', 'overtaken', 'unclaimed', 'cancelled', 'failed'] as const;
export type EntryEnd = (typeof ENTRY_ENDS)[number];
