/** What the parser of every kind of file gives back, so that one table can start them all. */
import type { Limits } from '../../limits.ts';
import type { Issue } from '../issue.ts';
import type { JsonFile } from '../json/json-text.ts';

export interface ParsedResource<Resource> {
  /** Undefined when the issues hold an error that leaves nothing to work with. */
  readonly resource: Resource | undefined;
  readonly issues: readonly Issue[];
}

export type ParseResource<Resource = unknown> = (file: JsonFile, limits: Limits) => ParsedResource<Resource>;
