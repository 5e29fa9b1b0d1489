/** Packages that ship ES modules only: jest cannot `require` them untransformed. */
const esm = [
  '@huggingface',
  '@noble',
  'fast-check',
  'fast-xml-parser',
  '@nodable',
  'file-type',
  'hyparquet',
  'hyparquet-compressors',
  'hysnappy',
  'log-update',
  'read-excel-file',
  'strtok3',
  'token-types',
  'unpdf',
  'uint8array-extras',
  '@tokenizer',
  '@borewit',
  'pure-rand',
  'peek-readable',
];

module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '\\.[cm]?[jt]s$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esm.join('|')})/)`],
  moduleFileExtensions: ['ts', 'mjs', 'js', 'cjs', 'json', 'node'],
  testTimeout: 60_000,
  maxWorkers: 2,
};
