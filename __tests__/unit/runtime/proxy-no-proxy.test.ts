import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, expect, test } from '@jest/globals'
import { readNoProxy } from '../../../src/runtime/proxy.ts'
import { anyText } from '../../support/any-text.ts'

const isExempt = (list: string, url: string): boolean => readNoProxy(list)(new URL(url))

/** What an entry exempts, and what it does not. */
const ENTRIES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['', [], ['https://a.example', 'http://10.0.0.1']],
  ['*', ['https://a.example', 'http://10.0.0.1', 'https://[2001:db8::1]:8443'], []],

  // names: the host and every host below it
  [
    'a.example',
    [
      'https://a.example',
      'http://a.example',
      'https://a.example:8443',
      'https://x.a.example',
      'https://x.y.a.example'
    ],
    [
      'https://nota.example',
      'https://a.example.org',
      'https://example',
      'https://b.example',
      'https://a-example'
    ]
  ],
  ['.a.example', ['https://a.example', 'https://x.a.example'], ['https://nota.example', 'https://example']],
  [
    '*.a.example',
    ['https://x.a.example', 'https://x.y.a.example'],
    ['https://a.example', 'https://nota.example']
  ],
  ['A.Example', ['https://a.example', 'https://X.A.EXAMPLE'], []],
  ['a.example.', ['https://a.example', 'https://a.example.', 'https://x.a.example'], []],
  ['.a.example.', ['https://a.example.', 'https://x.a.example'], ['https://b.example']],
  ['a.example', ['https://a.example.', 'https://x.a.example.'], []],
  ['example', ['https://example', 'https://a.example'], ['https://a.example.org']],
  [
    'bücher.example',
    ['https://bücher.example', 'https://xn--bcher-kva.example', 'https://x.bücher.example'],
    []
  ],
  ['xn--bcher-kva.example', ['https://bücher.example'], []],

  // ports
  [
    'a.example:443',
    ['https://a.example', 'https://x.a.example', 'http://a.example:443'],
    ['https://a.example:8443', 'http://a.example']
  ],
  ['a.example:80', ['http://a.example'], ['https://a.example']],
  ['.a.example:8443', ['https://a.example:8443', 'https://x.a.example:8443'], ['https://a.example']],
  ['*.a.example:8443', ['https://x.a.example:8443'], ['https://a.example:8443', 'https://x.a.example']],
  ['*:8443', ['https://a.example:8443', 'https://10.0.0.1:8443'], ['https://a.example']],
  ['a.example:', [], ['https://a.example']],
  ['a.example:https', [], ['https://a.example']],
  ['a.example:99999', [], ['https://a.example']],

  // IPv4
  [
    '10.0.0.1',
    ['https://10.0.0.1', 'http://10.0.0.1:8080'],
    ['https://10.0.0.10', 'https://110.0.0.1', 'https://10.0.0.1.example']
  ],
  ['10.0.0.1', ['https://[::ffff:10.0.0.1]'], ['https://[::ffff:10.0.0.2]', 'https://[::10.0.0.1]']],
  ['[10.0.0.1]', ['https://10.0.0.1'], ['https://10.0.0.2']],
  ['10.0.0.1:8443', ['https://10.0.0.1:8443'], ['https://10.0.0.1']],
  ['0.0.1', [], ['https://10.0.0.1']],
  ['.0.0.1', [], ['https://10.0.0.1']],
  ['*.0.0.1', [], ['https://10.0.0.1']],
  ['10', [], ['https://10.0.0.1']],
  ['10.', [], ['https://10.0.0.1']],
  ['10.*', [], ['https://10.0.0.1']],
  ['010.0.0.1', [], ['https://10.0.0.1', 'https://8.0.0.1']],

  // IPv6
  [
    '2001:db8::1',
    ['https://[2001:db8::1]', 'https://[2001:DB8:0:0::1]:8443'],
    ['https://[2001:db8::10]', 'https://[2001:db8::1:1]']
  ],
  ['2001:DB8:0:0:0:0:0:1', ['https://[2001:db8::1]'], []],
  ['[2001:db8::1]', ['https://[2001:db8::1]', 'https://[2001:db8::1]:8443'], ['https://[2001:db8::2]']],
  [
    '[2001:db8::1]:8443',
    ['https://[2001:db8::1]:8443'],
    ['https://[2001:db8::1]', 'https://[2001:db8::2]:8443']
  ],
  ['2001:db8::1:443', ['https://[2001:db8::1:443]'], ['https://[2001:db8::1]']],
  ['::1', ['https://[::1]'], ['https://[::2]']],
  ['fe80::1%eth0', [], ['https://[fe80::1]']],

  // networks
  [
    '10.0.0.0/8',
    ['https://10.0.0.1', 'https://10.255.255.255:8443', 'https://[::ffff:10.1.1.1]'],
    ['https://11.0.0.1', 'https://x.10.example', 'https://[2001:db8::1]']
  ],
  ['10.1.2.3/8', ['https://10.9.9.9'], ['https://11.1.2.3']],
  [
    '192.168.16.0/20',
    ['https://192.168.16.0', 'https://192.168.31.255'],
    ['https://192.168.15.255', 'https://192.168.32.0']
  ],
  ['192.168.1.1/32', ['https://192.168.1.1'], ['https://192.168.1.0']],
  ['192.168.1.0/31', ['https://192.168.1.1'], ['https://192.168.1.2']],
  ['0.0.0.0/0', ['https://8.8.8.8'], ['https://a.example', 'https://[2001:db8::1]']],
  ['10.0.0.0/8:8443', ['https://10.1.1.1:8443'], ['https://10.1.1.1']],
  [
    '2001:db8::/32',
    ['https://[2001:db8::1]', 'https://[2001:db8:ffff::1]:8443'],
    ['https://[2001:db9::1]', 'https://10.0.0.1']
  ],
  ['2001:db8:8000::/33', ['https://[2001:db8:ffff::1]'], ['https://[2001:db8:7fff::1]']],
  ['[2001:db8::]/32', ['https://[2001:db8::1]'], ['https://[2001:db9::1]']],
  ['[2001:db8::]/32:8443', ['https://[2001:db8::1]:8443'], ['https://[2001:db8::1]']],
  ['::/0', ['https://[2001:db8::1]'], ['https://8.8.8.8', 'https://a.example']],
  ['10.0.0.0/33', [], ['https://10.0.0.0', 'https://10.0.0.1']],
  ['10.0.0.0/', [], ['https://10.0.0.0', 'https://10.0.0.1']],
  ['10.0.0.0/-8', [], ['https://10.0.0.1']],
  ['10.0.0/8', [], ['https://10.0.0.1']],
  ['2001:db8::/129', [], ['https://[2001:db8::]']],
  ['a.example/8', [], ['https://a.example']],

  // anything else
  ['https://a.example', [], ['https://a.example']],
  ['a.example/path', [], ['https://a.example']],
  ['user@a.example', [], ['https://a.example']],
  ['*a.example', [], ['https://a.example', 'https://xa.example', 'https://x.a.example']],
  ['a.*', [], ['https://a.example']],
  ['**', [], ['https://a.example']],
  ['.', [], ['https://a.example', 'https://a.example.']],
  ['*.', [], ['https://a.example']],
  ['..', [], ['https://a.example']],
  [':443', [], ['https://a.example']],
  ['[]', [], ['https://a.example', 'https://[::1]']],
  ['[10.0.0.1', [], ['https://10.0.0.1']],
  ['a.example;b.example', [], ['https://a.example', 'https://b.example']],

  // lists
  ['b.example,a.example', ['https://a.example', 'https://b.example'], ['https://c.example']],
  [' b.example ,\t a.example ', ['https://a.example', 'https://b.example'], ['https://c.example']],
  ['b.example a.example', ['https://a.example', 'https://b.example'], ['https://c.example']],
  [',,a.example,,', ['https://a.example'], ['https://b.example']],
  ['b.example,*', ['https://a.example'], []],
  ['10.0.0.0/33,a.example', ['https://a.example'], ['https://10.0.0.1']]
]

describe.each(ENTRIES)('NO_PROXY=%j', (list, exempt, others) => {
  if (exempt.length > 0) {
    test.each(exempt)('exempts %s', url => {
      expect(isExempt(list, url)).toBe(true)
    })
  }
  if (others.length > 0) {
    test.each(others)('does not exempt %s', url => {
      expect(isExempt(list, url)).toBe(false)
    })
  }
})

describe('for any input', () => {
  const RUNS = { numRuns: 5_000 }
  const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,6}[a-z0-9])?$/)
  const name = fc.array(label, { minLength: 1, maxLength: 4 }).map(labels => labels.join('.'))
  const port = fc.integer({ min: 1, max: 65535 })

  test('a name exempts only itself and its subdomains', () => {
    fc.assert(
      fc.property(name, name, (entry, host) => {
        const below = host === entry || host.split('.').slice(-entry.split('.').length).join('.') === entry
        assert.equal(isExempt(entry, `https://${host}`), below)
        assert.equal(isExempt(entry, `https://${host}.${entry}`), true)
        assert.equal(isExempt(entry, `https://x${entry}`), false)
      }),
      RUNS
    )
  })

  test('an IPv4 network exempts the addresses that share its bits', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.integer({ min: 0, max: 32 }),
        fc.integer({ min: 0, max: 32 }),
        (network, bits, flipped) => {
          // the same address, or with one bit flipped
          const address = flipped === 32 ? network : (network ^ (2 ** (31 - flipped))) >>> 0
          assert.equal(isExempt(`${dotted(network)}/${bits}`, `http://${dotted(address)}/`), flipped >= bits)
        }
      ),
      RUNS
    )
  })

  test('an IPv6 network exempts the addresses that share its bits', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }),
        fc.integer({ min: 0, max: 128 }),
        fc.integer({ min: 0, max: 128 }),
        (network, bits, flipped) => {
          const address = flipped === 128 ? network : network ^ (1n << BigInt(127 - flipped))
          assert.equal(
            isExempt(`${colons(network)}/${bits}`, `http://[${colons(address)}]/`),
            flipped >= bits
          )
        }
      ),
      RUNS
    )
  })

  test('a port only narrows an entry', () => {
    fc.assert(
      fc.property(name, port, port, (entry, port, requested) => {
        assert.equal(isExempt(`${entry}:${port}`, `https://${entry}:${requested}`), port === requested)
      }),
      RUNS
    )
  })

  test('order, case and separators make no difference, and entries are independent', () => {
    fc.assert(
      fc.property(
        fc.array(name, { maxLength: 5 }),
        name,
        fc.constantFrom(',', ' ', ' , ', '\t', '\n', ',,'),
        (entries, host, separator) => {
          const url = `https://${host}`
          const each = entries.some(entry => isExempt(entry, url))
          assert.equal(isExempt(entries.join(separator), url), each)
          assert.equal(isExempt(entries.toReversed().join(separator).toUpperCase(), url), each)
        }
      ),
      RUNS
    )
  })

  test('any text can be read', () => {
    const piece = fc.constantFrom(
      '*',
      '.',
      ':',
      '/',
      '[',
      ']',
      '%',
      ',',
      ' ',
      '10',
      'a',
      '::',
      '443',
      '2001:db8',
      'ü',
      '\0'
    )
    const strange = fc.oneof(
      anyText(10),
      fc.array(piece, { maxLength: 12 }).map(all => all.join(''))
    )
    fc.assert(
      fc.property(
        strange,
        fc.constantFrom('https://a.example', 'http://10.0.0.1', 'https://[2001:db8::1]:8443'),
        (list, url) => {
          assert.equal(typeof isExempt(list, url), 'boolean')
          // a name is exempt only through an entry that matches it, or through *
          if (url === 'https://a.example' && isExempt(list, url)) assert.match(list, /a|example|\*/i)
        }
      ),
      RUNS
    )
  })
})

function dotted(address: number): string {
  return [24, 16, 8, 0].map(shift => (address >>> shift) & 255).join('.')
}

function colons(address: bigint): string {
  return address.toString(16).padStart(32, '0').match(/.{4}/g)?.join(':') ?? ''
}
