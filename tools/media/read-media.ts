import { fileTypeFromBuffer } from 'file-type/core';
import type { Attachment } from '../../contracts/task';
import type { ToolContext, ToolOutcome } from '../../contracts/tool';
import { findAttachment } from './find-attachment';

/** What a kind of tool can take. */
export interface MediaKind {
  /** For messages, such as `image`. */
  noun: string;
  maxBytes: number;
  /** MIME type to send, by what the bytes are found to be. */
  mimes: Record<string, string>;
  /** For messages: the formats as people call them. */
  formats: string;
}

export interface Media {
  name: string;
  bytes: Uint8Array;
  mime: string;
}

/** The bytes of an attachment whose content, not whose name, is of the kind; else a typed outcome. */
export async function readMedia(
  path: string,
  kind: MediaKind,
  context: Pick<ToolContext, 'attachments' | 'store'>,
): Promise<{ media: Media } | { outcome: ToolOutcome }> {
  const found = findAttachment(path, context.attachments);
  if ('outcome' in found) return found;
  const { attachment } = found;
  if (attachment.bytes > kind.maxBytes) return { outcome: tooLarge(attachment, kind) };
  const bytes = await context.store.get(attachment.hash);
  const type = await fileTypeFromBuffer(bytes);
  const mime = type === undefined ? undefined : kind.mimes[type.mime];
  if (mime === undefined) return { outcome: wrongType(attachment, kind, type?.mime) };
  return { media: { name: attachment.name, bytes, mime } };
}

function tooLarge(attachment: Attachment, kind: MediaKind): ToolOutcome {
  const [size, limit] = [attachment.bytes, kind.maxBytes].map((bytes) => (bytes / 1024 / 1024).toFixed(1));
  const message = `"${attachment.name}" has ${size} MB; an ${kind.noun} may have ${limit} MB.`;
  return { ok: false, code: 'file_too_large', message, retryable: false };
}

function wrongType(attachment: Attachment, kind: MediaKind, found: string | undefined): ToolOutcome {
  const message = `"${attachment.name}" is ${found ?? 'of an unknown type'}; this tool takes ${kind.formats}.`;
  return { ok: false, code: 'unsupported_type', message, retryable: false };
}
