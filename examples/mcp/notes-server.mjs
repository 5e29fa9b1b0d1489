/**
 * A small MCP server over stdio without dependencies: notes, one file each, in the folder of its first argument. It
 * holds nothing in memory, so that any number of its processes are as good as one.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const folder = process.argv[2] ?? 'notes';
mkdirSync(folder, { recursive: true });

const named = {
  type: 'object',
  properties: { name: { type: 'string', pattern: '^[a-z0-9-]{1,40}$', description: 'Name of the note' } },
  required: ['name'],
  additionalProperties: false,
};

const TOOLS = {
  list_notes: {
    description: 'Names of all notes.',
    inputSchema: { type: 'object', properties: {}, additionalProperties: false },
    annotations: { readOnlyHint: true, openWorldHint: false },
    run: () => readdirSync(folder).sort().join('\n') || 'no notes yet',
  },
  read_note: {
    description: 'Text of one note.',
    inputSchema: named,
    annotations: { readOnlyHint: true, openWorldHint: false },
    run: ({ name }) => readFileSync(join(folder, name), 'utf8'),
  },
  write_note: {
    description: 'Writes a note; one of the same name is replaced.',
    inputSchema: {
      ...named,
      properties: { ...named.properties, text: { type: 'string' } },
      required: ['name', 'text'],
    },
    annotations: { readOnlyHint: false, idempotentHint: true, openWorldHint: false },
    run: ({ name, text }) => {
      writeFileSync(join(folder, name), text);
      return `wrote ${name}`;
    },
  },
};

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

function answer({ method, params }) {
  switch (method) {
    case 'initialize':
      return {
        protocolVersion: params.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'notes', version: '1.0.0' },
      };
    case 'ping':
      return {};
    case 'tools/list':
      return { tools: Object.entries(TOOLS).map(([name, tool]) => ({ name, ...tool, run: undefined })) };
    case 'tools/call':
      return called(params);
    default:
      throw new Error(`no method ${method}`);
  }
}

function called({ name, arguments: args = {} }) {
  try {
    return { content: [{ type: 'text', text: TOOLS[name].run(args) }] };
  } catch (error) {
    return { content: [{ type: 'text', text: error.message }], isError: true };
  }
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const request = JSON.parse(line);
  if (request.id === undefined) return;
  try {
    send({ id: request.id, result: answer(request) });
  } catch (error) {
    send({ id: request.id, error: { code: -32601, message: error.message } });
  }
});
