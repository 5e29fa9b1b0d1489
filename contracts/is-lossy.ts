import type { Strategy } from './speculation';

/** How an ahead outcome may serve a real call; see `Strategy`. */
export const STRATEGIES = ['exact', 'tool_name_only', 'none', 'jaccard'] as const;

/** Whether an outcome may serve a call that is not equal. No zod here, see `entry-end.ts`. */
export const isLossy = (strategy: Strategy): boolean =>
  strategy === 'tool_name_only' || strategy === 'jaccard';
