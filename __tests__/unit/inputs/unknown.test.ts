import { describe, expect, test } from '@jest/globals'
import { createSource, variableOf } from '../../../src/inputs/source.ts'
import { INPUTS, readNativeRows } from '../../../src/inputs/table.ts'
import { NATIVE_ACTION, readUnknown, rootAction } from '../../../src/inputs/unknown.ts'
import { GOOD, GOOD_SERVICE, problems, problemsOfNative, readNative } from '../../support/inputs.ts'

const NATIVE_INPUTS = await readNativeRows()
const DEFAULTS = Object.fromEntries(
  Object.entries(INPUTS).map(([name, row]) => [name, 'fallback' in row ? row.fallback : ''])
)

/** The messages about variables next to the inputs that the runner passes with their defaults. */
function read(variables: Record<string, string>, inputs: Record<string, string> = {}) {
  const all = Object.entries({ ...DEFAULTS, ...inputs }).map(([name, value]) => [variableOf(name), value])
  const env = { ...(Object.fromEntries(all) as Record<string, string>), ...variables }
  const source = createSource(env)
  const notices = readUnknown(source, env, INPUTS, NATIVE_ACTION)
  const errors = source.problems.map(({ input, message }) => `${input}: ${message}`)
  return { errors, notices, all: [...errors, ...notices].join('\n') }
}

test('the inputs of the action are no unknown ones, whatever they hold', () => {
  expect(read({}, { 'rollback-on-failure': 'true', 'stage-name': 'TEST' }).all).toBe('')
})

test.each([
  ['ROLBACK-ON-FAILURE', 'true', 'rollback-on-failure'],
  ['ROLLBACK-ON-FALIURE', 'true', 'rollback-on-failure'],
  ['ROLLBACK_ON_FAILURE', 'true', 'rollback-on-failure'],
  ['ROLLBACKONFAILURE', 'true', 'rollback-on-failure'],
  ['APPROVE-PLAN', 'fp1:0123', 'approved-plan'],
  ['APPROVED-PLANS', 'fp1:0123', 'approved-plan'],
  ['APPROVED_PLAN_FILE', 'plan.txt', 'approved-plan-file'],
  ['MAXAPIS', '3', 'max-apis'],
  ['MAX-API', '3', 'max-apis'],
  ['MOD', 'plan', 'mode'],
  ['MDOE', 'plan', 'mode'],
  ['SHARDS', '1/2', 'shard'],
  ['TARGET', 'orders', 'targets'],
  ['PROBE-URLS', 'http://127.0.0.1', 'probe-url'],
  ['STAGE_NAME', 'TEST', 'stage-name'],
  ['ALLOWED-ACCOUNT-ID', '1234567890123456', 'allowed-account-ids']
])('INPUT_%s: %s is an error that suggests %s, and names its sources', (name, value, meant) => {
  const { errors, notices, all } = read({ [`INPUT_${name}`]: value })
  expect(notices).toEqual([])
  expect(errors).toEqual([expect.stringContaining(`Did you mean ${meant}?`)])
  expect(errors[0]).toMatch(
    new RegExp(`^${name.toLowerCase()}: .*"with".*INPUT_${name} in the env of the job`)
  )
  if (value.length > 8) expect(all).not.toContain(value)
})

test.each([
  ['a value other than the default', { INPUT_STAGE_NAME: 'TEST' }, { 'stage-name': 'RELEASE' }],
  ['the same value', { INPUT_STAGE_NAME: 'TEST' }, { 'stage-name': 'TEST' }],
  ['a guard that is set', { 'INPUT_ROLBACK-ON-FAILURE': 'true' }, { 'rollback-on-failure': 'true' }],
  [
    'a token whose default is an expression',
    { INPUT_GITHUB_TOKEN: 'tr0ub4dor' },
    { 'github-token': 'ghs_1' }
  ],
  ['an empty value, which counts as not set', { INPUT_STAGE_NAME: '' }, {}],
  ['an empty value of a switch', { INPUT_ROLLBACK_ON_FAILURE: ' ' }, {}],
  ['a name that is close to none', { 'INPUT_WHO-TO-GREET': 'Mona the Octocat' }, {}],
  ['two letters off a short name', { INPUT_NAME: 'x' }, {}],
  ['the first letters of one', { INPUT_ROLLBACK: 'true' }, {}],
  ['no name at all', { INPUT_: 'x' }, {}]
])(
  '%s: a notice, without the value',
  (_, variables: Record<string, string>, inputs: Record<string, string>) => {
    const { errors, notices } = read(variables, inputs)
    expect(errors).toEqual([])
    expect(notices).toHaveLength(1)
    for (const value of Object.values(variables)) {
      if (value.trim().length > 2) expect(notices.join()).not.toContain(value)
    }
  }
)

test('an input with its default, in any spelling, counts as not set', () => {
  const spelled = read({ 'INPUT_ROLBACK-ON-FAILURE': 'true' }, { 'rollback-on-failure': 'False' })
  expect(spelled.errors).toHaveLength(1)
  const wrong = read({ 'INPUT_ROLBACK-ON-FAILURE': 'true' }, { 'rollback-on-failure': 'maybe' })
  expect(wrong.errors).toEqual([])
})

test.each(['APPROVE-PLAN', 'TARGET', 'SHARDS', 'PROBE-URLS', 'ALLOWED_ACCOUNT_IDS'])(
  'INPUT_%s is close to a guard, and an error even when it is empty: a job output may have been dropped',
  name => {
    expect(read({ [`INPUT_${name}`]: '' }).errors).toHaveLength(1)
  }
)

test.each(['service-id', 'addresses', 'http-api-id', 'route-backend', 'weight-steps', 'gateway-id'])(
  '%s is for another product, and not treated as a misspelled name',
  name => {
    const { errors, notices, all } = read({ [variableOf(name)]: 'svc-cr6pk4tlhtgm58e0' })
    expect(errors).toEqual([expect.stringMatching(new RegExp(`^${name}: .*Cloud-native API Gateway`))])
    expect(notices).toEqual([])
    expect(all).not.toMatch(/svc-|mean/)
    expect(read({ [variableOf(name)]: '' }).errors).toEqual([])
  }
)

test.each([
  ['weight_steps', 'weight-steps'],
  ['gateway_id', 'gateway-id'],
  ['service_id', 'service-id'],
  ['route-backends', 'route-backend'],
  ['addreses', 'addresses']
])('%s is a misspelled %s, which is for another product: an error that names native/', (name, meant) => {
  const { errors, notices } = read({ [`INPUT_${name.toUpperCase()}`]: '10,100' })
  expect(errors).toEqual([
    expect.stringMatching(new RegExp(`^${name}: .*Did you mean ${meant}\\? .*native/.*INPUT_`))
  ])
  expect(notices).toEqual([])
})

test.each([
  ['INPUT_STAGE', 'stage (did you mean stage-name?)'],
  ['INPUT_PROBE', 'probe (did you mean probe-url?)'],
  ['INPUT_ROLLBACK_ON', 'rollback_on (did you mean rollback-on-failure?)']
])('%s is the beginning of an input, word by word: the notice suggests it', (variable, text) => {
  expect(read({ [variable]: 'x' }).notices.join()).toContain(text)
})

test.each([
  ['INPUT_DRY-RUN', 'dry-run (did you mean mode: plan?)'],
  ['INPUT_DRYRUN', 'dryrun (did you mean mode: plan?)'],
  ['INPUT_WHAT-IF', 'what-if (did you mean mode: plan?)'],
  ['INPUT_TIMEOUT', 'timeout (did you mean wait-timeout?)']
])('%s is the name of other actions for an input: the notice suggests it', (variable, text) => {
  expect(read({ [variable]: 'true' }).notices.join()).toContain(text)
})

test.each(['INPUT_STAG', 'INPUT_RUN'])('%s begins no input word by word: nothing is suggested', variable => {
  expect(read({ [variable]: 'x' }).notices.join()).not.toContain('did you mean')
})

test('an empty value of an input for another product: the notice names native/', () => {
  expect(read({ 'INPUT_WEIGHT-STEPS': '' }).notices.join()).toContain('weight-steps (an input of native/)')
})

test('one notice names all, and no more than ten', () => {
  const variables = Object.fromEntries(
    Array.from({ length: 14 }, (_, index) => [`INPUT_NOISE-${'abcdefghijklmn'[index]}`.toUpperCase(), 'x'])
  )
  const { notices } = read(variables)
  expect(notices).toEqual([expect.stringContaining('noise-i, noise-j and 4 more')])
})

test('a very long name is cut, and compared with nothing', () => {
  const { errors, notices } = read({ [`INPUT_${'X'.repeat(100_000)}`]: 'x' })
  expect(errors).toEqual([])
  expect(notices.join().length).toBeLessThan(300)
})

test('what is named as an input of native/ is what native/action.yml alone has', () => {
  const own = Object.keys(NATIVE_INPUTS).filter(name => !Object.hasOwn(INPUTS, name))
  expect([...NATIVE_ACTION.inputs].sort()).toEqual(own.sort())
  expect([...rootAction(INPUTS, NATIVE_INPUTS).inputs]).toEqual(
    Object.keys(INPUTS).filter(name => !Object.hasOwn(NATIVE_INPUTS, name))
  )
})

describe('native/', () => {
  test.each([
    ['backend-id', 'b'],
    ['stage-name', 'RELEASE'],
    ['manifest', 'services.yaml'],
    ['variables', 'A=1'],
    ['shard', '1/2'],
    ['on-failure', 'continue'],
    ['allow-older-run', 'true']
  ])('%s: %s is reported as an input of the root action', async (name, value) => {
    expect(await problemsOfNative({ ...GOOD_SERVICE, [name]: value })).toEqual([
      expect.stringMatching(
        new RegExp(`^${name}: is not an input of this action. It is an input of the root action, .*native/`)
      )
    ])
  })

  test('endpoint: an error that names apig-endpoint, for it may be that of a rehearsal', async () => {
    expect(await problemsOfNative({ ...GOOD_SERVICE, endpoint: '127.0.0.1:1' })).toEqual([
      expect.stringMatching(/^endpoint: .*the root action \(native\/ has apig-endpoint\)/)
    ])
  })

  test('what asks for nothing there is a notice', async () => {
    const defaults = { shard: '1/1', targets: '', 'max-parallel': '4', 'stage-name': '' }
    expect((await readNative({ ...GOOD_SERVICE, ...defaults })).targets).toHaveLength(1)
  })

  test('a misspelled guard suggests the guard', async () => {
    expect(await problemsOfNative({ ...GOOD_SERVICE, 'weight-step': '10, 100' })).toEqual([
      expect.stringContaining('weight-step: is not an input of this action. Did you mean weight-steps?')
    ])
  })
})

test('all problems at once: the misspelled and the missing', async () => {
  const { 'stage-name': _, ...without } = GOOD
  const found = await problems({ ...without, stage_name: 'RELEASE', wait: 'maybe' })
  expect(found.map(line => line.split(':')[0]).sort()).toEqual(['stage-name', 'stage_name', 'wait'])
})
