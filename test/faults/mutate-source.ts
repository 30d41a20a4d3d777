/** Changes to a JavaScript source: lost and doubled pieces, words from elsewhere, depth and length. */
import type { Random } from './random.ts';

type MutateSource = (source: string, random: Random) => string;

export function mutateSource(source: string, random: Random): string {
  return random.pick(SOURCE_MUTATIONS)(source, random);
}

const SOURCE_MUTATIONS: readonly [MutateSource, ...MutateSource[]] = [
  insertWord,
  insertWord,
  insertWord,
  removeToken,
  removeToken,
  swapLines,
  repeatLine,
  deepen,
  (source, random) => source.slice(random.below(source.length)),
  (source, random) => source.slice(0, random.below(source.length)),
  (source) => source.replace(/\bexports\b/, 'module.exports'),
  (source) => source.replace(/\bcontext\b/g, 'ctx'),
  (source) => `const ctx = context, { services, http, values } = ctx;\n${source}`,
  (source) => `//${source.replaceAll('\n', ' ')}`,
  (source) => `/*${source}*/`,
  (source) => JSON.stringify(source),
];

const words: readonly [string, ...string[]] = [
  '(',
  ')',
  '{',
  '}',
  '[',
  '`',
  '`${',
  '/*',
  '*/',
  '//',
  "'",
  '"',
  '\\',
  '\\u{110000}',
  '/(?<a>/',
  '/[/]/g',
  '<!--',
  '#!/bin/sh\n',
  '\u2028',
  '\u0000',
  '𝒳',
  'export default ',
  "import x from 'y';",
  "import('z');",
  'import.meta;',
  'await ',
  'yield ',
  'return ',
  'new.target',
  '=>',
  '?.',
  '...',
  '**',
  ' in ',
  'class A { #x; static { } }',
  'label: for (;;) { break label; }',
  'with (context) { }',
  "require('crypto');",
  'require(name);',
  "context.services.get('none').db('d').collection('c').watch();",
  "context.services.get('store-http').post({});",
  "context.functions.execute('nobody', 1);",
  "context.values.get('nothing');",
  'context.http.get({ url });',
  'const { http: { post } } = context; post({});',
  'let context = 1;',
  'var exports;',
  'exports = 1;',
  'delete context.user;',
  '__proto__',
  '0n',
  '08',
  '1_000',
  'async () => {',
  'debugger;',
];

function insertWord(source: string, random: Random): string {
  const at = random.below(source.length + 1);
  return source.slice(0, at) + random.pick(words) + source.slice(at);
}

function removeToken(source: string, random: Random): string {
  const token = random.pickAny([...source.matchAll(/\w+|[^\w\s]/g)]);
  return token === undefined ? source : source.slice(0, token.index) + source.slice(token.index + token[0].length);
}

function swapLines(source: string, random: Random): string {
  return random.shuffle(source.split('\n')).join('\n');
}

function repeatLine(source: string, random: Random): string {
  const lines = source.split('\n');
  const at = random.below(lines.length);
  return lines.toSpliced(at, 0, lines[at] ?? '').join('\n');
}

const nestings: readonly [(times: number) => string, ...((times: number) => string)[]] = [
  (times) => `exports = () => ${'('.repeat(times)}1${')'.repeat(times)};`,
  (times) => `exports = () => ${'['.repeat(times)}${']'.repeat(times)};`,
  (times) => `exports = () => context${'.a'.repeat(times)};`,
  (times) => `exports = () => context${'.get()'.repeat(times)};`,
  (times) => `exports = () => ${'1+'.repeat(times)}1;`,
  (times) => `exports = () => ${'!'.repeat(times)}1;`,
  (times) => `exports = ${'() => '.repeat(times)}1;`,
  (times) => `exports = () => { ${'if (1) '.repeat(times)}; };`,
  (times) => `exports = () => { ${'{'.repeat(times)}${'}'.repeat(times)} };`,
  (times) => `exports = () => { ${'var a = 1;'.repeat(times)} };`,
  (times) => `exports = () => ${'`${'.repeat(times)}1${'}`'.repeat(times)};`,
  (times) => `exports = () => "${'s'.repeat(times * 10)}";`,
  (times) => `${'('.repeat(times)}`,
  (times) => `/* ${'*'.repeat(times)}`,
];

function deepen(source: string, random: Random): string {
  const deep = random.pick(nestings)(10 ** (1 + random.below(5)));
  return random.oneIn(2) ? deep : `${source}\n${deep}`;
}
