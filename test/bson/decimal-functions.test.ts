import { describe, expect, it } from 'vitest';
import { Decimal128 } from '../../src/bson/bson.ts';
import { type DecimalValue, decimalValue, toDecimal128 } from '../../src/bson/decimal.ts';
import {
  exponentialDecimal,
  logarithm10Decimal,
  logarithmDecimal,
  powerDecimal,
  squareRootDecimal,
} from '../../src/bson/decimal-exponential.ts';
import {
  hyperbolicCosineDecimal,
  hyperbolicSineDecimal,
  hyperbolicTangentDecimal,
  inverseHyperbolicCosineDecimal,
  inverseHyperbolicSineDecimal,
  inverseHyperbolicTangentDecimal,
} from '../../src/bson/decimal-hyperbolic.ts';
import {
  arcCosineDecimal,
  arcSineDecimal,
  arcTangent2Decimal,
  arcTangentDecimal,
  cosineDecimal,
  sineDecimal,
  tangentDecimal,
} from '../../src/bson/decimal-trigonometry.ts';

const FUNCTIONS = {
  exp: exponentialDecimal,
  ln: logarithmDecimal,
  log10: logarithm10Decimal,
  sqrt: squareRootDecimal,
  sin: sineDecimal,
  cos: cosineDecimal,
  tan: tangentDecimal,
  asin: arcSineDecimal,
  acos: arcCosineDecimal,
  atan: arcTangentDecimal,
  sinh: hyperbolicSineDecimal,
  cosh: hyperbolicCosineDecimal,
  tanh: hyperbolicTangentDecimal,
  asinh: inverseHyperbolicSineDecimal,
  acosh: inverseHyperbolicCosineDecimal,
  atanh: inverseHyperbolicTangentDecimal,
} satisfies Record<string, (x: DecimalValue) => DecimalValue>;

const MAX = '9.999999999999999999999999999999999E+6144';
const value = (text: string) => decimalValue(Decimal128.fromString(text));
const spelled = (result: DecimalValue) => String(toDecimal128(result));

describe('a function of decimals', () => {
  it.each<readonly [keyof typeof FUNCTIONS, string, string]>([
    ['exp', '1', '2.718281828459045235360287471352662'],
    ['exp', '-1', '0.3678794411714423215955237701614609'],
    ['exp', '-0', '1'],
    ['exp', '1E-6143', '1'],
    ['exp', '14149.4', 'Infinity'],
    ['exp', '-14220', '2E-6176'],
    ['exp', MAX, 'Infinity'],
    ['exp', `-${MAX}`, '0E-6176'],
    ['exp', '-Infinity', '0'],
    ['ln', '1.0', '0'],
    ['ln', '10', '2.302585092994045684017991454684364'],
    ['ln', '1.000000000000000000000000000000001', '9.999999999999999999999999999999995E-34'],
    ['ln', '0.9999999999999999999999999999999999', '-1.000000000000000000000000000000000E-34'],
    ['ln', '1E-6176', '-14220.76553433122614449511522413063'],
    ['ln', MAX, '14149.38539644841072829055748903542'],
    ['log10', '2', '0.3010299956639811952137388947244930'],
    ['log10', '100', '2'],
    ['log10', '1E-6176', '-6176'],
    ['log10', MAX, '6145'],
    ['sqrt', '2', '1.414213562373095048801688724209698'],
    ['sqrt', '4.00', '2.0'],
    ['sqrt', '1E-6176', '1E-3088'],
    ['sqrt', MAX, '3.162277660168379331998893544432718E+3072'],
    ['sqrt', '-0', '-0'],
    ['sin', '-0', '-0'],
    ['sin', '1E-100', '1.000000000000000000000000000000000E-100'],
    ['sin', '1', '0.8414709848078965066525023216302990'],
    ['sin', '3.141592653589793238462643383279503', '-1.158028306006248941790250554076922E-34'],
    ['sin', '1E+22', '-0.8522008497671888017727058937530294'],
    ['sin', MAX, '0.5582907749092521238056875912416942'],
    ['cos', '0', '1.000000000000000000000000000000000'],
    ['cos', '1E-30', '1'],
    ['tan', '0', '0E-40'],
    ['asin', '1', '1.570796326794896619231321691639751'],
    ['acos', '1', '0E-6176'],
    ['acos', '-0', '1.570796326794896619231321691639751'],
    ['atan', 'Infinity', '1.570796326794896619231321691639751'],
    ['atan', MAX, '1.570796326794896619231321691639751'],
    ['sinh', '1', '1.175201193643801456882381850595601'],
    ['sinh', '-15000', '-Infinity'],
    ['cosh', '1E-6000', '1.000000000000000000000000000000000'],
    ['cosh', '180', '7.446921003909191797822205115161443E+77'],
    ['tanh', '1E-6000', '1.000000000000000000000000000000000E-6000'],
    ['tanh', '65', '1'],
    ['asinh', '-0', '-0E-6176'],
    ['asinh', MAX, '14150.07854362897067359997472115688'],
    ['acosh', '1', '0'],
    ['acosh', '1.000000000000000000000000000000001', '4.472135954999579392818347337462552E-17'],
    ['atanh', '-1', '-Infinity'],
    ['atanh', '1E-60', '1E-60'],
    ['atanh', '0.5', '0.5493061443340548456976226184612628'],
    ['sqrt', 'NaN', 'NaN'],
    ['exp', 'NaN', 'NaN'],
    ['cosh', 'NaN', 'NaN'],
  ])('%s of %s is %s', (name, argument, expected) => {
    expect(spelled(FUNCTIONS[name](value(argument)))).toBe(expected);
  });
});

describe('a power of decimals', () => {
  it.each<readonly [string, string, string]>([
    ['2', '100', '1267650600228229401496703205376.000'],
    ['10', '-3', '0.001000000000000000000000000000000000'],
    ['1.5', '2', '2.250000000000000000000000000000000'],
    ['4', '0.5', '2.000000000000000000000000000000000'],
    ['0.4999999999999999999999999999999999', '2', '0.2499999999999999999999999999999999'],
    ['37.5115353811546003290183588', '10.0', '5516306717654263.132205494531151093'],
    ['1.000000000000000000000000000000001', '9E+33', '8103.083927575384007709996689432723'],
    ['-2', '3', '-8.000000000000000000000000000000000'],
    ['-2', '1E+3', '1.071508607186267320948425049060002E+301'],
    ['-2', '0.5', 'NaN'],
    ['1.1', '1E+6000', 'Infinity'],
    ['0.9', '1E+6000', '0E-6176'],
    ['0.9', '-1E+6000', 'Infinity'],
    // The logarithm has too few digits behind the point for the greatest of numbers.
    [MAX, '1', 'Infinity'],
    ['-Infinity', '3', '-Infinity'],
    ['-Infinity', '-1', '0E-6176'],
    ['-0', '3', '0E-6176'],
    ['0.5', 'Infinity', '0E-6176'],
    ['0.5', '-Infinity', 'Infinity'],
    ['-1', 'Infinity', '1.000000000000000000000000000000000'],
    ['NaN', '0', '1.000000000000000000000000000000000'],
    ['1', 'NaN', '1.000000000000000000000000000000000'],
    ['2', 'NaN', 'NaN'],
  ])('%s to %s is %s', (base, exponent, expected) => {
    expect(spelled(powerDecimal(value(base), value(exponent)))).toBe(expected);
  });
});

describe('the angle of a point', () => {
  it.each<readonly [string, string, string]>([
    ['0', '1', '0E-6176'],
    ['-0', '1', '-0E-6176'],
    ['0', '-0', '3.141592653589793238462643383279503'],
    ['1', '1', '0.7853981633974483096156608458198757'],
    ['-1', '-1', '-2.356194490192344928846982537459627'],
    ['1E-40', '2', '5E-41'],
    ['1E+40', '-2', '1.570796326794896619231321691639751'],
    ['Infinity', '-Infinity', '2.356194490192344928846982537459627'],
    ['-3', 'Infinity', '-0E-6176'],
    ['1', 'NaN', 'NaN'],
  ])('(y %s, x %s) is %s', (y, x, expected) => {
    expect(spelled(arcTangent2Decimal(value(y), value(x)))).toBe(expected);
  });
});
