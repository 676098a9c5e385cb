import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { messageOf } from '../src/errors/action-error.ts'
import { systemClock } from '../src/runtime/clock.ts'
import { createSecrets } from '../src/runtime/secrets.ts'
import { HELP, UsageError, readArguments } from './arguments.ts'
import type { Arguments, Remote } from './arguments.ts'
import { Calls } from './calls.ts'
import { claimLeftovers, cleanUp } from './clean-up.ts'
import { compare } from './compare.ts'
import { Ownership } from './ownership.ts'
import { recordOf } from './record.ts'
import { render, renderLeftovers } from './render.ts'
import { run } from './run.ts'
import type { Run } from './run.ts'
import { IMPATIENT, senderTo, withEmulator } from './target.ts'

const EXIT = { checkFailed: 1, usage: 2, leftovers: 3 } as const

/** How long a call that is under way when the run is interrupted may still take. */
const LAST_CALL_MS = 3_000

const secrets = createSecrets(() => undefined)
const stop = new AbortController()
const breakOff = new AbortController()
const own = new Ownership(Date.now())
let exitCode = 0

function print(...lines: string[]): void {
  process.stdout.write(lines.map(line => `${secrets.scrub(line)}\n`).join(''))
}

function complain(...lines: string[]): void {
  process.stderr.write(lines.map(line => `${secrets.scrub(line)}\n`).join(''))
}

/** The first time ends the script and cleans up; the second gives up, and says what is left. */
function interrupt(code: number): void {
  if (stop.signal.aborted) {
    const named = own.backends.map(({ name, id }) => ({ name, id: id ?? '', reason: 'interrupted twice' }))
    complain(...renderLeftovers(named))
    process.exit(code)
  }
  exitCode = code
  complain('interrupted: deleting what was made; once more gives up')
  stop.abort()
  setTimeout(() => breakOff.abort(), LAST_CALL_MS).unref()
}

async function runScript(remote: Remote | undefined): Promise<{ target: Run; beside: Run | undefined }> {
  const emulated = (onStep?: Parameters<typeof run>[0]['onStep']) =>
    withEmulator((send, secret) => {
      secrets.add(secret)
      const made = remote === undefined ? own : new Ownership(Date.now())
      const signals = { stop: stop.signal, breakOff: breakOff.signal }
      return run({
        send,
        clock: IMPATIENT,
        own: made,
        secrets,
        ...signals,
        ...(onStep === undefined ? {} : { onStep })
      })
    })
  const onStep: Parameters<typeof run>[0]['onStep'] = ({ step, status, code }) =>
    print(`  ${step}: ${code === '' ? status : `${status} ${code}`}`)
  if (remote === undefined) return { target: await emulated(onStep), beside: undefined }
  const target = await run({
    send: senderTo(remote.endpoint, remote.keys, remote.proxyFor),
    clock: systemClock,
    own,
    secrets,
    stop: stop.signal,
    breakOff: breakOff.signal,
    onStep
  })
  return { target, beside: target.interrupted ? undefined : await emulated() }
}

async function conform({ remote, record }: Arguments): Promise<void> {
  const name = remote?.name ?? 'emulator'
  print(
    `Asking ${remote === undefined ? 'an emulator' : remote.endpoint.host}`,
    `Everything that is made is called ${own.runName}_…, and deleted at the end.`,
    ''
  )
  const { target, beside } = await runScript(remote)
  const differences = beside === undefined ? [] : compare(target.steps, beside.steps)
  if (!target.interrupted) print(...render(name, target, beside, differences))
  mkdirSync(dirname(record), { recursive: true })
  const kept = recordOf({ name, region: remote?.region }, Date.now(), target, beside, differences)
  writeFileSync(record, secrets.scrub(`${JSON.stringify(kept, undefined, 2)}\n`))
  print('', `The answers are in ${record}`)
  const { leftovers } = target
  if (leftovers.length === 0) print('Everything that was made is deleted.')
  else complain(...renderLeftovers(leftovers))
  const failed = target.endedEarly !== undefined || target.checks.some(({ holds }) => !holds)
  exitCode ||= leftovers.length > 0 ? EXIT.leftovers : failed ? EXIT.checkFailed : 0
}

async function removeLeftovers({ endpoint, keys, proxyFor }: Remote): Promise<void> {
  const clock = systemClock
  const calls = new Calls({ send: senderTo(endpoint, keys, proxyFor), clock, own, stop: stop.signal })
  const options = { calls, own, clock }
  const spared = await claimLeftovers(options)
  const claimed = own.backends.map(({ name }) => name)
  const leftovers = await cleanUp(options)
  const left = new Set(leftovers.map(({ name }) => name))
  for (const name of claimed) if (!left.has(name)) print(`deleted ${name}`)
  for (const { name, id, reason } of spared) print(`left alone: ${name} ${id}: ${reason}`)
  if (claimed.length === 0) print('There is nothing to delete.')
  complain(...renderLeftovers(leftovers))
  exitCode ||= leftovers.length > 0 ? EXIT.leftovers : 0
}

async function main(): Promise<void> {
  const given = readArguments(process.argv.slice(2), process.env)
  if (given.help) {
    process.stdout.write(HELP)
    return
  }
  const { remote } = given
  if (remote !== undefined) {
    const { accessKeyId, accessKeySecret, securityToken = '' } = remote.keys
    secrets.add(accessKeyId, accessKeySecret, securityToken)
  }
  process.on('SIGINT', () => interrupt(130))
  process.on('SIGTERM', () => interrupt(143))
  // a reader that goes away is no reason to leave anything behind
  process.stdout.on('error', () => {
    if (!stop.signal.aborted) interrupt(141)
  })
  if (given.cleanUp && remote !== undefined) await removeLeftovers(remote)
  else await conform(given)
}

try {
  await main()
} catch (error) {
  complain(`error: ${messageOf(error)}`)
  exitCode = error instanceof UsageError ? EXIT.usage : EXIT.checkFailed
}
process.exitCode = exitCode
