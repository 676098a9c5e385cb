import { describe, expect, test } from '@jest/globals'
import { startIssuer } from '../../emulator/oidc/issuer.ts'
import { jobOf, withGitHub } from '../support/github.ts'
import { ACCOUNT, keylessInputs, seedWithRole } from '../support/keyless.ts'
import { seedOf, withCloud } from '../support/cloud.ts'
import { withProbed } from '../support/probed.ts'
import { startProxy } from '../support/proxy.ts'
import { portOf, withRemoteCloud } from '../support/remote-cloud.ts'
import { annotationsOf, inputsFor, step } from '../support/step.ts'
import { preload } from '../support/step-time.ts'

/** More than Node's default of 250 ms, by a margin that a machine of any speed can tell apart. */
const FAR_MS = 300

/**
 * Every name has two addresses: a distant one, with a slow connection, and an IPv6 address without a route. Reports each
 * name that is resolved.
 */
const FAR = preload(`
  import dns from 'node:dns'
  dns.lookup = (name, options, callback = options) => {
    const addresses = [{ address: '127.0.0.1', family: 4 }, { address: '::1', family: 6 }]
    process.stdout.write('looked up ' + name + '\\n')
    setImmediate(() => options.all ? callback(null, addresses) : callback(null, '127.0.0.1', 4))
  }
  const { TCP } = process.binding('tcp_wrap')
  const { connect, connect6 } = TCP.prototype
  TCP.prototype.connect = function (...args) {
    setTimeout(() => connect.apply(this, args), ${FAR_MS})
    return 0
  }
  TCP.prototype.connect6 = () => -101`)

const byName = (url: string): string => url.replace('127.0.0.1', 'localhost')

describe('a name with a distant and an unreachable address is connected to', () => {
  test('by the requests to the OIDC token service, STS, the API, a probe URL and GitHub', async () => {
    const issuer = await startIssuer()
    try {
      await withCloud(seedWithRole(issuer), cloud =>
        withGitHub({}, github =>
          withProbed({ '/health': [200] }, async ({ url }) => {
            const job = jobOf(github)
            const inputs = inputsFor(cloud, {
              ...keylessInputs(cloud),
              endpoint: byName(cloud.endpoint),
              'sts-endpoint': byName(cloud.endpoint),
              'allowed-account-ids': ACCOUNT,
              'probe-url': byName(`${url}/health`),
              'probe-timeout': '5m',
              'comment-on-pr': 'true'
            })
            const result = await step(inputs, {
              ...job,
              github: { ...job.github, apiUrl: byName(github.apiUrl) },
              env: {
                ...FAR,
                ...issuer.env,
                ACTIONS_ID_TOKEN_REQUEST_URL: byName(issuer.env.ACTIONS_ID_TOKEN_REQUEST_URL)
              }
            })
            expect(annotationsOf(result, 'error')).toEqual([])
            expect(annotationsOf(result, 'warning')).toEqual([])
            expect(result.outputs['result']).toBe('switched')
            expect(github.comments()).toHaveLength(1)
            expect(result.rawStdout.match(/^looked up localhost$/gm)?.length).toBeGreaterThan(4)
          })
        )
      )
    } finally {
      await issuer.close()
    }
  })

  test('over https', () =>
    withRemoteCloud({}, async ({ cloud, endpoint, authorityFile }) => {
      const env = { ...FAR, NODE_EXTRA_CA_CERTS: authorityFile }
      const result = await step(inputsFor(cloud, { endpoint }), { env })
      expect(annotationsOf(result, 'error')).toEqual([])
      expect(result.outputs['result']).toBe('switched')
    }))

  test('for a proxy, with tunnels and with plain requests', () =>
    withRemoteCloud({}, ({ cloud, endpoint, authorityFile, closing }) =>
      withProbed({ '/health': [200] }, async probed => {
        const proxy = await closing(startProxy())
        const url = `http://proxy.test:${portOf(proxy.url)}`
        const inputs = inputsFor(cloud, {
          endpoint,
          'probe-url': `${probed.url.replace('127.0.0.1', 'shop.test')}/health`,
          'probe-timeout': '5m'
        })
        const env = { ...FAR, NODE_EXTRA_CA_CERTS: authorityFile, HTTPS_PROXY: url, HTTP_PROXY: url }
        const result = await step(inputs, { env })
        expect(annotationsOf(result, 'error')).toEqual([])
        expect(result.outputs['result']).toBe('switched')
        expect(new Set(proxy.requests.map(({ kind }) => kind))).toEqual(new Set(['connect', 'http']))
        expect(result.rawStdout).not.toMatch(/^looked up (?!proxy\.test$)/m)
      })
    ))
})

test('an address that never completes a connection leaves time for the next one', () =>
  withCloud(seedOf(), async cloud => {
    // the first address accepts every connection and completes none
    const dead = preload(`
      import dns from 'node:dns'
      dns.lookup = (name, options, callback) => setImmediate(() =>
        callback(null, ['127.0.0.2', '127.0.0.1'].map(address => ({ address, family: 4 }))))
      const { TCP } = process.binding('tcp_wrap')
      const { connect } = TCP.prototype
      TCP.prototype.connect = function (request, address, ...args) {
        return address === '127.0.0.2' ? 0 : connect.call(this, request, address, ...args)
      }`)
    const inputs = inputsFor(cloud, { endpoint: byName(cloud.endpoint), 'request-timeout': '5m' })
    const result = await step(inputs, { env: dead })
    expect(result.outputs['result']).toBe('switched')
    expect(result.log).not.toContain('retrying in')
  }))
