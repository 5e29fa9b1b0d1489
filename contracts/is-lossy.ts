import type { Strategy } from './speculation';

/** Whether an outcome may serve a call that is not equal. No zod here, see `entry-end.ts`. */
export const isLossy = (strategy: Strategy): boolean =>
  strategy === 'tool_name_only' || strategy === 'jaccard';
