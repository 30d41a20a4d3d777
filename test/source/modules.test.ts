import { describe, expect, it } from 'vitest';
import { joinModules } from '../../src/source/modules.ts';

function join(files: Record<string, string>): string {
  return joinModules('./main.js', (specifier) => {
    const text = files[specifier];
    if (text === undefined) throw new Error(`no file ${specifier}`);
    return text;
  });
}

describe('joining modules', () => {
  it('puts what is imported first, once', () => {
    const text = join({
      './main.js': "import { a } from './a.js';\nimport { b } from './b.js';\nexport function main() { return a + b; }",
      './a.js': "import { b } from './b.js';\nexport const a = b + 1;",
      './b.js': 'export const b = 1;\nexport {};',
    });
    expect(new Function(`${text}; return main();`)()).toBe(3);
  });

  it.each([
    ['a renamed import', { './main.js': "import { a as b } from './a.js';", './a.js': 'export const a = 1;' }],
    ['a default import', { './main.js': "import a from './a.js';", './a.js': '' }],
    ['a namespace import', { './main.js': "import * as a from './a.js';", './a.js': '' }],
    ['a default export', { './main.js': 'export default 1;' }],
    ['an export list', { './main.js': 'const a = 1; export { a };' }],
    ['a re-export', { './main.js': "export * from './a.js';", './a.js': '' }],
    ['one name in two modules', { './main.js': "import './a.js'; const a = 1;", './a.js': 'function a() {}' }],
    ['a missing file', { './main.js': "import './a.js';" }],
  ])('refuses %s', (_title, files) => {
    expect(() => join(files)).toThrow();
  });
});
