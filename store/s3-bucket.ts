import type { StoreConfig } from '../contracts/config';

export type S3Config = Extract<StoreConfig, { kind: 's3' }>;

/** Whether a put needs the key to be free (`create`), or the object to be the one with this tag. */
export type PutCondition = 'replace' | 'create' | { tag: string };

/** The three requests that a store makes. They throw the SDK's own errors. */
export interface S3Bucket {
  /** An object with its entity tag. */
  get(key: string): Promise<{ bytes: Uint8Array; tag: string }>;
  /** Bytes of an object. */
  size(key: string): Promise<number>;
  put(key: string, bytes: Uint8Array, condition: PutCondition): Promise<void>;
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
      const bytes = (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
      return { bytes, tag: answer.ETag ?? '' };
    },
    size: async (key) => (await client.send(new HeadObjectCommand(at(key)))).ContentLength ?? 0,
    put: async (key, bytes, condition) => {
      await client.send(new PutObjectCommand({ ...at(key), Body: bytes, ...headersOf(condition) }));
    },
    close: () => client.destroy(),
  };
}

function headersOf(condition: PutCondition): { IfNoneMatch?: string; IfMatch?: string } {
  if (condition === 'replace') return {};
  return condition === 'create' ? { IfNoneMatch: '*' } : { IfMatch: condition.tag };
}
