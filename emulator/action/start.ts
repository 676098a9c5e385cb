import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as core from '@actions/core'
import { readInputs } from './inputs.ts'
import { tailOf } from './log-tail.ts'
import { STATES } from './protocol.ts'
import type { FromServer, Listening, ToServer } from './protocol.ts'

/** A start takes about a second on a slow machine. */
const START_TIMEOUT_MS = 30_000

/**
 * The only environment variables that the emulator receives, so that it never has the job's tokens and secrets. The
 * tracking ID lets the runner terminate it at the end of the job if the post step did not.
 */
const VARIABLES = ['RUNNER_TRACKING_ID', 'PATH', 'HOME', 'SystemRoot', 'windir', 'TEMP', 'TMP', 'TMPDIR']

/**
 * The main step: starts the emulator and hands it over to the job.
 * @param entry the entry file of the detached process
 * @returns the exit code
 */
export async function runMain(entry: string): Promise<number> {
  const temp = process.env['RUNNER_TEMP'] || tmpdir()
  const name = `emulator-${randomUUID()}`
  const logFile = join(temp, `${name}.log`)
  const certificateFile = join(temp, `${name}.pem`)
  let server: ChildProcess | undefined
  try {
    const inputs = readInputs(process.env['GITHUB_WORKSPACE'] || process.cwd(), process.env)
    server = spawnServer(entry, logFile)
    const token = randomUUID()
    const controlToken = randomBytes(32).toString('base64url')
    const listening = await listeningOf(server, {
      kind: 'start',
      ...(inputs.seed === undefined ? {} : { seed: inputs.seed }),
      port: inputs.port,
      gatewayPort: inputs.gatewayPort,
      tls: inputs.tls,
      checkRegion: inputs.checkRegion,
      ...(inputs.oidcSubject === undefined ? {} : { oidcSubject: inputs.oidcSubject }),
      token,
      controlToken,
      certificateFile
    })
    core.saveState(STATES.certificateFile, certificateFile)
    saveForPost(server, listening, logFile, token)
    setOutputs(server, listening, {
      'control-token': controlToken,
      'log-file': logFile,
      ...(inputs.tls ? { 'certificate-file': certificateFile } : {})
    })
    await handOver(server)
    core.info(`control plane: ${listening.endpoint}, gateway: ${listening.gateway}`)
    core.info(`log: ${logFile}`)
    return 0
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    if (server !== undefined) for (const line of tailOf(logFile)) core.info(line)
    core.error(message, { title: 'The emulator did not start' })
    // it exits by itself when the channel closes; kill it in case it hangs
    server?.kill('SIGKILL')
    return 1
  }
}

function spawnServer(entry: string, logFile: string): ChildProcess {
  const log = openSync(logFile, 'wx', 0o600)
  try {
    return spawn(process.execPath, [entry], {
      // its own process group, so that terminating the step does not terminate it
      detached: true,
      windowsHide: true,
      stdio: ['ignore', log, log, 'ipc'],
      cwd: dirname(logFile),
      env: Object.fromEntries(VARIABLES.map(name => [name, process.env[name]]))
    })
  } finally {
    closeSync(log)
  }
}

/** Resolves when the emulator listens; rejects with the reason if it does not start. */
function listeningOf(server: ChildProcess, start: ToServer): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`the emulator did not start within ${START_TIMEOUT_MS / 1000} s`))
    }, START_TIMEOUT_MS)
    server.once('error', reject)
    server.once('exit', (code, signal) => {
      reject(
        new Error(
          `the emulator process exited during startup with ${signal ?? `exit code ${code ?? 'none'}`}`
        )
      )
    })
    server.once('message', (message: FromServer) => {
      if (message.kind === 'listening') resolve(message)
      else reject(new Error(message.message))
    })
    server.once('message', () => clearTimeout(timer))
    server.once('exit', () => clearTimeout(timer))
    server.send(start)
  })
}

function saveForPost(server: ChildProcess, { stopPort }: Listening, logFile: string, token: string): void {
  core.saveState(STATES.pid, server.pid)
  core.saveState(STATES.logFile, logFile)
  core.saveState(STATES.stopPort, stopPort)
  core.saveState(STATES.token, token)
}

/** Uses outputs, because environment variables would replace real credentials for the whole job. Nothing is masked. */
function setOutputs(
  server: ChildProcess,
  listening: Listening,
  more: Readonly<Record<string, string>>
): void {
  const { identity } = listening
  const outputs = {
    endpoint: listening.endpoint,
    'sts-endpoint': listening.endpoint,
    gateway: listening.gateway,
    'access-key-id': listening.accessKeyId,
    'access-key-secret': listening.accessKeySecret,
    'region-id': listening.regionId,
    'control-url': listening.controlUrl,
    ...more,
    ...(identity === undefined
      ? {}
      : {
          'id-token-request-url': identity.requestUrl,
          'id-token-request-token': identity.requestToken,
          'oidc-provider-arn': identity.providerArn,
          'role-arn': identity.roleArn
        }),
    pid: server.pid
  }
  for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value)
}

/** Detaches the emulator from this process. */
async function handOver(server: ChildProcess): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const keep: ToServer = { kind: 'keep' }
    server.send(keep, error => {
      if (error === null) resolve()
      else reject(error)
    })
  })
  server.disconnect()
  server.unref()
}
