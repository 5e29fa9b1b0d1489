import { isAbsolute, resolve } from 'node:path';
import type { BlobStore } from '../contracts/blob-store';
import type { StoreConfig } from '../contracts/config';
import { FileStore } from './file-store';
import { S3Store } from './s3-store';

/** The store that a configuration names. Opens no connection and makes no folder yet. Paths are relative to `cwd`. */
export function openStore(config: StoreConfig, { cwd }: { cwd: string }): BlobStore {
  switch (config.kind) {
    case 'file':
      return new FileStore(isAbsolute(config.path) ? config.path : resolve(cwd, config.path));
    case 's3':
      return new S3Store(config);
  }
}
