import { describe, expect, it } from 'vitest';
import { proposeAppName, proposeNamed, proposeNumbered } from '../../../src/app/scaffold/propose-name.ts';

describe('a proposed name', () => {
  it('is numbered from 0, and fills gaps', () => {
    expect(proposeNumbered('webhook', [])).toBe('webhook0');
    expect(proposeNumbered('webhook', ['webhook0', 'webhook2'])).toBe('webhook1');
  });

  it('is the plain one while that is free', () => {
    expect(proposeNamed('http', ['store'])).toBe('http');
    expect(proposeNamed('http', ['http', 'http-2'])).toBe('http-3');
  });

  it.each([
    ['orders', 'orders'],
    ['My Orders (2021)', 'My-Orders-2021'],
    ['-x-', 'x'],
    ['ä', undefined],
    ['', undefined],
    ['a'.repeat(100), 'a'.repeat(64)],
  ])('of an app, from the directory %j, is %j', (directory, name) => {
    expect(proposeAppName(directory, 64)).toBe(name);
  });
});
