import { describe, expect } from '@jest/globals'
import fc from 'fast-check'
import { BACKEND_TYPES, canonical, fromReadForm, isUnused, prune } from '../../src/model/definition.ts'
import { addedByService, compare, formatPath, isResultOf, sameDefinition } from '../../src/model/diff.ts'
import { digestOf, fingerprintOf, parseFingerprint } from '../../src/model/fingerprint.ts'
import { isJsonObject } from '../../src/model/json.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import { applyPatch, withoutNulls } from '../../src/model/patch.ts'
import { holdsSecret, redact, redactText, secretsOf } from '../../src/model/redact.ts'
import { checkShape } from '../../src/model/shape.ts'
import { hostileText, holds, json, jsonObject, key, longText, secretText } from '../support/fuzz.ts'

const type = fc.constantFrom(...BACKEND_TYPES, 'NEW_TYPE', '__proto__')

/** The same value in another spelling: keys in another order, numbers as strings, unused parts added. */
function respelt(value: Json, pick: () => number): Json {
  if (typeof value === 'number') return pick() % 2 === 0 && value !== 0 ? String(value) : value
  if (value === true) return pick() % 2 === 0 ? 'true' : value
  if (Array.isArray(value)) return value.map(item => respelt(item, pick))
  if (!isJsonObject(value)) return value
  const entries = Object.entries(value).map(([name, child]): [string, Json] => [name, respelt(child, pick)])
  const unused: Json[] = [null, '', 0, false, [], {}, { a: '' }]
  const more: [string, Json][] = Object.hasOwn(value, 'unused')
    ? []
    : [['unused', unused[pick() % unused.length] ?? null]]
  const ranked = [...entries, ...more].map(entry => ({ entry, rank: pick() }))
  return Object.fromEntries(ranked.sort((a, b) => a.rank - b.rank).map(({ entry }) => entry))
}

const picks = fc.infiniteStream(fc.nat()).map(stream => () => Number(stream.next().value))

describe('the canonical text', () => {
  holds('of itself is itself', [json], value => {
    const text = canonical(value)
    expect(canonical(JSON.parse(text) as Json)).toBe(text)
  })
  holds('is the same for every spelling', [json, picks], (value, pick) => {
    expect(canonical(respelt(value, pick))).toBe(canonical(value))
  })
  holds('leaves out what says nothing, and nothing else', [json], value => {
    expect(canonical(prune(value))).toBe(canonical(value))
    expect(canonical(value) === 'null').toBe(isUnused(value))
  })
})

describe('a definition and what live holds', () => {
  holds('the write form of a write form is itself', [jsonObject, type], (config, backendType) => {
    const written = fromReadForm(config, backendType)
    expect(fromReadForm(written, backendType)).toEqual(written)
  })
  holds('is no change of itself, in any spelling', [jsonObject, type, picks], (config, backendType, pick) => {
    const written = fromReadForm(config, backendType)
    const live = { config: respelt(config, pick) as JsonObject, backendType }
    expect(compare(written, live)).toEqual({ changes: [], omitted: [] })
    expect(sameDefinition({ config, backendType }, live)).toBe(true)
    expect(isResultOf(written, live, live)).toBe(true)
  })
  holds(
    'every difference has its own place',
    [jsonObject, jsonObject, type],
    (wanted, config, backendType) => {
      const { changes, omitted } = compare(wanted, { config, backendType })
      for (const list of [changes, omitted]) {
        const paths = list.map(({ path }) => path)
        expect(new Set(paths).size).toBe(paths.length)
      }
      for (const { before, after } of changes) expect(canonical(before)).not.toBe(canonical(after))
      for (const { before } of omitted) expect(isUnused(before)).toBe(false)
    }
  )
  holds('the service adds nothing that was there', [jsonObject, jsonObject], (wanted, before) => {
    expect(addedByService(wanted, before, before)).toEqual([])
    expect(addedByService(wanted, {}, wanted)).toEqual([])
  })
  holds(
    'two paths are two texts',
    [fc.array(key, { maxLength: 4 }), fc.array(key, { maxLength: 4 })],
    (one, other) => {
      expect(formatPath(one) === formatPath(other)).toBe(JSON.stringify(one) === JSON.stringify(other))
    }
  )
  holds(
    'the shape is judged, whatever it is',
    [jsonObject, fc.option(type, { nil: undefined })],
    (config, backendType) => {
      const { errors, warnings } = checkShape(config, backendType)
      for (const text of [...errors, ...warnings]) expect(text.length).toBeLessThan(200)
    }
  )
})

describe('a patch', () => {
  holds('laid over twice is laid over once', [jsonObject, jsonObject], (definition, patch) => {
    const { data } = applyPatch(definition, patch)
    expect(applyPatch(data, patch).data).toEqual(data)
  })
  holds('leaves nothing of what it removes', [jsonObject, jsonObject], (definition, patch) => {
    const { data, wanted } = applyPatch(definition, patch)
    expect(withoutNulls(data)).toEqual(data)
    expect(withoutNulls(wanted)).toEqual(data)
  })
  holds('is live once its data is', [jsonObject, jsonObject, type], (definition, patch, backendType) => {
    const { data, wanted } = applyPatch(fromReadForm(definition, backendType), patch)
    expect(compare(wanted, { config: data, backendType }).changes).toEqual([])
  })
  holds('without a key changes nothing', [jsonObject], definition => {
    expect(applyPatch(withoutNulls(definition), {}).data).toEqual(withoutNulls(definition))
  })
})

describe('secrets', () => {
  const secretKey = fc.constantFrom(
    ...['Password', 'password', 'SecretKey', 'AccessKey', 'accessKeySecret', 'SecurityToken', 'x-token'],
    ...['credentials', 'private_key', 'Authorization']
  )
  /** A value that holds the secret, by the structure around it. */
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
      expect(JSON.stringify(redact(definition))).not.toContain(secret)
      expect(redactText(JSON.stringify(definition))).not.toContain(secret)
    }
  )
  holds(
    'are found, to be masked',
    [buried, fc.constantFrom(...holders.slice(0, 6)), secretKey, secretText, json],
    (bury, hide, name, secret, rest) => {
      const definition = bury(hide(secret, name, rest))
      expect(secretsOf(definition).some(found => found.includes(secret))).toBe(true)
      expect(holdsSecret(definition)).toBe(true)
    }
  )
  holds('redacted, there is nothing more to redact', [json], value => {
    // once is not enough where a header is called like a secret only then
    const shown = redact(redact(value))
    expect(redact(shown)).toEqual(shown)
  })
  holds('in a text, too', [longText], text => {
    expect(redactText(redactText(text))).toBe(redactText(text))
    secretsOf(text)
  })
  holds('of a difference are marked', [secretKey, json, json, hostileText], (name, before, after, other) => {
    const { changes, omitted } = compare(
      { a: { [name]: after }, [`b${other}`]: 1 },
      { config: { a: { [name]: before } }, backendType: 'NEW' }
    )
    for (const { path, secret } of [...changes, ...omitted]) expect(secret).toBe(path.startsWith('a.'))
  })
})

describe('fingerprints', () => {
  const id = fc.stringMatching(/^[a-z0-9]{1,8}$/)
  holds(
    'are equal for equal plans in any spelling',
    [id, id, type, jsonObject, jsonObject, picks],
    (...values) => {
      const [backendId, stageName, backendType, live, wanted, pick] = values
      const fingerprint = fingerprintOf({ backendId, stageName, backendType, live, wanted })
      expect(parseFingerprint(fingerprint)).toBeDefined()
      const again = {
        backendId,
        stageName,
        backendType,
        live: respelt(live, pick) as JsonObject,
        wanted: respelt(wanted, pick) as JsonObject
      }
      expect(fingerprintOf(again)).toBe(fingerprint)
    }
  )
  holds('differ where anything differs', [id, id, jsonObject, jsonObject], (one, other, a, b) => {
    expect(digestOf(one, 'TEST', a) === digestOf(one, 'TEST', b)).toBe(canonical(a) === canonical(b))
    expect(digestOf(one, other, a) === digestOf(other, one, a)).toBe(one === other)
  })
})
