import type { Mutant } from './list.ts'

const SIMULATION = { tests: ['__tests__/simulation/native'], runs: 1_500 }

/** Faults in services and routes, in ladders and deployments, which the simulation is to find. */
export const NATIVE_MUTANTS: readonly Mutant[] = [
  {
    name: "a route: somebody else's draft is deployed",
    file: 'src/targets/route/write.ts',
    changes: [
      ["if (!isSaved || changedSent(base, liveOf(route)).length > 0) return 'other'", 'void isSaved']
    ],
    ...SIMULATION
  },
  {
    name: "a route: somebody else's draft of another field is deployed",
    file: 'src/targets/route/write.ts',
    changes: [
      ['if (!isSaved || changedSent(base, liveOf(route)).length > 0) return', 'if (!isSaved) return']
    ],
    ...SIMULATION
  },
  {
    name: 'a route: what is being deployed is deployed again',
    file: 'src/targets/route/write.ts',
    changes: [["      return 'deploying'\n", "      return 'to-deploy'\n"]],
    ...SIMULATION
  },
  {
    name: 'a route: one reading says that it is deployed',
    file: 'src/targets/route/follow.ts',
    changes: [["(end === 'failed' ? FAILED_APART_MS : APART_MS)", '0']],
    ...SIMULATION
  },
  {
    name: 'a route: what is only saved is deployed',
    file: 'src/targets/route/follow.ts',
    changes: [
      [
        "    case 'saved':\n    case 'deploying':",
        "    case 'saved':\n      return 'updated'\n    case 'deploying':"
      ]
    ],
    ...SIMULATION
  },
  {
    name: 'a route: a save that could not be deployed is not put back',
    file: 'src/rollout/switch.ts',
    changes: [
      [
        'return putBack(plan, saved, force.error, sightings, options)',
        "return { ...nothing, result: 'failed', changed: false, error: force.error }"
      ]
    ],
    ...SIMULATION
  },
  {
    name: 'a route: a step that was killed before its deployment is only followed',
    file: 'src/rollout/resolve-write.ts',
    changes: [['if (live?.notInForce === undefined || live.isMoving === true) {', 'if (live !== null) {']],
    ...SIMULATION
  },
  {
    name: 'a route: its deployment is not in the journal',
    file: 'src/run/apply-one.ts',
    changes: [["{ phase: 'deploying', leftAt }", '{ leftAt }']],
    ...SIMULATION
  },
  {
    name: 'a service or a route: it is written although it changed since the plan',
    file: 'src/targets/native.ts',
    changes: [['rereads: true', 'rereads: false']],
    ...SIMULATION
  },
  {
    name: 'a ladder: a deployment under way is rolled back over',
    file: 'src/rollout/roll-back.ts',
    changes: [
      [
        'if ((live?.isMoving !== true && !mayLag) || deadline.isOver()) return latest',
        'if (!isSaid) return latest'
      ],
      ['if (reading.live?.isMoving === true) {', 'if (reading.live === null) {']
    ],
    ...SIMULATION
  },
  {
    name: 'a ladder: it goes back to the rung below',
    file: 'src/rollout/ladder.ts',
    changes: [
      [
        'rollBack(at, sightings, options)',
        'rollBack(\n      { ...at, live: at.live && { ...at.live, definition: at.climbed?.at(-1) ?? at.live.definition } },\n      sightings,\n      options\n    )'
      ]
    ],
    ...SIMULATION
  },
  {
    name: 'a ladder: it goes on after a rung that failed',
    file: 'src/rollout/ladder.ts',
    changes: [
      ["if (end.result !== 'switched') {", "if (end.result !== 'switched' && end.result !== 'partial') {"]
    ],
    ...SIMULATION
  },
  {
    name: "a ladder: what it wrote before is another writer's",
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
    name: 'a ladder: a rung is sent over anything',
    file: 'src/rollout/ladder.ts',
    changes: [[': isBelow(live))', ': true || isBelow(live))']],
    ...SIMULATION
  },
  {
    name: 'a ladder: a rung that was never sent is its own',
    file: 'src/rollout/ladder.ts',
    changes: [['if (end.accepted !== undefined) return {', 'if (at.climbed !== undefined) return {']],
    tests: ['__tests__/unit/targets/route/ladder.test.ts']
  },
  {
    name: 'a ladder: the weight 0 is sent',
    file: 'src/targets/route/discover.ts',
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
    name: 'a service: whoever held the lock is written over',
    file: 'src/rollout/send.ts',
    changes: [['if (kindOf(write.target).rereads) readAt = -Infinity', '']],
    ...SIMULATION
  },
  {
    name: "a service: a rollback overwrites somebody else's addresses",
    file: 'src/rollout/roll-back.ts',
    changes: [
      ["return verdict === 'previous' || isOurs(verdict)", "return verdict !== 'ours' || isOurs(verdict)"]
    ],
    ...SIMULATION
  },
  {
    name: "a service: a rollback overwrites somebody else's fields",
    file: 'src/rollout/roll-back.ts',
    changes: [['sightings.seen().kept === true ? reading.live : previous', 'previous']],
    ...SIMULATION
  }
]
