/** Paths of which none is another one or lies within it. However many there are, a further one is looked up, not compared. */

export class ClaimedPaths {
  readonly #claimed = new Set<string>();
  /** What the claimed paths lead through. */
  readonly #ways = new Set<string>();

  /** Claims a path; returns the shorter of two that overlap, and claims nothing then. */
  claim(path: string): string | undefined {
    if (this.#claimed.has(path) || this.#ways.has(path)) return path;
    const ways: string[] = [];
    for (let end = path.lastIndexOf('.'); end > 0; end = path.lastIndexOf('.', end - 1)) {
      const way = path.slice(0, end);
      if (this.#claimed.has(way)) return way;
      ways.push(way);
    }
    this.#claimed.add(path);
    for (const way of ways) this.#ways.add(way);
    return undefined;
  }
}
