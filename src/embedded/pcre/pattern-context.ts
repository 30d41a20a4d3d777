/** What the readers of groups, classes and escapes share: the place in the pattern, the options there, the groups so far. */
import type { GroupKey, Node } from './nodes.ts';
import type { PatternReader } from './pattern-reader.ts';

export interface PatternOptions {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly extended: boolean;
  /** As `extended`, and blanks within a class count for nothing. */
  readonly extendedMore: boolean;
  readonly namedCapturesOnly: boolean;
  readonly ungreedy: boolean;
  /** `\w`, `\d` and the POSIX classes are those of Unicode. */
  readonly unicode: boolean;
}

export interface PatternContext {
  readonly reader: PatternReader;
  readonly groups: GroupTable;
  options: PatternOptions;
  /** How many parentheses the place is in, and how many of them are lookarounds. */
  depth: number;
  lookDepth: number;
  /** What stands before the next vertical bar, closing parenthesis or end, which is left unread. */
  parseBranch(): Node;
}

/** What one place of a pattern says, and whether a quantifier may follow it. */
export interface Item {
  readonly node: Node;
  readonly quantifiable: boolean;
}

/** The groups met so far, and those referred to. */
export class GroupTable {
  /** The highest number in use. */
  count = 0;
  readonly #names = new Map<string, number>();
  readonly #mentioned: Array<{ readonly group: GroupKey; readonly missing: () => Error }> = [];

  /** The number of a capturing group that opens here. */
  open(): number {
    this.count += 1;
    return this.count;
  }

  /** Whether the name was free, or had this very number in another branch of a branch reset group. */
  setName(name: string, index: number): boolean {
    const known = this.#names.get(name);
    this.#names.set(name, index);
    return known === undefined || known === index;
  }

  mention(group: GroupKey, missing: () => Error): void {
    this.#mentioned.push({ group, missing });
  }

  /** At the pattern's end, when every group is known. */
  checkMentioned(): void {
    for (const { group, missing } of this.#mentioned) {
      const index = this.find(group);
      if (index === undefined || index > this.count) throw missing();
    }
  }

  find(group: GroupKey): number | undefined {
    return typeof group === 'number' ? group : this.#names.get(group);
  }
}
