import type { StoreConfig } from '../contracts/config';

export type S3Config = Extract<StoreConfig, { kind: 's3' }>;

/** The three requests that a store makes. They throw the SDK's own errors. */
export interface S3Bucket {
  get(key: string): Promise<Uint8Array>;
  /** Bytes of an object. */
  size(key: string): Promise<number>;
  put(key: string, bytes: Uint8Array, mode: 'replace' | 'create'): Promise<void>;
  /** Closes idle connections. */
  close(): void;
}

const CONNECT_MS = 5_000;
const REQUEST_MS = 30_000;
const ATTEMPTS = 3;

/** Loads the SDK only where a bucket is used: it is large, and says so on start. */
export async function openBucket(config: S3Config): Promise<S3Bucket> {
  const { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } =
    await import('@aws-sdk/client-s3');
  const client = new S3Client({
    region: config.region,
    forcePathStyle: config.forcePathStyle,
    maxAttempts: ATTEMPTS,
    // Other servers than AWS refuse the newer checksum headers; content is verified by its own hash anyway.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: REQUEST_MS },
    ...(config.endpoint === undefined ? {} : { endpoint: config.endpoint }),
  });
  const at = (key: string) => ({ Bucket: config.bucket, Key: key });
  return {
    get: async (key) => {
      const answer = await client.send(new GetObjectCommand(at(key)));
      return (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
    },
    size: async (key) => (await client.send(new HeadObjectCommand(at(key)))).ContentLength ?? 0,
    put: async (key, bytes, mode) => {
      const condition = mode === 'create' ? { IfNoneMatch: '*' } : {};
      await client.send(new PutObjectCommand({ ...at(key), Body: bytes, ...condition }));
    },
    close: () => client.destroy(),
  };
}
