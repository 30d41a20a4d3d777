/** A command's context for tests: real directories and settings, and what it prints kept as text. */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { CommandContext, RunCommand } from '../../src/cli/command.ts';
import { createOutput } from '../../src/cli/output.ts';
import { WebhookCliError } from '../../src/errors.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { type Tree, writeTree } from '../helpers/app-directory.ts';

export interface Workplace {
  /** Working directory of the commands. */
  readonly directory: string;
  readonly dataDirectory: string;
  /** Writes an app directory afresh and answers its path. */
  write(tree: Tree, name: string): Promise<string>;
  run<Options>(command: RunCommand<Options>, options: Options, changes?: Partial<CommandContext>): Promise<Finished>;
  remove(): Promise<void>;
}

export interface Finished {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The one JSON document of `--json`. */
  readonly json: unknown;
}

/** The embedded engine in a fresh directory, or the server at MONGODB_URI. */
export async function createWorkplace(): Promise<Workplace> {
  const home = await mkdtemp(join(tmpdir(), 'webhook-cli-command-'));
  const directory = join(home, 'work');
  const dataDirectory = join(home, 'data');
  await mkdir(directory);
  return {
    directory,
    dataDirectory,
    async write(tree, name) {
      const target = join(directory, name);
      await rm(target, { recursive: true, force: true });
      return writeTree(target, tree);
    },
    async run(command, options, changes = {}) {
      const json = changes.output?.json ?? false;
      const [stdout, stderr] = [keepText(), keepText()];
      const output = createOutput({ stdout, stderr, json, command: 'test', color: false });
      const context = { ...createContext(directory, dataDirectory), ...changes, output };
      const status = await command(options, context).catch((error: unknown) => {
        if (!(error instanceof WebhookCliError)) throw error;
        output.error(error);
        return error.exitCode;
      });
      return {
        status,
        stdout: stdout.text(),
        stderr: stderr.text(),
        json: json ? JSON.parse(stdout.text()) : undefined,
      };
    },
    remove: () => rm(home, { recursive: true, force: true }),
  };
}

/** `changes` for `run`: as with `--json`. */
export const withJson = {
  output: createOutput({ stdout: keepText(), stderr: keepText(), json: true, command: 'test', color: false }),
};

function createContext(cwd: string, dataDirectory: string): Omit<CommandContext, 'output'> {
  const uri = process.env.MONGODB_URI;
  return {
    settings: { registryUri: uri === '' ? undefined : uri, dataDirectory, limits: DEFAULT_LIMITS },
    cwd,
    env: { USER: 'ada' },
    stdin: new PassThrough(),
    interactive: false,
    assumeYes: true,
    now: () => new Date(),
    randomBytes,
    signal: new AbortController().signal,
  };
}

function keepText() {
  const chunks: string[] = [];
  return {
    write: (text: string) => chunks.push(text),
    text: () => chunks.join(''),
  };
}

/** Client app ids that no other test uses, for a server that all of them share. */
export function freshAppId(name = 'orders'): string {
  const letters = Array.from(randomBytes(5), (byte) => String.fromCharCode(97 + (byte % 26)));
  return `${name}-${letters.join('')}`;
}

/** Every file below a directory: path to its bytes, as Latin-1 text. */
export async function readTree(directory: string): Promise<Record<string, string>> {
  const names = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(
    files.map(async (path) => [path.slice(directory.length + 1), await readFile(path, 'latin1')] as const),
  );
  return Object.fromEntries(contents.sort(([a], [b]) => (a < b ? -1 : 1)));
}
