import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { listenForStop, requestStop } from '../../emulator/action/stop-port.ts'
import { killIfOurs } from '../../emulator/action/own-process.ts'
import { parse } from 'yaml'
import type { PhaseResult, StepResult } from '../../step-runner/result.ts'
import { runStep } from '../../step-runner/step.ts'
import { BACKEND_ID, NEW_ADDRESS, NEW_DATA, seedOf } from '../support/cloud.ts'
import { annotationsOf, ROOT, step } from '../support/step.ts'
import { onLinux } from '../support/systems.ts'
import { send } from './support.ts'

const ACTION = join(ROOT, 'emulator')
const SERVER = join(ACTION, 'dist', 'server.js')
// Only /proc identifies a process. Without it no process is killed, which other tests cover.
const testOnLinux = onLinux ? test : test.skip // no /proc elsewhere
/** Generous: the test's own limit ends an endless wait. */
const PATIENCE_MS = 3_600_000

let workspace = ''
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'emulator-action-'))
})
afterEach(() => rm(workspace, { recursive: true, force: true, maxRetries: 3 }))

type Outputs = Readonly<Record<string, string>>

/** Runs a job: this step, later steps, and this step's post step. */
function job(
  inputs: Readonly<Record<string, string>>,
  restOfJob: (outputs: Outputs, main: PhaseResult) => Promise<void> = () => Promise.resolve()
): Promise<StepResult> {
  return runStep({
    action: ACTION,
    workspace,
    temp: workspace,
    with: inputs,
    restOfJob: main => restOfJob(main.outputs, main)
  })
}

function portOf(endpoint = ''): number {
  return Number(endpoint.split(':').at(-1))
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

test('reads a seed that exceeds the limit of environment variables from a file', async () => {
  const more = Array.from({ length: 3_000 }, (_, index) => `  - { name: more-${index}, type: HTTP }`)
  const seed = seedOf().replace('backends:\n', `backends:\n${more.join('\n')}\n`)
  const path = join(workspace, 'large.yaml')
  await writeFile(path, `${seed}# ${'x'.repeat(200_000)}\n`)
  const result = await job({ 'seed-file': 'large.yaml' }, async outputs => {
    const response = await send(`${outputs['gateway'] ?? ''}/nothing`, {
      headers: { host: 'shop.localhost' }
    })
    // the seed's domain is known
    expect(response.headers['x-ca-error-code']).toBe('I404NF')
  })
  expect([result.conclusion, annotationsOf(result, 'error')]).toEqual(['success', []])
})

test('in a job, the action switches a backend, the gateway serves it, and the post step stops the emulator', async () => {
  const result = await job({ seed: seedOf() }, async outputs => {
    const switched = await step({
      'backend-id': BACKEND_ID,
      'stage-name': 'RELEASE',
      'backend-model-data': NEW_DATA,
      'region-id': outputs['region-id'] ?? '',
      endpoint: outputs['endpoint'] ?? '',
      'access-key-id': outputs['access-key-id'] ?? '',
      'access-key-secret': outputs['access-key-secret'] ?? ''
    })
    expect(switched.outputs).toMatchObject({ result: 'switched', 'apis-updated': '3' })
    const response = await send(`${outputs['gateway'] ?? ''}/nothing`, {
      headers: { host: 'shop.localhost' }
    })
    expect(response.headers['x-ca-error-message']).toBeDefined()
    const log = await readFile(outputs['log-file'] ?? '', 'utf8')
    expect(log).toContain(`ModifyBackendModel BackendId=${BACKEND_ID} StageName=RELEASE`)
    expect(log).toMatch(/DescribeUpdateBackendTask OperationUid=[0-9a-f]{32} -> 200/)
    expect(log).not.toContain(NEW_ADDRESS)
  })
  expect(result.rawStderr).toBe('')
  expect(result).toMatchObject({ conclusion: 'success', annotations: [], env: {}, droppedOutputs: [] })
  expect(result.outputs).toEqual({
    endpoint: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    'sts-endpoint': result.outputs['endpoint'],
    'control-url': expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    'control-token': expect.stringMatching(/^[\w-]{43}$/),
    gateway: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    'access-key-id': 'test-access-key-id',
    'access-key-secret': 'test-access-key-secret',
    'region-id': 'cn-hangzhou',
    'log-file': expect.stringContaining(workspace),
    pid: expect.stringMatching(/^\d+$/)
  })
  expect(result.post).toMatchObject({ conclusion: 'success', log: 'emulator stopped' })
  expect(await isListening(portOf(result.outputs['endpoint']))).toBe(false)
  expect(await isListening(portOf(result.outputs['gateway']))).toBe(false)
  expect(await isListening(portOf(result.outputs['control-url']))).toBe(false)
})

test('in a job without access keys, the action assumes a role with an ID token of the emulator, over HTTPS', async () => {
  const result = await job({ oidc: 'true', tls: 'true' }, async outputs => {
    const certificate = outputs['certificate-file'] ?? ''
    expect(await readFile(certificate, 'utf8')).toMatch(
      /^-----BEGIN CERTIFICATE-----\n[^-]*-----END CERTIFICATE-----\n$/
    )
    // the server's private key is not written to disk
    for (const file of await readdir(workspace)) {
      if (file.startsWith('emulator-'))
        expect(await readFile(join(workspace, file), 'utf8')).not.toContain('PRIVATE KEY')
    }
    // no sts-endpoint: it defaults to a loopback endpoint
    const inputs = {
      'backend-id': BACKEND_ID,
      'stage-name': 'RELEASE',
      'backend-model-data': NEW_DATA,
      'region-id': outputs['region-id'] ?? '',
      endpoint: outputs['endpoint'] ?? '',
      'request-timeout': '5m',
      'role-to-assume': outputs['role-arn'] ?? '',
      'oidc-provider-arn': outputs['oidc-provider-arn'] ?? ''
    }
    const env = {
      ACTIONS_ID_TOKEN_REQUEST_URL: outputs['id-token-request-url'] ?? '',
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: outputs['id-token-request-token'] ?? ''
    }
    const switched = await step(inputs, { env: { ...env, NODE_EXTRA_CA_CERTS: certificate } })
    expect(switched.outputs).toMatchObject({ result: 'switched', 'apis-updated': '4' })
    const log = await readFile(outputs['log-file'] ?? '', 'utf8')
    expect(log).toMatch(/AssumeRoleWithOIDC -> 200$/m)
    expect(log).toContain(`ModifyBackendModel BackendId=${BACKEND_ID} StageName=RELEASE`)
    // without the certificate, no request is sent
    const untrusting = await step(inputs, { env })
    expect(untrusting.outputs['result']).toBe('failed')
    expect(annotationsOf(untrusting, 'error').join()).toContain('NODE_EXTRA_CA_CERTS')
  })
  expect(result.outputs).toMatchObject({
    endpoint: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/),
    'sts-endpoint': result.outputs['endpoint'],
    gateway: expect.stringMatching(/^https:/),
    'id-token-request-url': expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+\/actions\/id-token/),
    'id-token-request-token': expect.stringMatching(/^[\w-]{64}$/),
    'oidc-provider-arn': 'acs:ram::1234567890123456:oidc-provider/github',
    'role-arn': 'acs:ram::1234567890123456:role/switch-backend'
  })
  expect(result.post).toMatchObject({ conclusion: 'success', log: 'emulator stopped' })
  expect(await isListening(portOf(result.outputs['id-token-request-url']?.replace(/\/actions.*/, '')))).toBe(
    false
  )
  await expect(readFile(result.outputs['certificate-file'] ?? '')).rejects.toThrow('ENOENT')
})

test.each([
  ['push', undefined, 'repo:octo-org/octo-shop:ref:refs/heads/main'],
  ['pull_request', undefined, 'repo:octo-org/octo-shop:pull_request'],
  ['push', 'repo:octo-org/octo-shop:environment:production', 'repo:octo-org/octo-shop:environment:production']
])('the subject of the ID tokens of a %s (%s)', async (eventName, subject, expected) => {
  await runStep({
    action: ACTION,
    workspace,
    temp: workspace,
    with: { oidc: 'true', ...(subject === undefined ? {} : { 'oidc-subject': subject }) },
    github: { eventName },
    restOfJob: async ({ outputs }) => {
      const url = outputs['id-token-request-url'] ?? ''
      const authorization = `Bearer ${outputs['id-token-request-token'] ?? ''}`
      const response = await send(`${url}&audience=sts.aliyuncs.com`, { headers: { authorization } })
      const { value } = JSON.parse(response.text) as { value: string }
      const claims: unknown = JSON.parse(Buffer.from(value.split('.')[1] ?? '', 'base64url').toString())
      expect(claims).toMatchObject({
        iss: 'https://token.actions.githubusercontent.com',
        aud: 'sts.aliyuncs.com',
        sub: expected
      })
    }
  })
})

test("the README's job switches its backend", async () => {
  const readme = await readFile(join(ACTION, 'README.md'), 'utf8')
  const [, block = ''] = /```yaml\n(name: rehearsal[^]*?)```/.exec(readme) ?? []
  const { jobs } = parse(block) as {
    jobs: { rehearse: { steps: { uses?: string; with?: Record<string, string>; run?: string }[] } }
  }
  const [emulator, main, check] = jobs.rehearse.steps
  expect(emulator?.uses).toContain('/emulator@')
  expect(check?.run).toBe('test "$RESULT" = switched')
  await job(emulator?.with ?? {}, async outputs => {
    const inputs = Object.entries(main?.with ?? {}).map(([name, value]) => [
      name,
      value.replace(
        /^\$\{\{ steps\.emulator\.outputs\.([\w-]+) \}\}$/,
        (_, output: string) => outputs[output] ?? ''
      )
    ])
    const switched = await step(Object.fromEntries(inputs) as Record<string, string>)
    expect(switched.outputs).toMatchObject({ result: 'switched', 'apis-updated': '1' })
  })
})

test("defaults to the default seed, and receives none of the job's variables", async () => {
  await runStep({
    action: ACTION,
    workspace,
    temp: workspace,
    env: { SOME_SECRET: 'of the job' },
    restOfJob: async ({ outputs }) => {
      expect(outputs['access-key-secret']).toBe('emulator-access-key-secret')
      if (!onLinux) return
      const names = (await readFile(`/proc/${outputs['pid'] ?? ''}/environ`, 'utf8'))
        .split('\0')
        .map(line => line.split('=')[0])
      expect(names).toContain('PATH')
      expect(names.filter(name => /^(GITHUB_|INPUT_|SOME_)/.test(name ?? ''))).toEqual([])
    }
  })
})

test('reads a seed file in the workspace, and listens on the requested ports', async () => {
  await writeFile(join(workspace, 'cloud.yaml'), seedOf().replace('cn-hangzhou', 'eu-central-1'))
  const [port, gatewayPort] = await freePorts()
  const inputs = { 'seed-file': 'cloud.yaml', port: String(port), 'gateway-port': String(gatewayPort) }
  const { outputs } = await job(inputs)
  expect(outputs).toMatchObject({
    'region-id': 'eu-central-1',
    endpoint: `127.0.0.1:${port}`,
    gateway: `http://127.0.0.1:${gatewayPort}`
  })
})

test.each([
  ['an invalid seed', { seed: 'accounts:\n  - keys: []\n' }, '\n2:5: accounts[0].id is required'],
  [
    'an invalid port',
    { port: 'http' },
    'port must be a port from 0 to 65535 (0 for any free port), not "http"'
  ],
  ['oidc without a provider', { seed: seedOf(), oidc: 'true' }, 'oidc: the seed has no oidc-providers entry'],
  ['a subject without oidc', { 'oidc-subject': 'x' }, 'oidc-subject has no effect without oidc: true'],
  ['an invalid flag', { tls: 'yes' }, 'tls must be true or false, not "yes"'],
  [
    'unknown inputs',
    { sed: 'a: b', prot: '1' },
    'unknown input: sed, prot; must be one of seed, seed-file, port, '
  ],
  [
    'both seed and seed-file',
    { seed: 'a: b', 'seed-file': 'c' },
    'seed and seed-file are mutually exclusive: set only one'
  ],
  [
    'a missing seed file',
    { 'seed-file': 'missing.yaml' },
    'cannot read seed-file "missing.yaml" in the workspace (ENOENT); run actions/checkout before this step'
  ]
])('fails on %s with one error and leaves nothing behind', async (_, inputs, message) => {
  const result = await job(inputs)
  expect(result).toMatchObject({ conclusion: 'failure', exitCode: 1, outputs: {}, state: {} })
  expect(annotationsOf(result, 'error')).toHaveLength(1)
  expect(annotationsOf(result, 'error')[0]).toContain(message)
  expect(result.post).toMatchObject({ conclusion: 'success', log: '' })
})

test('fails if a port is in use', async () => {
  const taken = createServer()
  taken.listen(0, '127.0.0.1')
  await once(taken, 'listening')
  try {
    const { port } = taken.address() as AddressInfo
    const result = await job({ port: String(port) })
    expect(result.conclusion).toBe('failure')
    expect(annotationsOf(result, 'error')).toEqual([
      expect.stringMatching(/EADDRINUSE.*; use another port, or 0 for any free port$/)
    ])
  } finally {
    taken.close()
  }
})

test('the post step warns if the emulator was killed, with the end of its log', async () => {
  const result = await job({ seed: seedOf(), tls: 'true' }, async outputs => {
    const socket = connect(portOf(outputs['endpoint']), '127.0.0.1')
    await once(socket, 'connect')
    const gone = new Promise(resolve => socket.once('close', resolve))
    socket.on('error', () => undefined)
    process.kill(Number(outputs['pid']), 'SIGKILL')
    await gone
  })
  const { post } = result
  expect(post?.conclusion).toBe('success')
  expect(post && annotationsOf(post, 'warning')).toEqual([
    `the emulator (process ${result.outputs['pid'] ?? ''}) exited before the job completed; the end of its log follows`
  ])
  expect(post?.log).toMatch(/^\| .* control plane: https:/m)
  await expect(readFile(result.outputs['certificate-file'] ?? '')).rejects.toThrow('ENOENT')
})

test('the emulator exits with a step that exits during startup', async () => {
  const server = spawn(process.execPath, [SERVER], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  const log = server.stdout?.toArray() as Promise<Buffer[]>
  const exit = once(server, 'exit')
  server.send({ kind: 'start', port: 0, gatewayPort: 0, token: 'a token', controlToken: 'another' })
  const [message] = (await once(server, 'message')) as [{ kind: string; endpoint: string }]
  expect(message.kind).toBe('listening')
  server.disconnect()
  expect(await exit).toEqual([1, null])
  expect(Buffer.concat(await log).toString()).toContain('the main step exited during startup')
  expect(await isListening(portOf(message.endpoint))).toBe(false)
})

test('a stop request needs the right token, and reports a missing or unresponsive emulator', async () => {
  let stops = 0
  const stop = () => Promise.resolve(void (stops += 1))
  const port = await listenForStop('the token', stop)
  expect(await requestStop(port, 'another token', PATIENCE_MS)).toBe('no response')
  expect(stops).toBe(0)
  expect(await requestStop(port, 'the token', PATIENCE_MS)).toBe('stopped')
  expect(stops).toBe(1)
  expect(await requestStop(port, 'the token', PATIENCE_MS)).toBe('gone')

  const sockets: Socket[] = []
  const mute = createServer(socket => void sockets.push(socket))
  mute.listen(0, '127.0.0.1')
  await once(mute, 'listening')
  expect(await requestStop((mute.address() as AddressInfo).port, 'the token', 50)).toBe('no response')
  for (const socket of sockets) socket.destroy()
  mute.close()
})

// other systems do not expose a process's command line
testOnLinux('kills an unresponsive process only if it is the emulator', async () => {
  const entry = join(workspace, 'server.js')
  await writeFile(entry, 'setInterval(() => undefined, 1000); console.log("up")')
  const child = spawn(process.execPath, [entry], { stdio: ['ignore', 'pipe', 'ignore'] })
  const exit = once(child, 'exit')
  await once(child.stdout, 'data')
  const pid = child.pid ?? 0
  expect(killIfOurs(pid, SERVER)).toBe(`process ${pid} is not the emulator anymore and was not killed`)
  expect(child.exitCode).toBeNull()
  expect(killIfOurs(pid, entry)).toBe(`process ${pid} was killed`)
  expect(await exit).toEqual([null, 'SIGKILL'])
  expect(killIfOurs(pid, entry)).toContain('the runner terminates it')
})

/** Below the ephemeral ports, so that no other test gets them in the meantime. */
async function freePorts(): Promise<[number, number]> {
  const ports: number[] = []
  while (ports.length < 2) {
    const port = randomInt(10_000, 32_000)
    if (!ports.includes(port) && (await canListen(port))) ports.push(port)
  }
  return ports as [number, number]
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer()
  server.listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  const closed = once(server, 'close')
  server.close()
  await closed
  return true
}
