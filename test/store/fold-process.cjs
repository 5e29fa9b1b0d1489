// Folds reports into a profile of a file store, one a line of progress; killed at will by the test.
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');

require.extensions['.ts'] = (module, file) => {
  const { code } = transformSync(readFileSync(file, 'utf8'), {
    filename: file,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  });
  module._compile(code, file);
};

const { FileStore } = require('../../store/file-store.ts');
const { profilesOf } = require('../../store/profiles.ts');

const { root, name, reports } = JSON.parse(process.argv[2]);

async function main() {
  const profiles = profilesOf(new FileStore(root));
  process.stdout.write('ready\n');
  for (const report of reports) {
    const { folded } = await profiles.foldIn({ name, report, settings: { halfLife: 1e9 } });
    process.stdout.write(`${folded}\n`);
  }
}

void main();
