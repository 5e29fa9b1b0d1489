/** The arrows of DESIGN.md section 3, and of docs/DECISIONS.md where we differ. */
const layer = (name, from, allowed) => ({
  name: `${name}-may-import-only-${allowed.join('-')}`,
  severity: 'error',
  from: { path: from },
  to: {
    pathNot: ['node_modules', `^(${[name, ...allowed].join('|')})/`],
    dependencyTypesNot: ['core', 'npm', 'npm-dev', 'npm-optional'],
    path: '^[a-z]+/',
  },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    layer('contracts', '^contracts/', []),
    layer('core', '^core/', ['contracts']),
    layer('store', '^store/', ['contracts', 'core']),
    layer('runtime', '^runtime/', ['contracts', 'core', 'store']),
    layer('models', '^models/', ['contracts', 'core']),
    layer('tools', '^tools/', ['contracts', 'core']),
    layer('predictors', '^predictors/', ['contracts', 'core', 'models']),
    layer('activities', '^activities/', ['contracts', 'core', 'models', 'predictors', 'tools', 'store']),
    layer('workers', '^workers/', [
      'contracts',
      'core',
      'models',
      'predictors',
      'tools',
      'store',
      'activities',
      'runtime',
    ]),
    layer('learning', '^learning/', ['contracts', 'core', 'store']),
    layer('client', '^client/', ['contracts', 'core', 'store', 'runtime', 'learning', 'scripts']),
    {
      name: 'workflows-import-contracts-and-core-and-activities-as-types',
      severity: 'error',
      from: { path: '^workflows/' },
      to: {
        path: '^(models|predictors|tools|store|runtime|workers|client|learning|bench|activities)/',
        dependencyTypesNot: ['type-only'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '^dist/' },
  },
};
