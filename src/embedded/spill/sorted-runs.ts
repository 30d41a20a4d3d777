/** Sorted runs of rows in one temporary file, and their merge. Rows of equal keys come in the order of their runs. */
import { type Extent, type SpilledRow, SpillFile } from './spill-file.ts';

interface Run extends Extent {
  /** How often its rows have been merged. */
  readonly level: number;
}

/** Runs that are merged into one of the next level, so that few are open at the end. */
const RUNS_PER_MERGE = 32;

export class SortedRuns {
  readonly #file = new SpillFile();
  readonly #runs: Run[] = [];

  /** Rows in the order of their keys. */
  write(rows: Iterable<SpilledRow>): void {
    this.#runs.push(this.#append(rows, 0));
    // The newest runs are merged with each other, so that runs stay in the order of their age.
    for (let newest = this.#mergeable(); newest !== undefined; newest = this.#mergeable()) {
      this.#runs.splice(-RUNS_PER_MERGE);
      this.#runs.push(this.#append(this.#merge(newest), (newest[0]?.level ?? 0) + 1));
    }
  }

  merged(): Generator<SpilledRow> {
    return this.#merge(this.#runs);
  }

  close(): void {
    this.#file.close();
  }

  #mergeable(): readonly Run[] | undefined {
    const newest = this.#runs.slice(-RUNS_PER_MERGE);
    const level = newest.at(-1)?.level;
    return newest.length === RUNS_PER_MERGE && newest.every((run) => run.level === level) ? newest : undefined;
  }

  #append(rows: Iterable<SpilledRow>, level: number): Run {
    const start = this.#file.end;
    for (const row of rows) this.#file.append(row);
    return { start, end: this.#file.end, level };
  }

  *#merge(runs: readonly Run[]): Generator<SpilledRow> {
    const heads = new Heads();
    for (const [place, run] of runs.entries()) heads.push(place, this.#file.rows(run));
    for (let head = heads.least(); head !== undefined; head = heads.least()) {
      yield head.row;
      heads.advance();
    }
  }
}

interface Head {
  row: SpilledRow;
  readonly place: number;
  readonly rest: Iterator<SpilledRow>;
}

/** A binary heap of the next row of each run. */
class Heads {
  readonly #heap: Head[] = [];

  push(place: number, rows: Iterator<SpilledRow>): void {
    const first = rows.next();
    if (first.done === true) return;
    // Runs are pushed in order, so a head never precedes one of an equal key that is above it.
    this.#heap.push({ row: first.value, place, rest: rows });
    let at = this.#heap.length - 1;
    while (at > 0 && this.#precedes(at, (at - 1) >> 1)) {
      this.#swap(at, (at - 1) >> 1);
      at = (at - 1) >> 1;
    }
  }

  least(): Head | undefined {
    return this.#heap[0];
  }

  /** Reads on in the run of the least row. */
  advance(): void {
    const [head] = this.#heap;
    if (head === undefined) return;
    const next = head.rest.next();
    if (next.done !== true) {
      head.row = next.value;
    } else {
      const last = this.#heap.pop();
      if (last === undefined || this.#heap.length === 0) return;
      this.#heap[0] = last;
    }
    this.#sink();
  }

  #sink(): void {
    for (let at = 0; ; ) {
      let least = at;
      if (this.#precedes(at * 2 + 1, least)) least = at * 2 + 1;
      if (this.#precedes(at * 2 + 2, least)) least = at * 2 + 2;
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #precedes(a: number, b: number): boolean {
    const left = this.#heap[a];
    const right = this.#heap[b];
    if (left === undefined || right === undefined) return false;
    if (left.row.key === right.row.key) return left.place < right.place;
    return left.row.key < right.row.key;
  }

  #swap(a: number, b: number): void {
    const [left, right] = [this.#heap[a], this.#heap[b]];
    if (left === undefined || right === undefined) return;
    this.#heap[a] = right;
    this.#heap[b] = left;
  }
}
