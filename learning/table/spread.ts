/** Tells for places in a row of so many whether they are among `most` that are spread over it; all where there are fewer. */
export function spread(length: number, most: number): (place: number) => boolean {
  const step = Math.max(1, length / most);
  return (place) => Math.floor(place / step) !== Math.floor((place - 1) / step);
}
