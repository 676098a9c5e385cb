import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { withoutSecrets } from '../../../src/model/spellings.ts'
import { check } from '../../support/check-property.ts'
import { expectGrowth } from '../../support/cpu-time.ts'

const hex = (text: string): string => Buffer.from(text).toString('hex')
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const eachUnit = (spell: (code: number) => string) => (text: string) =>
  Array.from({ length: text.length }, (_, at) => spell(text.charCodeAt(at))).join('')
const fourDigits = (code: number): string => code.toString(16).padStart(4, '0')
const lowerPercent = (text: string): string =>
  encodeURIComponent(text).replaceAll(/%../g, byte => byte.toLowerCase())
const jsonOf = (text: string): string => JSON.stringify(text).slice(1, -1)
const NAMES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '/': '&sol;',
  '+': '&plus;',
  '=': '&equals;'
}
const html = (text: string): string => text.replaceAll(/[&<>"'/+=]/g, character => NAMES[character] ?? '')

const SPELLINGS: Readonly<Record<string, (text: string) => string>> = {
  plain: text => text,
  'upper case': text => text.toUpperCase(),
  percent: encodeURIComponent,
  'percent in lower case': lowerPercent,
  'percent of each byte': text => hex(text).replaceAll(/../g, '%$&'),
  'percent twice': text => encodeURIComponent(lowerPercent(text)),
  'percent as of escape()': eachUnit(code => `%u${fourDigits(code)}`),
  form: text => lowerPercent(text).replaceAll('%20', '+'),
  html,
  'html twice': text => html(html(text)),
  'html in decimal': text => Array.from(text, character => `&#${character.codePointAt(0)};`).join(''),
  'html in hex': text =>
    Array.from(text, character => `&#x0${character.codePointAt(0)?.toString(16)};`).join(''),
  json: jsonOf,
  'json with escaped slashes': text => jsonOf(text).replaceAll('/', String.raw`\/`),
  'json of each character': eachUnit(code => `\\u${fourDigits(code)}`),
  'json twice': text => jsonOf(jsonOf(text)),
  'code points': text =>
    Array.from(text, character => `\\u{${character.codePointAt(0)?.toString(16)}}`).join(''),
  '\\x': text => hex(text).replaceAll(/../g, String.raw`\x$&`),
  octal: text => Array.from(Buffer.from(text), byte => `\\${byte.toString(8).padStart(3, '0')}`).join(''),
  hex,
  'hex in upper case': text => hex(text).toUpperCase(),
  base64,
  'base64 without padding': text => base64(text).replaceAll('=', ''),
  base64url: text => Buffer.from(text).toString('base64url'),
  'base64 behind one byte': text => base64(`:${text}`),
  'base64 behind two bytes': text => base64(`a:${text}`),
  'base64 in percent': text => lowerPercent(base64(text)),
  'percent in base64': text => base64(lowerPercent(text)),
  'base64 twice': text => base64(base64(text)),
  'base64 in json': text => base64(text).replaceAll('/', String.raw`\/`)
}

/** The message without what a spelling adds around the secret: in Base64, the first byte and the padding. */
const framed = /^Invalid key \S{0,3}\(secret\)\S{0,6} set$/i

describe('a secret in a text is hidden', () => {
  test.each(Object.entries(SPELLINGS))('%s', (_, spell) => {
    const secret = 'aB3/dE6+gH9=jK2'
    expect(withoutSecrets(`Invalid key ${spell(secret)} set`, [secret])).toMatch(framed)
  })

  const REVERSIBLE = Object.entries(SPELLINGS).filter(([name]) => name !== 'upper case')
  const anySecret = fc.oneof(
    fc.string({ minLength: 8, maxLength: 40, unit: fc.constantFrom(...Array.from('abcXYZ019+/=')) }),
    fc.string({
      minLength: 8,
      maxLength: 40,
      unit: fc.constantFrom(...Array.from(`aZ5 !"#$%&'()*+,-./:;<=>?@[\\]^_\`{|}~`))
    }),
    fc.string({ minLength: 8, maxLength: 40, unit: fc.constantFrom('é', '密', '😀', 'k', '9', '%') })
  )
  test.each(REVERSIBLE)('%s, for any secret', (_, spell) =>
    check(
      fc.property(anySecret, value => {
        const secret = value.trim()
        fc.pre(secret.length >= 8)
        const shown = withoutSecrets(`Invalid key ${spell(secret)} set`, [secret])
        expect(shown.replaceAll(/(?:\(secret\))+/g, '(secret)')).toMatch(framed)
      }),
      { numRuns: 200, seed: 20_160_714 }
    )
  )

  test.each(REVERSIBLE)('%s, truncated on both sides: no six characters are shown', (name, spell) =>
    check(
      fc.property(
        fc.string({ minLength: 12, maxLength: 40, unit: fc.constantFrom(...Array.from('bcdXYZ019+/=~')) }),
        fc.nat(12),
        fc.nat(12),
        (secret, before, after) => {
          const spelled = spell(secret)
          const shown = withoutSecrets(`key ${spelled.slice(before, spelled.length - after)} set`, [secret])
          const left = shown.replace(/^key /, '').replace(/ set$/, '').split('(secret)')
          for (const part of left) {
            // fewer than six characters, and the rest of a truncated one at each end
            expect(part.length).toBeLessThan(spell('/'.repeat(6)).length + spell('/').length * 2 + 8)
            if (name === 'plain') expect(part.length).toBeLessThan(6)
          }
        }
      ),
      { numRuns: 200, seed: 20_160_714 }
    )
  )
})

test.each([
  ['backend-check', 'backend service connect failed'],
  ['backendcheck', 'backend service connect failed'],
  ['orders-probe-7', 'the service `orders` is not known'],
  ['Bearer q7Zr2-mKp9Wx4', 'no bearer token'],
  ['gateway connection test', 'connection of the gateway refused'],
  ['staging', 'the stage staging is not known'],
  ['aB3/dE6+gH9=jK2', 'key aB3/d is not known']
])('no part of %j is hidden in: %s', (secret, text) => {
  expect(withoutSecrets(text, [secret])).toBe(text)
})

test.each([
  ['a value of words, whole', 'backend-check', 'no such purpose: backend-check', 'no such purpose: (secret)'],
  ['a value of words, in another spelling', 'backend check', 'purpose=backend%20check', 'purpose=(secret)'],
  ['several words of one', 'correct horse battery', 'horse battery is wrong', '(secret) is wrong'],
  ['a word that is cut off', 'correcthorsebattery', 'correctho is wrong', '(secret) is wrong'],
  ['letters that are no word', 'qzxkvj-bcdfgh', 'bcdfgh is wrong', '(secret) is wrong'],
  ['a part with a digit', 'orders-probe-71', 'probe-71 is wrong', '(secret) is wrong'],
  ['several secrets', 'k3y-0ne-1, ', 'k3y-0ne-1 and k3y-0ne-1', '(secret) and (secret)']
])('%s', (_, secret, text, shown) => {
  expect(withoutSecrets(text, [secret.trim()])).toBe(shown)
})

test('an unpaired surrogate and an invalid escape are not errors', () => {
  const text = String.raw`\ud83d &#x110000; &#9999999; %zz \u{110000} &nosuch; %` + '\ud83d'
  expect(withoutSecrets(text, ['a-secret-0123'])).toBe(text)
})

test('the time is linear for a text of only escapes, or only Base64', () =>
  expectGrowth(
    size => {
      withoutSecrets('%61'.repeat(size), ['a-secret-0123'])
      withoutSecrets('aGVsbG8td29y'.repeat(size), ['a-secret-0123'])
    },
    { size: 2_000, power: 1 }
  ))
