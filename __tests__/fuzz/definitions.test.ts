import assert from 'node:assert/strict'
import fc from 'fast-check'
import { createHash } from 'node:crypto'
import { describe } from '@jest/globals'
import { BACKEND_TYPES } from '../../src/model/backend-types.ts'
import {
  applyPatch,
  canonical,
  canonicalReading,
  fromReadForm,
  isUnused,
  withoutNulls
} from '../../src/model/definition.ts'
import { addedByService, compare, formatPath } from '../../src/model/diff.ts'
import { digestOf, parseFingerprint } from '../../src/model/fingerprint.ts'
import { isJsonObject } from '../../src/model/json.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import { holdsSecret, redact, redactText, secretsOf } from '../../src/model/redact.ts'
import { checkShape } from '../../src/model/shape.ts'
import { classify } from '../../src/rollout/classify.ts'
import { holds, hostileText, json, jsonObject, key, longText, secretText } from '../support/fuzz.ts'
import { fingerprintOver, readingOf } from '../support/reading.ts'
import { planOf } from '../unit/report/outcomes.ts'

const type = fc.constantFrom(...BACKEND_TYPES, 'NEW_TYPE', '__proto__')

/** A value equivalent to its absence, under an unknown key; a reading also has `false` for it. */
const UNUSED: readonly Json[] = [null, '', [], {}, { a: '' }, { Port: 0 }, { ServiceTimeout: '0' }]
const UNUSED_AS_READ: readonly Json[] = [...UNUSED, false, { a: false }]

/** The same value in a different spelling: keys reordered, scalars as strings, unused parts added. */
function respelled(value: Json, pick: () => number, unused = UNUSED): Json {
  if (typeof value === 'number') return pick() % 2 === 0 ? String(value) : value
  if (typeof value === 'boolean') return pick() % 2 === 0 ? String(value) : value
  if (Array.isArray(value)) return value.map(item => respelled(item, pick, unused))
  if (!isJsonObject(value)) return value
  const entries = Object.entries(value).map(([name, child]): [string, Json] => [
    name,
    respelled(child, pick, unused)
  ])
  const more: [string, Json][] = Object.hasOwn(value, 'unused')
    ? []
    : [['unused', unused[pick() % unused.length] ?? null]]
  const ranked = [...entries, ...more].map(entry => ({ entry, rank: pick() }))
  return Object.fromEntries(ranked.sort((a, b) => a.rank - b.rank).map(({ entry }) => entry))
}

const picks = fc.infiniteStream(fc.nat()).map(stream => () => Number(stream.next().value))

/** The value without its unused parts; `undefined` if nothing remains. */
function pruned(value: Json, key = ''): Json | undefined {
  if (isUnused(value, key)) return undefined
  if (!isJsonObject(value)) return value
  const kept = Object.entries(value).flatMap(([name, child]): [string, Json][] => {
    const rest = pruned(child, name)
    return rest === undefined ? [] : [[name, rest]]
  })
  return Object.fromEntries(kept)
}

describe('the canonical text', () => {
  holds('of itself is itself', [json], value => {
    const text = canonical(value)
    assert.equal(canonical(JSON.parse(text) as Json), text)
  })
  holds('is the same for every spelling', [json, picks], (value, pick) => {
    assert.equal(canonical(respelled(value, pick)), canonical(value))
  })
  holds('leaves out what says nothing, and nothing else', [json], value => {
    assert.equal(canonical(pruned(value)), canonical(value))
    assert.equal(canonical(value) === 'null', isUnused(value))
  })
})

describe('a desired and a live definition', () => {
  holds('the write form of a write form is itself', [jsonObject, type], (config, backendType) => {
    const written = fromReadForm(config, backendType)
    assert.deepEqual(fromReadForm(written, backendType), written)
  })
  holds('is no change of itself, in any spelling', [jsonObject, type, picks], (config, backendType, pick) => {
    const written = fromReadForm(config, backendType)
    const before = readingOf(config, backendType)
    const live = readingOf(respelled(config, pick, UNUSED_AS_READ) as JsonObject, backendType)
    const { changes, omitted } = compare(written, live)
    assert.deepEqual(changes, [])
    // anyone may set the text "false"; only `false` itself is certainly the service's value for a key that was never set
    for (const { before } of omitted) assert.equal(before, 'false')
    assert.equal(live.canonical, before.canonical)
    const plan = { ...planOf(), targetType: backendType, desired: written, data: written }
    assert.equal(classify(live, { ...plan, live }).verdict, 'previous')
    assert.equal(classify(live, { ...plan, live: before }).verdict, 'previous')
  })
  holds(
    'every difference has its own place',
    [jsonObject, jsonObject, type],
    (desired, config, backendType) => {
      const { changes, omitted } = compare(desired, readingOf(config, backendType))
      for (const list of [changes, omitted]) {
        const paths = list.map(({ path }) => path)
        assert.equal(new Set(paths).size, paths.length)
      }
      for (const { before, after } of changes) assert.notEqual(canonical(before), canonical(after))
      for (const { before } of omitted) assert.equal(isUnused(before), false)
    }
  )
  holds('the service adds nothing that was there', [jsonObject, jsonObject], (desired, before) => {
    assert.deepEqual(addedByService(desired, before, before), [])
    assert.deepEqual(addedByService(desired, {}, desired), [])
  })
  holds(
    'two paths are two texts',
    [fc.array(key, { maxLength: 4 }), fc.array(key, { maxLength: 4 })],
    (one, other) => {
      assert.equal(formatPath(one) === formatPath(other), JSON.stringify(one) === JSON.stringify(other))
    }
  )
  holds(
    'the shape is judged, whatever it is',
    [jsonObject, fc.option(type, { nil: undefined })],
    (config, backendType) => {
      const { errors, warnings } = checkShape(
        { definition: config, desired: config, live: undefined },
        backendType ?? 'A_NEW_TYPE'
      )
      for (const text of [...errors, ...warnings]) assert.ok(text.length < 200)
    }
  )
})

describe('a patch', () => {
  holds('laid over twice is laid over once', [jsonObject, jsonObject], (definition, patch) => {
    const { data } = applyPatch(definition, patch)
    assert.deepEqual(applyPatch(data, patch).data, data)
  })
  holds('leaves nothing of what it removes', [jsonObject, jsonObject], (definition, patch) => {
    const { data, desired } = applyPatch(definition, patch)
    assert.deepEqual(withoutNulls(data), data)
    assert.deepEqual(withoutNulls(desired), data)
  })
  holds('is live once its data is', [jsonObject, jsonObject, type], (definition, patch, backendType) => {
    const { data, desired } = applyPatch(fromReadForm(definition, backendType), patch)
    assert.deepEqual(compare(desired, readingOf(data, backendType)).changes, [])
  })
  holds('without a key changes nothing', [jsonObject], definition => {
    assert.deepEqual(applyPatch(withoutNulls(definition), {}).data, withoutNulls(definition))
  })
})

describe('secrets', () => {
  const secretKey = fc.constantFrom(
    ...['Password', 'password', 'SecretKey', 'AccessKey', 'accessKeySecret', 'SecurityToken', 'x-token'],
    ...['credentials', 'private_key', 'Authorization']
  )
  /** A value that contains the secret, by the structure around it. */
  const holders: readonly ((secret: string, name: string, rest: Json) => Json)[] = [
    (secret, name) => ({ [name]: secret }),
    (secret, name, rest) => ({ [name]: [rest, secret] }),
    (secret, name, rest) => ({ [name]: { a: secret, rest } }),
    secret => ({ HeaderName: 'Authorization', HeaderValue: secret }),
    (secret, _, rest) => ({ rest, Url: `http://user:${secret}@host/` }),
    secret => `https://host/?a=1&Signature=${secret}`,
    (secret, name) => JSON.stringify({ [name]: `a"b\\${secret}` }),
    (secret, name, rest) => JSON.stringify({ body: JSON.stringify({ rest, [name]: `"${secret}` }) })
  ]
  const holder = fc.constantFrom(...holders)

  /** A definition with the secret in it somewhere. */
  const buried = fc
    .tuple(fc.array(fc.oneof(key, fc.constant(0)), { maxLength: 3 }), jsonObject)
    .map(([way, rest]) => (value: Json): JsonObject => ({
      ...rest,
      hidden: way.reduce<Json>(
        (inner, step) => (step === 0 ? [inner] : Object.fromEntries([[step, inner]])),
        value
      )
    }))

  holds(
    'are in nothing that is shown',
    [buried, holder, secretKey, secretText, json],
    (bury, hide, name, secret, rest) => {
      const definition = bury(hide(secret, name, rest))
      assert.ok(!JSON.stringify(redact(definition)).includes(secret))
      assert.ok(!redactText(JSON.stringify(definition)).includes(secret))
    }
  )
  holds(
    'are found, to be masked',
    [buried, fc.constantFrom(...holders.slice(0, 6)), secretKey, secretText, json],
    (bury, hide, name, secret, rest) => {
      const definition = bury(hide(secret, name, rest))
      assert.equal(
        secretsOf(definition).some(found => found.includes(secret)),
        true
      )
      assert.equal(holdsSecret(definition), true)
    }
  )
  holds('redacted, there is nothing more to redact', [json], value => {
    // once is not enough if a header is only named like a secret afterwards
    const shown = redact(redact(value))
    assert.deepEqual(redact(shown), shown)
  })
  holds('in a text, too', [longText], text => {
    assert.equal(redactText(redactText(text)), redactText(text))
    secretsOf(text)
  })
  holds('of a difference are marked', [secretKey, json, json, hostileText], (name, before, after, other) => {
    const { changes, omitted } = compare(
      { a: { [name]: after }, [`b${other}`]: 1 },
      readingOf({ a: { [name]: before } }, 'NEW')
    )
    for (const { path, secret } of [...changes, ...omitted]) assert.equal(secret, path.startsWith('a.'))
  })
})

describe('fingerprints', () => {
  // a slow hash covers the same texts
  const quick = (text: string, salt: string): string =>
    createHash('sha256')
      .update(JSON.stringify([text, salt]))
      .digest('hex')
      .slice(0, 32)
  const id = fc.stringMatching(/^[a-z0-9]{1,8}$/)
  holds(
    'are equal for equal plans in any spelling',
    [id, id, type, jsonObject, jsonObject, picks],
    (...values) => {
      const [backendId, stageName, backendType, live, desired, pick] = values
      const fingerprint = fingerprintOver({ backendId, stageName, backendType, live, desired }, quick)
      assert.notEqual(parseFingerprint(fingerprint), undefined)
      const again = {
        backendId,
        stageName,
        backendType,
        live: respelled(live, pick, UNUSED_AS_READ) as JsonObject,
        desired: respelled(desired, pick) as JsonObject
      }
      assert.equal(fingerprintOver(again, quick), fingerprint)
    }
  )
  holds('differ where anything differs', [id, id, jsonObject, jsonObject], (one, other, a, b) => {
    const isSame = canonicalReading(a) === canonicalReading(b)
    assert.equal(digestOf([one, 'TEST'], a, quick) === digestOf([one, 'TEST'], b, quick), isSame)
    const [of, isEqual] = [
      { backendId: one, stageName: other, backendType: 'HTTP' },
      canonical(a) === canonical(b)
    ]
    assert.equal(
      fingerprintOver({ ...of, live: {}, desired: a }, quick) ===
        fingerprintOver({ ...of, live: {}, desired: b }, quick),
      isEqual
    )
    if (isEqual) assert.ok(isSame)
    assert.equal(digestOf([one, other], a, quick) === digestOf([other, one], a, quick), one === other)
  })
})
