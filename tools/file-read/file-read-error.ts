/** What can be wrong with a file that a model asked for; documented in docs/operations.md. */
export type FileReadCode =
  | 'not_found'
  | 'outside_task_folder'
  | 'unsupported_type'
  | 'wrong_tool'
  | 'encrypted_file'
  | 'unreadable_file'
  | 'too_large'
  | 'sheet_not_found'
  | 'bad_offset';

/** A failure whose code and message are for the model; crosses the worker's border with both. */
export class FileReadError extends Error {
  constructor(
    readonly code: FileReadCode,
    message: string,
  ) {
    super(message);
    this.name = 'FileReadError';
  }
}
