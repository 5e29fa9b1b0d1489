/** A number with its noun: `1 pair`, `2 pairs`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
