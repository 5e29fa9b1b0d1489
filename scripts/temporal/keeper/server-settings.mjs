export const NAMESPACE = 'default';
export const RETENTION_DAYS = 90;

/** contracts/names.ts SEARCH_ATTRIBUTES; a test holds the two together. */
export const SEARCH_ATTRIBUTES = [
  'ForerunBatch',
  'ForerunTask',
  'ForerunArm',
  'ForerunLevel',
  'ForerunStatus',
  'ForerunModel',
];

/**
 * Dynamic configuration. The server's defaults are meant for many shards and tenants: on its one shard they
 * cost 100 ms an activity (20 queue reads a second) and make every timer under a second take a second.
 */
const DYNAMIC_CONFIG = {
  'history.transferProcessorMaxPollRPS': 5000,
  'history.transferProcessorMaxPollHostRPS': 20000,
  'history.timerProcessorMaxPollRPS': 5000,
  'history.timerProcessorMaxPollHostRPS': 20000,
  'history.timerProcessorMaxTimeShift': '1ms',
  'history.visibilityProcessorMaxPollRPS': 200,
  // Few pollers on four partitions wait for tasks to be forwarded.
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
  // Task priorities; the default from server 1.31 on.
  'matching.useNewMatcher': true,
  // One tenant owns this server: limits against noisy neighbours would only throttle a large batch.
  'frontend.namespaceRPS': 20000,
  'frontend.rps': 20000,
  'matching.rps': 20000,
  'history.rps': 20000,
};

/** The arguments of `temporal server start-dev`; `database` undefined keeps everything in memory. */
export function serverArguments({ port, uiPort, database }) {
  const pairs = (flag, entries) => entries.flatMap(([key, value]) => [flag, `${key}=${value}`]);
  const storage = database
    ? [
        '--db-filename',
        database,
        '--sqlite-pragma',
        'journal_mode=WAL',
        '--sqlite-pragma',
        'synchronous=NORMAL',
      ]
    : [];
  const config = Object.entries(DYNAMIC_CONFIG).map(([key, value]) => [key, JSON.stringify(value)]);
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'warn'],
    ...(uiPort === undefined ? ['--headless'] : ['--ui-ip', '127.0.0.1', '--ui-port', String(uiPort)]),
    ...storage,
    ...pairs('--dynamic-config-value', config),
    ...pairs(
      '--search-attribute',
      SEARCH_ATTRIBUTES.map((name) => [name, 'Keyword']),
    ),
  ];
}
