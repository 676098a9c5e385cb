import type { Mutant } from './list.ts'

const APPLY = { tests: ['__tests__/unit/rollout/service-apply.test.ts'] }
const PLAN = { tests: ['__tests__/unit/rollout/service-plan.test.ts'] }
const RECOVER = { tests: ['__tests__/unit/rollout/service-recover.test.ts'] }
const FIELDS = { tests: ['__tests__/unit/targets/service-fields.test.ts'] }
const AFFECTED = { tests: ['__tests__/unit/targets/service-affected.test.ts'] }

/** Faults in the kind `service`, and in the engine's code for it. */
export const SERVICE_MUTANTS: readonly Mutant[] = [
  {
    name: 'a service: the order of addresses matters',
    file: 'src/targets/service/fields.ts',
    changes: [
      [
        '[...new Set(addresses.map(canonicalAddress))].sort()',
        '[...new Set(addresses.map(canonicalAddress))]'
      ]
    ],
    tests: ['__tests__/unit/targets/service-addresses.test.ts']
  },
  {
    name: 'a service: its provider keys are stored',
    file: 'src/targets/service/fields.ts',
    changes: [["new Set(['aiServiceConfig', 'agentServiceConfig'])", 'new Set<string>()']],
    ...FIELDS
  },
  {
    name: 'a service: its health is one of its fields',
    file: 'src/targets/service/fields.ts',
    changes: [
      [
        "if (name === 'addresses' || STATE.has(name) || STATE_NAME.test(name)) continue",
        "if (name === 'addresses') continue"
      ]
    ],
    ...APPLY
  },
  {
    name: 'a service: every write sends every field',
    file: 'src/targets/service/fields.ts',
    changes: [['if (base.others?.get(name) === over.others?.get(name)) return []', '']],
    ...APPLY
  },
  {
    name: 'a service: asterisks are sent instead of a secret',
    file: 'src/targets/service/fields.ts',
    changes: [["includes('***')", "includes('*** none')"]],
    ...FIELDS
  },
  {
    name: 'a service: fields that a write reset are not restored',
    file: 'src/rollout/switch.ts',
    changes: [['options.rollbackOnFailure || end.mustRestore === true', 'options.rollbackOnFailure']],
    ...APPLY
  },
  {
    name: 'a service: fields that a write reset are not restored without wait',
    file: 'src/rollout/verify.ts',
    changes: [
      [
        '      const reset = assessOthers(plan, readBack)\n',
        '      const reset = undefined as ReturnType<typeof assessOthers>\n'
      ]
    ],
    ...APPLY
  },
  {
    name: 'a service: a reading that may be older than its write proves that nothing was reset',
    file: 'src/rollout/verify.ts',
    changes: [
      [
        'if (settlesWithinMs === 0 || !mayPredateWrite) return first',
        'if (settlesWithinMs >= 0) return first'
      ]
    ],
    ...APPLY
  },
  {
    name: 'a service: a rollback reverts the change of another writer',
    file: 'src/rollout/roll-back.ts',
    changes: [['const base = kept ? reading.live : previous', 'const base = previous']],
    ...APPLY
  },
  {
    name: 'a service: other fields do not count as changed',
    file: 'src/rollout/classify.ts',
    changes: [['  if (changedOthers(previous, live).length > 0) return true\n', '']],
    ...APPLY
  },
  {
    name: 'a service: a change of another field after the plan is overwritten',
    file: 'src/rollout/switch.ts',
    changes: [['&& changedOthers(plan.live, live).length === 0', '']],
    ...APPLY
  },
  {
    name: "a service: another attempt of a rollback overwrites someone else's fields",
    file: 'src/rollout/roll-back.ts',
    changes: [['kept || (perhapsSent && wasRestored)', 'wasRestored === null']],
    ...APPLY
  },
  {
    name: 'a service: fields that were reset during the bake time are ignored',
    file: 'src/rollout/verify.ts',
    changes: [['if (sightings.seen().kept === true || changed.length === 0) return', 'if (changed) return']],
    ...APPLY
  },
  {
    name: 'a service: probes start immediately',
    file: 'src/rollout/verify.ts',
    changes: [['if (settlesWithinMs > 0) await', 'if (settlesWithinMs > 10_000) await']],
    ...APPLY
  },
  {
    name: 'a service: an unverified update counts as updated',
    file: 'src/rollout/verify.ts',
    changes: [["(known.result === 'switched' && plan.affected !== undefined)", 'true']],
    ...APPLY
  },
  {
    name: 'a service: the post step does not resolve a write without a response',
    file: 'src/rollout/resolve-write.ts',
    changes: [['return !kindOf(target).completesByList', 'return false']],
    ...RECOVER
  },
  {
    name: 'a service: gateway-id is not checked if the service does not return its gateway',
    file: 'src/targets/service/service.ts',
    changes: [['target.gatewayId !== gatewayId) {', "target.gatewayId !== gatewayId && gatewayId !== '') {"]],
    ...PLAN
  },
  {
    name: 'a service: a denied list is an error in every plan',
    file: 'src/rollout/plan.ts',
    changes: [['[...apis, ...wholeList] : count', '[...apis, ...wholeList] : apis']],
    ...PLAN
  },
  {
    name: 'a service: operations that inherit it are not counted',
    file: 'src/targets/service/service.ts',
    changes: [['services.length === 0 ? isInherited : uses(services)', 'uses(services)']],
    ...AFFECTED
  },
  {
    name: 'a service: denials are reported one by one',
    file: 'src/targets/service/service.ts',
    changes: [
      ['const ordered = [...firsts, ...apis.filter(api => !firsts.includes(api))]', 'const ordered = apis']
    ],
    ...AFFECTED
  }
]
