/** `serve` as a test runs it: in this process, until the test ends it. */
import type { CommandContext } from '../../src/cli/command.ts';
import { runServe, type ServeOptions } from '../../src/cli/commands/serve/serve.ts';
import { createOutput } from '../../src/cli/output.ts';
import type { Workplace } from './command-line.ts';

export interface Serving {
  readonly origin: string;
  stdout(): string;
  stderr(): string;
  end(): Promise<number>;
}

interface Place {
  readonly place: Workplace;
  readonly settings: CommandContext['settings'];
  readonly json?: boolean;
}

/** Runs the command until it listens, or until it fails. */
export async function startServing(options: ServeOptions, { place, settings, json = false }: Place): Promise<Serving> {
  const texts = { stdout: '', stderr: '' };
  const listening = Promise.withResolvers<string>();
  const stdout = {
    write(text: string) {
      texts.stdout += text;
      const origin = /http:\/\/127\.0\.0\.1:\d+/.exec(texts.stdout)?.[0];
      if (origin !== undefined) listening.resolve(origin);
    },
  };
  const stderr = {
    write(text: string) {
      texts.stderr += text;
    },
  };
  const stop = new AbortController();
  const context: CommandContext = {
    output: createOutput({ stdout, stderr, json, command: 'serve', color: false }),
    settings,
    cwd: place.directory,
    env: {},
    stdin: process.stdin,
    interactive: false,
    assumeYes: true,
    now: () => new Date(),
    randomBytes: (size) => new Uint8Array(size),
    signal: stop.signal,
  };
  const ended = runServe({ port: 0, ...options }, context);
  return {
    origin: await Promise.race([listening.promise, ended.then(() => '')]),
    stdout: () => texts.stdout,
    stderr: () => texts.stderr,
    end: () => {
      stop.abort('SIGTERM');
      return ended;
    },
  };
}
