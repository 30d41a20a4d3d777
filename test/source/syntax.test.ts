import { describe, expect, it } from 'vitest';
import { findSyntaxError } from '../../src/source/syntax.ts';

describe('sources that compile', () => {
  it.each([
    ['a plain handler', 'exports = function (payload, response) { return payload.query.x; };'],
    ['an async arrow', 'exports=async(a)=>{ await a; }'],
    ['an empty text', ''],
    ['a byte order mark', '\uFEFFexports = () => 1;'],
    ['HTML comments', '<!-- old\nexports = () => 1;'],
    ['a hashbang', '#!/usr/bin/env node\nexports = () => 1;'],
    ['a dynamic import', 'exports = () => import("x");'],
    ['names such as fetch and Buffer', 'const fetch = 1; var Buffer; let URL; function context() {}'],
    ['an octal literal, as sloppy scripts may', 'exports = () => 010;'],
  ])('accepts %s', (_title, text) => {
    expect(findSyntaxError(text)).toBeUndefined();
  });

  it('never runs the source', () => {
    expect(findSyntaxError('globalThis.touchedBySyntaxCheck = 1; throw new Error("ran")')).toBeUndefined();
    expect(Object.hasOwn(globalThis, 'touchedBySyntaxCheck')).toBe(false);
  });
});

describe('sources that do not compile', () => {
  it.each([
    ['a missing bracket', 'exports = function () {\n  return (1;\n};', 2, 12],
    ['a default export', 'let a = 1;\nexport default a;', 2, 1],
    ['an import', 'import x from "y";', 1, 1],
    ['a top-level return', '\n\n  return 1;', 3, 3],
    ['a top-level await', 'await f();', 1, 1],
    ['an early error inside a function', 'exports = () => {\n  let a; let a;\n};', 2, 14],
    ['a wrapper escape', '}); touched(); (function () {', 1, 1],
    ['a tab before the fault', '\t\tlet 1;', 1, 7],
    ['letters outside ASCII before the fault', 'let ä = "日本" 1;', 1, 14],
  ])('locates %s', (_title, text, line, column) => {
    expect(findSyntaxError(text)).toMatchObject({ line, column });
  });

  it('gives the words of the engine', () => {
    expect(findSyntaxError('export default 1')?.message).toBe("Unexpected token 'export'");
  });

  it('reports 100,000 nested parentheses instead of crashing', () => {
    const text = `exports = ${'('.repeat(100_000)}1${')'.repeat(100_000)}`;
    expect(findSyntaxError(text)?.message).toBe('the source is nested too deeply to compile');
  });
});
