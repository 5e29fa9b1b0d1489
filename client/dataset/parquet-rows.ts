import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, toJson } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

/**
 * The rows of a Parquet file as JSON values, one row group in memory at a time. 64-bit integers become numbers, dates
 * become text. Throws Error for a file that is not Parquet.
 */
export async function* parquetRows(path: string): AsyncGenerator<unknown> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    const rows = await parquetReadObjects({ file, metadata, compressors, rowStart, rowEnd });
    for (const row of rows) yield toJson(row);
    rowStart = rowEnd;
  }
}
