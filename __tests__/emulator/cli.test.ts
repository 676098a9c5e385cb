import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { fileURLToPath } from 'node:url'
import { onPosix } from '../support/systems.ts'
import { send } from './support.ts'

const MAIN = fileURLToPath(new URL('../../emulator/main.ts', import.meta.url))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'emulator-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

interface Run {
  readonly firstOutput: Promise<string>
  readonly end: Promise<{ code: number | null; stdout: string; stderr: string }>
  readonly kill: (signal: NodeJS.Signals) => void
}

function run(...args: string[]): Run {
  return runIn(process.cwd(), ...args)
}

/** @param startFolder the directory in which npm was started; npm runs scripts in the project's directory */
function runIn(startFolder: string, ...args: string[]): Run {
  return runWith({ INIT_CWD: startFolder }, ...args)
}

function runWith(env: NodeJS.ProcessEnv, ...args: string[]): Run {
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, INIT_CWD: process.cwd(), ...env }
  })
  let stdout = ''
  let stderr = ''
  const firstOutput = new Promise<string>(resolve => {
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString()
      if (stdout.includes('\n')) resolve(stdout)
    })
  })
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const end = new Promise<{ code: number | null; stdout: string; stderr: string }>(resolve => {
    child.on('close', code => resolve({ code, stdout, stderr }))
  })
  return { firstOutput, end, kill: signal => child.kill(signal) }
}

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '--json prints the endpoints, and %s stops it',
  async signal => {
    const { firstOutput, end, kill } = run('--json')
    const line = (await firstOutput).split('\n')[0] ?? ''
    expect(line).toMatch(
      /^\{"endpoint":"127\.0\.0\.1:\d+","gateway":"http:\/\/127\.0\.0\.1:\d+","accessKeyId":"emulator-access-key-id","accessKeySecret":"emulator-access-key-secret"\}$/
    )
    const { endpoint, gateway } = JSON.parse(line) as { endpoint: string; gateway: string }
    expect((await send(`http://${endpoint}/`)).status).toBe(400)
    const response = await send(`${gateway}/status`, { headers: { host: 'shop.localhost' } })
    expect([response.status, response.text]).toEqual([200, '{"status":"ok"}'])
    kill(signal)
    expect(await end).toMatchObject({ code: onPosix ? 0 : null, stderr: '' })
  }
)

test('the banner contains complete commands', async () => {
  const { firstOutput, end, kill } = run()
  const banner = await firstOutput
  expect(banner).toContain("export ALIBABA_CLOUD_ACCESS_KEY_ID='emulator-access-key-id'")
  expect(banner).toContain('  orders-blue VIP svc-crblue0tlhtgm58e0abc\n')
  expect(banner).toContain('  shop-native/orders api-cr6ql0tlhtgmc8o0abcd hr-crf5l7tlhtgp91tabcd0 Deployed\n')
  expect(banner).toMatch(
    /npm run -s step -- --endpoint 127\.0\.0\.1:\d+ --backend-id 20bcdc9453524b78a8beb1f6de21edb7 --stage-name RELEASE --backend-model-data '\{"ServiceAddress":"http:\/\/127\.0\.0\.1:9000",.*\}' --mode plan\n/
  )
  expect(banner).toMatch(/--service-id svc-crblue0tlhtgm58e0abc --addresses 127\.0\.0\.1:9000 --mode plan\n/)
  kill('SIGTERM')
  expect((await end).code).toBe(onPosix ? 0 : null)
})

test('--tls, --oidc and --control print working values, and their files are removed on exit', async () => {
  const { firstOutput, end, kill } = run(
    '--json',
    '--tls',
    '--oidc',
    '--oidc-subject',
    'repo:o/r:x',
    '--control'
  )
  const printed = JSON.parse((await firstOutput).split('\n')[0] ?? '') as {
    endpoint: string
    gateway: string
    certificateFile: string
    controlUrl: string
    controlTokenFile: string
    idToken: Record<string, string>
    oidcProviderArn: string
    roleArn: string
  }
  expect([printed.oidcProviderArn, printed.roleArn]).toEqual([
    'acs:ram::1234567890123456:oidc-provider/github',
    'acs:ram::1234567890123456:role/switch-backend'
  ])
  const { certificateFile, controlTokenFile, controlUrl, idToken } = printed
  expect([printed.endpoint, printed.gateway, idToken['ACTIONS_ID_TOKEN_REQUEST_URL']]).toEqual(
    [1, 2, 3].map(() => expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+/))
  )
  expect(idToken['ACTIONS_ID_TOKEN_REQUEST_TOKEN']).toMatch(/^[\w-]{64}$/)
  expect(readFileSync(certificateFile, 'utf8')).toContain('BEGIN CERTIFICATE')
  if (onPosix) {
    expect(statSync(dirname(controlTokenFile)).mode & 0o777).toBe(0o700)
    expect(statSync(controlTokenFile).mode & 0o777).toBe(0o600)
  }
  const steer = (token: string) =>
    send(`${controlUrl}/steer`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: '{ writes: 1 }'
    })
  expect((await steer('guess')).status).toBe(401)
  expect((await steer(readFileSync(controlTokenFile, 'utf8'))).text).toContain('writes: expected 1, found 0')
  kill('SIGTERM')
  expect(await end).toMatchObject({ code: onPosix ? 0 : null, stderr: '' })
  if (onPosix) expect(existsSync(dirname(controlTokenFile))).toBe(false)
})

test('the banner of --tls, --oidc and --control contains complete commands', async () => {
  const { firstOutput, end, kill } = run('--tls', '--oidc', '--control')
  const banner = await firstOutput
  expect(banner).toMatch(/^control plane {2}https:\/\/127/)
  expect(banner).toMatch(/^control {8}http:\/\/127\.0\.0\.1:\d+ \(token in .*control-token\)$/m)
  expect(banner).toMatch(/^ {2}export NODE_EXTRA_CA_CERTS='.*authority\.pem'$/m)
  expect(banner).toMatch(/^ {2}export ACTIONS_ID_TOKEN_REQUEST_URL='https:.*api-version=2\.0'$/m)
  expect(banner).toMatch(/curl --cacert '.*authority\.pem' -H/)
  expect(banner).toMatch(
    /--role-to-assume acs:ram::\d+:role\/switch-backend --oidc-provider-arn acs:ram::\d+:oidc-provider\/github /
  )
  expect(banner).toMatch(
    /^ {2}curl http:\/\/127\.0\.0\.1:\d+\/steer -H "Authorization: Bearer \$\(cat '.*control-token'\)" --data-binary/m
  )
  kill('SIGTERM')
  await end
})

test('--seed is relative to the directory in which npm was started', async () => {
  writeFileSync(
    join(folder, 'seed.yaml'),
    "accounts: [{ id: '1', keys: [{ id: of-the-folder, secret: s }] }]\n"
  )
  const { firstOutput, end, kill } = runIn(folder, '--json', '--seed', 'seed.yaml')
  expect(await firstOutput).toContain('"accessKeyId":"of-the-folder"')
  kill('SIGTERM')
  await end
})

test('--help prints the options', async () => {
  expect(await run('--help').end).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('--gateway-port N')
  })
})

test('exits with 2 and an actionable error on invalid arguments and seeds', async () => {
  const seed = join(folder, 'seed.yaml')
  writeFileSync(seed, 'accounts:\n  - keys: []\n')
  const ends = [
    run('--port', 'http').end,
    run('--color').end,
    run('--seed', join(folder, 'missing.yaml')).end,
    run('--seed', seed).end,
    run('--oidc-subject', 'x').end
  ]
  const [port, option, missing, broken, subject] = await Promise.all(ends)
  expect(port).toEqual({
    code: 2,
    stdout: '',
    stderr: 'error: invalid --port "http": must be a port from 0 to 65535 (0 for any free port)\n'
  })
  expect(option).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^error: Unknown option '--color'.*see --help\n$/s)
  })
  expect(missing).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^error: cannot read the seed: .*--seed must be a YAML file\n$/)
  })
  expect(subject).toMatchObject({ code: 2, stderr: 'error: --oidc-subject has no effect without --oidc\n' })
  expect(broken).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('2:5: accounts[0].id is required')
  })
})

test.each(['--control', '--tls'])('%s fails with the reason if no file can be written', async option => {
  const nowhere = join(folder, 'nowhere')
  const env = { TMPDIR: nowhere, TEMP: nowhere, TMP: nowhere }
  const { code, stdout, stderr } = await runWith(env, '--json', option).end
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(
    /^error: cannot write temporary files: ENOENT.*; set TMPDIR to a writable directory\n$/
  )
})
