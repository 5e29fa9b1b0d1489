import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { WORKER_FLAGS } from '../../client/embedded/worker-flags';
import { WORKER_ROLES } from '../../contracts/names';
import { readText, repoRoot } from './support/read-compose';

const dockerfile = readText('Dockerfile').replace(/\\\n\s*/g, '');
const instructions = dockerfile
  .split('\n')
  .filter((line) => /^[A-Z]+ /.test(line))
  .map((line) => ({ name: line.split(' ')[0] ?? '', rest: line.slice(line.indexOf(' ') + 1) }));
const all = (name: string): string[] =>
  instructions.filter((one) => one.name === name).map(({ rest }) => rest);
const packageFile = JSON.parse(readText('package.json')) as {
  dependencies: Record<string, string>;
  engines: { node: string };
};

describe('Dockerfile', () => {
  it('base image: → Node 20 at a fixed version that package.json accepts, slim, in every stage', () => {
    const [, major, minor] =
      /^NODE_IMAGE=node:(\d+)\.(\d+)\.\d+-bookworm-slim$/.exec(all('ARG')[0] ?? '') ?? [];
    const [, wantedMajor, wantedMinor] = /^>=(\d+)\.(\d+)/.exec(packageFile.engines.node) ?? [];
    expect([major, Number(minor) >= Number(wantedMinor)]).toEqual([wantedMajor, true]);
    expect(all('FROM')).toEqual(['${NODE_IMAGE} AS build', '${NODE_IMAGE}']);
  });

  it('build: → npm ci from the lock file, then built, then without development packages', () => {
    const [lockFiles, everything] = all('COPY');
    expect(lockFiles).toBe('package.json package-lock.json .npmrc ./');
    expect(everything).toBe('. .');
    expect(all('RUN').slice(0, 2)).toEqual(['npm ci', 'npm run build && npm prune --omit=dev']);
  });

  it('runtime: → not root, tini as the first process, SIGTERM, a health check', () => {
    expect(all('USER')).toEqual(['node']);
    expect(all('ENTRYPOINT')).toEqual(['["/usr/bin/tini", "--"]']);
    expect(all('RUN')[2]).toContain('tini');
    expect(all('STOPSIGNAL')).toEqual(['SIGTERM']);
    expect(JSON.parse(all('CMD')[0] ?? '')).toEqual([
      ...['node', ...WORKER_FLAGS, 'dist/workers/main.js'],
      ...WORKER_ROLES,
    ]);
    expect(all('HEALTHCHECK')[0]).toContain('CMD ["node", "/app/deploy/healthcheck.cjs"]');
  });

  it('copied from the build: → paths that the repository or its build has', () => {
    const copied = all('COPY').filter((rest) => rest.startsWith('--from=build'));
    const paths = copied.map((rest) => rest.split(' ')[1]?.replace('/app/', '') ?? '');
    expect(paths).toEqual(['package.json', 'node_modules', 'scripts', 'deploy/healthcheck.cjs', 'dist']);
    for (const file of paths.filter((name) => name !== 'dist')) {
      expect(existsSync(path.join(repoRoot, file))).toBe(true);
    }
  });

  it('.dockerignore: → keeps keys, history and what was built out, and nothing that the build needs', () => {
    const ignored = readText('.dockerignore')
      .split('\n')
      .filter((line) => line && !line.startsWith('#'));
    expect(ignored).toEqual(
      expect.arrayContaining(['.git', '.env', '.env.*', 'node_modules', 'dist', '.forerun']),
    );
    for (const needed of ['scripts', 'tools', 'workers', 'client', 'deploy', 'package-lock.json', '.npmrc']) {
      expect(ignored).not.toContain(needed);
    }
  });
});

/** What the image runs: compiled folders, and scripts/ as it is. */
const RUNTIME = [
  ...['activities', 'client', 'contracts', 'core', 'models', 'predictors', 'runtime', 'scripts', 'store'],
  ...['tools', 'workers', 'workflows'],
];

/** Not for a deployment: the SDK's download of a server (which finds its absence itself) and the writing of documents. */
const OPTIONAL = ['@temporalio/testing', 'prettier'];

/** A module of Python, in whose runtime it is imported by JavaScript. */
const FOREIGN = ['forerun_sandbox'];

describe('runtime packages', () => {
  it('imports: → none is missing without development packages', () => {
    const known = new Set([
      ...Object.keys(packageFile.dependencies),
      ...builtinModules,
      ...OPTIONAL,
      ...FOREIGN,
    ]);
    const missing = RUNTIME.flatMap((folder) => sourcesIn(folder)).flatMap((file) =>
      importsOf(file)
        .filter((name) => !known.has(name))
        .map((name) => `${file}: ${name}`),
    );
    expect(missing).toEqual([]);
  });
});

const sourcesIn = (folder: string): string[] =>
  readdirSync(path.join(repoRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|mjs)$/.test(entry.name) && !entry.name.endsWith('.d.mts'))
    .map((entry) => path.relative(repoRoot, path.join(entry.parentPath, entry.name)));

/** Packages that a file imports for more than their types. */
function importsOf(file: string): string[] {
  const statements = readText(file).matchAll(
    /^(?:import|export) (?!type )[^;]*?from '([^'.][^']*)'|import\('([^'.][^']*)'\)/gm,
  );
  return [...statements]
    .map(([, from, dynamic]) => from ?? dynamic ?? '')
    .filter((name) => !name.startsWith('node:'))
    .map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    );
}
