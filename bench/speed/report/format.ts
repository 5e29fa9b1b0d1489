import type { Interval } from '../../../core/statistics';

export const seconds = (value: number): string => `${value.toFixed(2)} s`;

export const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

/** Such as `0.752 (0.751 to 0.754, 3 pairs)`. */
export const ratio = ({ value, low, high, count }: Interval): string =>
  `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)}, ${count} pair${count === 1 ? '' : 's'})`;
