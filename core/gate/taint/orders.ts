/** All orders of so many pieces are tried, and of more the one in which they stand, and its reverse. */
const MAX_PIECES = 4;

/** Orders in which pieces may make a whole. */
export function orders(pieces: readonly string[]): string[][] {
  if (pieces.length > MAX_PIECES) return [[...pieces], [...pieces].reverse()];
  if (pieces.length <= 1) return [[...pieces]];
  return pieces.flatMap((piece, index) =>
    orders([...pieces.slice(0, index), ...pieces.slice(index + 1)]).map((rest) => [piece, ...rest]),
  );
}
