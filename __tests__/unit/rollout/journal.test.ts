import { describe, expect, test } from '@jest/globals'
import { createJournalKeeper, parseJournal } from '../../../src/rollout/journal.ts'
import { planTarget } from '../../../src/rollout/plan.ts'
import type { Plan } from '../../../src/rollout/plan.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { NEW, OLD, apisOf, backendWith, fakeCloud, targetOf } from '../../support/fake-cloud.ts'

const HEADER = {
  pid: 42,
  identity: 'key:1',
  requestTimeoutMs: 1,
  maxAttempts: 2,
  waitTimeoutMs: 3,
  rollbackOnFailure: false,
  summary: true,
  comment: null
}
const ACCEPTED = { requestId: 'R', operationId: 'O' }

function planOf(name: string, live = OLD, desired = NEW): Promise<Plan> {
  const cloud = fakeCloud({ backend: backendWith(live), apis: apisOf('a') })
  return planTarget(cloud, targetOf(desired, { name }), { needs: {}, clock: new FakeClock() })
}

function keep() {
  const lines: string[] = []
  return { lines, keeper: createJournalKeeper(HEADER, line => lines.push(line)) }
}

test('reads what was written, write by write', async () => {
  const { lines, keeper } = keep()
  keeper.update('a', { phase: 'accepted' })
  expect(lines).toEqual([])
  keeper.sending(await planOf('a'), [], 1000, 0)
  keeper.update('a', { phase: 'accepted', accepted: ACCEPTED })
  keeper.sending(await planOf('b'), [], 2000, 0)
  const journal = parseJournal(lines.join('\n'))
  expect(journal).toMatchObject({
    version: 1,
    ...HEADER,
    reported: false,
    entries: [
      {
        name: 'a',
        phase: 'accepted',
        accepted: ACCEPTED,
        sentAt: 1000,
        plan: { rungs: [{ data: { definition: NEW } }] }
      },
      { name: 'b', phase: 'sending', accepted: null, sentAt: 2000 }
    ]
  })
  keeper.reported()
  expect(parseJournal(lines.join('\n'))?.reported).toBe(true)
})

test('ends with the number of writes without an outcome', async () => {
  const { lines, keeper } = keep()
  keeper.reported()
  expect(lines).toEqual([])
  keeper.sending(await planOf('a'), [], 1000, 0)
  keeper.sending(await planOf('b'), [], 2000, 0)
  keeper.update('a', { phase: 'ended', result: 'switched', changed: true })
  keeper.reported()
  expect(lines.at(-1)).toBe('{"reported":true,"left":1}')
  keeper.update('b', { phase: 'ended', result: 'failed', changed: null })
  keeper.update('b', { phase: 'rolling-back' })
  keeper.reported()
  expect(lines.at(-1)).toBe('{"reported":true,"left":1}')
  keeper.update('b', { phase: 'ended', result: 'rolled-back', changed: true })
  keeper.reported()
  // the very line that the post step's entry file looks for
  expect(lines.at(-1)).toBe('{"reported":true,"left":0}')
})

describe('the targets of a set', () => {
  const targets = ['a', 'b', 'c', 'd'].map(name => targetOf(NEW, { name, backendId: `${name}-id` }))

  test('those without a write are read with what is known of them', async () => {
    const { lines, keeper } = keep()
    keeper.selected(targets)
    keeper.concluded('a', 'unchanged')
    expect(lines).toEqual([])
    keeper.sending(await planOf('b'), [], 1000, 0)
    keeper.concluded('c', 'failed')
    keeper.concluded('b', 'switched')
    const journal = parseJournal(lines.join('\n'))
    expect(journal?.isDamaged).toBe(false)
    expect(journal?.entries.map(({ name }) => name)).toEqual(['b'])
    expect(journal?.unsent).toMatchObject([
      { target: { name: 'a', kind: 'backend', backendId: 'a-id', stageName: 'TEST' }, result: 'unchanged' },
      { target: { name: 'c' }, result: 'failed' },
      { target: { name: 'd' } }
    ])
    expect(journal?.unsent.map(({ result }) => result)).toEqual(['unchanged', 'failed', undefined])
    // a desired definition may be secret
    expect(lines[0]).not.toContain('http://new')
  })

  test('a journal that was written without them has none', async () => {
    const { lines, keeper } = keep()
    keeper.sending(await planOf('a'), [], 1000, 0)
    expect(lines[0]).not.toContain('targets')
    expect(parseJournal(lines.join('\n'))).toMatchObject({ unsent: [], isDamaged: false })
  })

  test.each([null, 'a', [1], [{ target: { kind: 'backend', name: 'b' } }]])('ignores %j', async damaged => {
    const { lines, keeper } = keep()
    keeper.sending(await planOf('a'), [], 1000, 0)
    const [header = '', ...rest] = lines
    const changed = { ...(JSON.parse(header) as object), targets: damaged }
    expect(parseJournal([JSON.stringify(changed), ...rest].join('\n'))).toMatchObject({
      unsent: [],
      entries: [{ name: 'a' }]
    })
  })
})

test('keeps what is known of a write when it is sent again', async () => {
  const { lines, keeper } = keep()
  const plan = await planOf('a')
  keeper.sending(plan, [], 1000, 0)
  keeper.sending(plan, [], 5000, 0)
  expect(parseJournal(lines.join('\n'))?.entries).toMatchObject([{ phase: 'sending', sentAt: 1000 }])
})

test('ignores a truncated last line', async () => {
  const { lines, keeper } = keep()
  keeper.sending(await planOf('a'), [], 1000, 0)
  keeper.update('a', { phase: 'accepted', accepted: ACCEPTED })
  const text = lines.join('\n')
  expect(parseJournal(text.slice(0, -5))?.entries).toMatchObject([{ phase: 'sending' }])
})

const DIGEST = { digest: expect.any(String) }

test('stores a digest instead of a definition with a secret', async () => {
  const { lines, keeper } = keep()
  keeper.sending(await planOf('a', OLD, { ServiceAddress: 'http://u:a-long-password@h' }), [], 1, 0)
  keeper.sending(await planOf('b', { ServiceAddress: 'http://u:a-long-password@h' }), [], 1, 0)
  expect(lines.join()).not.toContain('a-long-password')
  expect(parseJournal(lines.join('\n'))?.entries).toMatchObject([
    // each definition separately
    { plan: { live: { definition: OLD }, rungs: [{ desired: DIGEST, data: DIGEST }] } },
    { plan: { live: DIGEST, rungs: [{ desired: { definition: NEW }, data: { definition: NEW } }] } }
  ])
})

test.each(['', '{}', '[]', 'text', '{"version":2}', '{"entries":[]}'])('%j is no journal', text => {
  expect(parseJournal(text)).toBeUndefined()
})

describe('ignores an incomplete line', () => {
  const whole = async (): Promise<[Record<string, unknown>, Record<string, unknown>]> => {
    const { lines, keeper } = keep()
    keeper.sending(await planOf('a'), [], 1000, 0)
    return lines.map(line => JSON.parse(line) as Record<string, unknown>) as [never, never]
  }
  test.each([
    ['no process', { pid: 0 }],
    ['every process', { pid: -1 }],
    ['another version', { version: 2 }]
  ])('%s', async (_, change) => {
    const [header, entry] = await whole()
    expect(
      parseJournal([{ ...header, ...change }, entry].map(line => JSON.stringify(line)).join('\n'))
    ).toBeUndefined()
  })
  test.each([
    ['a phase of a later version', { phase: 'resting' }],
    ['no time', { sentAt: 1e300 }],
    ['an invalid result', { phase: 'ended', result: 'fine' }],
    ['an invalid change', { phase: 'ended', result: 'failed', changed: 'no' }],
    ['a foreign response', { accepted: { requestId: 1 } }],
    ['no plan', { plan: null }]
  ])('%s', async (_, change) => {
    const [header, entry] = await whole()
    const text = [header, { ...entry, ...change }].map(line => JSON.stringify(line)).join('\n')
    expect(parseJournal(text)).toMatchObject({ entries: [], isDamaged: true })
  })
  test.each([
    ['no endpoint', { target: { kind: 'backend', name: 'a', regionId: null, endpoint: 'nowhere' } }],
    [
      'a kind of a later version',
      { target: { kind: 'queue', name: 'a', regionId: null, endpoint: 'https://a' } }
    ],
    ['no check names', { checks: [1] }],
    ['neither a definition nor a digest', { rungs: [{ desired: {}, data: {}, weight: 100 }] }],
    ['no write', { rungs: [] }],
    ['a definition without a description', { live: { definition: {} } }]
  ])('a plan with %s', async (_, change) => {
    const [header, entry] = await whole()
    const damaged = { ...entry, plan: { ...(entry['plan'] as object), ...change } }
    const text = [header, damaged].map(line => JSON.stringify(line)).join('\n')
    expect(parseJournal(text)).toMatchObject({ entries: [], isDamaged: true })
  })
  test('reads a header alone, and ignores a truncated line', async () => {
    const [header, entry] = (await whole()).map(line => JSON.stringify(line)) as [string, string]
    expect(parseJournal(`${header}\n`)).toMatchObject({ entries: [], isDamaged: true })
    expect(parseJournal(`${header}\n${entry.slice(0, -9)}`)).toMatchObject({ entries: [], isDamaged: true })
    expect(parseJournal(`${header}\n${entry}\n{"name":"a","pha`)).toMatchObject({
      entries: [{ name: 'a' }],
      isDamaged: true
    })
    expect(parseJournal(`${header}\n${entry}\n`)).toMatchObject({ isDamaged: false })
  })
})

test('stores digests of a definition with a secret that only the step knows', async () => {
  const lines: string[] = []
  const keeper = createJournalKeeper(
    HEADER,
    line => lines.push(line),
    text => text.includes('hunter2')
  )
  keeper.sending(await planOf('a', { ServiceAddress: 'http://10.0.0.1/hunter2' }), [], 1000, 0)
  expect(lines.join()).not.toContain('hunter2')
  expect(parseJournal(lines.join('\n'))?.entries).toMatchObject([
    { name: 'a', plan: { live: DIGEST, rungs: [{ data: { definition: NEW } }] } }
  ])
})
