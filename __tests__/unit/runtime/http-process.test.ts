import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { createServers, ESTABLISHED, GOOD, say, to, tunnelTo } from '../../support/ask.ts'
import { createAuthority } from '../../support/certificates.ts'
import type { KeyPair } from '../../support/certificates.ts'
import type { RawServer } from '../../support/raw-server.ts'

// What only a process of its own can show: that it ends, and what its environment does. The servers never close a connection.

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

/** How the exchange of a process ended. It is killed, and the test fails, when it does not end by itself. */
async function exchangeOf(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const script = join(import.meta.dirname, '..', '..', 'support', 'exchange-process.ts')
  const options = { env: { NODE_EXTRA_CA_CERTS: authorityFile, NO_COLOR: '1', ...env }, timeout: 4_000 }
  return (await promisify(execFile)(process.execPath, [script, ...args], options)).stdout
}

const secure = ({ port }: RawServer): string => `https://127.0.0.1:${port}`

describe('the process ends', () => {
  test('although a connection is kept', async () => {
    expect(await exchangeOf([to(await serve(say(GOOD)))])).toBe('200')
    expect(await exchangeOf([secure(await serve(say(GOOD), { tls: certificate }))])).toBe('200')
  })

  test('although a tunnel is kept', async () => {
    const server = await serve(say(GOOD), { tls: certificate })
    const plain = await serve(tunnelTo(server))
    expect(await exchangeOf(['https://a.example', to(plain)])).toBe('200')
    const inTls = await serve(tunnelTo(server), { tls: certificate })
    expect(await exchangeOf(['https://a.example', secure(inTls)])).toBe('200')
  })

  test('although a proxy hangs', async () => {
    const silent = await serve(() => undefined)
    expect(await exchangeOf(['https://a.example', to(silent), '300'])).toBe('timeout')
    const stuck = await serve(say(ESTABLISHED))
    expect(await exchangeOf(['https://a.example', to(stuck), '300'])).toBe('timeout')
  })

  test('although a server goes over to another protocol', async () => {
    const server = await serve(say('HTTP/1.1 101 x\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'))
    expect(await exchangeOf([to(server)])).toBe('not-http')
  })
})

test('a certificate is verified although NODE_TLS_REJECT_UNAUTHORIZED says otherwise, in a tunnel as well', async () => {
  const server = await serve(say(GOOD), { tls: certificate })
  const proxy = await serve(tunnelTo(server))
  const env = { NODE_EXTRA_CA_CERTS: '', NODE_TLS_REJECT_UNAUTHORIZED: '0' }
  expect(await exchangeOf([secure(server)], env)).toBe('tls')
  expect(await exchangeOf(['https://a.example', to(proxy)], env)).toBe('tls')
  expect(server.received).toBe('')
})
