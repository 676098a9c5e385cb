import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import {
  createServers,
  ESTABLISHED,
  GOOD,
  LONG_MS,
  respond,
  to,
  tunnelTo
} from '../../support/send-request.ts'
import { createAuthority } from '../../support/certificates.ts'
import type { KeyPair } from '../../support/certificates.ts'
import type { RawServer } from '../../support/raw-server.ts'

// What only a separate process can show: that it exits, and the effect of its environment. The servers never close a connection.

const { serve, closeAll } = createServers()
afterEach(closeAll)

let folder: string
let authorityFile: string
let certificate: KeyPair
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authority-'))
  authorityFile = join(folder, 'authority.pem')
  const authority = await createAuthority()
  await writeFile(authorityFile, authority.certificate)
  certificate = await authority.issue(['a.example', '127.0.0.1'])
})
afterAll(() => rm(folder, { recursive: true }))

// a process that does not exit is awaited until the time limit of the test, and killed then
let testEnds: AbortController
beforeEach(() => void (testEnds = new AbortController()))
afterEach(() => testEnds.abort())

/** A URL, and the URL of its proxy. */
type Way = readonly [url: string, proxy?: string]

/** The results of a process's exchanges, once it has exited by itself. */
async function exchangesOf(
  ways: readonly Way[],
  { env = {}, timeoutMs = LONG_MS }: { env?: Record<string, string>; timeoutMs?: number } = {}
): Promise<string> {
  const script = join(import.meta.dirname, '..', '..', 'support', 'exchange-process.ts')
  const args = [script, String(timeoutMs), ...ways.flatMap(([url, proxy = '']) => [url, proxy])]
  const options = {
    env: {
      NODE_EXTRA_CA_CERTS: authorityFile,
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      NO_COLOR: '1',
      ...env
    },
    signal: testEnds.signal,
    killSignal: 'SIGKILL'
  } as const
  return (await promisify(execFile)(process.execPath, args, options)).stdout
}

const secure = ({ port }: RawServer): string => `https://127.0.0.1:${port}`

describe('the process exits', () => {
  test('with a kept connection', async () => {
    const plain = await serve(respond(GOOD))
    const inTls = await serve(respond(GOOD), { tls: certificate })
    expect(await exchangesOf([[to(plain)], [secure(inTls)]])).toBe('200 200')
  })

  test('with a kept tunnel', async () => {
    const server = await serve(respond(GOOD), { tls: certificate })
    const plain = await serve(tunnelTo(server))
    const inTls = await serve(tunnelTo(server), { tls: certificate })
    const ways: Way[] = [
      ['https://a.example', to(plain)],
      ['https://a.example', secure(inTls)]
    ]
    expect(await exchangesOf(ways)).toBe('200 200')
  })

  test('with a proxy that hangs', async () => {
    const silent = await serve(() => undefined)
    const stuck = await serve(respond(ESTABLISHED))
    const ways: Way[] = [
      ['https://a.example', to(silent)],
      ['https://a.example', to(stuck)]
    ]
    // if the machine is too slow to get this far, allow more time
    for (let timeoutMs = 300; !/\r\n\r\n[^]/.test(stuck.received) || silent.received === ''; timeoutMs *= 2) {
      expect(await exchangesOf(ways, { timeoutMs })).toBe('timeout timeout')
    }
  })

  test('with a server that switches to another protocol', async () => {
    const server = await serve(respond('HTTP/1.1 101 x\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'))
    expect(await exchangesOf([[to(server)]])).toBe('not-http')
  })
})

test('verifies certificates in spite of NODE_TLS_REJECT_UNAUTHORIZED, in a tunnel as well', async () => {
  const server = await serve(respond(GOOD), { tls: certificate })
  const proxy = await serve(tunnelTo(server))
  const env = { NODE_EXTRA_CA_CERTS: '', NODE_TLS_REJECT_UNAUTHORIZED: '0' }
  expect(await exchangesOf([[secure(server)], ['https://a.example', to(proxy)]], { env })).toBe('tls tls')
  expect(server.received).toBe('')
})
