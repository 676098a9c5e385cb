import type { Mutant } from './list.ts'

const SIMULATION = { tests: ['__tests__/simulation/native'], runs: 1_500 }

/** Faults in services and routes, weight steps and deployments, which the simulation must catch. */
export const NATIVE_MUTANTS: readonly Mutant[] = [
  {
    name: "a route: another writer's draft is deployed",
    file: 'src/targets/route/write.ts',
    changes: [
      ["if (!isSaved || changedSent(base, liveOf(route)).length > 0) return 'other'", 'void isSaved']
    ],
    ...SIMULATION
  },
  {
    name: "a route: another writer's draft of another field is deployed",
    file: 'src/targets/route/write.ts',
    changes: [
      ['if (!isSaved || changedSent(base, liveOf(route)).length > 0) return', 'if (!isSaved) return']
    ],
    ...SIMULATION
  },
  {
    name: 'a route: a deployment in progress is started again',
    file: 'src/targets/route/write.ts',
    changes: [["      return 'deploying'\n", "      return 'to-deploy'\n"]],
    ...SIMULATION
  },
  {
    name: 'a route: one read is enough to count as deployed',
    file: 'src/targets/route/reading.ts',
    changes: [["(end === 'failed' ? FAILED_APART_MS : APART_MS)", '0']],
    ...SIMULATION
  },
  {
    name: 'a route: a saved draft counts as deployed',
    file: 'src/targets/route/reading.ts',
    changes: [
      [
        "    case 'saved':\n    case 'deploying':",
        "    case 'saved':\n      return 'updated'\n    case 'deploying':"
      ]
    ],
    ...SIMULATION
  },
  {
    name: 'a route: a save that could not be deployed is not reverted',
    file: 'src/rollout/switch.ts',
    changes: [
      [
        'return undoSave(plan, saved, force.error, sightings, options)',
        "return { ...nothing, result: 'failed', changed: false, error: force.error }"
      ]
    ],
    ...SIMULATION
  },
  {
    name: 'a route: a step that was killed before its deployment is only followed',
    file: 'src/rollout/resolve-write.ts',
    changes: [['if (live?.notInEffect === undefined || live.isMoving === true) {', 'if (live !== null) {']],
    ...SIMULATION
  },
  {
    name: "a route: another writer's fields are ignored after a save that got no response",
    file: 'src/rollout/resolve-write.ts',
    changes: [['entry.accepted === null && changedSent(plan.live, reading.live).length > 0', 'false']],
    tests: ['__tests__/unit/targets/route/resolve.test.ts']
  },
  {
    name: 'a route: a save that was sent again counts as arrived as soon as a reading shows it',
    file: 'src/rollout/resolve-write.ts',
    changes: [['entry.again === true && needsRollback', 'needsRollback === null']],
    tests: ['__tests__/unit/targets/route/resolve.test.ts']
  },
  {
    name: 'a route: a backend that appears after the completion is read only once',
    file: 'src/rollout/read-back.ts',
    changes: [['confirmsAfterMs > 0) required = 2', 'confirmsAfterMs > 0) required = 1']],
    tests: ['__tests__/unit/targets/route/read-back.test.ts']
  },
  {
    name: 'a route: its deployment is not in the journal',
    file: 'src/run/apply-one.ts',
    changes: [["{ phase: 'deploying', leftAt }", '{ leftAt }']],
    ...SIMULATION
  },
  {
    name: 'a service or a route: it is written although it changed after the plan',
    file: 'src/targets/native.ts',
    changes: [['rereads: true', 'rereads: false']],
    ...SIMULATION
  },
  {
    name: 'weight steps: a rollback overwrites a deployment in progress',
    file: 'src/rollout/roll-back.ts',
    changes: [
      [
        'if ((live?.isMoving !== true && !mayLag) || deadline.isOver()) return latest',
        'if (!isLogged) return latest'
      ],
      ['if (reading.live?.isMoving === true) {', 'if (reading.live === null) {']
    ],
    tests: ['__tests__/unit/targets/route/resolve.test.ts']
  },
  {
    name: "a route: another writer's draft is deployed when the post step finishes a rollback",
    file: 'src/rollout/roll-back.ts',
    changes: [['if (drafted.length > 0) return {', 'if (drafted === null) return {']],
    tests: ['__tests__/unit/targets/route/resolve.test.ts']
  },
  {
    name: "a route: a rollback that is sent again overwrites another writer's fields",
    file: 'src/rollout/roll-back.ts',
    changes: [['(kept || (perhapsSent && wasRestored))', 'perhapsSent && wasRestored']],
    tests: ['__tests__/unit/targets/route/resolve.test.ts']
  },
  {
    name: 'weight steps: a rollback returns to the previous step',
    file: 'src/rollout/apply.ts',
    changes: [
      [
        'rollBack(at, sightings, options)',
        'rollBack(\n      { ...at, live: at.live && { ...at.live, definition: at.climbed?.at(-1) ?? at.live.definition } },\n      sightings,\n      options\n    )'
      ]
    ],
    ...SIMULATION
  },
  {
    name: 'weight steps: the next step follows a failed one',
    file: 'src/rollout/apply.ts',
    changes: [
      ["if (end.result !== 'switched') {", "if (end.result !== 'switched' && end.result !== 'partial') {"]
    ],
    ...SIMULATION
  },
  {
    name: "weight steps: the previous step is treated as another writer's",
    file: 'src/rollout/classify.ts',
    changes: [
      [
        'if (plan.climbed?.some(rung => kindOf(plan.target).compare(rung, live).changes.length === 0) === true) {',
        'if (plan.climbed === null) {'
      ]
    ],
    ...SIMULATION
  },
  {
    name: 'weight steps: a step overwrites anything',
    file: 'src/rollout/apply.ts',
    changes: [[': isBelow(live))', ': true || isBelow(live))']],
    ...SIMULATION
  },
  {
    name: 'weight steps: a step that was never sent counts as its own',
    file: 'src/rollout/apply.ts',
    changes: [['if (end.accepted !== undefined) {', 'if (at.climbed !== undefined) {']],
    tests: ['__tests__/unit/targets/route/ladder.test.ts']
  },
  {
    name: 'weight steps: the weight 0 is sent',
    file: 'src/targets/route/route.ts',
    changes: [['weight > pair.weight && weight < 100', 'weight > pair.weight && weight <= 100']],
    ...SIMULATION
  },
  {
    name: 'a service: other fields are not compared',
    file: 'src/rollout/assess.ts',
    changes: [['if (others.length === 0) return undefined', 'if (others.length >= 0) return undefined']],
    ...SIMULATION
  },
  {
    name: 'a service: the write that held the lock is overwritten',
    file: 'src/rollout/send.ts',
    changes: [['if (kindOf(write.target).rereads) readAt = -Infinity', '']],
    ...SIMULATION
  },
  {
    name: "a service: a rollback overwrites another writer's addresses",
    file: 'src/rollout/roll-back.ts',
    changes: [
      ["return verdict === 'previous' || isOurs(verdict)", "return verdict !== 'ours' || isOurs(verdict)"]
    ],
    ...SIMULATION
  },
  {
    name: "a service: a rollback overwrites another writer's fields",
    file: 'src/rollout/roll-back.ts',
    changes: [['kept ? reading.live : previous', 'previous']],
    ...SIMULATION
  }
]
