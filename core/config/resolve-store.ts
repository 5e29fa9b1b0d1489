import type { StoreConfig } from '../../contracts/config';
import { DEFAULTS, S3_DEFAULTS } from './defaults';
import { valueAt, type Resolution } from './resolution';

/** The blob store; S3 settings without the word s3 are a problem, since data would go to another place than meant. */
export function resolveStore(resolution: Resolution): StoreConfig {
  const at = (key: string, fallback: unknown): unknown => valueAt(resolution, ['store', key], fallback);
  const bucket = resolution.settings.pick('store', 'bucket');
  const kind = at('kind', DEFAULTS.store.kind) as StoreConfig['kind'];
  if (kind === 'file') {
    if (bucket && !resolution.settings.pick('store', 'kind')) {
      const remedy = 'Set FORERUN_STORE (in the file: store.kind) to s3, or take the bucket away.';
      const problem = 'a bucket is named, but the store is a folder';
      resolution.problems.push({ where: bucket.source.name, problem, remedy });
    }
    return { kind, path: at('path', DEFAULTS.store.path) as string };
  }
  if (!bucket) {
    const where = resolution.sources['store.kind']?.name ?? 'store.kind';
    const remedy = 'Set FORERUN_S3_BUCKET (in the file: store.bucket).';
    resolution.problems.push({ where, problem: 'the store is s3, but no bucket is named', remedy });
  }
  const endpoint = at('endpoint', undefined) as string | undefined;
  return {
    kind,
    bucket: at('bucket', 'missing') as string,
    prefix: at('prefix', S3_DEFAULTS.prefix) as string,
    ...(endpoint === undefined ? {} : { endpoint }),
    region: at('region', S3_DEFAULTS.region) as string,
    forcePathStyle: at('forcePathStyle', S3_DEFAULTS.forcePathStyle) as boolean,
  };
}
