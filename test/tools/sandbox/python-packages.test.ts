import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { pythonPackages } from '../../../tools/sandbox/python-packages';
import { assetFolder } from '../../../tools/sandbox/sandbox-folders';
import { itBehindTheWall, run } from './sandbox-bench';

const folder = assetFolder('wheels');
const bytesOf = (file: string): Buffer => readFileSync(join(folder, file));

describe('python packages', () => {
  it('manifest → exactly the wheels that lie there, byte for byte, below 2 MB in all', () => {
    const wheels = readdirSync(folder).filter((name) => name.endsWith('.whl'));
    expect(pythonPackages().map((one) => one.file)).toEqual(wheels.sort());
    for (const one of pythonPackages()) {
      expect(createHash('sha256').update(bytesOf(one.file)).digest('hex')).toBe(one.sha256);
    }
    const total = wheels.reduce((sum, name) => sum + bytesOf(name).length, 0);
    expect(total).toBeLessThan(2_000_000);
  });

  itBehindTheWall('every package of the manifest → imports at its version and works', async () => {
    const checks = `from importlib.metadata import version
import bs4, dateutil.parser, et_xmlfile, mpmath, openpyxl, pypdf, soupsieve, tabulate, typing_extensions, tzdata, zoneinfo
import datetime, io
book = openpyxl.Workbook()
book.active["A1"] = 41
book.active["A1"].fill = openpyxl.styles.PatternFill("solid", fgColor="FF0000")
book.save("/scratch/a.xlsx")
cell = openpyxl.load_workbook("/scratch/a.xlsx").active["A1"]
writer = pypdf.PdfWriter()
writer.add_blank_page(width=72, height=72)
pdf = io.BytesIO()
writer.write(pdf)
print(cell.value, cell.fill.fgColor.rgb)
print(len(pypdf.PdfReader(pdf).pages))
print(bs4.BeautifulSoup("<p>a<b>c</b></p>", "html.parser").select_one("p > b").text)
print(dateutil.parser.parse("3 May 2021").date())
print(mpmath.nstr(mpmath.quad(mpmath.sin, [0, mpmath.pi]), 6))
print(tabulate.tabulate([[1, 2]], headers=["a", "b"], tablefmt="plain").splitlines()[0])
print(datetime.datetime(2024, 7, 1, tzinfo=zoneinfo.ZoneInfo("Asia/Tokyo")).utcoffset())
[version(name) for name in [${pythonPackages()
      .map((one) => JSON.stringify(one.name))
      .join(', ')}]]`;
    const versions = pythonPackages().map((one) => `'${one.version}'`);
    expect(await run({ language: 'python', code: checks })).toEqual({
      kind: 'finished',
      truncated: false,
      output: '41 00FF0000\n1\nc\n2021-05-03\n2.0\n  a    b\n9:00:00\n',
      value: `[${versions.join(', ')}]`,
    });
  });
});
