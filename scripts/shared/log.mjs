/** Progress for people, on standard error: standard output belongs to results. */
export const log = (line) => console.error(`forerun: ${line}`);
