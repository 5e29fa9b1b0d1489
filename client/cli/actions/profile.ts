import { createInterface } from 'node:readline/promises';
import { ForerunError } from '../../../contracts/errors';
import { ProfileName } from '../../../contracts/profile';
import { openStore } from '../../../store/open-store';
import { profilesOf } from '../../../store/profiles';
import { processIo } from '../io';
import { openCommand } from '../open-command';
import { jsonLine, plainLine } from '../plain-text';
import { EXIT } from '../report-error';
import { learnedFrom, profileLines } from '../screen/profile-lines';

/** A version that is lost or damaged keeps nobody from starting anew. */
const UNREADABLE = ['profile_invalid', 'blob_missing', 'blob_corrupt'];

export interface ProfileOptions {
  json?: true;
  config?: string;
}

/** Prints the profile that stands: a table for people, the whole of it as JSON. Returns the exit code. */
export async function showProfile(given: string | undefined, options: ProfileOptions): Promise<number> {
  const io = processIo(options.json ?? false);
  const { name, profiles } = await open(given, options);
  const standing = await profiles.standing(name);
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
  const { name, profiles } = await open(given, options);
  const standing = await profiles.standing(name).catch((error: unknown) => {
    if (error instanceof ForerunError && UNREADABLE.includes(error.code)) return 'unreadable' as const;
    throw error;
  });
  if (!standing) {
    io.result(jsonLine({ name, reset: false, version: null }));
    io.say(`${plainLine(name)}: nothing learned yet, nothing to forget`);
    return EXIT.done;
  }
  const learned = standing === 'unreadable' ? 'which cannot be read' : learnedFrom(standing.profile);
  const what = `the profile ${plainLine(name)}, ${learned}`;
  if (!options.yes && !(await isConfirmed(`Forget ${what}? Type its name to confirm: `, name))) {
    io.say('nothing was changed');
    return EXIT.usage;
  }
  const version = await profiles.reset(name, new Date().toISOString());
  const before = standing === 'unreadable' ? null : standing.version;
  io.result(jsonLine({ name, reset: true, before, version }));
  io.say(`forgot ${what}${before === null ? '' : `; its last version was ${before}`}`);
  return EXIT.done;
}

async function open(
  given: string | undefined,
  options: ProfileOptions,
): Promise<{ name: string; profiles: ReturnType<typeof profilesOf> }> {
  const { config, cwd } = await openCommand({ configPath: options.config });
  const name = given === undefined ? config.speculation.profile : checkedName(given);
  return { name, profiles: profilesOf(openStore(config.store, { cwd })) };
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
