import { describe, expect, it } from 'vitest';
import { canPrompt, wantsColor } from '../../src/cli/terminal.ts';

const terminal = { isTTY: true };
const pipe = {};

describe('colours', () => {
  it.each([
    { title: 'on a terminal', env: {}, colors: true },
    { title: 'not in a pipe', env: {}, stdout: pipe, colors: false },
    { title: 'not when only the errors go to a file', env: {}, stderr: pipe, colors: false },
    { title: 'not on a dumb terminal', env: { TERM: 'dumb' }, colors: false },
    { title: 'not with NO_COLOR', env: { NO_COLOR: '1' }, colors: false },
    { title: 'not with NO_COLOR, whatever it says', env: { NO_COLOR: '0' }, colors: false },
    { title: 'with an empty NO_COLOR as without', env: { NO_COLOR: '' }, colors: true },
    { title: 'in a pipe with FORCE_COLOR', env: { FORCE_COLOR: '1' }, stdout: pipe, colors: true },
    { title: 'on a dumb terminal with FORCE_COLOR', env: { FORCE_COLOR: 'true', TERM: 'dumb' }, colors: true },
    { title: 'not with FORCE_COLOR=0', env: { FORCE_COLOR: '0' }, colors: false },
    { title: 'not with both', env: { FORCE_COLOR: '1', NO_COLOR: '1' }, colors: false },
    { title: 'not with --no-color, forced or not', env: { FORCE_COLOR: '1' }, flag: false, colors: false },
  ])('are shown: $title', ({ env, stdout = terminal, stderr = terminal, flag, colors }) => {
    expect(wantsColor({ flag, env, stdout, stderr })).toBe(colors);
  });
});

describe('questions', () => {
  it.each([
    { title: 'on a terminal', asks: true },
    { title: 'not without somebody who answers', stdin: pipe, asks: false },
    { title: 'not without somebody who reads', stderr: pipe, asks: false },
    { title: 'not with --yes', assumeYes: true, asks: false },
    { title: 'not with --no-input', input: false, asks: false },
    { title: 'not in CI', env: { CI: 'true' }, asks: false },
    { title: 'with CI switched off', env: { CI: 'false' }, asks: true },
  ])('are asked: $title', ({ env = {}, stdin = terminal, stderr = terminal, assumeYes = false, input, asks }) => {
    expect(canPrompt({ env, stdin, stderr, assumeYes, input })).toBe(asks);
  });
});
