import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { Doubts } from '../../emulator/cloud/doubts.ts'
import type { Emulator } from '../../emulator/emulator.ts'
import type { Fault } from '../../emulator/faults.ts'
import { startGitHub } from '../../emulator/github/server.ts'
import { parseSeed } from '../../emulator/seed.ts'
import type { Seed } from '../../emulator/seed.ts'
import { OUTPUTS } from '../../src/outputs.ts'
import { parseCommand } from '../../step-runner/commands.ts'
import type { StepOptions } from '../../step-runner/options.ts'
import type { PhaseResult, StepResult } from '../../step-runner/result.ts'
import { actionsOf, BACKEND_ID, NEW_ADDRESS, withCloud } from '../support/cloud.ts'
import { preload, withStepClock } from '../support/step-time.ts'
import { inputsFor, reportOf, start, step } from '../support/step.ts'
import { until } from '../support/until.ts'

/** What would appear if any of it were treated as more than text. */
const PAYLOADS = {
  commands: [
    '::error title=PWNED,file=PWNED::PWNED\nPWNED line\r::warning::PWNED\r\n::notice::PWNED\u2028::notice::PWNED',
    '  ::add-mask::PWNED-mask\n::stop-commands::PWNED\n::group::PWNED\n::save-state name=PWNED::x',
    '##[error]PWNED ##[add-mask]PWNED-mask\n##[group]PWNED ###[warning]PWNED',
    '%0A::error::PWNED%0D%0A::add-mask::PWNED-mask %25%0A'
  ].join('\n'),
  files: 'x\nPWNED=1\nPWNED<<EOF\nx\nEOF\nghadelimiter_PWNED\n=PWNED',
  characters: [
    'x\u001b[2J\u001b]0;PWNED\u0007\u009b31m\b\b\u0000\u0007\u007f',
    'x\u202ePWNED\u2066\u200f\u061c\u200b\ufeff\u2029',
    '\ud83d \ude00 \ud83d\ude00'
  ].join(' '),
  markup:
    '<img src=x onerror=PWNED> <!-- --> [PWNED](http://evil.example) | `` ` ``` @octocat ${{ github.PWNED }}',
  length: `${'::error::PWNED '.repeat(70_000)}\n`
}

interface World {
  readonly seed: Seed
  readonly faults?: readonly Fault[]
  readonly inputs?: Readonly<Record<string, string>>
  readonly options?: Partial<StepOptions>
  /** A line of the log after which the step's time is up; otherwise the time is unlimited. */
  readonly overAt?: string
  /** The number of reads of the definition before that. */
  readonly overAfter?: number
}

/** Placeholders for the text of a world, and for the text of its other names. */
const TEXT = 'TEXT'
const AGAIN = 'AGAIN'

/** A cloud in which everything with a name has this name; one of each kind for a long name. */
const SEED = parseSeed(
  JSON.stringify({
    region: 'cn-hangzhou',
    accounts: [
      {
        id: '1234567890123456',
        keys: [{ id: 'test-access-key-id', secret: 'test-access-key-secret', name: TEXT }]
      }
    ],
    backends: [
      {
        id: BACKEND_ID,
        name: TEXT,
        type: 'HTTP',
        stages: {
          RELEASE: {
            description: TEXT,
            definition: { ServiceAddress: 'http://10.0.0.1:8080', HttpTargetHostName: TEXT }
          },
          TEST: { definition: { [TEXT]: AGAIN } }
        }
      }
    ],
    groups: [{ id: 'g1', name: TEXT, domains: ['shop.localhost'] }],
    apis: [1, 2, 3].map(number => ({
      name: `${number === 1 ? TEXT : AGAIN}${number}`,
      group: 'g1',
      path: `/a${number}`,
      backend: BACKEND_ID,
      published: ['RELEASE']
    })),
    batch: { 'ms-per-api': 0 }
  })
)

function seedWith(text: string, doubts: Partial<Doubts> = {}): Seed {
  const again = text.length > 100_000 ? 'another' : text
  // filled in here: parsing a megabyte of YAML takes longer than a step with it
  const fill = (part: string): string => part.replace(TEXT, () => text).replace(AGAIN, () => again)
  return { ...filled(SEED, fill), doubts: { ...SEED.doubts, ...doubts } }
}

function filled<T>(value: T, fill: (text: string) => string): T
function filled(value: unknown, fill: (text: string) => string): unknown {
  if (typeof value === 'string') return fill(value)
  if (Array.isArray(value)) return value.map(item => filled(item as unknown, fill))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [fill(name), filled(part, fill)]))
}

const readingsOf = (cloud: Emulator): number =>
  actionsOf(cloud).filter(action => action === 'DescribeBackendInfo').length

/** Runs the step, and keeps what external text could change. */
async function runIn({
  seed,
  faults = [],
  inputs = {},
  options = {},
  overAt,
  overAfter = 0
}: World): Promise<StepResult> {
  return withCloud(seed, (cloud: Emulator) => {
    for (const fault of faults) cloud.faults.add(fault)
    if (overAt === undefined) return step(inputsFor(cloud, inputs), options)
    return withStepClock(async clock => {
      const running = await start(inputsFor(cloud, inputs), { ...options, env: preload(clock.module) })
      await running.line(overAt)
      await until(() => readingsOf(cloud) >= overAfter)
      clock.advance(600)
      return running.result
    })
  })
}

function commandsOf(phase: PhaseResult): string[] {
  // every name counts as a command: the runner may support it in the future
  return phase.rawStdout.split(/\r\n|\r|\n/).flatMap(line => {
    const command = parseCommand(line, () => true)
    return command === undefined ? [] : [`${command.name} ${Object.keys(command.properties).join()}`.trim()]
  })
}

/** A line of a diff, which the step colors itself. */
const COLORED_LINE = /^( *)\u001b\[3[12]m([^\u001b\n]*)\u001b\[0m$/gm
const HARMFUL = /[\p{Bidi_Control}\p{Zl}\p{Zp}\ufeff]|(?!\n)\p{Cc}/u

/** Checks that a run prints no more than the same run in a world with ordinary names. */
function expectNoMore(run: StepResult, ordinary: StepResult): void {
  expect(run.conclusion).toBe(ordinary.conclusion)
  const isTooLong = (text: string): boolean => text.includes('previous-backend-model-data')
  // a previous definition that is too long for an output has an additional notice
  const longer = run.annotations.filter(
    ({ message }) => isTooLong(message) && message.includes('bytes')
  ).length
  expect(commandsOf(run).toSorted()).toEqual(
    [...commandsOf(ordinary), ...Array.from({ length: longer }, () => 'notice')].toSorted()
  )
  expect(longer).toBeLessThanOrEqual(1)
  expect(run.masks).toEqual(ordinary.masks)
  expect(run.annotations.map(({ level }) => level).toSorted()).toEqual(
    [
      ...ordinary.annotations.map(({ level }) => level),
      ...Array.from({ length: longer }, () => 'notice')
    ].toSorted()
  )
  for (const annotation of run.annotations) {
    expect(annotation).not.toHaveProperty('file')
    expect(annotation.message).not.toMatch(/^\s*PWNED/m)
    expect(annotation.title ?? '').not.toContain('PWNED')
  }
  expect(run.log).not.toMatch(/^\s*PWNED/m)
  expect(run.rawStdout.replaceAll(COLORED_LINE, '$1$2')).not.toMatch(HARMFUL)
  expect(run.rawStdout.length).toBeLessThan(100_000)
  expect(run.rawStderr).toBe('')
  expect(Object.keys(run.outputs).sort()).toEqual(Object.keys(ordinary.outputs).sort())
  expect(OUTPUTS).toEqual(expect.arrayContaining(Object.keys(run.outputs)))
  expect(run.outputs['result']).toBe(ordinary.outputs['result'])
  expect(Object.keys(run.state)).toEqual(Object.keys(ordinary.state))
  expect([run.env, run.path]).toEqual([{}, []])
  const codes = (of: StepResult): unknown[] =>
    reportOf(of).targets.map(({ error }) => error?.code.replace(/\..*/, ''))
  expect(codes(run)).toEqual(codes(ordinary))
  if (run.post !== undefined) expect(commandsOf(run.post)).toEqual([])
}

const WORLDS: Readonly<Record<string, (text: string) => World>> = {
  'a plan': text => ({ seed: seedWith(text), inputs: { mode: 'plan' } }),
  'a switch': text => ({ seed: seedWith(text), inputs: { 'backend-model-data': dataWith(text) } }),
  'a batch that fails': text => ({
    seed: seedWith(text),
    faults: [{ kind: 'failing-batch', action: 'ModifyBackendModel', message: text }]
  }),
  'a batch that never ends': text => ({
    seed: seedWith(text, { listPending: true }),
    faults: [{ kind: 'stuck-batch', action: 'ModifyBackendModel', after: 1 }],
    inputs: { 'wait-timeout': '5m' },
    overAt: '1 of 3 APIs updated'
  }),
  'a write that is rejected': text => ({
    seed: seedWith(text),
    faults: [{ kind: 'custom', action: 'ModifyBackendModel', status: 400, code: 'InvalidX', message: text }]
  }),
  'a write that is rejected with a code': text => ({
    seed: seedWith('a'),
    faults: [
      {
        kind: 'custom',
        action: 'ModifyBackendModel',
        status: 403,
        code: `NoPermission.${text}`,
        message: 'm'
      }
    ]
  }),
  'a read that fails': text => ({
    seed: seedWith(text),
    faults: [
      {
        kind: 'custom',
        action: 'DescribeBackendInfo',
        status: 500,
        code: 'InternalError',
        message: text,
        times: 'every'
      }
    ],
    inputs: { 'max-attempts': '2' }
  }),
  'another writer': text => ({
    seed: seedWith(text),
    faults: [
      {
        kind: 'another-writer',
        // the first read-back
        action: 'DescribeBackendInfo',
        nth: 2,
        backend: BACKEND_ID,
        stage: 'RELEASE',
        definition: { ServiceAddress: 'http://10.9.9.9', [text.slice(0, 1_000)]: text }
      }
    ],
    inputs: { wait: 'true', 'wait-timeout': '30m' },
    overAt: '3 of 3 APIs updated',
    // one for the plan, and two after the batch
    overAfter: 3
  }),
  'a run of hostile names': text => ({
    seed: seedWith('a'),
    options: {
      github: { ...hostileGitHub(forVariable(text)), event: { pull_request: { title: text, number: 7 } } }
    }
  })
}

function dataWith(text: string): string {
  // an input is an environment variable: no NUL, and at most 128 KiB
  return JSON.stringify({ ServiceAddress: NEW_ADDRESS, HttpTargetHostName: text.slice(0, 10_000) })
}

function forVariable(text: string): string {
  return text.replaceAll('\0', '').slice(0, 10_000)
}

function hostileGitHub(text: string): NonNullable<StepOptions['github']> {
  return {
    repository: `octo/${text}`,
    sha: text,
    ref: `refs/heads/${text}`,
    headRef: text,
    actor: text,
    workflow: text,
    job: text,
    runId: text,
    runAttempt: text,
    serverUrl: `https://github.com/${text}`
  }
}

// all short texts in one, each at the start of a line: separate runs would prove no more
const { length, ...short } = PAYLOADS
const TEXTS = { 'every text': Object.values(short).join('\n'), 'a megabyte': length }

describe.each(Object.entries(WORLDS))('%s', (_, world) => {
  let ordinary: Promise<StepResult> | undefined
  test.each(Object.entries(TEXTS))('%s', async (__, text) => {
    ordinary ??= runIn(world('a name'))
    const run = await runIn(world(text))
    expectNoMore(run, await ordinary)
  })
})

test('a pull request with a hostile title and hostile names gets one comment and no warning', async () => {
  const github = await startGitHub({ pullRequests: [{ repository: 'octo-org/octo-shop', number: 7 }] })
  try {
    const text = Object.values(PAYLOADS).join(' ')
    const options = {
      github: {
        apiUrl: github.apiUrl,
        eventName: 'pull_request',
        workflow: forVariable(PAYLOADS.commands),
        event: { pull_request: { number: 7, title: text, head: { ref: text } } }
      },
      token: github.token
    }
    const run = await runIn({ seed: seedWith(text), inputs: { 'comment-on-pr': 'true' }, options })
    expect(run.outputs['result']).toBe('switched')
    expect(run.annotations.filter(({ level }) => level !== 'notice')).toEqual([
      expect.objectContaining({ message: expect.stringContaining('the switch removes these keys') })
    ])
    const comments = github.comments('octo-org/octo-shop', 7)
    expect(comments).toHaveLength(1)
    expect(comments[0]?.body.length).toBeLessThanOrEqual(65_536)
    expect(comments[0]?.body).not.toContain('<img')
  } finally {
    await github.close()
  }
})

test('the report file is valid JSON with any names', async () => {
  await withCloud(seedWith(Object.values(PAYLOADS).join(' ')), async cloud => {
    const temp = await mkdtemp(join(tmpdir(), 'temp-'))
    try {
      const run = await step(inputsFor(cloud), { temp })
      const file = JSON.parse(await readFile(run.outputs['report-file'] ?? '', 'utf8')) as { result: string }
      expect(file.result).toBe('switched')
    } finally {
      await rm(temp, { recursive: true, force: true })
    }
  })
})
