/** The last lines of the log, which stay in memory for `getLog`: the start, and operations that took long. */

/** As many as a server keeps. */
const LINES_MAX = 1_024;
/** Clients may ask for collections of any name. */
const NAMESPACE_CHARACTERS_MAX = 300;

export interface SlowOperation {
  readonly namespace: string;
  readonly command: string;
  readonly connection: number;
  readonly durationMs: number;
}

export class EventLog {
  /** Every line ever written. */
  totalLines = 0;
  private readonly lines: string[] = [];

  started(pid: number): void {
    this.write('CONTROL', 4_615_611, 'initandlisten', 'Engine starting', { pid });
  }

  slow({ namespace, command, connection, durationMs }: SlowOperation): void {
    const attributes = {
      type: 'command',
      ns: namespace.slice(0, NAMESPACE_CHARACTERS_MAX),
      command,
      durationMillis: Math.round(durationMs),
    };
    this.write('COMMAND', 51_803, `conn${connection}`, 'Slow query', attributes);
  }

  list(): readonly string[] {
    return [...this.lines];
  }

  /** In the form of the server's log: one JSON document a line. */
  private write(component: string, id: number, context: string, message: string, attributes: object): void {
    const time = { $date: new Date().toISOString() };
    const line = JSON.stringify({ t: time, s: 'I', c: component, id, ctx: context, msg: message, attr: attributes });
    this.totalLines += 1;
    this.lines.push(line);
    if (this.lines.length > LINES_MAX) this.lines.shift();
  }
}
