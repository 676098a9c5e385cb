import { expect, test } from '@jest/globals'
import { readProxySettings } from '../../../src/runtime/proxy.ts'

const PROXIES = { HTTPS_PROXY: 'http://secure:1', HTTP_PROXY: 'http://plain:2' }

test.each([
  ['https://a.example/', PROXIES, 'secure:1'],
  ['http://a.example/', PROXIES, 'plain:2'],
  ['https://a.example/', { ...PROXIES, https_proxy: 'lower:3' }, 'lower:3'],
  ['https://a.example/', { HTTP_PROXY: 'http://plain:2' }, undefined],
  ['http://127.0.0.1:8080/', PROXIES, undefined],
  ['http://localhost/', PROXIES, undefined],
  ['http://[::1]/', PROXIES, undefined],
  ['https://a.example/', { ...PROXIES, NO_PROXY: 'b.example, a.example' }, undefined],
  ['https://x.a.example/', { ...PROXIES, NO_PROXY: '.a.example' }, undefined],
  ['https://a.example/', { ...PROXIES, NO_PROXY: 'a.example:443' }, undefined],
  ['https://a.example:8443/', { ...PROXIES, NO_PROXY: 'a.example:443' }, 'secure:1'],
  ['https://nota.example/', { ...PROXIES, NO_PROXY: 'a.example' }, 'secure:1'],
  ['https://a.example/', { ...PROXIES, NO_PROXY: '*' }, undefined],
  ['https://a.example/', { ...PROXIES, NO_PROXY: '' }, 'secure:1']
])('%s with %j goes through %s', (url, env, proxy) => {
  expect(readProxySettings(env).proxyFor(new URL(url))?.host).toBe(proxy)
})

test('user name and password are secrets, also in decoded form', () => {
  expect(readProxySettings({ HTTPS_PROXY: 'http://user:p%40ss@host:1' }).secrets).toEqual([
    'user',
    'user',
    'p%40ss',
    'p@ss'
  ])
})

test.each([
  ['socks5://host:1', 'socks5'],
  ['http://', 'not a URL'],
  ['http://user:p%zz@host:1', '%25']
])('%s is reported without its value', (value, reason) => {
  const { problems } = readProxySettings({ HTTPS_PROXY: value })
  expect(problems).toEqual([{ variable: 'HTTPS_PROXY', reason: expect.stringContaining(reason) }])
  expect(problems[0]?.reason).not.toContain('p%zz')
})
