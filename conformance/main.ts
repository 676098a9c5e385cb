import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { messageOf } from '../src/errors/action-error.ts'
import { systemClock } from '../src/runtime/clock.ts'
import { createSecrets } from '../src/runtime/secrets.ts'
import { HELP, UsageError, readArguments } from './arguments.ts'
import type { Arguments, Remote } from './arguments.ts'
import type { CallerOptions } from './caller.ts'
import { Calls } from './calls.ts'
import { claimLeftovers, cleanUp } from './clean-up.ts'
import type { Leftover } from './clean-up.ts'
import { compare } from './compare.ts'
import { NativeCalls } from './native/calls.ts'
import { claimNativeLeftovers, cleanUpNative } from './native/clean-up.ts'
import { NativeOwnership } from './native/ownership.ts'
import type { Scope } from './native/ownership.ts'
import { NATIVE_QUESTIONS } from './native/questions.ts'
import type { NativeQuestionId } from './native/questions.ts'
import { runNative } from './native/run.ts'
import type { NativeSessionOptions } from './native/session.ts'
import { requesterTo } from './native/through.ts'
import { Ownership } from './ownership.ts'
import { QUESTIONS } from './questions.ts'
import type { QuestionId } from './questions.ts'
import { recordOf } from './record.ts'
import { render, renderLeftovers } from './render.ts'
import { run } from './run.ts'
import type { Run } from './run.ts'
import { SCOPE, INSTANT_CLOCK, senderTo, withEmulator } from './target.ts'

const EXIT = { checkFailed: 1, usage: 2, leftovers: 3 } as const

/** How long a call in progress can continue after the run is interrupted. */
const LAST_CALL_MS = 3_000

const secrets = createSecrets(() => undefined)
const stop = new AbortController()
const abort = new AbortController()
let exitCode = 0

function print(...lines: string[]): void {
  process.stdout.write(lines.map(line => `${secrets.scrub(line)}\n`).join(''))
}

function printError(...lines: string[]): void {
  process.stderr.write(lines.map(line => `${secrets.scrub(line)}\n`).join(''))
}

/** The first interruption stops the script and cleans up; the second quits and prints what is left. */
function interrupt({ made }: Owner, code: number): void {
  if (stop.signal.aborted) {
    const named = made.map(({ name, id }) => ({ name, id: id ?? '', reason: 'interrupted twice' }))
    printError(...renderLeftovers(named))
    process.exit(code)
  }
  exitCode = code
  printError('interrupted: deleting what was created; interrupt again to quit without deleting')
  stop.abort()
  setTimeout(() => abort.abort(), LAST_CALL_MS).unref()
}

/** How to test a product, and how to delete what earlier runs left there. */
interface Kit<Question extends string> {
  readonly product: string
  readonly questions: Readonly<Record<Question, string>>
  readonly own: Owner
  readonly run: (options: RunOptions) => Promise<Run<Question>>
  /** The same in an emulator, to compare with. */
  readonly runOnEmulator: (options: RunOptions) => Promise<Run<Question>>
  readonly claim: (options: CallerOptions) => Promise<Leftover[]>
  readonly cleanUp: (options: CallerOptions) => Promise<Leftover[]>
}

type RunOptions = Omit<NativeSessionOptions, 'own'>

type Owner = Pick<Ownership, 'runName'> & {
  readonly made: readonly { readonly name: string; readonly id: string | undefined }[]
}

function kitOf(): Kit<QuestionId> {
  const own = new Ownership(Date.now())
  const cleaning = (options: CallerOptions) => ({
    calls: new Calls({ ...options, own }),
    own,
    clock: options.clock
  })
  return {
    product: 'API Gateway',
    questions: QUESTIONS,
    own: { runName: own.runName, made: own.backends },
    run: options => run({ ...options, own }),
    runOnEmulator: options => run({ ...options, own: new Ownership(Date.now()) }),
    claim: options => claimLeftovers(cleaning(options)),
    cleanUp: options => cleanUp(cleaning(options))
  }
}

function nativeKitOf(scope: Scope): Kit<NativeQuestionId> {
  const own = new NativeOwnership(Date.now(), scope)
  const cleaning = (options: CallerOptions) => ({
    calls: new NativeCalls({ ...options, own }),
    own,
    clock: options.clock
  })
  return {
    product: 'Cloud-native API Gateway',
    questions: NATIVE_QUESTIONS,
    own: { runName: own.runName, made: own.things },
    run: options => runNative({ ...options, own }),
    runOnEmulator: options => runNative({ ...options, own: new NativeOwnership(Date.now(), SCOPE) }),
    claim: options => claimNativeLeftovers(cleaning(options)),
    cleanUp: options => cleanUpNative(cleaning(options))
  }
}

async function runScript<Question extends string>(
  kit: Kit<Question>,
  remote: Remote | undefined
): Promise<{ target: Run<Question>; emulatorRun: Run<Question> | undefined }> {
  const signals = { stop: stop.signal, abort: abort.signal }
  const emulated = (play: (options: RunOptions) => Promise<Run<Question>>, onStep?: RunOptions['onStep']) =>
    withEmulator(({ send, secret, through }) => {
      secrets.add(secret)
      return play({
        send,
        clock: INSTANT_CLOCK,
        secrets,
        ...signals,
        // in both runs or in none
        ...(remote !== undefined && remote.through === undefined ? {} : { through }),
        ...(onStep === undefined ? {} : { onStep })
      })
    })
  const onStep: RunOptions['onStep'] = ({ step, status, code }) =>
    print(`  ${step}: ${code === '' ? status : `${status} ${code}`}`)
  if (remote === undefined) return { target: await emulated(kit.run, onStep), emulatorRun: undefined }
  const { through } = remote
  const target = await kit.run({
    send: senderTo(remote.endpoint, remote.keys, remote.proxyFor),
    clock: systemClock,
    secrets,
    ...signals,
    ...(through === undefined
      ? {}
      : { through: { request: requesterTo(through.gateway), answering: through.answering } }),
    onStep
  })
  return { target, emulatorRun: target.interrupted ? undefined : await emulated(kit.runOnEmulator) }
}

async function test<Question extends string>(
  kit: Kit<Question>,
  { remote, record }: Arguments
): Promise<void> {
  const name = remote?.name ?? 'emulator'
  const { product, questions, own } = kit
  print(
    `Testing ${product} at ${remote === undefined ? 'an emulator' : remote.endpoint.host}`,
    `Created resources are named ${own.runName}…, and are deleted at the end.`,
    ''
  )
  const { target, emulatorRun } = await runScript(kit, remote)
  const differences = emulatorRun === undefined ? [] : compare(target.steps, emulatorRun.steps)
  if (!target.interrupted) print(...render(name, questions, target, emulatorRun, differences))
  mkdirSync(dirname(record), { recursive: true })
  const where = { name, region: remote?.region, product }
  const kept = recordOf(where, Date.now(), questions, target, emulatorRun, differences)
  writeFileSync(record, secrets.scrub(`${JSON.stringify(kept, undefined, 2)}\n`))
  print('', `Results: ${record}`)
  const { leftovers } = target
  if (leftovers.length === 0) print('Everything that was created is deleted.')
  else printError(...renderLeftovers(leftovers))
  const failed = target.endedEarly !== undefined || target.checks.some(({ holds }) => !holds)
  exitCode ||= leftovers.length > 0 ? EXIT.leftovers : failed ? EXIT.checkFailed : 0
}

async function removeLeftovers<Question extends string>(
  kit: Kit<Question>,
  { endpoint, keys, proxyFor }: Remote
): Promise<void> {
  const options = { send: senderTo(endpoint, keys, proxyFor), clock: systemClock, stop: stop.signal }
  const spared = await kit.claim(options)
  const claimed = kit.own.made.map(({ name }) => name)
  const leftovers = await kit.cleanUp(options)
  const left = new Set(leftovers.map(({ name }) => name))
  for (const name of claimed) if (!left.has(name)) print(`deleted ${name}`)
  for (const { name, id, reason } of spared) print(`not deleted: ${name} ${id}: ${reason}`)
  if (claimed.length === 0) print('Nothing to delete.')
  printError(...renderLeftovers(leftovers))
  exitCode ||= leftovers.length > 0 ? EXIT.leftovers : 0
}

/** Signals and a closed pipe stop a run, which then cleans up. */
function handleSignals(own: Owner): void {
  process.on('SIGINT', () => interrupt(own, 130))
  process.on('SIGTERM', () => interrupt(own, 143))
  process.stdout.on('error', () => {
    if (!stop.signal.aborted) interrupt(own, 141)
  })
}

async function execute<Question extends string>(kit: Kit<Question>, args: Arguments): Promise<void> {
  handleSignals(kit.own)
  const { remote, cleanUp: isCleanUp } = args
  if (isCleanUp && remote !== undefined) await removeLeftovers(kit, remote)
  else await test(kit, args)
}

async function main(): Promise<void> {
  const args = readArguments(process.argv.slice(2), process.env)
  if (args.help) {
    process.stdout.write(HELP)
    return
  }
  const { remote } = args
  if (remote !== undefined) {
    const { accessKeyId, accessKeySecret, securityToken = '' } = remote.keys
    secrets.add(accessKeyId, accessKeySecret, securityToken)
  }
  if (args.native) await execute(nativeKitOf(remote?.scope ?? SCOPE), args)
  else await execute(kitOf(), args)
}

try {
  await main()
} catch (error) {
  printError(`error: ${messageOf(error)}`)
  exitCode = error instanceof UsageError ? EXIT.usage : EXIT.checkFailed
}
process.exitCode = exitCode
