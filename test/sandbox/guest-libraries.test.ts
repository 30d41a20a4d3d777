import { afterAll, describe, expect, it } from 'vitest';
import { createAppSandbox } from './app-sandbox.ts';

const app = createAppSandbox();
afterAll(() => app.sandbox.close(0));

describe('utils.crypto', () => {
  it.each([
    ['{"message":"MESSAGE"}', '12345', '828ee180512eaf8a6229eda7eea72323f68e9c0f0093b11a578b0544c5777862'],
    [
      '{ "message": "Hello!" }',
      'Super5ecr3tPa55w0rd',
      'd4f0537db4e230d7a6028a6f7c3bb1b57c9d16f39176d78697e559ac333e0b36',
    ],
    ['Hello, World!', "It's a Secret to Everybody", '757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17'],
  ])('computes the published HMAC of %s', async (message, key, hex) => {
    const source = `exports = (p) => utils.crypto.hmac(p.body.text(), ${JSON.stringify(key)}, 'sha256', 'hex');`;
    expect(await app.run(source, { body: message })).toBe(hex);
  });

  it('takes binary keys and gives base64', async () => {
    const text = 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}';
    const source = `exports = (p) => utils.crypto.hmac(p.body, BSON.Binary.fromBase64('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'), 'sha256', 'base64');`;
    expect(await app.run(source, { body: text })).toBe('g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it.each([
    ['md5', '900150983cd24fb0d6963f7d28e17f72'],
    ['sha1', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['sha256', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ])('hashes with %s', async (algorithm, hex) => {
    expect(await app.run(`exports = () => utils.crypto.hash('${algorithm}', 'abc').toHex();`)).toBe(hex);
  });

  it.each([
    'hash("sha3", "x")',
    'hash("toString", "x")',
    'hash("sha256", 5)',
    'hmac("x", "k", "sha256", "raw")',
    'hmac({}, "k", "sha256", "hex")',
    'hash("sha256", "x".repeat(9e6))',
    'hash("sha256", "é".repeat(5e6))',
    'hmac("x", "k".repeat(9e6), "sha256", "hex")',
  ])('refuses %s', async (expression) => {
    expect(await app.call(`exports = () => utils.crypto.${expression};`)).toMatchObject({ status: 'threw' });
  });
});

describe('BSON', () => {
  it('has classes that work with and without new', async () => {
    const source = `exports = () => [BSON.ObjectId() instanceof BSON.ObjectId, new BSON.Int32(5).valueOf(), BSON.Double(1.5).valueOf(),
      BSON.Long.fromString('9007199254740993').toString(), BSON.BSONRegExp('a', 'i').pattern, BSON.MaxKey() instanceof BSON.MaxKey,
      BSON.Code('x').code, BSON.ObjectId().constructor === BSON.ObjectId, BSON.ObjectId.isValid('zz')];`;
    expect(await app.run(source)).toEqual([true, 5, 1.5, '9007199254740993', 'a', true, 'x', true, false]);
  });

  it('makes ObjectIds that differ between calls and realms', async () => {
    const ids = await Promise.all(
      ['', '', 'globalThis;', 'globalThis;'].map((use) =>
        app.run(`${use} exports = () => BSON.ObjectId().toString();`),
      ),
    );
    expect(new Set(ids).size).toBe(4);
  });

  it('converts binaries between text, hex and base64', async () => {
    const source = `exports = () => [BSON.Binary.fromText('hé').toHex(), BSON.Binary.fromHex('68c3a9').text(),
      BSON.Binary.fromBase64('aMOp').text(), BSON.Binary.fromText('hé😀').toBase64(), BSON.Binary.fromHex('ff41').text()];`;
    expect(await app.run(source)).toEqual(['68c3a9', 'hé', 'hé', Buffer.from('hé😀').toString('base64'), '\uFFFDA']);
  });

  it.each([
    "BSON.ObjectId('zz')",
    "BSON.Binary.fromHex('f')",
    "BSON.Binary.fromHex('zz')",
    "BSON.Binary.fromBase64('*')",
    "BSON.Decimal128.fromString('x')",
  ])('throws for %s', async (expression) => {
    expect(await app.call(`exports = () => ${expression};`)).toMatchObject({ status: 'threw' });
  });
});

describe('EJSON', () => {
  it('parses types and writes them back', async () => {
    const text =
      '{"a":{"$numberInt":"1"},"b":{"$numberLong":"9007199254740993"},"c":{"$numberDouble":"1.5"},"d":{"$date":{"$numberLong":"5"}},"e":{"$binary":{"base64":"aGk=","subType":"05"}},"f":{"$regularExpression":{"pattern":"a","options":"i"}},"g":{"$timestamp":{"t":1,"i":2}},"h":{"$minKey":1},"i":{"$numberDecimal":"1.10"},"j":{"$code":"x","$scope":{"y":{"$numberInt":"1"}}},"k":[{"$oid":"507f1f77bcf86cd799439011"}],"l":{"$set":{"z":{"$numberInt":"2"}}},"m":{"$ref":"c","$id":{"$numberInt":"1"}}}';
    expect(await app.run('exports = (p) => EJSON.stringify(EJSON.parse(p.body.text()));', { body: text })).toBe(text);
  });

  it('leaves plain numbers plain and writes them canonically', async () => {
    expect(await app.run('exports = () => [EJSON.parse(\'{"n": 5}\').n === 5, EJSON.stringify({ n: 42 })];')).toEqual([
      true,
      '{"n":{"$numberInt":"42"}}',
    ]);
  });

  it.each(['{', '', '{"$oid":"zz"}', '{"$date":"never"}', '{"$numberDecimal":"x"}'])('throws for %s', async (text) => {
    expect(await app.call('exports = (p) => EJSON.parse(p.body.text());', { body: text })).toMatchObject({
      status: 'threw',
    });
  });
});
