import { describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { importScript, repoRoot } from '../helpers/scripts';
import { temporaryFolder } from '../../support/temporary-folder';
import { writeFile } from '../helpers/write-files';

interface BuildProject {
  isBuilt(root: string): boolean;
  buildProject(root: string, log: (line: string) => void): Promise<void>;
}

/** A project like ours in small: one workflow that uses one pure function, and a page. */
function newProject(): string {
  const root = temporaryFolder();
  const compilerOptions = {
    ...{ target: 'es2022', lib: ['es2023'], module: 'nodenext', moduleResolution: 'nodenext' },
    ...{ strict: true, skipLibCheck: true, rootDir: '.', outDir: 'dist', types: [] },
  };
  const include = ['core', 'workflows', 'client', 'test'];
  writeFile(path.join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions, include }));
  fs.copyFileSync(path.join(repoRoot, 'tsconfig.build.json'), path.join(root, 'tsconfig.build.json'));
  writeFile(path.join(root, 'package-lock.json'), '{}');
  writeFile(path.join(root, 'package.json'), '{}');
  writeFile(path.join(root, 'core/double.ts'), 'export const double = (n: number) => 2 * n;\n');
  writeFile(path.join(root, 'core/unused.ts'), 'export const unused = 1;\n');
  writeFile(
    path.join(root, 'workflows/index.ts'),
    "import { double } from '../core/double';\nexport async function small(n: number) { return double(n); }\n",
  );
  writeFile(path.join(root, 'workflows/preload.ts'), "import './index';\n");
  writeFile(path.join(root, 'client/page/index.html'), '<p>one</p>');
  writeFile(path.join(root, 'test/broken.ts'), 'not TypeScript');
  fs.symlinkSync(path.join(repoRoot, 'node_modules'), path.join(root, 'node_modules'));
  return root;
}

describe('buildProject', () => {
  it('sources: new, unchanged, changed, deleted, broken → built, left alone, built, removed, an error', async () => {
    const { isBuilt, buildProject } = await importScript<BuildProject>('build/build-project.mjs');
    const root = newProject();
    const dist = (file: string) => path.join(root, 'dist', file);
    const lines: string[] = [];
    const build = () => buildProject(root, (line) => void lines.push(line));

    expect(isBuilt(root)).toBe(false);
    await build();
    expect(isBuilt(root)).toBe(true);
    expect(fs.readFileSync(dist('workflow-bundle.js'), 'utf8')).toContain('2 * n');
    expect(fs.readFileSync(dist('client/page/index.html'), 'utf8')).toBe('<p>one</p>');
    expect(fs.existsSync(dist('core/unused.js'))).toBe(true);

    const { mtimeMs } = fs.statSync(dist('workflow-bundle.js'));
    lines.length = 0;
    await build();
    expect(lines).toEqual([]);

    writeFile(path.join(root, 'client/page/index.html'), '<p>two</p>');
    fs.rmSync(path.join(root, 'core/unused.ts'));
    writeFile(path.join(root, 'core/double.ts'), 'export const double = (n: number) => n + n;\n');
    await build();
    expect(fs.readFileSync(dist('workflow-bundle.js'), 'utf8')).toContain('n + n');
    expect(fs.statSync(dist('workflow-bundle.js')).mtimeMs).toBeGreaterThan(mtimeMs);
    expect(fs.readFileSync(dist('client/page/index.html'), 'utf8')).toBe('<p>two</p>');
    expect(fs.existsSync(dist('core/unused.js'))).toBe(false);

    writeFile(path.join(root, 'core/double.ts'), 'export const double: string = 1;\n');
    await expect(build()).rejects.toMatchObject({ code: 'build_failed' });
    expect(isBuilt(root)).toBe(false);
  });
});
