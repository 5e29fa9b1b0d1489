import { createInterface } from 'node:readline/promises';
import { ForerunError } from '../../../contracts/errors';
import { ProfileName } from '../../../contracts/profile';
import { openStore } from '../../../store/open-store';
import { profilesOf, type StandingProfile } from '../../../store/profiles';
import { processIo } from '../io';
import { openCommand } from '../open-command';
import { jsonLine, plainLine } from '../plain-text';
import { EXIT } from '../report-error';
import { learnedFrom, profileLines } from '../screen/profile-lines';

export interface ProfileOptions {
  json?: true;
  config?: string;
}

/** Prints the profile that stands: a table for people, the whole of it as JSON. Returns the exit code. */
export async function showProfile(given: string | undefined, options: ProfileOptions): Promise<number> {
  const io = processIo(options.json ?? false);
  const { name, standing } = await find(given, options);
  if (io.json)
    io.result(jsonLine({ name, version: standing?.version ?? null, profile: standing?.profile ?? null }));
  else if (!standing) io.say(`${plainLine(name)}: nothing learned yet`);
  else for (const line of profileLines(standing)) io.say(line);
  return EXIT.done;
}

/**
 * Puts an empty version in the place of the one that stands, after a question on a terminal, or with `--yes`. Throws
 * ForerunError `confirmation_needed`. Returns the exit code.
 */
export async function resetProfile(
  given: string | undefined,
  options: ProfileOptions & { yes?: true },
): Promise<number> {
  const io = processIo(options.json ?? false);
  const { name, standing, profiles } = await find(given, options);
  if (!standing) {
    io.result(jsonLine({ name, reset: false, version: null }));
    io.say(`${plainLine(name)}: nothing learned yet, nothing to forget`);
    return EXIT.done;
  }
  const what = `the profile ${plainLine(name)}, ${learnedFrom(standing.profile)}`;
  if (!options.yes && !(await isConfirmed(`Forget ${what}? Type its name to confirm: `, name))) {
    io.say('nothing was changed');
    return EXIT.usage;
  }
  const version = await profiles.reset(name, new Date().toISOString());
  io.result(jsonLine({ name, reset: true, before: standing.version, version }));
  io.say(`forgot ${what}; its last version was ${standing.version}`);
  return EXIT.done;
}

async function find(
  given: string | undefined,
  options: ProfileOptions,
): Promise<{ name: string; standing?: StandingProfile; profiles: ReturnType<typeof profilesOf> }> {
  const { config, cwd } = await openCommand({ configPath: options.config });
  const name = given === undefined ? config.speculation.profile : checkedName(given);
  const profiles = profilesOf(openStore(config.store, { cwd }));
  return { name, profiles, standing: await profiles.standing(name) };
}

function checkedName(given: string): string {
  const parsed = ProfileName.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new ForerunError({
    code: 'invalid_profile_name',
    blame: 'user',
    message: `${JSON.stringify(plainLine(given, 80))} is no name of a profile`,
    remedy: `A name ${parsed.error.issues[0]?.message ?? 'is a text'}.`,
  });
}

async function isConfirmed(question: string, name: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new ForerunError({
      code: 'confirmation_needed',
      blame: 'user',
      message: `forgetting the profile ${name} must be confirmed, and nobody can be asked here`,
      remedy: 'Give --yes where you mean it.',
    });
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(question)).trim() === name;
  } finally {
    terminal.close();
  }
}
