/** Opens the JSON files of an app for its parsers, and gathers what is wrong with them. */
import type { Limits } from '../../limits.ts';
import type { AppFiles } from '../app.ts';
import type { Issue } from '../issue.ts';
import { createIssue, type IssueCode, type IssueDetails } from '../issue-codes.ts';
import { type JsonEntries, listNamedEntries, parseJsonList } from '../json/json-entries.ts';
import { type JsonFile, parseJsonFile } from '../json/json-text.ts';

export type ParseEntry<Entry> = (file: JsonFile) => {
  readonly entry: Entry | undefined;
  readonly issues: readonly Issue[];
};

export class AppReader {
  readonly limits: Limits;
  readonly issues: Issue[];
  readonly #files: AppFiles;

  constructor(files: AppFiles, limits: Limits, issues: readonly Issue[]) {
    this.#files = files;
    this.limits = limits;
    this.issues = [...issues];
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  /** Undefined when there is no such file, or when it has errors. */
  read(path: string): JsonFile | undefined {
    const bytes = this.#files.get(path);
    if (bytes === undefined) return undefined;
    const { file, issues } = parseJsonFile(path, bytes, this.limits);
    this.add(issues);
    return file;
  }

  /** The entries of a file that holds an array of resources. Undefined when there is no such file, or no array in it. */
  readList<Entry>(path: string, parse: ParseEntry<Entry>): Entry[] | undefined {
    const bytes = this.#files.get(path);
    if (bytes === undefined) return undefined;
    const { list, issues } = parseJsonList(path, bytes, this.limits);
    this.add(issues);
    return list && this.#parseEntries(path, list, parse);
  }

  /** The entries of a file that holds an object with resources by name. */
  readNamed<Entry>(path: string, parse: ParseEntry<Entry>): Entry[] {
    const file = this.read(path);
    return file === undefined ? [] : this.#parseEntries(path, listNamedEntries(file), parse);
  }

  /**
   * A hostile list could have millions of faulty entries: after so many with errors the rest is counted and not read, and of
   * warnings no more are kept.
   */
  #parseEntries<Entry>(path: string, { count, entries }: JsonEntries, parse: ParseEntry<Entry>): Entry[] {
    const parsed: Entry[] = [];
    let [seen, faulty, warned, dropped] = [0, 0, 0, 0];
    for (const found of entries) {
      if (faulty >= faultyEntriesMax) {
        this.report('EntriesUnchecked', path, { count: count - seen });
        break;
      }
      seen++;
      const { entry, issues } = 'issue' in found ? { entry: undefined, issues: [found.issue] } : parse(found.file);
      if (entry !== undefined) parsed.push(entry);
      const hasError = issues.some(({ severity }) => severity === 'error');
      if (hasError) faulty++;
      else if (issues.length > 0) warned++;
      if (hasError || warned <= faultyEntriesMax) this.add(issues);
      else dropped += issues.length;
    }
    if (dropped > 0) this.report('MoreIssues', path, { count: dropped });
    return parsed;
  }

  add(issues: readonly Issue[]): void {
    for (const issue of issues) this.issues.push(issue);
  }

  report<C extends IssueCode>(code: C, file: string, details: IssueDetails<C>): void {
    this.issues.push(createIssue(code, { file }, details));
  }
}

const faultyEntriesMax = 50;
