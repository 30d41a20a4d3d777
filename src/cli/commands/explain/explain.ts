/** `explain CODE`: what is behind an issue of an app, or an error of a command. */
import { renderSuggestion } from '../../../app/nearest-name.ts';
import { EXIT_CODES } from '../../../error-definition.ts';
import { listErrorCodes, WebhookCliError } from '../../../errors.ts';
import { listRules, type Rule } from '../../app/formats/rule.ts';
import type { CommandContext } from '../../command.ts';
import { type Line, paint } from '../../output.ts';
import { wrapText } from './wrap-text.ts';

export interface ExplainOptions {
  /** The positional argument; upper and lower case count for nothing. */
  readonly code?: string;
}

interface ExplainedIssue extends Rule {
  readonly kind: 'issue';
}

interface ExplainedError {
  readonly kind: 'error';
  readonly code: string;
  /** With `{placeholders}` for the details. */
  readonly message: string;
  readonly hint: string;
  /** Of a command that ends by it. */
  readonly exitCode: number;
  /** HTTP status of a webhook request that ends by it. */
  readonly status?: number;
}

export async function runExplain({ code = '' }: ExplainOptions, { output }: CommandContext): Promise<number> {
  const found = findExplanation(code);
  output.result(found.kind === 'issue' ? renderIssue(found) : renderError(found), found);
  return EXIT_CODES.done;
}

/** Every code that can be explained: what a shell proposes. */
export function listCodes(): string[] {
  return listExplanations().map(({ code }) => code);
}

/** @throws WebhookCliError UnknownCode */
function findExplanation(wanted: string): ExplainedIssue | ExplainedError {
  const found = listExplanations().find(({ code }) => code.toLowerCase() === wanted.toLowerCase());
  if (found !== undefined) return found;
  throw new WebhookCliError('UnknownCode', { code: wanted, suggestion: renderSuggestion(wanted, listCodes()) });
}

function listExplanations(): Array<ExplainedIssue | ExplainedError> {
  return [...listRules().map((rule) => ({ kind: 'issue' as const, ...rule })), ...listErrors()];
}

function listErrors(): ExplainedError[] {
  return listErrorCodes().map(([code, { kind, message, hint, status }]) => ({
    kind: 'error',
    code,
    message,
    hint,
    exitCode: EXIT_CODES[kind],
    ...(status === undefined ? {} : { status }),
  }));
}

function renderIssue({ code, severity, message, hint, cause, example, cure }: ExplainedIssue): Line[] {
  const color = severity === 'error' ? paint.red : paint.yellow;
  return [
    [color(severity), ' ', paint.bold(code)],
    ...renderSection('Message', withoutAdditions(message)),
    ...renderSection('Hint', withoutAdditions(hint)),
    ...renderSection('Cause', cause),
    ...renderExample('Example', example),
    ...renderExample('Cure', cure),
  ];
}

function renderError({ code, message, hint, exitCode, status }: ExplainedError): Line[] {
  return [
    [paint.red('error'), ' ', paint.bold(code)],
    ...renderSection('Message', withoutAdditions(message)),
    ...renderSection('Hint', withoutAdditions(hint)),
    ...renderSection('Exit code', String(exitCode)),
    ...(status === undefined ? [] : renderSection('HTTP status of a request', String(status))),
  ];
}

/** A placeholder that is glued to a word or to another one adds something that is not always there, such as a suggestion. */
function withoutAdditions(template: string): string {
  return template.replaceAll(/(?<=[\w}])\{\w+\}/g, '');
}

function renderSection(title: string, text: string): Line[] {
  return ['', [paint.bold(title)], ...wrapText(text, 76).map((line) => `  ${line}`)];
}

/** Not wrapped: it is there to be copied. */
function renderExample(title: string, text: string): Line[] {
  return ['', [paint.bold(title)], ...text.split('\n').map((line) => `  ${line}`)];
}
