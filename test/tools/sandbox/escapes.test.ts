import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chooseWall } from '../../../tools/sandbox/choose-wall';
import { shippedFolders } from '../../../tools/sandbox/sandbox-folders';
import { runWalled } from '../../../tools/sandbox/run-walled';
import type { Wall } from '../../../tools/sandbox/sandbox-types';
import { itBehindTheWall, run, testFolders, WITHOUT_UNSHARE, words } from './sandbox-bench';

/** Nothing that a program says may hold it. */
const SECRET = 'blue-heron-7741';
const folders = testFolders();
const visits: string[] = [];
let servers: Server[] = [];
let bystander: ChildProcess;

function listen(name: string, where: { port: number; host: string } | { path: string }): Promise<Server> {
  const server = createServer((socket) => {
    visits.push(name);
    socket.on('error', () => undefined);
    socket.end(SECRET);
  });
  return new Promise((resolve) => server.listen(where, () => resolve(server)));
}

const portOf = (server: Server | undefined): number => {
  const address = server?.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

beforeAll(async () => {
  process.env.FORERUN_TEST_SECRET = SECRET;
  await writeFile(join(folders.outside, 'secret.txt'), SECRET);
  await writeFile(join(folders.outside, 'secret.js'), `module.exports = ${JSON.stringify(SECRET)};`);
  await symlink(join(folders.outside, 'secret.txt'), join(folders.task, 'link.txt'));
  await symlink(folders.outside, join(folders.task, 'link'));
  servers = [
    await listen('tcp', { port: 0, host: '127.0.0.1' }),
    await listen('path', { path: join(folders.outside, 'service.sock') }),
    await listen('abstract', { path: `\0forerun-test-${process.pid}` }),
  ];
  bystander = spawn('sleep', ['300'], { stdio: 'ignore' });
});

afterAll(() => {
  delete process.env.FORERUN_TEST_SECRET;
  bystander.kill('SIGKILL');
  for (const server of servers) server.close();
});

/** Resolves when no process of a group is left; killed ones linger until somebody has reaped them. */
async function groupGone(group: number): Promise<void> {
  for (;;) {
    try {
      process.kill(-group, 0);
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe('ESRCH');
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Tries every expression; the value is what each gave, or its error. */
function attempts(expressions: string[]): string {
  return `const { inspect } = require('node:util');
const tries = [${expressions.map((one) => `async () => ${one}`).join(', ')}];
const told = [];
for (const attempt of tries) {
  try { told.push('GOT ' + inspect(await attempt())); } catch (error) { told.push('REFUSED ' + (error.code ?? error.message)); }
}
console.log(told.join('\\n'));`;
}

/** Runs the attempts, and expects that each of them was refused. */
async function expectRefused(expressions: string[]): Promise<void> {
  const code = attempts(expressions);
  const result = await run({ language: 'javascript', code, folder: folders.task });
  expect(result.kind).toBe('finished');
  const lines = result.kind === 'finished' ? result.output.trim().split('\n') : [];
  const got = lines.map((line, index) => `${expressions[index]}: ${line}`);
  expect(got.filter((line) => !/: REFUSED [^:]*$/.test(line))).toEqual([]);
  expect(lines).toHaveLength(expressions.length);
  expect(words(result)).not.toContain(SECRET);
}

describe('files', () => {
  itBehindTheWall('host files: by path, link, module, descriptor, process tree → refused', async () => {
    const secret = JSON.stringify(join(folders.outside, 'secret.txt'));
    const module = JSON.stringify(join(folders.outside, 'secret.js'));
    await expectRefused([
      `require('fs').readFileSync('/etc/passwd', 'utf8')`,
      `require('fs').readFileSync(${secret}, 'utf8')`,
      `require('fs').readFileSync('link.txt', 'utf8')`,
      `require('fs').readdirSync('link')`,
      `require('fs').readFileSync('/task/../../../' + ${secret}, 'utf8')`,
      `require('fs').openAsBlob(${secret}).then((blob) => blob.text())`,
      `require('fs').promises.readFile(${secret})`,
      `require(${module})`,
      `import('file://' + ${module})`,
      `require('fs').readFileSync('/proc/self/environ', 'utf8')`,
      `require('fs').readFileSync('/proc/1/root' + ${secret}, 'utf8')`,
      `require('fs').readdirSync('/proc')`,
      `require('fs').readdirSync('/dev')`,
      `require('fs').readdirSync('/sys')`,
      `process.binding('fs')`,
      `process.dlopen({ exports: {} }, '/lib/x86_64-linux-gnu/libc.so.6')`,
      `Function('return process')().getBuiltinModule('fs').readFileSync(${secret})`,
    ]);
  });

  itBehindTheWall(
    'open descriptors: every one beyond our own four → none can be read as a file',
    async () => {
      const code = `const fs = require('fs'); const found = [];
for (let fd = 4; fd < 256; fd++) { try { if (fs.fstatSync(fd).isFile() || fs.fstatSync(fd).isDirectory()) found.push(fd); } catch {} }
found.join()`;
      expect(await run({ language: 'javascript', code })).toMatchObject({ kind: 'finished', value: '' });
    },
  );

  itBehindTheWall('writing: outside of scratch → refused, nothing changed', async () => {
    const outside = JSON.stringify(join(folders.outside, 'planted'));
    await expectRefused([
      `require('fs').writeFileSync(${outside}, 'x')`,
      `require('fs').writeFileSync('/task/planted', 'x')`,
      `require('fs').appendFileSync('/task/data.txt', 'x')`,
      `require('fs').rmSync('/task/data.txt')`,
      `require('fs').chmodSync('/task/data.txt', 0o777)`,
      `require('fs').writeFileSync('/app/python.mjs', 'x')`,
      `require('fs').writeFileSync('/planted', 'x')`,
      `require('fs').symlinkSync('/', '/scratch/root')`,
      `require('fs').linkSync('/task/data.txt', '/scratch/linked')`,
    ]);
    expect(existsSync(join(folders.outside, 'planted'))).toBe(false);
    expect(existsSync(join(folders.task, 'planted'))).toBe(false);
    expect(existsSync(join(folders.task, 'data.txt'))).toBe(true);
  });

  itBehindTheWall('filling the disk: by one file and by many → refused at a small size', async () => {
    const one = `require('fs').writeFileSync('/scratch/a', Buffer.alloc(64 << 20))`;
    expect(await run({ language: 'javascript', code: one })).toMatchObject({
      kind: 'program_error',
      error: expect.stringMatching(/ENOSPC|EFBIG/),
    });
    const many = `const fs = require('fs'); for (let i = 0; i < 1e5; i++) fs.writeFileSync('/scratch/' + i, '')`;
    expect(await run({ language: 'javascript', code: many })).toMatchObject({
      kind: 'program_error',
      error: expect.stringContaining('ENOSPC'),
    });
  });
});

describe('environment and other processes', () => {
  itBehindTheWall('environment: by name, by report → empty', async () => {
    const code = `JSON.stringify([process.env, process.report.getReport().environmentVariables, require('os').hostname()])`;
    const result = await run({ language: 'javascript', code });
    expect(result).toMatchObject({ kind: 'finished', value: expect.stringMatching(/^\[\{\},\{\},/) });
    expect(words(result)).not.toContain(SECRET);
    const python = await run({ language: 'python', code: 'import os\nprint(dict(os.environ))' });
    expect(python.kind).toBe('finished');
    expect(words(python)).not.toContain(SECRET);
  });

  itBehindTheWall('other processes: signals to this one, a bystander, everyone → not delivered', async () => {
    let signals = 0;
    const count = (): void => void signals++;
    process.on('SIGTERM', count);
    const code = attempts([
      `process.kill(${process.pid}, 'SIGTERM')`,
      `process.kill(${bystander.pid}, 'SIGKILL')`,
      `process.kill(process.ppid || ${process.pid}, 'SIGTERM')`,
      `process.kill(-1, 'SIGTERM')`,
      `process.kill(-${process.pid}, 'SIGTERM')`,
    ]);
    await run({ language: 'javascript', code });
    process.off('SIGTERM', count);
    expect(signals).toBe(0);
    expect([bystander.exitCode, bystander.signalCode]).toEqual([null, null]);
  });

  itBehindTheWall('memory of this process: through /proc, and through a debugger → refused', async () => {
    await expectRefused([
      `require('fs').openSync('/proc/${process.pid}/mem')`,
      `require('fs').openSync('/proc/self/mem')`,
      `require('fs').openSync('/dev/mem')`,
      `process._debugProcess(${process.pid})`,
      `new (require('inspector').Session)().connect()`,
      `require('inspector').open(0)`,
    ]);
  });

  itBehindTheWall('new processes, threads, addons, WASI → refused', async () => {
    await expectRefused([
      `require('child_process').execSync('id')`,
      `require('child_process').execFileSync('/node', ['-v'])`,
      `new Promise((resolve, reject) => require('child_process').spawn('/node').on('spawn', resolve).on('error', reject))`,
      `require('child_process').fork('/app/javascript.mjs')`,
      `new (require('worker_threads').Worker)('1', { eval: true })`,
      `require('cluster').fork()`,
      `new (require('wasi').WASI)({ version: 'preview1', preopens: { '/': '/' } })`,
    ]);
    const python = 'import subprocess\nsubprocess.run(["/node", "-v"])';
    expect((await run({ language: 'python', code: python })).kind).toBe('program_error');
  });

  itBehindTheWall('fork bomb: however it is written → this machine gets no new processes', async () => {
    const code = `const cp = require('child_process'); let born = 0;
for (let i = 0; i < 1000; i++) { try { cp.spawn('/node', ['-e', 'for(;;);']).on('spawn', () => born++).on('error', () => {}); } catch {} }
await new Promise((resolve) => setTimeout(resolve, 200)); console.log(born)`;
    expect(await run({ language: 'javascript', code })).toMatchObject({ kind: 'finished', output: '0\n' });
  });
});

describe('network', () => {
  const connect = (to: string): string =>
    `new Promise((resolve, reject) => require('net').connect(${to}).on('data', (data) => resolve(String(data))).on('error', reject))`;

  itBehindTheWall(
    'loopback, sockets with a path, names, datagrams → refused, nobody was visited',
    async () => {
      const port = portOf(servers[0]);
      await expectRefused([
        connect(`{ port: ${port}, host: '127.0.0.1' }`),
        connect(`{ path: ${JSON.stringify(join(folders.outside, 'service.sock'))} }`),
        connect(`{ path: '/task/link/service.sock' }`),
        connect(`{ path: '\\0forerun-test-${process.pid}' }`),
        `fetch('http://127.0.0.1:${port}/')`,
        `require('dns').promises.lookup('localhost.localdomain')`,
        `require('dns').promises.resolve4('example.com')`,
        `new Promise((resolve, reject) => { const socket = require('dgram').createSocket('udp4'); socket.send('x', ${port}, '127.0.0.1', (error) => { socket.close(); error ? reject(error) : resolve('sent'); }); })`,
      ]);
      expect(visits).toEqual([]);
    },
  );

  itBehindTheWall(
    'python: urllib, a socket, and fetch through JavaScript → refused, nobody was visited',
    async () => {
      const code = `import socket, urllib.request, js
def attempt(name, f):
    try:
        print(name, "GOT", f())
    except BaseException as error:
        print(name, "REFUSED", type(error).__name__)
attempt("urllib", lambda: urllib.request.urlopen("http://127.0.0.1:${portOf(servers[0])}", timeout=2).read())
attempt("socket", lambda: socket.create_connection(("127.0.0.1", ${portOf(servers[0])}), timeout=2).recv(99))
try:
    print("fetch GOT", await (await js.fetch("http://127.0.0.1:${portOf(servers[0])}")).text())
except BaseException as error:
    print("fetch REFUSED")`;
      const result = await run({ language: 'python', code });
      expect(words(result)).not.toContain('GOT');
      expect(words(result)).not.toContain(SECRET);
      expect(visits).toEqual([]);
    },
  );

  it('the server that nobody visited: asked from here → answers', async () => {
    const { connect: dial } = await import('node:net');
    await new Promise((resolve) => dial(portOf(servers[0]), '127.0.0.1').on('data', resolve));
    expect(visits.pop()).toBe('tcp');
  });
});

describe('python through JavaScript', () => {
  itBehindTheWall(
    'process, function constructor, require: reached from Python → the same walls',
    async () => {
      const secret = join(folders.outside, 'secret.txt');
      const code = `import js
from pyodide.code import run_js
def attempt(name, f):
    try:
        print(name, "GOT", f())
    except BaseException as error:
        print(name, "REFUSED", str(error).splitlines()[0])
load = "return process.getBuiltinModule('fs')"
attempt("env", lambda: run_js("JSON.stringify(process.env)") + ("!" if len(run_js("Object.keys(process.env)")) else ""))
attempt("constructor", lambda: run_js("(function(){}).constructor(\\"return process\\")().getBuiltinModule('fs').readFileSync('${secret}', 'utf8')"))
attempt("eval", lambda: js.eval("process.getBuiltinModule('child_process').execSync('id').toString()"))
attempt("binding", lambda: run_js("process.binding('spawn_sync').spawn({ file: '/node' })"))
attempt("linked", lambda: run_js("process._linkedBinding('fs')"))
attempt("nodefs", lambda: run_js("0") or open("/task/link.txt").read())
attempt("kill", lambda: run_js("process.kill(${process.pid}, 'SIGKILL')"))`;
      const result = await run({ language: 'python', code, folder: folders.task });
      expect(result.kind).toBe('finished');
      const lines = result.kind === 'finished' ? result.output.trim().split('\n') : [];
      expect(lines.shift()).toBe('env GOT {}');
      expect(lines.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual(
        ['constructor', 'eval', 'binding', 'linked', 'nodefs', 'kill'].map((name) => `${name} REFUSED`),
      );
      expect(words(result)).not.toContain(SECRET);
    },
  );
});

describe('the tree without permission flags', () => {
  itBehindTheWall(
    'files, writing, signals, network, spawned programs → still refused, by the kernel',
    async () => {
      const { wall } = await chooseWall({ allowWeak: false });
      if (wall === undefined) throw new Error('no wall');
      const bare: Wall = {
        ...wall,
        launch(input) {
          const launch = wall.launch(input);
          return {
            ...launch,
            args: launch.args.filter((one) => !/^--(experimental-)?permission|^--allow-/.test(one)),
          };
        },
      };
      const code = attempts([
        `require('fs').readFileSync(${JSON.stringify(join(folders.outside, 'secret.txt'))})`,
        `require('fs').readFileSync('link.txt')`,
        `require('fs').writeFileSync('planted', 'x')`,
        `require('fs').writeFileSync('/app/planted', 'x')`,
        `process.kill(${bystander.pid}, 'SIGKILL')`,
        `require('fs').readdirSync('/proc')`,
        `require('child_process').execFileSync('/bin/sh')`,
        `new Promise((resolve, reject) => require('net').connect({ path: ${JSON.stringify(join(folders.outside, 'service.sock'))} }).on('connect', resolve).on('error', reject))`,
        `new Promise((resolve, reject) => require('net').connect(${portOf(servers[0])}, '127.0.0.1').on('connect', resolve).on('error', reject))`,
      ]);
      const signal = new AbortController().signal;
      const request = { language: 'javascript', code, timeoutMs: 20_000, memoryMb: 256, signal } as const;
      const result = await runWalled(bare, { ...request, folder: folders.task });
      expect(result.kind === 'finished' && result.output.trim().split('\n')).toEqual(
        'ENOENT ENOENT EROFS EROFS ESRCH ENOENT ENOENT ENOENT ENETUNREACH'
          .split(' ')
          .map((code) => `REFUSED ${code}`),
      );
    },
  );
});

describe('the weak wall', () => {
  it('task folder with a link out of it → refused, since permission flags follow links', async () => {
    const weak = { allowWeak: true, unshare: WITHOUT_UNSHARE };
    const code = `require('fs').readFileSync('link.txt', 'utf8')`;
    const result = await run({ language: 'javascript', code, folder: folders.task }, weak);
    expect(result).toMatchObject({ kind: 'unavailable', reason: expect.stringContaining('link') });
    expect(words(result)).not.toContain(SECRET);
  });
});

describe('an owner that dies', () => {
  itBehindTheWall('nobody stops the program → the second deadline does', async () => {
    const { wall } = await chooseWall({ allowWeak: false });
    const launch = wall?.launch({
      folders: shippedFolders(),
      language: 'javascript',
      memoryMb: 64,
      timeoutMs: 1,
    });
    const child = spawn(launch?.file ?? '', launch?.args ?? [], {
      env: launch?.env,
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
    });
    child.stdin?.end(JSON.stringify({ code: 'for (;;) {}', ...launch?.seen }));
    const signal = await new Promise((resolve) => child.once('close', (_code, name) => resolve(name)));
    expect(signal).toBe('SIGKILL');
    await groupGone(child.pid ?? 0);
  });
});
