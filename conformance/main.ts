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
import type { Ground } from './native/ownership.ts'
import { NATIVE_QUESTIONS } from './native/questions.ts'
import type { NativeQuestionId } from './native/questions.ts'
import { runNative } from './native/run.ts'
import type { NativeSessionOptions } from './native/session.ts'
import { askerOf } from './native/through.ts'
import { Ownership } from './ownership.ts'
import { QUESTIONS } from './questions.ts'
import type { QuestionId } from './questions.ts'
import { recordOf } from './record.ts'
import { render, renderLeftovers } from './render.ts'
import { run } from './run.ts'
import type { Run } from './run.ts'
import { GROUND, IMPATIENT, senderTo, withEmulator } from './target.ts'

const EXIT = { checkFailed: 1, usage: 2, leftovers: 3 } as const

/** How long a call that is under way when the run is interrupted may still take. */
const LAST_CALL_MS = 3_000

const secrets = createSecrets(() => undefined)
const stop = new AbortController()
const breakOff = new AbortController()
let exitCode = 0

function print(...lines: string[]): void {
  process.stdout.write(lines.map(line => `${secrets.scrub(line)}\n`).join(''))
}

function complain(...lines: string[]): void {
  process.stderr.write(lines.map(line => `${secrets.scrub(line)}\n`).join(''))
}

/** The first time ends the script and cleans up; the second gives up, and says what is left. */
function interrupt({ made }: Owner, code: number): void {
  if (stop.signal.aborted) {
    const named = made.map(({ name, id }) => ({ name, id: id ?? '', reason: 'interrupted twice' }))
    complain(...renderLeftovers(named))
    process.exit(code)
  }
  exitCode = code
  complain('interrupted: deleting what was made; once more gives up')
  stop.abort()
  setTimeout(() => breakOff.abort(), LAST_CALL_MS).unref()
}

/** How a product is asked, and what earlier runs have left there is deleted. */
interface Kit<Question extends string> {
  readonly product: string
  readonly questions: Readonly<Record<Question, string>>
  readonly own: Owner
  readonly run: (options: RunOptions) => Promise<Run<Question>>
  /** The same beside it, for what an emulator answers. */
  readonly runBeside: (options: RunOptions) => Promise<Run<Question>>
  readonly claim: (options: CallerOptions) => Promise<Leftover[]>
  readonly cleanUp: (options: CallerOptions) => Promise<Leftover[]>
}

type RunOptions = Omit<NativeSessionOptions, 'own'>

type Owner = Pick<Ownership, 'runName'> & {
  readonly made: readonly { readonly name: string; readonly id: string | undefined }[]
}

function kitOf(): Kit<QuestionId> {
  const mine = new Ownership(Date.now())
  const cleaning = (options: CallerOptions) => ({
    calls: new Calls({ ...options, own: mine }),
    own: mine,
    clock: options.clock
  })
  return {
    product: 'API Gateway',
    questions: QUESTIONS,
    own: { runName: mine.runName, made: mine.backends },
    run: options => run({ ...options, own: mine }),
    runBeside: options => run({ ...options, own: new Ownership(Date.now()) }),
    claim: options => claimLeftovers(cleaning(options)),
    cleanUp: options => cleanUp(cleaning(options))
  }
}

function nativeKitOf(ground: Ground): Kit<NativeQuestionId> {
  const mine = new NativeOwnership(Date.now(), ground)
  const cleaning = (options: CallerOptions) => ({
    calls: new NativeCalls({ ...options, own: mine }),
    own: mine,
    clock: options.clock
  })
  return {
    product: 'Cloud-native API Gateway',
    questions: NATIVE_QUESTIONS,
    own: { runName: mine.runName, made: mine.things },
    run: options => runNative({ ...options, own: mine }),
    runBeside: options => runNative({ ...options, own: new NativeOwnership(Date.now(), GROUND) }),
    claim: options => claimNativeLeftovers(cleaning(options)),
    cleanUp: options => cleanUpNative(cleaning(options))
  }
}

async function runScript<Question extends string>(
  kit: Kit<Question>,
  remote: Remote | undefined
): Promise<{ target: Run<Question>; beside: Run<Question> | undefined }> {
  const signals = { stop: stop.signal, breakOff: breakOff.signal }
  const emulated = (play: (options: RunOptions) => Promise<Run<Question>>, onStep?: RunOptions['onStep']) =>
    withEmulator(({ send, secret, through }) => {
      secrets.add(secret)
      return play({
        send,
        clock: IMPATIENT,
        secrets,
        ...signals,
        // asked of both or of none
        ...(remote !== undefined && remote.through === undefined ? {} : { through }),
        ...(onStep === undefined ? {} : { onStep })
      })
    })
  const onStep: RunOptions['onStep'] = ({ step, status, code }) =>
    print(`  ${step}: ${code === '' ? status : `${status} ${code}`}`)
  if (remote === undefined) return { target: await emulated(kit.run, onStep), beside: undefined }
  const { through: given } = remote
  const target = await kit.run({
    send: senderTo(remote.endpoint, remote.keys, remote.proxyFor),
    clock: systemClock,
    secrets,
    ...signals,
    ...(given === undefined ? {} : { through: { ask: askerOf(given.gateway), answering: given.answering } }),
    onStep
  })
  return { target, beside: target.interrupted ? undefined : await emulated(kit.runBeside) }
}

async function conform<Question extends string>(
  kit: Kit<Question>,
  { remote, record }: Arguments
): Promise<void> {
  const name = remote?.name ?? 'emulator'
  const { product, questions, own } = kit
  print(
    `Asking ${remote === undefined ? 'an emulator' : remote.endpoint.host} about ${product}`,
    `Everything that is made is called ${own.runName}…, and deleted at the end.`,
    ''
  )
  const { target, beside } = await runScript(kit, remote)
  const differences = beside === undefined ? [] : compare(target.steps, beside.steps)
  if (!target.interrupted) print(...render(name, questions, target, beside, differences))
  mkdirSync(dirname(record), { recursive: true })
  const where = { name, region: remote?.region, product }
  const kept = recordOf(where, Date.now(), questions, target, beside, differences)
  writeFileSync(record, secrets.scrub(`${JSON.stringify(kept, undefined, 2)}\n`))
  print('', `The answers are in ${record}`)
  const { leftovers } = target
  if (leftovers.length === 0) print('Everything that was made is deleted.')
  else complain(...renderLeftovers(leftovers))
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
  for (const { name, id, reason } of spared) print(`left alone: ${name} ${id}: ${reason}`)
  if (claimed.length === 0) print('There is nothing to delete.')
  complain(...renderLeftovers(leftovers))
  exitCode ||= leftovers.length > 0 ? EXIT.leftovers : 0
}

/** Every signal, and a reader that goes away, ends a run and lets it clean up. */
function heedSignals(own: Owner): void {
  process.on('SIGINT', () => interrupt(own, 130))
  process.on('SIGTERM', () => interrupt(own, 143))
  process.stdout.on('error', () => {
    if (!stop.signal.aborted) interrupt(own, 141)
  })
}

async function work<Question extends string>(kit: Kit<Question>, given: Arguments): Promise<void> {
  heedSignals(kit.own)
  const { remote, cleanUp: isCleanUp } = given
  if (isCleanUp && remote !== undefined) await removeLeftovers(kit, remote)
  else await conform(kit, given)
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
  if (given.native) await work(nativeKitOf(remote?.ground ?? GROUND), given)
  else await work(kitOf(), given)
}

try {
  await main()
} catch (error) {
  complain(`error: ${messageOf(error)}`)
  exitCode = error instanceof UsageError ? EXIT.usage : EXIT.checkFailed
}
process.exitCode = exitCode
