import { describe, expect, test } from '@jest/globals'
import { startGitHub } from '../../emulator/github/server.ts'
import { startIssuer } from '../../emulator/oidc/issuer.ts'
import { respond, respondAndClose } from '../support/send-request.ts'
import { actionsOf, seedOf, withCloud } from '../support/cloud.ts'
import { ACCOUNT, keylessInputs, seedWithRole } from '../support/keyless.ts'
import { startProxy } from '../support/proxy.ts'
import type { ProxyOptions } from '../support/proxy.ts'
import { startRawServer } from '../support/raw-server.ts'
import { portOf, withRemoteCloud } from '../support/remote-cloud.ts'
import type { RemoteCloud } from '../support/remote-cloud.ts'
import { annotationsOf, inputsFor, reportOf, step } from '../support/step.ts'
import { startTlsFront } from '../support/tls-front.ts'

const REPOSITORY = 'octo-org/shop'
const USER = 'proxy-user-name'
const PASSWORD = 'proxy p@ssw:rd/%'

/** For steps that must succeed: a busy machine must not cause a retry or a late probe. */
const PATIENT = { 'request-timeout': '5m', 'probe-timeout': '5m' }

/** The remote cloud's switch, through the proxy at this URL. */
function through(
  url: string,
  { cloud, endpoint, authorityFile }: RemoteCloud,
  inputs: Record<string, string> = {}
) {
  return step(inputsFor(cloud, { endpoint, ...PATIENT, ...inputs }), {
    env: { HTTPS_PROXY: url, HTTP_PROXY: url, NODE_EXTRA_CA_CERTS: authorityFile }
  })
}

const modifications = ({ cloud }: RemoteCloud): number =>
  actionsOf(cloud).filter(action => action === 'ModifyBackendModel').length

describe('every kind of request goes through the proxy', () => {
  // for another kind, add a row: its servers, its inputs, and the hosts that the proxy must have been asked for
  const proxies: [string, () => ProxyOptions][] = [
    ['that forwards everything', () => ({})],
    ['with a user name and password', () => ({ user: USER, password: PASSWORD })],
    ['that is slow', () => ({ delayMs: 100 })]
  ]
  test.each(proxies)('%s', (_name, options) =>
    withRemoteCloud({}, async world => {
      const { cloud, authority, closing, host, endpoint, authorityFile } = world
      const proxy = await closing(startProxy(options()))
      const github = await closing(startGitHub({ pullRequests: [{ repository: REPOSITORY, number: 7 }] }))
      const api = await closing(
        startTlsFront(portOf(github.apiUrl), await authority.issue(['api.github.test']))
      )
      const good = respond('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nOK')
      const shop = await closing(startRawServer(good, { tls: await authority.issue(['shop.test']) }))
      const plain = await closing(startRawServer(good))

      const result = await step(
        inputsFor(cloud, {
          endpoint,
          ...PATIENT,
          'comment-on-pr': 'true',
          'probe-url': `https://shop.test:${shop.port}/health\nhttp://plain.test:${plain.port}/health`
        }),
        {
          env: {
            HTTPS_PROXY: proxy.url,
            HTTP_PROXY: proxy.url,
            NODE_EXTRA_CA_CERTS: authorityFile,
            DEBUG: '*',
            NODE_DEBUG: 'http,https,net,tls'
          },
          token: github.token,
          github: {
            repository: REPOSITORY,
            apiUrl: `https://api.github.test:${api.port}`,
            eventName: 'pull_request',
            event: { pull_request: { number: 7 } }
          }
        }
      )

      expect(annotationsOf(result, 'warning')).toEqual([])
      expect(result.outputs).toMatchObject({ result: 'switched', changed: 'true' })
      expect(github.comments(REPOSITORY, 7)).toHaveLength(1)
      expect(proxy.targets).toEqual(
        [host, `api.github.test:${api.port}`, `shop.test:${shop.port}`, `plain.test:${plain.port}`].sort()
      )
      expect(proxy.requests.find(({ target }) => target.startsWith('plain'))?.kind).toBe('http')
      expect(proxy.requests.every(({ authorized }) => authorized)).toBe(true)
      expectNothingOfTheProxy(result, proxy.url)
    })
  )
})

test('the requests for OIDC token, role and account go through the proxy, and leave no token', async () => {
  const issuer = await startIssuer()
  try {
    await withRemoteCloud({ seed: seedWithRole(issuer) }, async world => {
      const { cloud, authority, closing, host, endpoint, authorityFile } = world
      const proxy = await closing(startProxy({ user: USER, password: PASSWORD }))
      const front = async (name: string, url: string) => {
        const { port } = await closing(startTlsFront(portOf(url), await authority.issue([name])))
        return `${name}:${port}`
      }
      const token = await front('token.github.test', issuer.url)
      const sts = await front('sts.cn-hangzhou.test', cloud.endpoint)
      const { ACTIONS_ID_TOKEN_REQUEST_URL, ...env } = issuer.env
      const result = await step(
        inputsFor(cloud, {
          endpoint,
          ...PATIENT,
          ...keylessInputs(cloud),
          'sts-endpoint': `https://${sts}`,
          'allowed-account-ids': ACCOUNT
        }),
        {
          env: {
            ...env,
            ACTIONS_ID_TOKEN_REQUEST_URL: ACTIONS_ID_TOKEN_REQUEST_URL.replace(
              issuer.url,
              `https://${token}`
            ),
            HTTPS_PROXY: proxy.url,
            NODE_EXTRA_CA_CERTS: authorityFile,
            DEBUG: '*',
            NODE_DEBUG: 'http,https,net,tls'
          }
        }
      )
      expect(annotationsOf(result, 'warning')).toEqual([])
      expect(result.outputs['result']).toBe('switched')
      expect(proxy.targets).toEqual([host, token, sts].sort())
      expect(proxy.requests.every(({ kind, authorized }) => kind === 'connect' && authorized)).toBe(true)
      // including the OIDC token; every step is checked for masked values that it leaves
      expect(result.masks.filter(value => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(value))).toHaveLength(1)
      expectNothingOfTheProxy(result, proxy.url)
    })
  } finally {
    await issuer.close()
  }
})

/** Checks that neither its user name nor its password occurs in any form, except where they are masked. */
function expectNothingOfTheProxy(result: Awaited<ReturnType<typeof step>>, url: string): void {
  const left = [
    result.rawStdout.replaceAll(/^::add-mask::.*$/gm, ''),
    result.rawStderr,
    result.summary,
    JSON.stringify(result.outputs),
    JSON.stringify(result.state),
    result.post?.rawStdout.replaceAll(/^::add-mask::.*$/gm, '') ?? ''
  ].join('\n')
  const { username, password } = new URL(url)
  for (const secret of [username, password, decodeURIComponent(password), PASSWORD]) {
    if (secret === '') continue
    expect(left).not.toContain(secret)
    expect(left).not.toContain(Buffer.from(secret).toString('base64'))
  }
  expect(left).not.toContain(Buffer.from(`${USER}:${PASSWORD}`).toString('base64'))
}

test('a proxy with an https URL, and the step exits as soon as it is done', () =>
  withRemoteCloud({}, async world => {
    const proxy = await world.closing(startProxy({ tls: await world.authority.issue(['127.0.0.1']) }))
    const result = await through(proxy.url, world)
    expect(result.outputs['result']).toBe('switched')
    // neither the proxy nor the cloud closes connections: a step that left one open would not have exited
    expect(proxy.targets).toEqual([world.host])
  }))

test('requests to loopback do not go through the proxy', () =>
  withRemoteCloud({ name: 'localhost' }, async world => {
    const proxy = await world.closing(startProxy())
    expect((await through(proxy.url, world)).outputs['result']).toBe('switched')
    const plain = await through(proxy.url, { ...world, endpoint: world.cloud.endpoint })
    expect(plain.outputs['result']).toBe('unchanged')
    expect(proxy.requests).toEqual([])
  }))

test('requests to a host in NO_PROXY do not either', () =>
  withCloud(seedOf(), async cloud => {
    const proxy = await startProxy()
    try {
      const result = await step(
        inputsFor(cloud, { endpoint: 'gateway.invalid', ...PATIENT, 'max-attempts': '1' }),
        {
          env: { HTTPS_PROXY: proxy.url, NO_PROXY: '10.0.0.0/8, *.invalid' }
        }
      )
      expect(reportOf(result).targets[0]?.error).toMatchObject({ code: 'Transport.Dns' })
      expect(proxy.requests).toEqual([])
    } finally {
      await proxy.close()
    }
  }))

describe('a proxy that forwards nothing', () => {
  const bad: [string, ProxyOptions, string, string, string, string, number][] = [
    [
      'another password',
      { user: USER, password: 'another' },
      USER,
      'Transport.ProxyAuth',
      'requires a user name and password (407)',
      'user name and password',
      1
    ],
    [
      'no password',
      { user: USER, password: PASSWORD },
      '',
      'Transport.ProxyAuth',
      'requires a user name and password (407)',
      'user name and password',
      1
    ],
    [
      '403',
      { refuse: 403 },
      '',
      'Transport.ProxyDenied',
      'refused the request (403)',
      'Allow the endpoint in the proxy',
      1
    ],
    ['502', { refuse: 502 }, '', 'Transport.Proxy', 'responded with 502', 'Check HTTPS_PROXY', 2],
    [
      'no response',
      { hang: true },
      '',
      'Transport.Timeout',
      'no connection to apigateway.cn-hangzhou.test',
      'HTTPS_PROXY',
      2
    ]
  ]
  test.each(bad)('%s', (_name, options, user, code, message, cure, attempts) =>
    withRemoteCloud({}, async world => {
      const proxy = await world.closing(startProxy(options))
      const credentials = user === '' ? '' : `${USER}:${encodeURIComponent(PASSWORD)}@`
      const url = `http://${credentials}${proxy.host}`
      const limit = options.hang === true ? { 'request-timeout': '2s' } : {}
      const result = await through(url, world, { 'max-attempts': '2', ...limit })
      const { error } = reportOf(result).targets[0] ?? {}
      expect(result.outputs).toMatchObject({ result: 'failed', changed: 'false' })
      expect(error).toMatchObject({
        code,
        message: expect.stringContaining(message),
        hint: expect.stringContaining(cure)
      })
      expect(error?.message).toContain(proxy.host)
      // the second of the plan's two reads may have been aborted
      const asked = proxy.requests.length
      expect(asked).toBeGreaterThanOrEqual(attempts)
      expect(asked).toBeLessThanOrEqual(2 * attempts)
      expectNothingOfTheProxy(result, url)
    })
  )

  test('a proxy that refuses connections', () =>
    withRemoteCloud({}, async world => {
      const proxy = await startProxy()
      await proxy.close()
      const url = `http://${USER}:${encodeURIComponent(PASSWORD)}@${proxy.host}`
      const result = await through(url, world, { 'max-attempts': '1' })
      expect(reportOf(result).targets[0]?.error).toMatchObject({
        code: 'Transport.Proxy',
        message: expect.stringContaining(`the proxy ${proxy.host} refused the connection`),
        hint: expect.stringContaining('HTTPS_PROXY')
      })
      expectNothingOfTheProxy(result, url)
    }))

  test('a server that speaks another protocol', () =>
    withRemoteCloud({}, async world => {
      const server = await world.closing(startRawServer(respondAndClose('SSH-2.0-x\r\n\r\n')))
      const result = await through(`http://127.0.0.1:${server.port}`, world, { 'max-attempts': '1' })
      expect(reportOf(result).targets[0]?.error).toMatchObject({ code: 'Transport.Proxy' })
    }))

  test('a comment that the proxy does not forward is a warning', () =>
    withRemoteCloud({ name: 'localhost' }, async ({ cloud, authorityFile, closing, endpoint }) => {
      const proxy = await closing(startProxy({ user: USER, password: PASSWORD }))
      const result = await step(inputsFor(cloud, { endpoint, ...PATIENT, 'comment-on-pr': 'true' }), {
        env: { HTTPS_PROXY: `http://${proxy.host}`, NODE_EXTRA_CA_CERTS: authorityFile },
        token: 'ghs_of_the_test',
        github: { apiUrl: 'https://api.github.test', event: { pull_request: { number: 7 } } }
      })
      expect(result.conclusion).toBe('success')
      expect(annotationsOf(result, 'warning')).toEqual([
        expect.stringMatching(
          /the comment on the pull request could not be written: .*requires a user name and password \(407\)/
        )
      ])
    }))
})

describe('a write through a new tunnel', () => {
  test.each(['reset-before-commit', 'reset-after-commit'] as const)(
    '%s: it is resolved by reading, and sent again',
    kind =>
      withRemoteCloud({ keepAlive: false }, async world => {
        const proxy = await world.closing(startProxy())
        world.cloud.faults.add({ kind, action: 'ModifyBackendModel' })
        const result = await through(proxy.url, world)
        expect(result.outputs).toMatchObject({ result: 'switched', changed: 'true' })
        expect(modifications(world)).toBe(2)
        expect(result.log).toContain('reading the live definition')
        expect(proxy.requests.length).toBe(world.cloud.requests.length)
      })
  )

  test('without the permission to read, its result is unknown and nothing is sent again', () =>
    withRemoteCloud({ keepAlive: false, seed: seedOf({ allow: ['ModifyBackendModel'] }) }, async world => {
      const proxy = await world.closing(startProxy())
      world.cloud.faults.add({ kind: 'reset-after-commit', action: 'ModifyBackendModel' })
      const result = await through(proxy.url, world, {
        'backend-type': 'HTTP',
        'backend-model-id': '3bb6375bc71c4e4c95ce05b4e7a55a9d'
      })
      expect(result.outputs).toMatchObject({ result: 'unknown', changed: '' })
      expect(modifications(world)).toBe(1)
    }))
})
