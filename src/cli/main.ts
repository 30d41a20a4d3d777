/** The program: wires what comes from outside, runs one command, and is the only place that decides the exit status. */
import { randomBytes } from 'node:crypto';
import { CommanderError } from 'commander';
import { EXIT_CODES } from '../error-definition.ts';
import { WebhookCliError } from '../errors.ts';
import type { CommandContext } from './command.ts';
import { createOutput, type Output } from './output.ts';
import { type CommonFlags, createProgram } from './program.ts';
import { resolveSettings, showsPassword } from './settings.ts';

/** How long a command may take to stop after the first signal before the process ends under it. */
const signalGraceMs = 40_000;
const signalExitCodes: Readonly<Record<string, number>> = { SIGINT: 130, SIGTERM: 143 };

export async function main(): Promise<void> {
  endQuietlyOnClosedPipe();
  const interrupt = abortOnSignal();
  let output = createOutputFor({ json: process.argv.includes('--json') }, '');
  const program = createProgram(async (command, flags, run) => {
    output = createOutputFor(flags, command);
    process.exitCode = await run(createContext(flags, output, interrupt));
  });
  try {
    await program.parseAsync(process.argv);
  } catch (error) {
    process.exitCode = isMissingCommand(error) ? showHelp(program.helpInformation()) : report(error, output, interrupt);
  }
}

function isMissingCommand(error: unknown): boolean {
  return error instanceof CommanderError && error.code === 'commander.help' && error.exitCode !== 0;
}

function showHelp(text: string): number {
  process.stderr.write(text);
  return EXIT_CODES.usage;
}

function createContext(flags: CommonFlags, output: Output, signal: AbortSignal): CommandContext {
  const assumeYes = flags.yes ?? false;
  if (showsPassword(flags)) {
    output.warning(
      'a password in --registry can be seen by other users of this machine: use WEBHOOK_CLI_REGISTRY instead',
    );
  }
  const onTerminal = process.stdin.isTTY === true && process.stderr.isTTY === true;
  return {
    output,
    settings: resolveSettings(flags, process.env, process.cwd()),
    cwd: process.cwd(),
    env: process.env,
    stdin: process.stdin,
    interactive: onTerminal && !assumeYes && flags.input !== false && !isSet(process.env.CI),
    assumeYes,
    now: () => new Date(),
    randomBytes,
    signal,
  };
}

function createOutputFor(flags: Pick<CommonFlags, 'json' | 'color'>, command: string): Output {
  const { stdout, stderr } = process;
  return createOutput({ stdout, stderr, json: flags.json ?? false, command, color: wantsColor(flags.color) });
}

function wantsColor(flag: boolean | undefined): boolean {
  if (flag === false || isSet(process.env.NO_COLOR)) return false;
  if (isSet(process.env.FORCE_COLOR)) return true;
  return process.stdout.isTTY === true && process.stderr.isTTY === true && process.env.TERM !== 'dumb';
}

function report(error: unknown, output: Output, signal: AbortSignal): number {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT_CODES.done;
  const known = toKnownError(error, signal);
  output.error(known);
  if (known.code === 'InternalError' && error instanceof Error) output.progress((error.stack ?? '').split('\n'));
  return signal.aborted ? (signalExitCodes[String(signal.reason)] ?? EXIT_CODES.failed) : known.exitCode;
}

function toKnownError(error: unknown, signal: AbortSignal): WebhookCliError {
  if (error instanceof WebhookCliError) return error;
  if (error instanceof CommanderError) {
    // The library puts its suggestion on a line of its own.
    const reason = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
    return new WebhookCliError('WrongUsage', { reason });
  }
  if (signal.aborted) return new WebhookCliError('Interrupted', {}, { cause: error });
  return new WebhookCliError(
    'InternalError',
    { reason: error instanceof Error ? error.message : String(error) },
    { cause: error },
  );
}

/** The first signal asks the command to stop; a second one, or the grace running out, ends the process. */
function abortOnSignal(): AbortSignal {
  const controller = new AbortController();
  for (const [name, exitCode] of Object.entries(signalExitCodes)) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(exitCode);
      controller.abort(name);
      setTimeout(() => process.exit(exitCode), signalGraceMs).unref();
    });
  }
  return controller.signal;
}

function endQuietlyOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit(EXIT_CODES.done);
    });
  }
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}
