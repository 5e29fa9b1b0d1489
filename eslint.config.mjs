import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const nodeBuiltins = [
  'assert',
  'buffer',
  'child_process',
  'crypto',
  'fs',
  'fs/promises',
  'http',
  'https',
  'net',
  'os',
  'path',
  'process',
  'stream',
  'timers',
  'url',
  'util',
  'worker_threads',
  'zlib',
];

const noDefaultExports = { selector: 'ExportDefaultDeclaration', message: 'No default exports.' };
const noExportAll = { selector: 'ExportAllDeclaration', message: 'No export *.' };

/** Modules of the workflow bundle are loaded once and shared by all runs of an orchestrator (workflows/preload.ts). */
const noModuleState = {
  selector:
    'Program > VariableDeclaration[kind=/let|var/], Program > * > VariableDeclaration[kind=/let|var/]',
  message: 'Runs share the modules of workflow code: no module may keep anything.',
};

export default tseslint.config(
  {
    ignores: [
      'dist',
      'node_modules',
      '.forerun',
      'runs',
      'gaia_dataset',
      'examples/**/files',
      'test/fixtures',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: ['error', 'always'],
      'no-restricted-syntax': ['error', noDefaultExports, noExportAll],
      'max-lines': ['error', { max: 400 }],
    },
  },
  {
    files: ['workflows/**/*.ts', 'core/**/*.ts', 'contracts/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [...nodeBuiltins, ...nodeBuiltins.map((name) => `node:${name}`), 'openai', 'pino'],
          patterns: ['node:*'],
        },
      ],
      'no-restricted-globals': ['error', 'process', 'fetch', 'Buffer'],
    },
  },
  {
    files: ['workflows/**/*.ts', 'core/*.ts', 'core/{agent,budget,calibration,gate,speculation}/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', noDefaultExports, noExportAll, noModuleState] },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        module: 'writable',
        require: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        fetch: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        __dirname: 'readonly',
        AbortSignal: 'readonly',
        TextDecoder: 'readonly',
        globalThis: 'readonly',
        performance: 'readonly',
      },
    },
  },
);
