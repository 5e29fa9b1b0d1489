import type { TableMessage } from '../../core/table/message';
import type { OpenTool } from '../../core/table/turns';

/** A recorded run, as the miner and the scorer read it. */
export interface Trajectory {
  /** Named in reports only: no rule may depend on it. */
  domain: string;
  /** Rows of one task are never on both sides of a split. */
  task: string;
  /** The model that acts, as the trace names it. */
  actor?: string;
  tools: OpenTool[];
  messages: TableMessage[];
}
