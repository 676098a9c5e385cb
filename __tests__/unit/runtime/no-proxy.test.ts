import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readNoProxy } from '../../../src/runtime/no-proxy.ts'

describe('goes direct', () => {
  test.each([
    ['*', 'https://anything.example/'],
    ['a.example', 'https://a.example/'],
    ['a.example', 'https://A.EXAMPLE/'],
    ['A.Example', 'https://a.example/'],
    ['a.example', 'https://x.y.a.example/'],
    ['.a.example', 'https://a.example/'],
    ['.a.example', 'https://x.a.example/'],
    ['*.a.example', 'https://x.a.example/'],
    ['a.example.', 'https://a.example/'],
    ['a.example', 'https://a.example./'],
    ['b.example, a.example', 'https://a.example/'],
    ['b.example\ta.example  c.example', 'https://a.example/'],
    ['b.example,,a.example', 'https://a.example/'],
    ['a.example:443', 'https://a.example/'],
    ['a.example:80', 'http://a.example/'],
    ['a.example:8443', 'https://a.example:8443/'],
    ['10.1.2.3', 'http://10.1.2.3/'],
    ['10.1.2.3:8080', 'http://10.1.2.3:8080/'],
    ['10.0.0.0/8', 'http://10.1.2.3/'],
    ['10.1.2.3/32', 'http://10.1.2.3/'],
    ['0.0.0.0/0', 'http://1.2.3.4/'],
    ['192.168.0.0/16,10.0.0.0/8', 'http://10.1.2.3:9000/'],
    ['fd00::1', 'http://[fd00::1]/'],
    ['[fd00::1]', 'http://[fd00::1]/'],
    ['[fd00::1]:8080', 'http://[fd00::1]:8080/'],
    ['FD00:0:0::1', 'http://[fd00::1]/'],
    ['fd00::/8', 'http://[fdab::1]/'],
    ['localhost', 'http://localhost:3000/']
  ])('NO_PROXY=%j: %s', (list, url) => {
    expect(readNoProxy(list)(new URL(url))).toBe(true)
  })
})

describe('goes through the proxy', () => {
  test.each([
    ['', 'https://a.example/'],
    ['a.example', 'https://nota.example/'],
    ['a.example', 'https://a.example.org/'],
    ['.', 'https://a.example/'],
    ['example', 'https://a.example.org/'],
    ['a.example:443', 'https://a.example:8443/'],
    ['a.example:443', 'http://a.example/'],
    ['10.1.2', 'http://10.1.2.3/'],
    ['1.2.3', 'http://10.1.2.3/'],
    ['2.3', 'http://10.1.2.3/'],
    ['10.0.0.0/8', 'http://11.1.2.3/'],
    ['10.0.0.0/33', 'http://10.0.0.0/'],
    ['10.0.0.0/', 'http://10.0.0.0/'],
    ['10.0.0.0/8', 'http://ten.example/'],
    ['fd00::/8', 'http://[fe80::1]/'],
    ['[fd00::1]:8080', 'http://[fd00::1]/'],
    ['http://a.example', 'https://a.example/'],
    ['a*.example', 'https://ab.example/']
  ])('NO_PROXY=%j: %s', (list, url) => {
    expect(readNoProxy(list)(new URL(url))).toBe(false)
  })
})

test('any text is a list, and matches or not', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.webUrl(), (list, url) => {
      expect(typeof readNoProxy(list)(new URL(url))).toBe('boolean')
    }),
    { numRuns: 5_000 }
  )
})
