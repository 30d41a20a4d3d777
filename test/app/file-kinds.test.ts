import { describe, expect, it } from 'vitest';
import type { LayoutName } from '../../src/app/app.ts';
import { FILE_KINDS } from '../../src/app/file-kinds.ts';
import { PATHS, roleOfPath } from '../../src/app/path-roles.ts';

/** Rules of linked data sources lie where service rules do: the type of the service tells, the path does not. */
const sharedPath = 'services/*/rules/*.json';
const carried = ['source', 'dependencies', 'hosted-file'];

describe('the table of file kinds', () => {
  const places = FILE_KINDS.filter(({ name }) => name !== 'root-file').flatMap(({ name, files }) =>
    files.flatMap(({ path, layouts }) => layouts.map((layout) => ({ name, path, layout }))),
  );

  it('says of every place what a path there is taken for', () => {
    const wrong = places.filter(({ name, path, layout }) => {
      const { file } = roleOfPath(layout, path.replaceAll('*', 'name'));
      return file !== name && !(name === 'collection-rule' && path === sharedPath && file === 'service-rule');
    });
    expect(wrong).toEqual([]);
  });

  it('has collection rules beside service rules in the layouts without data sources', () => {
    const shared = places.filter(({ name, path }) => name === 'collection-rule' && path === sharedPath);
    expect(shared.map(({ layout }) => layout)).toEqual(['A', 'B']);
  });

  it('knows every place where a path is taken for a JSON file', () => {
    const known = new Set(places.map(({ name, path, layout }) => `${name} ${layout} ${path}`));
    const missing = PATHS.filter(({ file }) => !carried.includes(file)).flatMap(({ file, path, layouts }) =>
      [...layouts]
        .filter((layout) => !known.has(`${file} ${layout} ${path}`))
        .map((layout) => `${file} ${layout} ${path}`),
    );
    expect(missing).toEqual([]);
  });

  it('has a root file for every layout', () => {
    const root = FILE_KINDS.find(({ name }) => name === 'root-file');
    const layouts: readonly LayoutName[] = ['A', 'B', 'C', 'D'];
    expect(root?.files.flatMap((file) => file.layouts)).toEqual(layouts);
    expect(root?.files.map(({ path }) => path)).toEqual([
      'stitch.json',
      'config.json',
      'realm_config.json',
      'root_config.json',
    ]);
  });

  it('gives every kind a place, a name in kebab-case and one line of meaning', () => {
    for (const { name, meaning, files } of FILE_KINDS) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(meaning).toMatch(/^[A-Z][^\n.]{5,70}$/);
      expect(files.length).toBeGreaterThan(0);
    }
  });
});
