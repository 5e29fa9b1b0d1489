import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isObject, type JsonObject } from '../../contracts/json';
import { parseObject } from '../../core/parse-object';

/** Schemas of tools by name. */
type Schemas = ReadonlyMap<string, JsonObject>;

/** The files of schemas that traces name (`tools_ref`), beside the traces; each is read once. */
export class ToolSchemas {
  private readonly read = new Map<string, Promise<Schemas>>();

  /** Schemas by the names that the traces use; none where the file is not there or says nothing of tools. */
  of(tracesFile: string, toolsRef: string | null | undefined): Promise<Schemas> {
    if (!toolsRef) return Promise.resolve(new Map());
    const path = join(dirname(tracesFile), toolsRef);
    const schemas = this.read.get(path) ?? readSchemas(path);
    this.read.set(path, schemas);
    return schemas;
  }
}

async function readSchemas(path: string): Promise<Schemas> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const tools = parseObject(text)?.tools;
  if (!Array.isArray(tools)) return new Map();
  return new Map(
    tools.flatMap((tool): [string, JsonObject][] =>
      isObject(tool) && typeof tool.name === 'string' && isObject(tool.parameters)
        ? [[tool.name, tool.parameters as JsonObject]]
        : [],
    ),
  );
}
