/** What must be in the data file by what its writers said, and what may be there because its writer was killed over it. */
import type { Intent, Report } from './report.ts';

export class Ledger {
  /** State of each document that was acknowledged. */
  readonly states = new Map<string, string>();
  /** What may have happened besides: of lanes that were cut off between the two reports. */
  readonly doubts = new Map<string, Intent>();
  readonly claims = new Map<number, string>();
  readonly faults: string[] = [];
  counted = 0;
  acknowledged = 0;
  private readonly values = new Set<number>();

  note(report: Report): void {
    const { lane } = report;
    switch (report.kind) {
      case 'change':
      case 'count':
      case 'claim':
        this.doubts.set(lane, report);
        return;
      case 'failed':
        this.faults.push(`lane ${lane} failed: ${report.message}`);
        return;
      default:
        this.settle(lane, report);
    }
  }

  /** Takes over what the file holds: each doubt has become one or the other. */
  adopt(states: ReadonlyMap<string, string>, claims: ReadonlyMap<number, string>, counted: number): void {
    this.doubts.clear();
    this.states.clear();
    for (const [id, state] of states) this.states.set(id, state);
    for (const [number, owner] of claims) this.claims.set(number, owner);
    this.counted = counted;
  }

  private settle(lane: string, report: Extract<Report, { kind: 'acknowledged' | 'counted' | 'claimed' }>): void {
    const intent = this.doubts.get(lane);
    this.doubts.delete(lane);
    this.acknowledged += 1;
    if (intent?.kind === 'change') {
      for (const [id, state] of intent.changes) {
        if (state === null) this.states.delete(id);
        else this.states.set(id, state);
      }
    }
    if (report.kind === 'counted') this.noteCount(report.value);
    if (intent?.kind === 'claim' && report.kind === 'claimed' && report.won) this.noteClaim(intent.number, lane);
  }

  private noteCount(value: number): void {
    if (this.values.has(value)) this.faults.push(`the counter gave ${value} twice`);
    this.values.add(value);
    this.counted = Math.max(this.counted, value);
  }

  private noteClaim(number: number, lane: string): void {
    const other = this.claims.get(number);
    if (other !== undefined) this.faults.push(`${number} was taken by ${other} and by ${lane}`);
    this.claims.set(number, lane);
  }
}
