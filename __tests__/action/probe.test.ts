import { describe, expect, jest, test } from '@jest/globals'
import { BACKEND_ID, NEW_DATA, seedOf, withCloud, writesTo } from '../support/cloud.ts'
import { withProbed } from '../support/probed.ts'
import { annotationsOf, codeOf, everythingOf, inputsFor, step } from '../support/step.ts'

// several at once: most of a step is waiting
jest.setTimeout(30_000)

const DEAD_PROXY = { HTTP_PROXY: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9' }

test.concurrent('three good answers in a row, with the headers of the gateway and of the author', () =>
  withProbed({ '/health': [{ status: 200, body: 'version 2 is up' }] }, probed =>
    withCloud(seedOf(), async cloud => {
      const result = await step(
        inputsFor(cloud, {
          'probe-url': `${probed.url}/health?full=1`,
          'probe-headers': 'Authorization: Bearer a-probe-token\nX-Tenant: 7',
          'probe-contains': 'version 2'
        }),
        // loopback never goes through a proxy
        { env: DEAD_PROXY }
      )
      expect(result.outputs['result']).toBe('switched')
      expect(result.log).toContain('good 3 times in a row')
      expect(probed.requests).toHaveLength(3)
      expect(probed.requests[0]?.headers).toMatchObject({
        'x-ca-stage': 'RELEASE',
        authorization: 'Bearer a-probe-token',
        'x-tenant': '7'
      })
    })
  )
)

test.concurrent('answers that get well in time, and an X-Ca-Stage of the author', () =>
  withProbed({ '/health': [500, { status: 200, body: 'warming up' }, { status: 404, body: 'up' }] }, probed =>
    withCloud(seedOf(), async cloud => {
      const result = await step(
        inputsFor(cloud, {
          'probe-url': `${probed.url}/health`,
          'probe-headers': 'x-ca-stage: PRE',
          'probe-status': '200-299, 404',
          'probe-contains': 'up',
          'probe-timeout': '20s'
        })
      )
      expect(result.outputs['result']).toBe('switched')
      expect(probed.asked('/health')).toBe(4)
      expect(probed.requests[0]?.headers['x-ca-stage']).toBe('PRE')
    })
  )
)

test.concurrent('what is not good: each URL is named with its answer, and nothing is rolled back', () => {
  const paths = {
    '/good': [200],
    '/error': [503],
    '/flapping': [200, 200, 500, 200, 200, 500],
    '/moved': [{ status: 302, headers: { location: '/good' } }],
    '/other': [{ status: 200, body: 'version 1' }],
    '/endless': ['endless'],
    '/hang': ['hang']
  } as const
  return withProbed({ ...paths, '/good': [{ status: 200, body: 'version 2' }] }, probed =>
    withCloud(seedOf(), async cloud => {
      const send = (inputs: Record<string, string>) =>
        step(inputsFor(cloud, { 'skip-unchanged': 'false', 'probe-contains': 'version 2', ...inputs }))
      const [flapping, result] = await Promise.all([
        send({ 'probe-url': `${probed.url}/flapping`, 'probe-timeout': '2s', 'probe-contains': '' }),
        send({
          'probe-url': ['good', 'error', 'moved', 'other', 'endless', 'hang']
            .map(path => `${probed.url}/${path}`)
            .join('\n'),
          'probe-timeout': '1s'
        })
      ])
      expect(codeOf(flapping)).toBe('ProbeFailed')
      expect(probed.asked('/flapping')).toBeGreaterThan(3)

      expect(result.exitCode).toBe(1)
      expect(result.outputs).toMatchObject({ result: 'partial', 'apis-failed': '0' })
      expect(codeOf(result)).toBe('ProbeFailed')
      const errors = annotationsOf(result, 'error')
      expect(errors).toHaveLength(1)
      for (const said of [
        '/error: HTTP 503',
        '/moved: HTTP 302',
        '/other: HTTP 200, without the text of probe-contains',
        /\/endless: .*larger than 1 MiB/,
        /\/hang: no complete answer .* within/
      ]) {
        expect(errors[0]).toMatch(said)
      }
      expect(errors[0]).not.toContain('/good')
      expect(probed.asked('/good')).toBe(3)
      expect(writesTo(cloud)).toBe(2)
    })
  )
})

describe('link-local addresses and metadata services are never asked', () => {
  /** Names of this test resolve without a network. */
  const resolver = `data:text/javascript,${encodeURIComponent(`
    import dns from 'node:dns'
    import { syncBuiltinESMExports } from 'node:module'
    const { lookup } = dns
    const hosts = { 'metadata.test': '169.254.169.254', 'mapped.test': '::ffff:169.254.169.254' }
    dns.lookup = (name, options, callback) => {
      const address = hosts[name]
      if (address === undefined) return lookup(name, options, callback)
      const family = address.includes(':') ? 6 : 4
      callback(null, ...(options.all ? [[{ address, family }]] : [address, family]))
    }
    syncBuiltinESMExports()`)}`

  test.concurrent('by address, in any spelling, and by a name that leads there', () =>
    withCloud(seedOf(), async cloud => {
      const hosts = [
        '169.254.169.254',
        '2852039166',
        '[::ffff:169.254.169.254]',
        '[fe80::1]',
        '100.100.100.200',
        'metadata.test',
        'mapped.test'
      ]
      const result = await step(
        inputsFor(cloud, {
          'probe-url': hosts.map(host => `http://${host}/latest/meta-data`).join('\n'),
          'probe-timeout': '1s'
        }),
        { env: { NODE_OPTIONS: `--import=${resolver}` } }
      )
      expect(codeOf(result)).toBe('ProbeFailed')
      const [error = ''] = annotationsOf(result, 'error')
      expect(
        error.match(/is a link-local address or a metadata service, which is never asked/g)
      ).toHaveLength(hosts.length)
    })
  )
})

test.concurrent('a target that is as wanted already is asked, too; a plan asks nothing', () =>
  withProbed({ '/up': [200], '/down': [503] }, probed =>
    withCloud(seedOf(), async cloud => {
      cloud.cloud.write(BACKEND_ID, 'RELEASE', JSON.parse(NEW_DATA) as Record<string, string>)
      const run = (path: string, inputs = {}) =>
        step(inputsFor(cloud, { 'probe-url': probed.url + path, 'probe-timeout': '1s', ...inputs }))
      const [up, down, planned] = await Promise.all([
        run('/up'),
        run('/down', { 'rollback-on-failure': 'true' }),
        run('/planned', { mode: 'plan' })
      ])
      expect(up.outputs).toMatchObject({ result: 'unchanged', changed: 'false' })
      expect(probed.asked('/up')).toBe(3)
      expect(down.outputs).toMatchObject({ result: 'failed', changed: 'false' })
      expect(codeOf(down)).toBe('ProbeFailed')
      expect(planned.outputs['result']).toBe('planned')
      expect(probed.asked('/planned')).toBe(0)
      expect(writesTo(cloud)).toBe(0)
    })
  )
)

test.concurrent('the values of probe-headers and the secrets of probe-url are in nothing that leaves', () =>
  withProbed(
    { '/health': [{ status: 500, body: 'probe-header-value', headers: { 'x-echo': 'probe-header-value' } }] },
    probed =>
      withCloud(seedOf(), async cloud => {
        const url = probed.url.replace('http://', 'http://prober:probe-password@')
        const result = await step(
          inputsFor(cloud, {
            'probe-url': `${url}/health?access_token=probe-url-token`,
            'probe-headers': 'X-Key: probe-header-value\nCookie: session=probe-cookie-value',
            'probe-timeout': '1s'
          }),
          { env: { NODE_DEBUG: 'http,net', DEBUG: '*' }, debug: true }
        )
        expect(codeOf(result)).toBe('ProbeFailed')
        expect(probed.requests[0]?.headers).toMatchObject({
          'x-key': 'probe-header-value',
          authorization: `Basic ${Buffer.from('prober:probe-password').toString('base64')}`
        })
        const left = everythingOf(result)
        for (const secret of [
          'probe-header-value',
          'probe-cookie-value',
          'probe-password',
          'probe-url-token',
          Buffer.from('prober:probe-password').toString('base64')
        ]) {
          expect(left).not.toContain(secret)
        }
      })
  )
)
