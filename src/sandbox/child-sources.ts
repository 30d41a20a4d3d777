/** What one child has been given: deployments and sources by number, each sent once, and taken back when nobody needs it. */
import { type DeploymentData, encodeText, type SourceData, TO_CHILD } from './protocol.ts';
import { type AnalysisCache, analyze, findReachable, keyOf } from './reachable-sources.ts';
import type { SandboxDeployment, SourceRef } from './sandbox.ts';

/** How a call names what it runs. */
export interface PreparedSource {
  readonly deployment: number;
  readonly source: number;
  /** The source, or one that it may call, cannot share a realm with other calls. */
  readonly needsFreshRealm: boolean;
}

/** Why a deployment cannot be given to a child at all. */
export interface Unsendable {
  readonly problem: string;
}

interface GivenDeployment {
  readonly id: string;
  readonly number: number;
  readonly prepared: Map<string, PreparedSource>;
  /** Keys of the sources that it has numbers for. */
  readonly keys: Set<string>;
  /** Calls that have not ended. */
  running: number;
}

export class ChildSources {
  readonly #send: (frame: Buffer) => void;
  readonly #analyses: AnalysisCache;
  readonly #frameBytesMax: number;
  readonly #sources = new Map<string, number>();
  readonly #sent = new Set<number>();
  readonly #deployments = new Map<string, GivenDeployment>();
  readonly #byNumber = new Map<number, GivenDeployment>();
  /** By deployment; only the last one, which is what calls ask for again and again. */
  #unsendable: { readonly id: string; readonly reason: Unsendable } | undefined;
  #newest: GivenDeployment | undefined;
  #lastDeployment = 0;
  #lastSource = 0;

  constructor(send: (frame: Buffer) => void, analyses: AnalysisCache, frameBytesMax: number) {
    this.#send = send;
    this.#analyses = analyses;
    this.#frameBytesMax = frameBytesMax;
  }

  /** Sends what the child does not have yet, ahead of a call; the call's end must be told by `release`. */
  prepare(deployment: SandboxDeployment, source: SourceRef): PreparedSource | Unsendable {
    if (this.#unsendable?.id === deployment.id) return this.#unsendable.reason;
    const given = this.#deployments.get(deployment.id) ?? this.#giveDeployment(deployment);
    if ('problem' in given) return given;
    given.running += 1;
    const prepared = given.prepared.get(keyOf(source));
    return prepared ?? this.#prepareFirst(given, deployment, source);
  }

  /** A call of the deployment has ended: the last one of an old deployment takes it along. */
  release(number: number): void {
    const given = this.#byNumber.get(number);
    if (given === undefined) return;
    given.running -= 1;
    if (given.running === 0 && given !== this.#newest) this.#forget(given);
  }

  #prepareFirst(given: GivenDeployment, deployment: SandboxDeployment, source: SourceRef): PreparedSource {
    const sources = findReachable(deployment, source, this.#analyses);
    const needsFreshRealm = sources.some((one) => {
      const analysis = analyze(one, this.#analyses);
      return !('syntaxError' in analysis) && analysis.needsFreshRealm;
    });
    const prepared = { deployment: given.number, source: this.#numberOf(given, source), needsFreshRealm };
    for (const one of sources) this.#sendSource(this.#numberOf(given, one), one);
    given.prepared.set(keyOf(source), prepared);
    return prepared;
  }

  #giveDeployment(deployment: SandboxDeployment): GivenDeployment | Unsendable {
    this.#lastDeployment += 1;
    const { id } = deployment;
    const given = { id, number: this.#lastDeployment, prepared: new Map(), keys: new Set<string>(), running: 0 };
    const data: DeploymentData = {
      values: [...deployment.values],
      services: [...deployment.services],
      functions: [...deployment.functions].map(([name, { source, runAsSystem }]) => [
        name,
        { source: this.#numberOf(given, source), runAsSystem },
      ]),
      app: deployment.appEjson,
      environment: deployment.environmentEjson,
    };
    const frame = encodeText(TO_CHILD.deployment, given.number, JSON.stringify(data));
    if (frame.length > this.#frameBytesMax) return this.#refuse(id, frame.length);
    this.#send(frame);
    this.#deployments.set(id, given);
    this.#byNumber.set(given.number, given);
    this.#newest = given;
    for (const other of [...this.#deployments.values()]) {
      if (other !== given && other.running === 0) this.#forget(other);
    }
    return given;
  }

  #refuse(id: string, bytes: number): Unsendable {
    const reason = {
      problem: `the values and names of the app take ${bytes} bytes, and a sandbox takes at most ${this.#frameBytesMax}`,
    };
    this.#unsendable = { id, reason };
    return reason;
  }

  #forget(given: GivenDeployment): void {
    this.#deployments.delete(given.id);
    this.#byNumber.delete(given.number);
    const unused: number[] = [];
    for (const key of given.keys) {
      const number = this.#sources.get(key);
      if (number === undefined || this.#isUsed(key)) continue;
      this.#sources.delete(key);
      if (this.#sent.delete(number)) unused.push(number);
    }
    this.#send(encodeText(TO_CHILD.forget, given.number, JSON.stringify(unused)));
  }

  #isUsed(key: string): boolean {
    for (const { keys } of this.#deployments.values()) if (keys.has(key)) return true;
    return false;
  }

  /** A number for the source; its text is sent when a call can reach it. */
  #numberOf(given: GivenDeployment, source: SourceRef): number {
    const key = keyOf(source);
    given.keys.add(key);
    const known = this.#sources.get(key);
    if (known !== undefined) return known;
    this.#lastSource += 1;
    this.#sources.set(key, this.#lastSource);
    return this.#lastSource;
  }

  #sendSource(number: number, source: SourceRef): void {
    if (this.#sent.has(number)) return;
    this.#sent.add(number);
    const analysis = analyze(source, this.#analyses);
    const { path, text } = source;
    const data: SourceData =
      'syntaxError' in analysis
        ? { path, message: analysis.syntaxError }
        : { path, text, implicitGlobals: analysis.implicitGlobals };
    const frame = encodeText(TO_CHILD.source, number, JSON.stringify(data));
    const tooLarge: SourceData = { path, message: `${path} is too large to run: ${text.length} characters` };
    this.#send(
      frame.length <= this.#frameBytesMax ? frame : encodeText(TO_CHILD.source, number, JSON.stringify(tooLarge)),
    );
  }
}
