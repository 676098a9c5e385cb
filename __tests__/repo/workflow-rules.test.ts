import { describe, expect, test } from '@jest/globals'
import { parseWorkflow, readWorkflow } from '../support/workflows/document.ts'
import { RULES } from '../support/workflows/rules.ts'
import { syntaxProblems } from '../support/workflows/syntax.ts'

const KEYLESS = 'examples/keyless.yml'
const SHARDS = 'examples/manifest-shards.yml'
const ECS = 'examples/after-ecs-deploy.yml'
const PROMOTE = 'examples/promote-stages.yml'
const DRIFT = 'examples/drift.yml'
const GHES = 'examples/ghes.yml'
const COMMENT = 'examples/plan-in-pull-request.yml'
const SERVICE = 'examples/native-service.yml'
const ROUTE = 'examples/native-route-weights.yml'
const CALL = '.github/workflows/switch-backend.yml'
const CI = '.github/workflows/ci.yml'
const RELEASE = '.github/workflows/release.yml'
const CHECKOUT = 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1'

type Name = keyof typeof RULES

/** The rule that finds a mistake, the file, the mistake, and the rule's message. */
const MISTAKES: readonly (readonly [Name, string, string | RegExp, string, string])[] = [
  ['triggersAreSafe', COMMENT, 'pull_request:', 'pull_request_target:', 'triggered by pull_request_target'],
  ['actionsArePinned', ECS, CHECKOUT, 'actions/checkout@v7', 'not pinned'],
  ['actionsArePinned', ECS, CHECKOUT, `actions/checkout@${'0'.repeat(40)}`, 'not pinned'],
  ['actionsArePinned', ECS, '# v7.0.1', '# v7', 'no comment with its tag'],
  ['actionsArePinned', ECS, ' # v7.0.1', '', 'no comment with its tag'],
  ['actionsArePinned', ECS, CHECKOUT, `actions/cache@${'0'.repeat(40)}`, 'is not an allowed action'],
  [
    'actionsArePinned',
    ECS,
    'OWNER/switch-backend@v1',
    'OWNER/switch-backend@main',
    'is not OWNER/switch-backend@v1'
  ],
  ['actionsArePinned', ECS, 'OWNER/switch-backend@v1', './', 'is not an allowed action'],
  [
    'actionsArePinned',
    ECS,
    `- uses: ${CHECKOUT} # v7.0.1`,
    `- "uses": ${CHECKOUT}`,
    'is not on its own line'
  ],
  ['checkoutsKeepNothing', ECS, 'persist-credentials: false', 'clean: true', 'leaves the token'],
  [
    'scriptsHoldNoExpressions',
    DRIFT,
    '"$REPORT"',
    '"${{ needs.compare.outputs.report }}"',
    'holds an expression'
  ],
  ['scriptsHoldNoExpressions', ECS, '"$VERSION"', '"${{ github.sha }}"', 'holds an expression'],
  [
    'installingJobsAreHarmless',
    CI,
    'permissions:\n  contents: read',
    'permissions:\n  packages: write',
    'may write packages'
  ],
  ['installingJobsAreHarmless', CI, 'npm test', 'npm test --token ${{ secrets.TOKEN }}', 'knows a secret'],
  ['installingJobsAreHarmless', CI, 'npm test', 'npm test --token ${{ github.token }}', 'knows a secret'],
  ['installingJobsAreHarmless', RELEASE, 'runs-on', 'environment: release\n    runs-on', 'in an environment'],
  ['installingJobsAreHarmless', RELEASE, /find dist(?![^]*find dist)/, 'npm exec x', 'may write contents'],
  [
    'installingJobsAreHarmless',
    COMMENT,
    '- uses: OWNER',
    '- run: make plan\n      - uses: OWNER',
    'runs next to an OIDC token'
  ],
  [
    'installingJobsAreHarmless',
    COMMENT,
    '- uses: OWNER',
    '- run: make plan\n        env: { KEY: "${{ secrets.KEY }}" }\n      - uses: OWNER',
    'runs next to a secret'
  ],
  ['permissionsArePresent', ECS, 'permissions: {}\n', '', 'has no permissions'],
  ['permissionsArePresent', ECS, 'permissions: {}', 'permissions: write-all', 'are write-all'],
  [
    'permissionsArePresent',
    ECS,
    'permissions: {}',
    'permissions: { contents: write }',
    'is for all of its jobs'
  ],
  ['permissionsAreLeast', ECS, 'contents: read', 'contents: write', 'needs contents: read'],
  ['permissionsAreLeast', KEYLESS, 'id-token: write', 'packages: read', 'id-token: write'],
  ['permissionsAreLeast', COMMENT, '\n      pull-requests: write', '', 'pull-requests: write'],
  ['permissionsAreLeast', COMMENT, 'comment-on-pr: true', 'comment-on-pr: false', 'needs contents: read'],
  ['permissionsAreLeast', DRIFT, '\n      issues: write', '\n      issues: read', 'issues: write'],
  ['permissionsAreLeast', PROMOTE, '\n      id-token: write', '', 'id-token: write'],
  ['appliesWaitForEachOther', KEYLESS, '\njobs:', '\nconcurrency: all\njobs:', 'held while a run waits'],
  [
    'appliesWaitForEachOther',
    KEYLESS,
    '  plan:\n',
    '  plan:\n    concurrency: { group: x, cancel-in-progress: false }\n',
    'writes nothing'
  ],
  ['appliesWaitForEachOther', COMMENT, 'cancel-in-progress: true', 'queue: max', 'that does not cancel'],
  ['appliesWaitForEachOther', KEYLESS, '\n      queue: max', '', 'does not say queue: max'],
  ['appliesWaitForEachOther', KEYLESS, 'queue: max', 'queue: single', 'does not say queue: max'],
  ['appliesWaitForEachOther', CALL, '\n      queue: max', '', 'does not say queue: max'],
  ['appliesWaitForEachOther', SERVICE, '\n      queue: max', '', 'does not say queue: max'],
  ['appliesWaitForEachOther', KEYLESS, '-orders-RELEASE', '-orders', 'does not name the stage'],
  [
    'appliesWaitForEachOther',
    GHES,
    'cancel-in-progress: false',
    'cancel-in-progress: false\n      queue: max',
    'does not know queue'
  ],
  [
    'appliesWaitForEachOther',
    KEYLESS,
    'cancel-in-progress: false',
    'cancel-in-progress: true',
    'cancel-in-progress: false'
  ],
  ['appliesWaitForEachOther', KEYLESS, '\n      cancel-in-progress: false', '', 'cancel-in-progress: false'],
  ['appliesWaitForEachOther', KEYLESS, 'group: switch-orders-RELEASE', 'group:', 'no group'],
  ['appliesWaitForEachOther', CALL, / {4}concurrency:\n.*\n.*\n.*\n/, '', 'without a concurrency group'],
  ['appliesWaitForEachOther', KEYLESS, 'mode: plan', 'mode: apply', 'without a concurrency group'],
  ['appliesAreApproved', KEYLESS, '    environment: production\n', '', 'outside of an environment'],
  ['appliesAreApproved', KEYLESS, /.*approved-plan:.*\n/, '', 'approved-plan'],
  ['appliesAreApproved', ROUTE, /.*approved-plan:.*\n/, '', 'approved-plan'],
  [
    'appliesAreApproved',
    CALL,
    'outputs.plan-fingerprint }}\n          backend-id',
    'outputs.report }}\n          backend-id',
    'approved-plan'
  ],
  [
    'appliesAreApproved',
    SHARDS,
    'approved-plan-file: approved',
    'approved-plan-file: another',
    'approved-plan'
  ],
  ['appliesAreApproved', SHARDS, /name: approved-plan(?=\n +path)/, 'name: another', 'approved-plan'],
  ['appliesAreApproved', SHARDS, /.*approved-plan-file:.*\n/, '', 'approved-plan'],
  ['matricesFinish', SHARDS, 'fail-fast: false', 'fail-fast: true', 'fail-fast: false'],
  ['matricesFinish', SHARDS, '-${{ matrix.shard }}', '', 'share a concurrency group'],
  ...[
    ["needs.deploy.outputs.result != 'failed'", 'does not name the good'],
    ['needs.deploy.outputs.result', 'does not name the good'],
    ["${{ !(needs.deploy.outputs.result == 'failed') }}", 'does not name the good'],
    ['${{ !contains(fromJSON(\'["switched"]\'), needs.deploy.outputs.result) }}', 'does not name the good'],
    ["needs.deploy.outputs.result == 'partial'", 'partial is no good end'],
    [
      `contains(fromJSON('["switched", "rolled-back"]'), needs.deploy.outputs.result)`,
      'rolled-back is no good end'
    ]
  ].map(
    ([condition = '', message = '']) =>
      [
        'conditionsFailSafe',
        ECS,
        '    needs: deploy\n',
        `    needs: deploy\n    if: ${condition}\n`,
        message
      ] as const
  ),
  ...["== 'true'", "== 'false'", "!= 'true'", "!= ''", ''].map(
    comparison =>
      [
        'conditionsFailSafe',
        KEYLESS,
        "has-changes != 'false'",
        `has-changes ${comparison}`,
        "!= 'false'"
      ] as const
  ),
  [
    'conditionsFailSafe',
    KEYLESS,
    /if: needs.*/,
    "if: contains('true', needs.plan.outputs.has-changes)",
    "!= 'false'"
  ],
  [
    'conditionsFailSafe',
    CALL,
    "has-changes == 'false' && 'unchanged'",
    "has-changes == 'true' || 'unchanged'",
    'for an answer'
  ],
  [
    'conditionsFailSafe',
    CALL,
    "(jobs.apply.result == 'skipped' && 'false')",
    "jobs.plan.outputs.has-changes != 'true'",
    'for an answer'
  ],
  ['inputsExist', ECS, 'probe-url:', 'probe:', 'has no input probe'],
  ['inputsExist', CALL, 'wait-timeout: ${{', 'timeout: ${{', 'has no input timeout'],
  ['inputsExist', ECS, /.*backend-id:.*\n/, '', 'backend-id is missing'],
  ['inputsExist', ECS, /.*stage-name:.*\n/, '', 'stage-name is missing'],
  ['inputsExist', KEYLESS, /.*backend-model-data-file:.*\n/, '', 'the definition is missing'],
  ['inputsExist', SERVICE, 'gateway-id:', 'gateway:', 'native@v1 has no input gateway'],
  ['inputsExist', SERVICE, 'mode: plan', 'stage-name: RELEASE', 'native@v1 has no input stage-name'],
  ['inputsExist', SERVICE, / +addresses: .*needs.*\n/, '', 'addresses is missing'],
  ['inputsExist', ROUTE, / +route-id:.*\n/, '', 'route-id is missing'],
  ['inputsExist', ROUTE, / +route-backend:.*\n/, '', 'route-backend is missing'],
  ['longNumbersAreText', KEYLESS, "'1234567890123456'", '1234567890123456', 'needs quotes'],
  ['longNumbersAreText', KEYLESS, '20bcdc9453524b78a8beb1f6de21edb7', '20e50', 'needs quotes'],
  ['contextsExist', KEYLESS, 'needs: plan', 'needs: []', 'is not among its needs'],
  [
    'contextsExist',
    KEYLESS,
    'needs.plan.outputs.plan-fingerprint',
    'needs.plan.outputs.fingerprint',
    'is not an output of that job'
  ],
  [
    'contextsExist',
    KEYLESS,
    'steps.plan.outputs.has-changes',
    'steps.plan.outputs.changes',
    'is not an output of that step'
  ],
  ['contextsExist', KEYLESS, 'id: plan', 'id: planned', 'is not an earlier step'],
  [
    'contextsExist',
    ECS,
    'steps.deploy.outputs.address',
    'steps.deploy.outputs.url',
    'is not an output of that step'
  ],
  [
    'contextsExist',
    PROMOTE,
    'needs: test\n',
    'needs: test\n    if: needs.test.outputs.end\n',
    'is not an output of that job'
  ],
  ['contextsExist', PROMOTE, 'inputs.version', 'inputs.tag', 'is not an input'],
  [
    'contextsExist',
    CALL,
    'jobs.apply.outputs.changed',
    'jobs.apply.outputs.change',
    'is not an output of a job'
  ],
  [
    'contextsExist',
    CALL,
    'secrets.ALIBABA_CLOUD_SECURITY_TOKEN',
    'secrets.TOKEN',
    'is not a secret of the call'
  ],
  ['callsFit', PROMOTE, 'stage-name:', 'stage:', 'has no input stage'],
  ['callsFit', PROMOTE, /.*region-id:.*\n/, '', 'requires region-id'],
  ['callsFit', PROMOTE, 'rollback-on-failure: true', "rollback-on-failure: 'true'", 'has the wrong type'],
  ['callsFit', PROMOTE, /secrets:\n.*\n.*\n/, 'secrets: inherit\n', 'passes all secrets'],
  ['callsFit', PROMOTE, '      ALIBABA_CLOUD_ACCESS_KEY_ID:', '      KEY:', 'has no secret KEY'],
  [
    'callsFit',
    PROMOTE,
    'OWNER/switch-backend/',
    'another/repository/',
    'is not a workflow of this repository'
  ],
  ['callsFit', PROMOTE, 'switch-backend.yml@v1', 'switch.yml@v1', 'does not exist'],
  [
    'callsAreDescribed',
    CALL,
    /description: Keyless.*(?=\n.*\n.*\n {6}plan-role)/,
    'description: ARN',
    'is not described'
  ],
  ['callsAreDescribed', CALL, 'must grant', 'grants', 'does not list the permissions'],
  ['examplesSayWhen', ECS, '# Use it', '# Good', 'has no ‘Use it’'],
  ['examplesSayWhen', ECS, /^(#.*\n)+/, '', 'does not start with a comment']
]

test('accepts a condition that names the successful results', () => {
  const { text } = readWorkflow(ECS)
  const condition = `contains(fromJSON('["switched", "unchanged"]'), needs.deploy.outputs.result)`
  const guarded = text.replace('    needs: deploy\n', `    needs: deploy\n    if: ${condition}\n`)
  expect(guarded).not.toBe(text)
  expect(RULES.conditionsFailSafe(parseWorkflow(ECS, guarded))).toEqual([])
})

test.each(
  MISTAKES.map(([rule, path, from, to, message], index) => ({ rule, path, from, to, message, index }))
)('$index. $rule finds in $path: $message', ({ rule, path, from, to, message }) => {
  const { text } = readWorkflow(path)
  const broken = text.replace(from, () => to)
  expect(broken).not.toBe(text)
  expect(RULES[rule](parseWorkflow(path, broken)).join('\n')).toContain(message)
})

test('every rule is tested with a mistake', () => {
  expect([...new Set(MISTAKES.map(([rule]) => rule))].sort()).toEqual(Object.keys(RULES).sort())
})

test('finds an example that is not in the list', () => {
  const { text } = readWorkflow(ECS)
  expect(RULES.examplesSayWhen(parseWorkflow('examples/other.yml', text))).toEqual([
    'examples/README.md does not list it'
  ])
})

describe('syntax and expressions', () => {
  test.each([
    ['an unknown key', 'runs-on:', 'run-on:', "Unexpected value 'run-on'"],
    ['an unknown job', 'needs: deploy', 'needs: deployment', 'unknown job'],
    ['an unknown context', 'github.sha', 'git.sha', "Unrecognized named-value: 'git'"],
    [
      'an unknown function',
      'needs: deploy',
      'needs: deploy\n    if: includes(github.ref)',
      'Unrecognized function'
    ],
    ['an unknown input of this action', 'max-apis', 'max-api', "Invalid action input 'max-api'"],
    ['an unknown input of another', 'persist-credentials', 'persist', "Invalid action input 'persist'"],
    ['a queue that cancels', 'cancel-in-progress: false', 'cancel-in-progress: true', 'queue'],
    ['an unknown queue', 'queue: max', 'queue: all', "Unexpected value 'all'"],
    ['no closing brace', 'github.sha }}', 'github.sha }', '']
  ])('finds %s', async (_, from, to, message) => {
    const { text } = readWorkflow(ECS)
    const found = await syntaxProblems(ECS, text.replace(from, to))
    expect(found).not.toEqual([])
    expect(found.join('\n')).toContain(message)
  })
})
