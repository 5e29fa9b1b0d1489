import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '../../support/wait-for';
import { linesOf, mcpBeds, READ, startHttpShop, textOf } from './mcp-bed';

const { bedOf, file } = mcpBeds();

/** In front of a server: counts its sessions, and answers calls that it is told to forget with 404. */
class Gate {
  sessions = 0;
  forget = 0;
  private readonly server: Server;

  constructor(private readonly port: number) {
    this.server = createServer((asked, answer) => void this.pass(asked, answer));
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/mcp`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async pass(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of asked) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { method } = body.length > 0 ? (JSON.parse(body.toString()) as { method?: string }) : {};
    if (method === 'initialize') this.sessions += 1;
    if (method === 'tools/call' && this.forget > 0) {
      this.forget -= 1;
      answer.writeHead(404).end();
      return;
    }
    const { port } = this;
    const { method: verb, url, headers } = asked;
    const onward = request({ port, method: verb, path: url, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 500, response.headers);
      response.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    onward.end(body);
  }
}

describe('connection to an MCP server', () => {
  const atEnd: (() => void)[] = [];
  afterEach(() => atEnd.splice(0).forEach((end) => end()));

  it('a session is forgotten while another call waits in it → one new session for all calls to come', async () => {
    const log = file('log');
    const shop = await startHttpShop({ SHOP_LOG: log, SHOP_DELAY_MS: '1000' });
    const gate = new Gate(shop.port);
    atEnd.push(
      () => gate.close(),
      () => shop.child.kill('SIGKILL'),
    );
    const bed = bedOf({ servers: { shop: { url: await gate.open() } }, policy: { shop__count: READ } });
    const tools = await bed.begin();
    const count = () => bed.call(tools, 'shop__count', { item: 'tea' });
    const slow = count();
    await waitFor('the slow call', () => linesOf(log).length === 1);
    gate.forget = 1;
    const forgotten = count();
    for (const outcome of [slow, forgotten]) expect(textOf(await outcome)).toContain('tea');
    expect(gate.sessions).toBe(2);
    expect(textOf(await count())).toContain('tea');
    expect(gate.sessions).toBe(2);
  });
});
