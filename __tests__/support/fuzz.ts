import { test } from '@jest/globals'
import fc from 'fast-check'
import type { Json, JsonObject } from '../../src/model/json.ts'
import { anyText } from './any-text.ts'
import { check, checkAsync } from './check-property.ts'

// Properties run with 5,000 cases that are the same each time; `npm run fuzz` runs more and different cases.
const RUNS = Number(process.env['FUZZ_RUNS'] ?? '') || 5_000
const SEED = Number(process.env['FUZZ_SEED'] ?? '') || 20_160_714
/** Detects a hanging property; far above its normal duration. */
const TIMEOUT_MS = 300_000 * Math.max(1, RUNS / 5_000)

type Arbitraries<Values> = { [K in keyof Values]: fc.Arbitrary<Values[K]> }

/** Defines a test that a property holds for all generated values. */
export function holds<Values extends [unknown, ...unknown[]]>(
  name: string,
  arbitraries: Arbitraries<Values>,
  property: (...values: Values) => undefined
): void {
  test(
    name,
    () => check(fc.property<Values>(...arbitraries, property), { numRuns: RUNS, seed: SEED }),
    TIMEOUT_MS
  )
}

/** The same for an asynchronous property. */
export function holdsAsync<Values extends [unknown, ...unknown[]]>(
  name: string,
  arbitraries: Arbitraries<Values>,
  property: (...values: Values) => Promise<void>
): void {
  test(
    name,
    () => checkAsync(fc.asyncProperty<Values>(...arbitraries, property), { numRuns: RUNS, seed: SEED }),
    TIMEOUT_MS
  )
}

/** Pieces that attackers would use to break out of text. */
const PIECES = [
  ...['::error::x', '::add-mask::x', '::stop-commands::x', '::group::', '::set-output name=a::b', '::', ':'],
  ...['##[error]x', '##[add-mask]x', '##[', '##', '#', '[', ']', '%0A', '%0D%0A::error::x', '%25', '%3A'],
  ...['\n', '\r', '\r\n', '\n\n', '\u0085', '\u2028', '\u2029', '\v', '\f', '\0', '\b', '\u001b'],
  ...['\u001b[31m', '\u001b]0;x\u0007', '\u009b31m', '\u202e', '\u2066', '\u200f', '\u061c', '\u200b'],
  ...['\ufeff', '\u00a0', '\u3000', '\ufff9', '\ud83d', '\ude00', '\u{1f600}', '\u{e0041}', 'é', '中'],
  ...['<img src=x>', '<!-- ', '-->', '](http://x)', '`', '```', '|', '@all', '${{ x }}', '<<EOF', 'EOF'],
  ...['__proto__', 'constructor', 'toString', '"', '\\', "'", ' ', '  ', '\t', ',', '=', '&', '?', '{', '}'],
  ...['http://u:p@h', '0', '-1', '1e999', 'null', 'true', 'fp1:', '*', '&a', '!!binary ', '%', '- ']
]

/** Any text, mostly with pieces that are special somewhere. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...PIECES) },
      { weight: 2, arbitrary: fc.string({ maxLength: 8 }) },
      { weight: 1, arbitrary: anyText(8) }
    ),
    { maxLength: 10 }
  )
  .map(pieces => pieces.join(''))

/** Texts that are sometimes long: a repeated piece. */
export const longText: fc.Arbitrary<string> = fc.oneof(
  { weight: 20, arbitrary: hostileText },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...PIECES), hostileText, fc.integer({ min: 1, max: 20_000 }))
      .map(([piece, text, times]) => piece.repeat(times) + text)
  }
)

/** A registered secret, which is unlikely to occur in a text by chance. */
export const secretText: fc.Arbitrary<string> = fc
  .stringMatching(/^[a-z0-9]{12}$/)
  .map(text => `hunter2${text}`)

const KEYS = [
  ...['ServiceAddress', 'ServiceTimeout', 'VpcConfig', 'VpcAccessId', 'VpcId', 'Port', 'Name', 'Type'],
  ...['FunctionComputeConfig', 'FcRegionId', 'MockConfig', 'MockHeaders', 'HeaderName', 'HeaderValue'],
  ...['OssConfig', 'DiscoveryConfig', 'NacosConfig', '__proto__', 'constructor', 'toString', '', 'a', 'b']
]

export const key: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...KEYS) },
  { weight: 1, arbitrary: hostileText }
)

const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, false, 0, -0, 1, 80, 1.5, '', '0', '1', 'true', 'http://a:8080', [], {}),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  hostileText
)

/** Any JSON, with keys of definitions. */
export const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 3, arbitrary: scalar },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    { weight: 2, arbitrary: entriesOf(tie('value')) }
  )
})).value

export const jsonObject: fc.Arbitrary<JsonObject> = entriesOf(json)

function entriesOf(value: fc.Arbitrary<Json>): fc.Arbitrary<JsonObject> {
  // created from entries like a parser does: `__proto__` is a key like any other, and the last duplicate wins
  return fc.array(fc.tuple(key, value), { maxLength: 4 }).map(entries => Object.fromEntries(entries))
}

/** JSON with the cloud's names in any position. */
export const bodiesWith = (names: readonly string[]): fc.Arbitrary<JsonObject> =>
  fc.letrec<{ value: Json; object: JsonObject }>(tie => ({
    value: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      fc.oneof(
        hostileText,
        fc.constantFrom<Json>(null, 0, 1, -1, 1e300, true, '', 'OVER', 'Failed', 'Success', '3')
      ),
      json,
      fc.array(tie('value'), { maxLength: 3 }),
      tie('object')
    ),
    object: fc
      .array(fc.tuple(fc.constantFrom(...names), tie('value')), { maxLength: 6 })
      .map(entries => Object.fromEntries(entries))
  })).object
