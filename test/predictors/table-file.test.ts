import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { TABLE_SCHEMA } from '../../contracts/table-model';
import type { Predictor } from '../../predictors/predictor';
import { TableFile } from '../../predictors/table-file';
import { temporaryFolder } from '../support/temporary-folder';

const nothing: Predictor['predict'] = () => Promise.reject(new Error('not asked here'));

describe('TableFile', () => {
  const folder = temporaryFolder();
  let made = 0;
  const open = (name: string): TableFile =>
    new TableFile(name === '' ? '' : path.join(folder, name), ({ modelHash }) => {
      made += 1;
      return { name: `table:${modelHash.slice(0, 12)}`, predict: nothing };
    });

  const empty = {
    schema: TABLE_SCHEMA,
    learned: { trajectories: 0, tasks: 0, turns: 0, domains: [] },
    tools: {},
    combinations: [],
    actions: { classes: [], priors: [], weights: {}, sequences: {} },
    values: { features: [], trees: [] },
    turns: { features: [], trees: [] },
    calibration: { turn: [], call: [] },
  };

  it('a good file → read once, its name made of the hash of its bytes', async () => {
    const text = JSON.stringify(empty);
    await writeFile(path.join(folder, 'good.json'), text);
    const file = open('good.json');
    const [first, second] = await Promise.all([file.predictor(), file.predictor()]);
    await writeFile(path.join(folder, 'good.json'), 'changed afterwards');
    expect(await file.predictor()).toBe(first);
    expect(second).toBe(first);
    expect(first.name).toBe(`table:${createHash('sha256').update(text).digest('hex').slice(0, 12)}`);
    expect(made).toBe(1);
  });

  it.each([
    ['none configured', '', undefined, 'no_table_model', /speculation\.tableModel/],
    ['no such file', 'missing.json', undefined, 'table_model_missing', /missing\.json.*no such file/],
    [
      'half a file',
      'half.json',
      JSON.stringify(empty).slice(0, 90),
      'table_model_corrupt',
      /half\.json.*no JSON/,
    ],
    ['something else', 'other.json', '{"a":1}', 'table_model_corrupt', /other\.json.*no table/],
    [
      'a probability above one',
      'sure.json',
      JSON.stringify({ ...empty, calibration: { turn: [[0, 5]], call: [] } }),
      'table_model_corrupt',
      /sure\.json.*calibration\.turn\.0\.1/,
    ],
    [
      'a part missing',
      'part.json',
      JSON.stringify({ ...empty, calibration: {} }),
      'table_model_corrupt',
      /part\.json.*calibration\.turn/,
    ],
    [
      'another version',
      'new.json',
      JSON.stringify({ ...empty, schema: 'forerun-table/9' }),
      'table_model_version',
      /new\.json.*forerun-table\/9/,
    ],
  ])('%s → its code, the file and a remedy', async (_name, name, text, code, message) => {
    if (text !== undefined) await writeFile(path.join(folder, name), text);
    await expect(open(name).predictor()).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
      remedy: expect.stringMatching(/FORERUN_/),
    });
  });

  it('a file that is put right → used without a restart', async () => {
    const file = open('late.json');
    await expect(file.predictor()).rejects.toMatchObject({ code: 'table_model_missing' });
    await writeFile(path.join(folder, 'late.json'), JSON.stringify(empty));
    await expect(file.predictor()).resolves.toMatchObject({ name: expect.stringMatching(/^table:/) });
  });
});
