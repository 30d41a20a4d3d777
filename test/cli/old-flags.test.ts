import { describe, expect, it } from 'vitest';
import { readCommandLine, readOutputFlags } from '../../src/cli/program/read-command-line.ts';
import { PROGRAM } from '../../src/cli/program.ts';

function read(line: string): unknown {
  return readCommandLine(
    line.split(' ').map((word) => (word === "''" ? '' : word)),
    PROGRAM,
  );
}

function optionsOf(line: string): unknown {
  const read = readCommandLine(line.split(' '), PROGRAM);
  if (read.kind !== 'run') return read;
  // What the parser adds for --no-input and --no-color.
  const { input, color, ...given } = read.options;
  return { ...given, ...(input === false ? { input } : {}), ...(color === false ? { color } : {}) };
}

describe('the flags of the old tools', () => {
  it.each(['--app-id=x', '--app-id x', '-app-id=x', '-app-id x', '-app-id=y -app-id=x'])(
    'are read with one dash as with two, with "=" or a space: %s',
    (flags) => {
      expect(optionsOf(`import ${flags}`)).toEqual({ appId: 'x', strategy: 'merge' });
    },
  );

  it('are read as the scripts of their time wrote them', () => {
    expect(optionsOf('import -app-id=shop-abcde -path=./shop -strategy=replace -yes')).toEqual({
      appId: 'shop-abcde',
      path: './shop',
      strategy: 'replace',
      yes: true,
    });
    expect(optionsOf('export -y -o ./copy --app-id=shop-abcde -disable-color')).toEqual({
      appId: 'shop-abcde',
      output: './copy',
      yes: true,
      color: false,
    });
    expect(optionsOf('export -o=./copy')).toMatchObject({ output: './copy' });
  });

  it.each([
    ['--yes', true],
    ['-y', true],
    ['-yes=true', true],
    ['--yes=TRUE', true],
    ['-y=1', true],
    ['--yes=t', true],
    ['--yes=false', false],
    ['-yes=F', false],
    ['-y=0', false],
  ])('may give a switch its value: %s', (flag, yes) => {
    expect(optionsOf(`import ${flag}`)).toEqual({ strategy: 'merge', ...(yes ? { yes } : {}) });
  });

  it('turn an option with an opposite to that', () => {
    expect(optionsOf('new webhook --respond-result=false')).toMatchObject({ respondResult: false });
    expect(optionsOf('new webhook --respond-result=true')).toMatchObject({ respondResult: true });
    expect(optionsOf('validate --no-color=false --no-input=true')).toEqual({ input: false });
  });

  it.each(['--yes=maybe', '--yes=', '-y=yes'])('refuse another value for a switch: %s', (flag) => {
    expect(() => read(`import ${flag}`)).toThrowError(expect.objectContaining({ code: 'WrongUsage', exitCode: 2 }));
  });

  it('leave the value of an option alone, whatever it looks like', () => {
    expect(optionsOf('new app --name -path')).toMatchObject({ name: '-path' });
    expect(optionsOf('new app --name --json')).toMatchObject({ name: '--json' });
    expect(optionsOf('import --app-name -yes=true --path a=b=c')).toMatchObject({
      appName: '-yes=true',
      path: 'a=b=c',
    });
    expect(optionsOf('new app -name=--path')).toEqual({ kind: 'app', name: '--path' });
    expect(read("new app --name ''")).toMatchObject({ options: { name: '' } });
  });

  it('leave alone what stands after --', () => {
    expect(optionsOf('validate -- -path')).toMatchObject({ directory: '-path' });
    expect(optionsOf('validate -- --help')).toMatchObject({ directory: '--help' });
  });

  it('are accepted with a note where nothing is lost by leaving them out', () => {
    const line = read(
      'import -include-hosting -include-dependencies=true --project-id=5 --reset-cdn-cache=false --path x',
    );
    expect(line).toMatchObject({ options: { path: 'x' } });
    expect(line).toMatchObject({
      notes: [
        '--include-hosting is accepted for old scripts and does nothing: the files of hosting/ are always carried along',
        '--include-dependencies is accepted for old scripts and does nothing: the dependencies archive is always carried along',
        '--project-id is accepted for old scripts and does nothing: the registry has no projects',
      ],
    });
    expect(read('export --config-path ./login --app-id x')).toMatchObject({
      options: { appId: 'x' },
      notes: [/config-path/].map((text) => expect.stringMatching(text)),
    });
  });

  it.each([
    'export --as-template',
    'export -for-source-control',
    'import --base-url=http://x',
    'export --atlas-base-url x',
  ])('are refused by name where they ask for something else: %s', (line) => {
    const [, flag = ''] = /-([a-z]\S*?)(=|$| )/.exec(line.slice(line.indexOf(' '))) ?? [];
    expect(() => read(line)).toThrowError(
      expect.objectContaining({
        code: 'WrongUsage',
        exitCode: 2,
        message: expect.stringContaining(`cannot do --${flag.replace(/^-/, '')}: `),
      }),
    );
  });

  it('are no reason to refuse when they are switched off', () => {
    expect(optionsOf('export --as-template=false --app-id x')).toEqual({ appId: 'x' });
  });

  it('of login are all taken', () => {
    const line = read(
      'login --username=ada --api-key=k -private-api-key k-k --auth-provider=local-userpass --password p --base-url=http://x --config-path=/tmp/x',
    );
    expect(line).toMatchObject({ kind: 'run', options: { username: 'ada', apiKey: 'k', password: 'p' } });
  });
});

describe('flags before the command', () => {
  it.each(['-app-id=x import', '--json import', '--yes import', '--no-color validate'])('are refused: %s', (line) => {
    expect(() => read(line)).toThrowError(expect.objectContaining({ code: 'WrongUsage', exitCode: 2 }));
  });

  it('are told where to stand', () => {
    expect(() => read('-app-id=x import --path y')).toThrow(
      'the option -app-id stands before the command; write: webhook-cli import -app-id …',
    );
    expect(() => read('--app-id x import')).toThrow('write: webhook-cli import --app-id …');
    expect(() => read('--bogus')).toThrow('stands before the command; write: webhook-cli COMMAND --bogus …');
    expect(() => read('config --json=false show')).toThrow('write: webhook-cli config --json …');
  });

  it.each(['-v', '-V', '--version', '-version'])('ask for the version: %s', (flag) => {
    expect(read(flag)).toEqual({ kind: 'version' });
    expect(read(`${flag} --json`)).toEqual({ kind: 'version' });
  });

  it.each(['-h', '--help', '-help', '--json --help'])('ask for help: %s', (flag) => {
    expect(read(flag)).toEqual({ kind: 'help' });
    expect(read(`config ${flag}`)).toMatchObject({ kind: 'help', subject: { name: 'config' } });
    expect(read(`push --path x ${flag} --bogus`)).toMatchObject({ kind: 'help', subject: { name: 'import' } });
  });
});

describe('an option that a command does not have', () => {
  it.each([
    ['import --strateg x', 'import has no option --strateg; did you mean "--strategy"?'],
    ['import -strateg=x', 'import has no option -strateg; did you mean "--strategy"?'],
    ['export -overwite', 'export has no option -overwite; did you mean "--overwrite"?'],
    ['export -o./copy', 'export has no option -o./copy; write -o ./copy'],
    ['import -yo', 'import has no option -yo'],
    ['validate --strategy', 'validate has no option --strategy'],
    ['validate --__proto__', 'validate has no option --__proto__'],
    ['config show --jsn', 'config show has no option --jsn; did you mean "--json"?'],
  ])('is refused with the nearest one: %s', (line, message) => {
    expect(() => read(line)).toThrowError(expect.objectContaining({ code: 'WrongUsage', exitCode: 2, message }));
  });
});

describe('a value that is none of the choices', () => {
  it('is refused with all of them and the nearest one, upper and lower case being one', () => {
    expect(() => read('new webhook --method pots')).toThrow(
      '--method cannot be "pots": the allowed values are GET, POST, PUT, PATCH, DELETE, HEAD, ANY; did you mean "POST"?',
    );
    expect(() => read('completion powershell')).toThrow('the shell cannot be "powershell"');
    expect(optionsOf('new WEBHOOK --method post')).toMatchObject({ kind: 'webhook', method: 'POST' });
  });
});

describe('arguments and values', () => {
  it.each([
    ['validate a b', 'validate takes only [directory], got: a b'],
    ['logout a', 'logout takes no arguments, got: a'],
    ['completion', 'completion needs the argument <shell>: bash, zsh, fish'],
    ['explain --json', 'explain needs the argument <code>'],
    ['import --path', '--path needs a value: --path <dir>'],
    ['import -strategy', '--strategy needs a value: --strategy <name>'],
    ['export -o', '--output needs a value: --output <dir>'],
    ['import --project-id', '--project-id needs a value: --project-id <id>'],
  ])('are refused when they are too few or too many: %s', (line, message) => {
    expect(() => read(line)).toThrowError(expect.objectContaining({ code: 'WrongUsage', exitCode: 2, message }));
  });
});

describe('the flags for the output', () => {
  it.each([
    ['import --strategy x --json', { json: true, color: true }],
    ['bogus -json --no-color', { json: true, color: false }],
    ['validate --json=true -disable-color', { json: true, color: false }],
    ['validate --json=false', { json: false, color: true }],
    ['validate -- --json --no-color', { json: false, color: true }],
  ])('are known before the command is: %s', (line, flags) => {
    expect(readOutputFlags(line.split(' '))).toEqual(flags);
  });
});
