/** A PDF written by hand: one page per text, in Helvetica, uncompressed. Parentheses and backslashes are escaped. */
export function smallPdf(pages: string[], { title }: { title?: string } = {}): Buffer {
  const escape = (text: string): string => text.replace(/[\\()]/g, '\\$&');
  const pageIds = pages.map((_, index) => 4 + index * 2);
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${pageIds.map((id) => `${id} 0 R`).join(' ')}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...pages.flatMap((text, index) => {
      const lines = text.split('\n').map((line) => `(${escape(line)}) Tj 0 -14 Td`);
      const content = text === '' ? '' : `BT /F1 12 Tf 72 720 Td ${lines.join(' ')} ET`;
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${(pageIds[index] ?? 0) + 1} 0 R ` +
          '/Resources << /Font << /F1 3 0 R >> >> >>',
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ];
    }),
    ...(title ? [`<< /Title (${escape(title)}) >>`] : []),
  ];
  let body = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
  const info = title ? ` /Info ${objects.length} 0 R` : '';
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${rows.join('')}`;
  return Buffer.from(
    `${body}${table}trailer\n<< /Size ${size} /Root 1 0 R${info} >>\nstartxref\n${body.length}\n%%EOF\n`,
    'latin1',
  );
}
