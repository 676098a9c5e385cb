import { describe, expect, test } from '@jest/globals'
import { BACKEND_ID, NEW_DATA, seedOf, withCloud, writesTo } from '../support/cloud.ts'
import { textOf } from '../support/markdown-text.ts'
import { withProbed } from '../support/probed.ts'
import { INSTANT_SLEEPS, preload, withStepClock } from '../support/step-time.ts'
import { annotationsOf, codeOf, everythingOf, inputsFor, start, step } from '../support/step.ts'

const DEAD_PROXY = { HTTP_PROXY: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9' }

test.concurrent('requires three consecutive successes, with the stage header and probe-headers', () =>
  withProbed({ '/health': [{ status: 200, body: 'version 2 is up' }] }, probed =>
    withCloud(seedOf(), async cloud => {
      const result = await step(
        inputsFor(cloud, {
          'probe-url': `${probed.url}/health?full=1`,
          'probe-headers': 'Authorization: Bearer a-probe-token\nX-Tenant: 7',
          'probe-contains': 'version 2',
          'probe-timeout': '5m'
        }),
        // loopback never goes through a proxy
        { env: DEAD_PROXY }
      )
      expect(result.outputs['result']).toBe('switched')
      expect(result.log).toContain(
        `probe passed: ${probed.url}/health?full=1: HTTP 200 (3 consecutive successes`
      )
      expect(probed.requests).toHaveLength(3)
      expect(probed.requests[0]?.headers).toMatchObject({
        'x-ca-stage': 'RELEASE',
        authorization: 'Bearer a-probe-token',
        'x-tenant': '7'
      })
    })
  ))

test.concurrent('passes when the URL recovers in time, with a custom X-Ca-Stage', () =>
  withProbed({ '/health': [500, { status: 200, body: 'warming up' }, { status: 404, body: 'up' }] }, probed =>
    withCloud(seedOf(), async cloud => {
      const result = await step(
        inputsFor(cloud, {
          'probe-url': `${probed.url}/health`,
          'probe-headers': 'x-ca-stage: PRE',
          'probe-status': '200-299, 404',
          'probe-contains': 'up',
          'probe-timeout': '5m'
        })
      )
      expect(result.outputs['result']).toBe('switched')
      expect(probed.asked('/health')).toBe(4)
      expect(probed.requests[0]?.headers['x-ca-stage']).toBe('PRE')
    })
  ))

test.concurrent('reports each failed URL with its response, without a rollback', () => {
  const good = { status: 200, body: 'version 2' }
  const paths = {
    '/good': [good],
    '/error': [503],
    '/flapping': [good, good, 500, good, good, 500],
    '/moved': [{ status: 302, headers: { location: '/good' } }],
    '/other': [{ status: 200, body: 'version 1' }],
    '/endless': ['endless'],
    '/hang': ['hang']
  } as const
  return withProbed(paths, probed =>
    withStepClock(clock =>
      withCloud(seedOf(), async cloud => {
        const send = (names: readonly string[], inputs: Record<string, string>) =>
          start(
            inputsFor(cloud, {
              'skip-unchanged': 'false',
              'probe-contains': 'version 2',
              'probe-url': names.map(name => `${probed.url}/${name}`).join('\n'),
              ...inputs
            }),
            { env: preload(clock.module) }
          )
        const expectedCounts = { good: 3, error: 1, flapping: 6, moved: 1, other: 1, endless: 1 }
        const [running, hanging] = await Promise.all([
          send(Object.keys(expectedCounts), { 'probe-timeout': '5m' }),
          // alone: probes that must be in time might not be otherwise
          send(['hang'], { 'probe-timeout': '1s' })
        ])
        const everyResponse = Object.entries(expectedCounts).map(([name, times]) =>
          probed.until(`/${name}`, times)
        )
        // a status that is accepted ends the probe
        await Promise.race([Promise.all(everyResponse), running.line(`probe passed: ${probed.url}/flapping`)])
        await running.line(`probe passed: ${probed.url}/good`)
        await hanging.result
        clock.advance(600)
        const [result, hung] = await Promise.all([running.result, hanging.result])

        expect(result.exitCode).toBe(1)
        expect(result.outputs).toMatchObject({ result: 'partial', 'apis-failed': '0' })
        expect(codeOf(result)).toBe('ProbeFailed')
        const errors = annotationsOf(result, 'error')
        expect(errors).toHaveLength(1)
        for (const said of [
          '/error: HTTP 503',
          '/flapping: HTTP',
          '/moved: HTTP 302',
          '/other: HTTP 200, body without the text of probe-contains',
          /\/endless: .*larger than 1 MiB/
        ]) {
          expect(errors[0]).toMatch(said)
        }
        expect(errors[0]).not.toContain('/good')
        expect(probed.asked('/good')).toBe(3)

        expect(codeOf(hung)).toBe('ProbeFailed')
        expect(annotationsOf(hung, 'error')[0]).toMatch(/\/hang: no complete response .* within/)
        expect(writesTo(cloud)).toBe(2)
      })
    )
  )
})

describe('link-local addresses and metadata services are never requested', () => {
  /** The names in this test resolve without a network. */
  const resolver = `
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
    syncBuiltinESMExports()`

  test.concurrent('by address in any spelling, and by a name that resolves to one', () =>
    withStepClock(clock =>
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
        const running = await start(
          inputsFor(cloud, {
            'probe-url': hosts.map(host => `http://${host}/latest/meta-data`).join('\n'),
            'probe-timeout': '5m'
          }),
          { env: preload(resolver, clock.module) }
        )
        await running.line('probe http://mapped.test/')
        clock.advance(600)
        const result = await running.result
        expect(codeOf(result)).toBe('ProbeFailed')
        const [error = ''] = annotationsOf(result, 'error')
        expect(
          error.match(/is a link-local address or a metadata service, which is not allowed/g)
        ).toHaveLength(hosts.length)
      })
    ))
})

test.concurrent('an unchanged target is probed as well; a plan sends no probes', () =>
  withProbed({ '/up': [200], '/down': [503] }, probed =>
    withCloud(seedOf(), async cloud => {
      cloud.cloud.write(BACKEND_ID, 'RELEASE', JSON.parse(NEW_DATA) as Record<string, string>)
      const run = (path: string, inputs = {}) =>
        step(inputsFor(cloud, { 'probe-url': probed.url + path, 'probe-timeout': '5m', ...inputs }), {
          env: INSTANT_SLEEPS
        })
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
  ))

test.concurrent('values of probe-headers and secrets in probe-url do not leave the process', () =>
  withProbed(
    { '/health': [{ status: 500, body: 'probe-header-value', headers: { 'x-echo': 'probe-header-value' } }] },
    probed =>
      withStepClock(clock =>
        withCloud(seedOf(), async cloud => {
          const url = probed.url.replace('http://', 'http://prober:probe-password@')
          const running = await start(
            inputsFor(cloud, {
              'probe-url': `${url}/health?access_token=probe-url-token`,
              'probe-headers': 'X-Key: probe-header-value\nCookie: session=probe-cookie-value',
              'probe-timeout': '5m'
            }),
            { env: { NODE_DEBUG: 'http,net', DEBUG: '*', ...preload(clock.module) }, debug: true }
          )
          await running.line('HTTP 500')
          clock.advance(600)
          const result = await running.result
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
  ))

describe('a failed probe has its cause', () => {
  /** A switch whose probes fail. */
  const failing = (inputs: Record<string, string>, seed = seedOf()) =>
    withCloud(seed, async cloud => {
      const probeInputs = Object.fromEntries(
        Object.entries(inputs).map(([name, value]) => [name, value.replace('GATEWAY', cloud.gateway)])
      )
      const result = await step(inputsFor(cloud, { 'probe-timeout': '60s', ...probeInputs }), {
        env: INSTANT_SLEEPS
      })
      expect(result.outputs).toMatchObject({ result: 'partial', 'error-code': 'ProbeFailed' })
      return result
    })

  test.concurrent('the backend refuses connections: the code and message of the gateway, unchanged', async () => {
    const data = JSON.stringify({ ServiceAddress: 'http://127.0.0.1:9' })
    const result = await failing({
      'backend-model-data': data,
      'probe-url': 'GATEWAY/a1',
      'probe-headers': 'Host: shop.localhost'
    })
    const text =
      'HTTP 504, D504CO: Backend service connect failed `Connection refused: 127.0.0.1/127.0.0.1:9`'
    const cause =
      'the gateway cannot connect to the backend itself (address, port, security group or allowlist)'
    const [error = ''] = annotationsOf(result, 'error')
    expect(error).toContain(`probe failed: http://127.0.0.1:`)
    expect(error).toContain(`/a1: ${text} (`)
    expect(error).toMatch(/ 3 consecutive successes required\) \(operation \w+\)\. Likely cause: /)
    expect(error).toContain(`Likely cause: ${cause} (request `)
    expect(result.log).toContain(text)
    expect(JSON.parse(result.outputs['report'] ?? '')).toMatchObject({
      targets: [{ checks: [{ passed: false, detail: `${text} (likely cause: ${cause})` }] }]
    })
    expect(textOf(result.summary)).toContain(text)
  })

  test.concurrent.each([
    [
      'a domain without a group',
      { 'probe-url': 'GATEWAY/a1' },
      'I404DO: Invalid Domain `127.0.0.1`',
      'the domain 127.0.0.1 is not bound to the API group'
    ],
    [
      'an unknown stage',
      { 'probe-url': 'GATEWAY/a1', 'probe-headers': 'Host: shop.localhost\nX-Ca-Stage: NOWHERE' },
      'I400SG: Invalid Stage',
      'the stage NOWHERE (X-Ca-Stage) is unknown'
    ],
    [
      'a path without an API',
      { 'probe-url': 'GATEWAY/none', 'probe-headers': 'Host: shop.localhost' },
      'I404NF: API not Found',
      'no API with this path and method is published in RELEASE'
    ],
    [
      'nothing that listens on the runner',
      { 'probe-url': 'http://localhost:9/health' },
      'refused the connection',
      'localhost is the runner itself, not the backend'
    ]
  ])('%s', async (_, inputs, text, cause) => {
    const [error = ''] = annotationsOf(await failing(inputs), 'error')
    expect(error).toContain(text)
    expect(error).toContain(`Likely cause: ${cause}`)
  })

  test.concurrent('the gateway’s text is escaped, and shows no part of the request', () => {
    const token = 'kQ4tz-9aXw-2026-vLm7'
    const headers = {
      'x-ca-error-code': 'A403IS',
      'x-ca-error-message': `::error::x ##[group]y <img src=x> \`${token.slice(0, 12)}\` [a](http://b) @octocat ${token}`
    }
    return withProbed({ '/': [{ status: 403, headers }] }, async probed => {
      const result = await failing({ 'probe-url': `${probed.url}/`, 'probe-headers': `X-Token: ${token}` })
      const left = everythingOf(result)
      expect(left).not.toContain(token.slice(0, 8))
      expect(left).toContain('HTTP 403, A403IS: ')
      expect(result.annotations.map(({ message }) => message)).not.toContain('x')
      expect(result.log).not.toContain('##[group]')
      expect(result.summary).not.toMatch(/<img|[^`]\[a\]\(http/)
    })
  })

  const SECRET = 'aB3/dE6+gH9=jK2'
  const percent = (text: string): string =>
    encodeURIComponent(text).replaceAll(/%../g, byte => byte.toLowerCase())
  test.concurrent.each([
    ['in percent-encoding, in lower case', percent(SECRET)],
    ['in percent-encoding of each character', Buffer.from(SECRET).toString('hex').replaceAll(/../g, '%$&')],
    ['as HTML', SECRET.replaceAll(/[/+=]/g, character => `&#${character.charCodeAt(0)};`)],
    ['as JSON', Array.from(SECRET, character => `\\u00${character.charCodeAt(0).toString(16)}`).join('')],
    ['in Base64, after another word', Buffer.from(`user:${SECRET}`).toString('base64')]
  ])('a header that the gateway repeats %s is not shown, but the text around it is', (_, spelled) => {
    const said = `backend i-bp1g6zv0ce8oghu7k7dh:8080 refused ${spelled} of request 0A1B2C3D4E5F60718293A4B5C6D7E8F9`
    const headers = { 'x-ca-error-code': 'A403', 'x-ca-error-message': said }
    return withProbed({ '/': [{ status: 403, headers }] }, async probed => {
      const result = await failing({
        'probe-url': `${probed.url}/`,
        'probe-headers': `X-Key: ${SECRET}\nX-Purpose: backend-check`
      })
      const shown =
        'A403: backend i-bp1g6zv0ce8oghu7k7dh:8080 refused (secret) of request 0A1B2C3D4E5F60718293A4B5C6D7E8F9'
      expect(annotationsOf(result, 'error')[0]?.replaceAll(/(?:dXNlcj)?\(secret\)=*/g, '(secret)')).toContain(
        shown
      )
      expect(everythingOf(result)).not.toContain(spelled.slice(0, -4))
    })
  })
})

test.concurrent('passes although the system clock is set forward by two minutes during the probe', () =>
  withProbed({ '/health': [500, 200] }, probed =>
    withCloud(seedOf(), async cloud => {
      const jump = `
        const { now } = Date
        const startedAt = now()
        Date.now = () => now() + (now() > startedAt + 500 ? 120_000 : 0)`
      const result = await step(
        inputsFor(cloud, {
          'probe-url': `${probed.url}/health`,
          'probe-timeout': '60s',
          'rollback-on-failure': 'true'
        }),
        { env: preload(jump) }
      )
      expect(result.outputs['result']).toBe('switched')
      expect(probed.asked('/health')).toBe(4)
    })
  ))
