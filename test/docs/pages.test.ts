import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import type { RegisterCommand } from '../../client/cli/cli';
import { repoRoot } from './support/error-codes';

const PAGES = [
  'README.md',
  'examples/demo/README.md',
  ...readdirSync(path.join(repoRoot, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const read = (file: string): string => readFileSync(path.join(repoRoot, file), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

/** Code in backquotes and in blocks. */
const codeOf = (page: string): string =>
  [...page.matchAll(/```[^]*?```|`[^`\n]+`/g)].map(([code]) => code).join('\n');

/** As GitHub makes them: lower case, dashes for blanks, without punctuation. */
const anchorsOf = (page: string): string[] =>
  [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** Sources in which a variable or an option may be read. */
function sources(): string {
  const folders = [
    'bench',
    'client',
    'contracts',
    'core',
    'deploy',
    'examples',
    'models',
    'runtime',
    'scripts',
    'store',
    'tools',
    'workers',
  ];
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(repoRoot, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(?:ts|mjs|cjs|sh|yml|example)$/.test(entry.name))
      .map((entry) => path.join(entry.parentPath, entry.name)),
  );
  const others = ['.env.example', 'docker-compose.yml'].map((file) => path.join(repoRoot, file));
  return [...files, ...others].map((file) => readFileSync(file, 'utf8')).join('\n');
}

/** Read by Temporal, vLLM or CUDA, not by us; names in capitals that are no variables; and examples. */
const FOREIGN = [
  'CUDA_VISIBLE_DEVICES',
  'PROMETHEUS_ENDPOINT',
  'TEMPORAL_TLS',
  'RLIMIT_DATA',
  'WORKER_SHUTDOWN',
  'NOTES_KEY',
  'TICKETS_TOKEN',
];

/** Of `docker compose` and `vllm serve`. */
const THEIRS = ['build', 'profile', 'rm', 'scale', 'wait', 'chat-template', 'help', 'enable-reasoning'];

/** The words behind `forerun` wherever a page's code calls it, to the end of the line, the code or a comment. */
const commandsIn = (page: string): string[][] =>
  [...codeOf(page).matchAll(/(?:^|[`\s])forerun ([a-z][^\n`#|]*)/gm)].map(([, words = '']) =>
    words.split(/[\s[\]]+/),
  );

/** The command line as it is, but that it runs nothing. */
async function commandLine(): Promise<Command> {
  const program = new Command('forerun');
  const cli = { argv: [], exitCode: 0, interrupts: { handle: () => undefined, raised: false } };
  for (const name of readdirSync(path.join(repoRoot, 'client/cli/commands'))) {
    const module = (await import(path.join(repoRoot, 'client/cli/commands', name))) as Record<
      string,
      RegisterCommand
    >;
    for (const register of Object.values(module)) register(program, cli);
  }
  return program;
}

/** What of a call the command line does not know: the command, or options that are not its own. */
function unknownWords(program: Command, [name = '', ...words]: string[]): string[] {
  const command = program.commands.find((one) => one.name() === name);
  if (!command) return [name];
  if (command.commands.length > 0) return unknownWords(command, words);
  // A program of its own, which has its own options.
  if (name === 'simulate') return [];
  const known = command.options.map(({ long }) => long);
  return words
    .flatMap((word) => /^--[a-z-]+/.exec(word) ?? [])
    .filter((option) => !known.includes(option))
    .map((option) => `${name} ${option}`);
}

describe.each(PAGES)('%s', (file) => {
  const page = read(file);

  it('links: → files and headings that are there', () => {
    const links = [...page.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    const broken = links
      .filter((target) => !/^https?:/.test(target))
      .filter((target) => {
        const [name = '', anchor] = target.split('#');
        const linked = name === '' ? file : path.join(path.dirname(file), name);
        if (!existsSync(path.join(repoRoot, linked))) return true;
        return anchor !== undefined && !anchorsOf(read(linked)).includes(anchor);
      });
    expect(broken).toEqual([]);
  });

  it('variables: → read somewhere', () => {
    const names = [...codeOf(page).matchAll(/(?<![\w.])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?![\w…]|\.\w)/g)].map(
      ([name]) => name,
    );
    const text = sources();
    const unknown = names.filter((name) => !FOREIGN.includes(name) && !text.includes(name));
    expect([...new Set(unknown)]).toEqual([]);
  });

  it('npm scripts: → in package.json', () => {
    const named = [...codeOf(page).matchAll(/npm (?:run ([\w:]+)|(start|test)\b)/g)].map(
      ([, run, short]) => run ?? short,
    );
    expect(named.filter((name) => !(name! in scripts))).toEqual([]);
  });

  it('commands and their options: → of the command line', async () => {
    const program = await commandLine();
    expect(commandsIn(page).flatMap((words) => unknownWords(program, words))).toEqual([]);
  });

  it('options: → of our programs, of vLLM as we start it, or of Compose', () => {
    // The earlier work's options are on the left of its tables.
    const ours = codeOf(page.replace(/^\| [^|]+ \|/gm, ''));
    const named = [...ours.matchAll(/(?<![\w-])--([a-z][a-z-]+)/g)].map(([, name]) => name!);
    const text = sources();
    const known = (name: string): boolean => THEIRS.includes(name) || new RegExp(`--${name}\\b`).test(text);
    expect([...new Set(named)].filter((name) => !known(name))).toEqual([]);
  });

  it('files and folders in backquotes: → there, or written by us', () => {
    const written = /^(?:runs|gaia_dataset|dist|node_modules|\.forerun|\.env$)/;
    const ours =
      /^(?:activities|bench|client|contracts|core|deploy|docs|examples|models|predictors|runtime|scripts|store|test|tools|workers|workflows)\/[\w./-]*$/;
    const paths = [...page.matchAll(/`([^`\s]+)`/g)]
      .map(([, name = '']) => name)
      .filter((name) => ours.test(name));
    expect(paths.filter((name) => !written.test(name) && !existsSync(path.join(repoRoot, name)))).toEqual([]);
  });
});

interface Cruiser {
  forbidden: { name: string; from: { path?: string }; to: { pathNot?: string | string[] } }[];
}

describe('README.md', () => {
  it('table of commands: → every command, with options of its own', async () => {
    const program = await commandLine();
    const table = /\n## Commands\n([^]*?)\n## /.exec(read('README.md'))?.[1] ?? '';
    const rows = [...table.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.split(/[\s[\]]+/)),
    );
    expect(rows.flatMap((words) => unknownWords(program, words))).toEqual([]);
    const named = new Set(rows.map(([name]) => name));
    expect(program.commands.map((command) => command.name()).filter((name) => !named.has(name))).toEqual([]);
  });

  it('layout: → what dependency-cruiser allows', async () => {
    const config = ((await import(path.join(repoRoot, '.dependency-cruiser.cjs'))) as { default: Cruiser })
      .default;
    const allowed = config.forbidden.flatMap(({ name, from }) => {
      const match = /^([a-z]+)-may-import-only-([a-z-]*)$/.exec(name);
      if (!match) return [];
      expect(from.path).toBe(`^${match[1]}/`);
      return [[match[1], match[2]!.split('-').filter(Boolean)]];
    });
    const rows = [...read('README.md').matchAll(/^\| `([a-z]+)\/` \| ([^|]*)\|/gm)];
    const drawn = rows.map(([, folder, cell = '']) => [
      folder,
      cell
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean),
    ]);
    expect(Object.fromEntries(drawn)).toEqual(Object.fromEntries(allowed));
  });
});
