/** The program: wires what comes from outside, runs one command, and is the only place that decides the exit status. */
import { randomBytes } from 'node:crypto';
import { EXIT_CODES } from '../error-definition.ts';
import { WebhookCliError } from '../errors.ts';
import type { CommandContext } from './command.ts';
import { printHelp, renderHelp } from './commands/help/help.ts';
import { createOutput, type Output } from './output.ts';
import { SIGNAL_EXIT_CODES } from './program/exit-codes.ts';
import { type CommandLine, readCommandLine, readOutputFlags } from './program/read-command-line.ts';
import { PROGRAM } from './program.ts';
import { resolveSettings, type SettingsFlags, showsPassword } from './settings/settings.ts';
import { canPrompt, wantsColor } from './terminal.ts';
import { readVersion } from './version.ts';

/** How long a command may take to stop after the first signal before the process ends under it. */
const signalGraceMs = 40_000;

/** What `main` itself reads of the options that every command takes. */
interface CommonFlags extends SettingsFlags {
  readonly json?: boolean;
  readonly color?: boolean;
  readonly input?: boolean;
  readonly yes?: boolean;
}

export async function main(): Promise<void> {
  endWhenOutputFails();
  const interrupt = abortOnSignal();
  const words = process.argv.slice(2);
  const early = readOutputFlags(words);
  let output = createOutputFor(early, '');
  try {
    const line = readCommandLine(words, PROGRAM);
    output = line.kind === 'run' ? createOutputFor(line.options, line.command.name) : createOutputFor(early, line.kind);
    process.exitCode = await run(line, output, interrupt);
  } catch (error) {
    process.exitCode = report(error, output, interrupt);
  }
}

async function run(line: CommandLine, output: Output, signal: AbortSignal): Promise<number> {
  switch (line.kind) {
    case 'version':
      output.result(readVersion(), { version: readVersion() });
      return EXIT_CODES.done;
    case 'help':
      printHelp(line.subject, PROGRAM, output);
      return EXIT_CODES.done;
    case 'incomplete':
      if (output.json) throw new WebhookCliError('WrongUsage', { reason: 'a command is missing' });
      output.progress(renderHelp(line.subject, PROGRAM));
      return EXIT_CODES.usage;
    case 'run':
      return runCommand(line, output, signal);
  }
}

async function runCommand(
  { command, options, notes }: Extract<CommandLine, { kind: 'run' }>,
  output: Output,
  signal: AbortSignal,
): Promise<number> {
  for (const note of notes) output.warning(note);
  const context = createContext(options, output, signal);
  const work = await command.load();
  // A description names the options and the work that reads them; no type can see that its flags make those names.
  return work(options as never, context);
}

function createContext(flags: CommonFlags, output: Output, signal: AbortSignal): CommandContext {
  const { env, stdin, stderr } = process;
  const assumeYes = flags.yes ?? false;
  if (showsPassword(flags)) {
    output.warning(
      'a password in --registry can be seen by other users of this machine: use WEBHOOK_CLI_REGISTRY instead',
    );
  }
  return {
    output,
    settings: resolveSettings(flags, env, process.cwd()),
    cwd: process.cwd(),
    env,
    stdin,
    interactive: canPrompt({ assumeYes, input: flags.input, env, stdin, stderr }),
    assumeYes,
    now: () => new Date(),
    randomBytes,
    signal,
  };
}

function createOutputFor({ json = false, color: flag }: CommonFlags, command: string): Output {
  const { stdout, stderr, env } = process;
  return createOutput({ stdout, stderr, json, command, color: wantsColor({ flag, env, stdout, stderr }) });
}

function report(error: unknown, output: Output, signal: AbortSignal): number {
  const known = toKnownError(error, signal);
  output.error(known);
  if (known.code === 'InternalError' && error instanceof Error) output.progress((error.stack ?? '').split('\n'));
  return signal.aborted ? (SIGNAL_EXIT_CODES[String(signal.reason)] ?? EXIT_CODES.failed) : known.exitCode;
}

function toKnownError(error: unknown, signal: AbortSignal): WebhookCliError {
  if (error instanceof WebhookCliError) return error;
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
  for (const [name, exitCode] of Object.entries(SIGNAL_EXIT_CODES)) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(exitCode);
      controller.abort(name);
      setTimeout(() => process.exit(exitCode), signalGraceMs).unref();
    });
  }
  return controller.signal;
}

/** Quietly when nobody reads on, but never as if a command had done what it was still about. */
function endWhenOutputFails(): void {
  const { stdout, stderr } = process;
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT_CODES.failed);
      // What a full disk takes of progress and warnings is no reason to stop the work.
      if (stream === stderr) return;
      const failure = new WebhookCliError('OutputFailed', { reason: error.message });
      createOutputFor({}, '').error(failure);
      process.exit(failure.exitCode);
    });
  }
}
