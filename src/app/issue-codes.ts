/** The one table of issue codes: severity, message and hint. Every code has a fixture or a test that causes it. */
import type { Issue } from './issue.ts';
import { CALL_ISSUES } from './issues/call-issues.ts';
import type { IssueDefinition } from './issues/define-issue.ts';
import { FILE_ISSUES } from './issues/file-issues.ts';
import { JSON_ISSUES } from './issues/json-issues.ts';
import { KIND_ISSUES } from './issues/kind-issues.ts';
import { LAYOUT_ISSUES } from './issues/layout-issues.ts';
import { NAME_ISSUES } from './issues/name-issues.ts';
import { PATH_ISSUES } from './issues/path-issues.ts';
import { REFERENCE_ISSUES } from './issues/reference-issues.ts';
import { ROOT_FILE_ISSUES } from './issues/root-file-issues.ts';
import { RUN_AS_ISSUES } from './issues/run-as-issues.ts';
import { SHAPE_ISSUES } from './issues/shape-issues.ts';
import { SOURCE_ISSUES } from './issues/source-issues.ts';
import { WEBHOOK_ISSUES } from './issues/webhook-issues.ts';

const ISSUES = {
  ...FILE_ISSUES,
  ...PATH_ISSUES,
  ...JSON_ISSUES,
  ...SHAPE_ISSUES,
  ...ROOT_FILE_ISSUES,
  ...LAYOUT_ISSUES,
  ...NAME_ISSUES,
  ...WEBHOOK_ISSUES,
  ...RUN_AS_ISSUES,
  ...SOURCE_ISSUES,
  ...CALL_ISSUES,
  ...REFERENCE_ISSUES,
  ...KIND_ISSUES,
} as const satisfies Record<string, IssueDefinition>;

export type IssueCode = keyof typeof ISSUES;

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

/** The details that the message and the hint of a code name. */
export type IssueDetails<C extends IssueCode> = Record<
  Placeholders<(typeof ISSUES)[C]['message']> | Placeholders<(typeof ISSUES)[C]['hint']>,
  string | number
>;

export interface IssuePlace {
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly pointer?: string | undefined;
}

/** A detail longer than this is cut: a name of one megabyte must not become a message of one megabyte. */
const detailLengthMax = 200;

export function createIssue<C extends IssueCode>(code: C, place: IssuePlace, details: IssueDetails<C>): Issue {
  const definition: IssueDefinition = ISSUES[code];
  const { file, line, column, pointer } = place;
  return {
    severity: definition.severity,
    code,
    file,
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    ...(pointer === undefined ? {} : { pointer }),
    message: fillPlaceholders(definition.message, details),
    hint: fillPlaceholders(definition.hint, details),
  };
}

/** All codes with their definitions, for documents and for the tests that compare them with the fixtures. */
export function listIssueCodes(): ReadonlyArray<readonly [string, IssueDefinition]> {
  return Object.entries(ISSUES);
}

function fillPlaceholders(text: string, details: Readonly<Record<string, string | number>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => clip(String(details[name] ?? whole)));
}

function clip(text: string): string {
  return text.length <= detailLengthMax ? text : `${text.slice(0, detailLengthMax)}…`;
}
