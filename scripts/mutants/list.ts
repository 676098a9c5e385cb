import { NATIVE_MUTANTS } from './native.ts'
import { SERVICE_MUTANTS } from './service.ts'

/** A small fault: texts that occur exactly once in a file, and their replacements. */
export interface Mutant {
  readonly name: string
  readonly file: string
  readonly changes: readonly (readonly [from: string, to: string])[]
  /** The tests that must catch it. */
  readonly tests: readonly string[]
  /** The number of schedules that the simulation runs. */
  readonly runs?: number
}

const ONE = { tests: ['__tests__/simulation/one-target.test.ts'], runs: 4_000 }
const MANY = { tests: ['__tests__/simulation/many-targets.test.ts'], runs: 60 }

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'a read during the first poll counts as read-back',
    file: 'src/rollout/verify.ts',
    changes: [
      [
        '  const batch = await (kind.reportsCompletion',
        '  const early = await soon()\n  const batch = await (kind.reportsCompletion'
      ],
      [
        'completed ? readCompleted(',
        'completed && early.reading?.differences.length === 0 ? early : completed ? readCompleted('
      ]
    ],
    ...ONE
  },
  {
    name: 'a signal during the read after the bake is ignored',
    file: 'src/rollout/verify.ts',
    changes: [
      [
        '    if (deadline.isStopped()) return { ...cancelled(',
        '    if (deadline === null) return { ...cancelled('
      ]
    ],
    tests: ['__tests__/unit/rollout/verify.test.ts']
  },
  {
    name: 'a rollback sends nothing if the new definition was never read',
    file: 'src/rollout/roll-back.ts',
    changes: [['    observations.soFar().ours &&\n    !rollbackPerhapsSent', '    !rollbackPerhapsSent']],
    ...ONE
  },
  {
    name: 'a rollback overwrites a definition of another writer',
    file: 'src/rollout/roll-back.ts',
    changes: [
      ["  return verdict === 'previous' || isOurs(verdict)", "  return verdict !== 'ours' || isOurs(verdict)"]
    ],
    ...ONE
  },
  {
    name: 'a rollback is limited by max-attempts and the budget',
    file: 'src/rollout/roll-back.ts',
    changes: [
      ['    untilDeadline: true,\n    resolveWithinMs', '    untilDeadline: false,\n    resolveWithinMs']
    ],
    ...ONE
  },
  {
    name: 'a rollback that waited for the rate limit is sent over the restored definition',
    file: 'src/rollout/roll-back.ts',
    changes: [[' && (perhapsSent || !isRestored(classification, seen))', '']],
    tests: ['__tests__/unit/rollout/send-age.test.ts']
  },
  {
    name: 'a rollback that was not sent judges what changed by its first reading',
    file: 'src/rollout/roll-back.ts',
    changes: [['        latest = seen\n', '']],
    tests: ['__tests__/unit/rollout/roll-back.test.ts']
  },
  {
    name: 'after a rollback whose batch failed, nothing counts as changed',
    file: 'src/rollout/roll-back.ts',
    changes: [["const isCertain = end.result === 'switched' && unseen", 'const isCertain = unseen']],
    tests: ['__tests__/unit/rollout/roll-back.test.ts']
  },
  {
    name: 'an interrupted rollback is reported as failed',
    file: 'src/rollout/roll-back.ts',
    changes: [["  if (end.result === 'cancelled') return stoppedRollback({ accepted, changed })\n", '']],
    ...ONE
  },
  {
    name: 'a retried write overwrites a definition of another writer',
    file: 'src/rollout/switch.ts',
    changes: [
      ["return verdict === 'previous' || isOurs(verdict)", "return verdict !== 'ours' || isOurs(verdict)"]
    ],
    ...ONE
  },
  {
    name: 'scalars are not compared as text',
    file: 'src/model/definition.ts',
    changes: [
      [
        '  const text = String(value)\n',
        "  const text = typeof value === 'string' ? value : `${typeof value} ${value}`\n"
      ]
    ],
    ...ONE
  },
  {
    name: 'values that the service adds are treated as foreign',
    file: 'src/rollout/classify.ts',
    changes: [
      [
        "? 'ours' : 'ours-with-service-values')\n  }\n  // a lower rung",
        "? 'ours' : 'foreign')\n  }\n  // a lower rung"
      ]
    ],
    ...ONE
  },
  {
    name: 'the post step reports immediately that nothing arrived',
    file: 'src/rollout/resolve-write.ts',
    changes: [['const ARRIVES_WITHIN_MS = 30_000', 'const ARRIVES_WITHIN_MS = 0']],
    ...ONE
  },
  {
    name: 'the post step measures time with the wall clock',
    file: 'src/rollout/resolve-write.ts',
    changes: [['Math.max(0, clock.now() - leftAt)', 'Math.max(0, clock.wall() - entry.sentAt + 0 * leftAt)']],
    tests: ['__tests__/unit/rollout/resolve-write.test.ts']
  },
  {
    name: 'a signal while following is denied is reported as a success',
    file: 'src/rollout/assess.ts',
    changes: [['    if (options.stopped) return cancelled(plan, changed, undefined)\n', '']],
    tests: ['__tests__/unit/rollout/assess.test.ts']
  },
  {
    name: 'a denied read-back is submitted although completion was requested',
    file: 'src/rollout/assess.ts',
    changes: [["isDenied(lastError) && options.wait === 'auto'", 'isDenied(lastError)']],
    ...ONE
  },
  {
    name: 'changed is false if only a key is removed',
    file: 'src/rollout/assess.ts',
    changes: [
      ['difference.changes.length > 0 || difference.omitted.length > 0', 'difference.changes.length > 0']
    ],
    tests: ['__tests__/unit/rollout/apply.test.ts']
  },
  {
    name: 'changed is false although the definition can still take effect',
    file: 'src/rollout/assess.ts',
    changes: [['return changed === false && changesAnything(plan) ? undefined : changed', 'return changed']],
    ...ONE
  },
  {
    name: 'the description is lost in the stored plan',
    file: 'src/rollout/stored-plan.ts',
    changes: [['description: open(live.description),', "description: open(''),"]],
    ...ONE
  },
  {
    name: 'a secret in one definition hides the other one',
    file: 'src/rollout/stored-plan.ts',
    changes: [
      ['    holdsSecret(definition) ||', '    holdsSecret(plan.data) ||\n    holdsSecret(definition) ||']
    ],
    tests: ['__tests__/unit/rollout/stored-plan.test.ts']
  },
  {
    name: 'a truncated journal is a result',
    file: 'src/rollout/journal.ts',
    changes: [['isDamaged: isTorn || entries.size === 0 ||', 'isDamaged: isTorn && entries.size < 0 &&']],
    ...ONE
  },
  {
    name: 'a broken journal is not repaired',
    file: 'src/run/step.ts',
    changes: [['      drop(files, path)\n', '      void drop\n']],
    ...ONE
  },
  {
    name: 'deadlines are measured with the wall clock',
    file: 'src/runtime/clock.ts',
    changes: [
      [
        'deadlineAt(clock, clock.now() + ms, signal)',
        'deadlineAt({ ...clock, now: (clock as Clock).wall }, (clock as Clock).wall() + ms, signal)'
      ]
    ],
    ...ONE
  },
  {
    name: 'a poll has no deadline',
    file: 'src/targets/backend/follow.ts',
    changes: [
      [
        '    once: true,\n    deadline: deadline.later(LAST_POLL_MS)\n',
        '    once: true,\n    deadline: deadline.later(LAST_POLL_MS * 100)\n'
      ]
    ],
    ...ONE
  },
  {
    name: 'a target without a line is approved',
    file: 'src/rollout/guard.ts',
    changes: [
      [
        '  if (approved === undefined) {\n',
        '  if (approved === undefined) return undefined\n  if (approved === null) {\n'
      ]
    ],
    ...ONE
  },
  {
    name: 'an older run overwrites what a newer one wrote between plan and write',
    file: 'src/rollout/switch.ts',
    changes: [['return !isSuperseded && isPrevious', 'return isPrevious']],
    tests: ['__tests__/unit/rollout/switch-newer-run.test.ts']
  },
  {
    name: 'run IDs are compared as doubles',
    file: 'src/rollout/guard.ts',
    changes: [['BigInt(runId) <= BigInt(github.runId)', 'Number(runId) <= Number(github.runId)']],
    tests: ['__tests__/unit/rollout/guard-newer-run.test.ts']
  },
  {
    name: 'an old approval allows keys to be removed',
    file: 'src/rollout/guard.ts',
    changes: [['isLive && (!send || difference.omitted.length === 0)', 'isLive || (!send && false)']],
    tests: ['__tests__/unit/rollout/guard.test.ts']
  },
  {
    name: 'every 403 is a missing permission',
    file: 'src/cloud/response.ts',
    changes: [['(status === 403 && hasDenialDetail(body))', '(status === 403 || hasDenialDetail(body))']],
    tests: ['__tests__/unit/cloud']
  },
  {
    name: 'UNFINISHED is updated',
    file: 'src/model/batch.ts',
    changes: [
      ['const NEGATED = /^(?:UN|NON)(?:', 'const NEGATED = /^$(?:'],
      ['said(/^(?:OVER|FINISHED)$/)', 'said(/(?:OVER|FINISHED)$/)']
    ],
    tests: ['__tests__/unit/model/batch.test.ts']
  },
  {
    name: 'entries are matched only by ID',
    file: 'src/model/batch.ts',
    changes: [
      [
        "if (entries.some(({ apiId }) => apiId !== '' && byId.has(apiId))) return",
        'if (entries.length >= 0) return'
      ]
    ],
    tests: ['__tests__/unit/model/batch.test.ts']
  },
  {
    name: 'the first target of all is the canary',
    file: 'src/run/apply-targets.ts',
    changes: [
      ['isCanary: ({ planned: { hasChanges } }) => hasChanges', 'isCanary: () => true'],
      [
        '({ planned: { hasChanges }, target }) => !hasChanges && target.probeUrls.length === 0',
        '({ target }) => target.name === ""'
      ]
    ],
    ...MANY
  },
  {
    name: 'request-id is set although several writes were sent',
    file: 'src/run/step-outputs.ts',
    changes: [['left.size === 1 && name !== undefined', 'name !== undefined']],
    ...MANY
  },
  {
    name: 'a misspelled guard with an empty value counts as not set',
    file: 'src/inputs/unknown.ts',
    changes: [['(isEmpty && row.guard !== true)', 'isEmpty']],
    tests: ['__tests__/unit/inputs/unknown.test.ts']
  },
  {
    name: 'a partial file remains after the disk is full',
    file: 'src/runtime/files.ts',
    changes: [['      truncateTo(file, size)\n', '']],
    tests: ['__tests__/unit/runtime/files-append.test.ts']
  },
  {
    name: 'the message shows any text of the cloud',
    file: 'src/report/sinks/outputs.ts',
    changes: [['const PLAIN = /^[\\w.:/?=%+,~[\\]-]{1,120}$/', 'const PLAIN = /^[^\\n]*$/']],
    tests: ['__tests__/unit/report/outputs.test.ts']
  },
  {
    name: 'a target is written although its preflight failed',
    file: 'src/run/apply-targets.ts',
    changes: [
      ['if (error !== undefined) conclude(targetRun, failedOutcome(step, targetRun, error))', 'void error']
    ],
    ...ONE
  },
  {
    name: 'a bake ignores successes between failures',
    file: 'src/rollout/checks/bake.ts',
    changes: [['consecutive = passed ? 0 : consecutive + 1', 'consecutive += passed ? 0 : 1']],
    ...ONE
  },
  {
    name: 'a bake passes at its first success',
    file: 'src/rollout/checks/bake.ts',
    changes: [['if (passed && clock.now() >= endsAt)', 'if (passed)']],
    ...ONE
  },
  {
    name: 'a response of the gateway is truncated before its secrets are removed',
    file: 'src/rollout/checks/likely-cause.ts',
    changes: [['scrub(withoutSecrets(text, sent))', 'scrub(withoutSecrets(oneLine(text, longest), sent))']],
    tests: ['__tests__/unit/rollout/checks/likely-cause-gateway-error.test.ts']
  },
  {
    name: 'a probe reports its time-out instead of the last response',
    file: 'src/rollout/checks/probe.ts',
    changes: [['if (last !== undefined && next.isLate && leftMs < options.requestTimeoutMs) break', '']],
    tests: ['__tests__/unit/rollout/checks/probe.test.ts']
  },
  ...SERVICE_MUTANTS,
  ...NATIVE_MUTANTS
]
