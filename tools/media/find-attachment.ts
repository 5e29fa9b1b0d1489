import type { ToolOutcome } from '../../contracts/tool';
import type { Attachment } from '../../contracts/task';

type Found = { attachment: Attachment } | { outcome: ToolOutcome };

/** An attachment's name as models write it: without `./` and without the folder in which programs see it. */
export function attachmentName(path: string): string {
  return path.replace(/^(?:\.\/)+/, '').replace(/^\/?task\//, '');
}

/** The attachment of that name; else an outcome that lists what there is. Nothing but the task's list is looked at. */
export function findAttachment(path: string, attachments: Attachment[]): Found {
  const name = attachmentName(path);
  const attachment = attachments.find((one) => one.name === name);
  if (attachment !== undefined) return { attachment };
  const names = attachments.map((one) => one.name).join(', ');
  const there = names === '' ? 'The task has no files.' : `The task's files are: ${names}.`;
  return {
    outcome: {
      ok: false,
      code: 'file_not_found',
      message: `There is no file "${path}". ${there}`,
      retryable: false,
    },
  };
}
