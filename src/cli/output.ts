/**
 * The one voice of the command line. Results go to stdout; progress, warnings and errors to stderr. With `--json` stdout
 * carries one JSON document and nothing else.
 */
import { Chalk, type ChalkInstance } from 'chalk';
import type { WebhookCliError } from '../errors.ts';

interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

export interface OutputOptions {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly json: boolean;
  readonly command: string;
  readonly color: boolean;
}

export interface Output {
  readonly json: boolean;
  /** Paints text for stdout; plain when colour is off. */
  readonly paint: ChalkInstance;
  /** The result of the command: `text` for a person, `data` under `--json`. Called once. */
  result(text: string, data: unknown): void;
  /** One JSON object a line or one line of text, for commands that stream. */
  streamed(text: string, data: unknown): void;
  /** What is happening, in the present continuous; a line on stderr. */
  progress(text: string): void;
  warning(text: string): void;
  error(error: WebhookCliError, data?: unknown): void;
}

export function createOutput(options: OutputOptions): Output {
  const paint = new Chalk({ level: options.color ? 1 : 0 });
  const { stdout, stderr, json, command } = options;
  return {
    json,
    paint,
    result(text, data) {
      if (json) stdout.write(`${JSON.stringify({ ok: true, command, data })}\n`);
      else if (text !== '') stdout.write(`${text}\n`);
    },
    streamed(text, data) {
      stdout.write(`${json ? JSON.stringify(data) : text}\n`);
    },
    progress(text) {
      stderr.write(`${text}\n`);
    },
    warning(text) {
      stderr.write(`${paint.yellow('warning:')} ${text}\n`);
    },
    error(error, data) {
      const { code, message, hint } = error;
      if (json)
        stdout.write(
          `${JSON.stringify({ ok: false, error: { code, message, hint }, ...(data === undefined ? {} : { data }) })}\n`,
        );
      else
        stderr.write(
          `${paint.red('error:')} ${escapeForTerminal(message)}\n${paint.dim(`hint: ${escapeForTerminal(hint)}`)}\n`,
        );
    },
  };
}

/** Shows control characters, ANSI sequences and bidirectional marks as escapes, so that text from outside cannot drive a terminal. */
export function escapeForTerminal(text: string): string {
  return text.replaceAll(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (character) =>
    character === '\n' || character === '\t'
      ? character
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
