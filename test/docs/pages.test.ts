import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { repoRoot } from './support/error-codes';

const PAGES = ['README.md', 'docs/operations.md', 'docs/coming-from.md'];
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

/** Read by Temporal, vLLM or CUDA, not by us. */
const FOREIGN = ['CUDA_VISIBLE_DEVICES', 'PROMETHEUS_ENDPOINT', 'TEMPORAL_TLS'];

/** Of `docker compose` and `vllm serve`. */
const THEIRS = ['build', 'profile', 'rm', 'scale', 'wait', 'chat-template', 'help'];

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

  it('commands and their options: → of the command line', () => {
    const commands = readdirSync(path.join(repoRoot, 'client/cli/commands')).map(
      (name) => path.parse(name).name,
    );
    const named = [...codeOf(page).matchAll(/(?:npx |`|run --rm )forerun ([a-z]+)/g)].map(
      ([, name]) => name!,
    );
    expect(named.filter((name) => !commands.includes(name))).toEqual([]);
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
