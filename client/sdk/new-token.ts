import { randomBytes } from 'node:crypto';

/** A run token: 128 random bits in hex. */
export const newToken = (): string => randomBytes(16).toString('hex');
