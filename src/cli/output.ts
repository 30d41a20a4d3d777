/**
 * The one voice of the command line. Results go to stdout; progress, warnings and errors to stderr. With `--json` stdout
 * carries one JSON document and nothing else. Whatever it is given may hold text from outside: each line is escaped here,
 * and only the line ends and colours of our own are left.
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

type Color = 'red' | 'yellow' | 'green' | 'bold' | 'dim';

/** Text with a colour of our own, where colour is on. */
export interface Painted {
  readonly color: Color;
  readonly text: string;
}

/** One line, in parts where some are painted. A line break inside is shown as an escape. */
export type Line = string | ReadonlyArray<string | Painted>;

/** One line as a text, several as an array of lines. */
export type Text = string | readonly Line[];

export interface Output {
  readonly json: boolean;
  /** The result of the command: `text` for a person, `data` under `--json`. Called once. */
  result(text: Text, data: unknown): void;
  /** One JSON object a line or lines of text, for commands that stream. */
  streamed(text: Text, data: unknown): void;
  /** What is happening, in the present continuous; on stderr. */
  progress(text: Text): void;
  warning(text: string): void;
  error(error: WebhookCliError, data?: unknown): void;
}

export const paint = {
  red: (text: string): Painted => ({ color: 'red', text }),
  yellow: (text: string): Painted => ({ color: 'yellow', text }),
  green: (text: string): Painted => ({ color: 'green', text }),
  bold: (text: string): Painted => ({ color: 'bold', text }),
  dim: (text: string): Painted => ({ color: 'dim', text }),
} as const;

export function createOutput({ stdout, stderr, json, command, color }: OutputOptions): Output {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const write = (stream: TextStream, text: Text): void => {
    const lines = typeof text === 'string' ? [text] : text;
    if (lines.length > 0) stream.write(lines.map((line) => `${showLine(line, chalk)}\n`).join(''));
  };
  // What escaping replaces stands in texts only, and its escapes are JSON's own: the value stays the same.
  const writeJson = (data: unknown): void => write(stdout, JSON.stringify(data));
  return {
    json,
    result(text, data) {
      if (json) writeJson({ ok: true, command, data });
      else if (text !== '') write(stdout, text);
    },
    streamed(text, data) {
      if (json) writeJson(data);
      else write(stdout, text);
    },
    progress(text) {
      write(stderr, text);
    },
    warning(text) {
      write(stderr, [[paint.yellow('warning:'), ` ${text}`]]);
    },
    error({ code, message, hint }, data) {
      if (json) writeJson({ ok: false, error: { code, message, hint }, ...(data === undefined ? {} : { data }) });
      else write(stderr, [[paint.red('error:'), ` ${message}`], [paint.dim(`hint: ${hint}`)]]);
    },
  };
}

function showLine(line: Line, chalk: ChalkInstance): string {
  const parts = typeof line === 'string' ? [line] : line;
  return parts
    .map((part) =>
      typeof part === 'string' ? escapeForTerminal(part) : chalk[part.color](escapeForTerminal(part.text)),
    )
    .join('');
}

/**
 * Shows control characters, ANSI sequences, line breaks, bidirectional marks and halves of surrogate pairs as escapes, so
 * that text from outside can neither drive a terminal nor look like a line of ours. Escaping twice changes nothing.
 */
export function escapeForTerminal(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (character) => shortEscapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t' };
