/** One thing that is wrong with the configuration, and what to do about it. */
export interface ConfigProblem {
  /** The flag, variable or place in the file. */
  where: string;
  /** What is wrong, naming the value; never a secret. */
  problem: string;
  /** What to do, as a full sentence. */
  remedy: string;
}

/** Problems as lines for people, each with its remedy. */
export function problemsText(problems: ConfigProblem[]): string {
  return problems.map(({ where, problem, remedy }) => `- ${where}: ${problem}\n  ${remedy}`).join('\n');
}
