import { plainBackend } from '../apig/backend.ts'
import type { Cloud } from '../cloud/cloud.ts'
import { CloudError } from '../cloud/cloud-error.ts'
import type { Definition } from '../cloud/state.ts'
import type { Emulator } from '../emulator.ts'
import type { Fault } from '../faults.ts'
import { HOLD_POINTS } from '../holds.ts'
import type { Hold, HoldOptions } from '../holds.ts'
import type { LoggedRequest } from '../request-log.ts'
import { SeedDocument } from '../seed/place.ts'
import type { Place } from '../seed/place.ts'
import { byIdAndName } from '../seed/read-api.ts'
import { readAction, readFault } from '../seed/read-fault.ts'
import type { FaultNames } from '../seed/read-fault.ts'
import { assess, clean, isSame } from './assess.ts'
import type { Facts } from './assess.ts'
import { EXPECTATIONS, readDefinitions, readExpectations } from './expectations.ts'
import type { Since, StageDefinition } from './expectations.ts'
import { Names } from './names.ts'
import type { StageRef } from './names.ts'

/** The request is invalid; one line per problem. */
export class SteeringError extends Error {
  override readonly name = 'SteeringError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

/** The result of a request: failed expectations, or the changes that were made. */
export interface Outcome {
  /** One line per expectation that is not met. If there are any, nothing is changed. */
  readonly failures: readonly string[]
  /** One line per change. */
  readonly changes: readonly string[]
  /** Number of requests per action, counted from the requested `since`. */
  readonly requests: Readonly<Record<string, number>>
  readonly writes: number
}

export const CHANGES = [
  'clear-faults',
  'faults',
  'release-batches',
  'hold-batches',
  'release-holds',
  'holds',
  'write',
  'oidc-subject'
] as const

/** Calls that start a batch or a deployment. */
const HELD_ACTIONS = ['ModifyBackendModel', 'DeployHttpApi']

/** The parts of an emulator that are inspected and changed. */
export type SteeredEmulator = Pick<
  Emulator,
  'cloud' | 'faults' | 'requests' | 'droppedRequests' | 'heldRequests' | 'hold' | 'issuer'
>

/** The point from which requests, writes and moves are counted. */
interface Mark {
  /** Number of requests up to that point. */
  readonly requests: number
  readonly writes: number
  /** Of services and routes. */
  readonly nativeWrites: number
  /** The definition that each API, service and route serves, by ID and stage. */
  readonly serving: ReadonlyMap<string, Definition | undefined>
}

/** Asserts what a running emulator has received and stores, and changes its behavior. */
export class Steering {
  readonly #emulator: SteeredEmulator
  readonly #names: Names
  readonly #start: Mark
  #previous: Mark
  #holding: readonly Fault[] = []
  #holds: readonly Hold[] = []

  constructor(emulator: SteeredEmulator) {
    this.#emulator = emulator
    this.#names = new Names(emulator.cloud)
    this.#start = this.#mark()
    this.#previous = this.#start
  }

  /**
   * Checks the expectations, then applies the changes in this order: `clear-faults`, `faults`, `release-batches`,
   * `hold-batches`, `release-holds`, `holds`, `write`, `oidc-subject`. If an expectation is not met, nothing is changed.
   * @param text a mapping, as YAML or JSON
   * @throws SteeringError
   */
  run(text: string): Outcome {
    const document = new SeedDocument(text)
    // reading on after a syntax error would only report its consequences
    if (document.problems.length > 0) {
      throw new SteeringError(
        document.problems.map(({ line, column, message }) => `line ${line}, column ${column}: ${message}`)
      )
    }
    const fields = document.root('the request').record([...EXPECTATIONS, ...CHANGES])
    const expected = readExpectations(fields, this.#names)
    const changes = this.#readChanges(fields)
    if (document.problems.length > 0) {
      throw new SteeringError(document.problems.map(({ message }) => message))
    }
    const { cloud } = this.#emulator
    const since = this.#since(expected.since)
    const plain = ({ at, definition }: StageDefinition): StageDefinition =>
      at.kind === 'route' ? { at, definition: plainBackend(definition) } : { at, definition }
    const normalized = {
      ...expected,
      definitions: expected.definitions.map(plain),
      inEffect: expected.inEffect.map(plain)
    }
    const failures = assess(normalized, {
      ...since,
      held: this.#emulator.heldRequests,
      definition: at => storedAt(cloud, at),
      inEffect: at => servedBy(cloud, at),
      backendName: id => nameOf(cloud, id)
    })
    const counts = new Map<string, number>()
    for (const request of since.requests) {
      const action = clean(request.action)
      counts.set(action, (counts.get(action) ?? 0) + 1)
    }
    this.#previous = this.#mark()
    return {
      failures,
      changes: failures.length > 0 ? [] : changes.flatMap(change => change()),
      requests: Object.fromEntries(counts),
      writes: since.writes.length
    }
  }

  /** The changes to apply; each returns a line that describes what it did. */
  #readChanges(fields: ReadonlyMap<string, Place>): (() => string[])[] {
    const { cloud, faults, issuer } = this.#emulator
    const added =
      fields
        .get('faults')
        ?.list()
        .flatMap(place => readFault(place, faultNames(cloud)) ?? []) ?? []
    const holds = fields.get('holds')?.list().map(readHold) ?? []
    const holdAfter = fields.get('hold-batches')?.wholeNumber(0)
    const writes = readDefinitions(fields.get('write'), (name, place) =>
      this.#names.definedStage(name, place)
    )
    const subject = fields.get('oidc-subject')?.text()
    if (subject !== undefined && issuer === undefined) {
      fields.get('oidc-subject')?.problem('requires an emulator started with oidc')
    }
    return [
      ...(fields.get('clear-faults')?.flag() === true ? [() => this.#clearFaults()] : []),
      ...added.map(fault => () => {
        faults.add(fault)
        return [`fault ${fault.kind} added for ${fault.action ?? '*'}`]
      }),
      ...(fields.get('release-batches')?.flag() === true ? [() => this.#releaseBatches()] : []),
      ...(holdAfter === undefined ? [] : [() => this.#holdBatches(holdAfter)]),
      ...(fields.get('release-holds')?.flag() === true ? [() => this.#releaseHolds()] : []),
      ...holds.map(hold => () => this.#holdCalls(hold)),
      ...writes.map(write => () => writeAsOther(cloud, write)),
      ...(subject === undefined || issuer === undefined
        ? []
        : [
            () => {
              issuer.subject = subject
              return [`id tokens are now issued for ${subject}`]
            }
          ])
    ]
  }

  #clearFaults(): string[] {
    this.#emulator.faults.clear()
    // held batches are implemented as faults, but `clear-faults` does not release them
    this.#emulator.faults.add(...this.#holding)
    return ['faults cleared']
  }

  #holdBatches(after: number): string[] {
    this.#stopHolding()
    this.#holding = HELD_ACTIONS.map(action => ({ kind: 'stuck-batch', action, times: 'every', after }))
    this.#emulator.faults.add(...this.#holding)
    return [`new batches are held after ${after} API${after === 1 ? '' : 's'}`]
  }

  #releaseBatches(): string[] {
    this.#stopHolding()
    this.#emulator.cloud.releaseBatches()
    return ['held batches released']
  }

  #holdCalls(options: HoldOptions): string[] {
    this.#holds = [...this.#holds, this.#emulator.hold(options)]
    return [`${options.action ?? '*'} is held ${options.point}`]
  }

  #releaseHolds(): string[] {
    for (const hold of this.#holds) hold.release()
    this.#holds = []
    return ['held calls released']
  }

  #stopHolding(): void {
    for (const fault of this.#holding) this.#emulator.faults.remove(fault)
    this.#holding = []
  }

  #mark(): Mark {
    const { cloud, requests, droppedRequests } = this.#emulator
    const serving = new Map(served(cloud).map(at => [`${at.id}/${at.stage}`, servedBy(cloud, at)]))
    return {
      requests: droppedRequests + requests.length,
      writes: cloud.droppedWrites() + cloud.writes().length,
      nativeWrites: cloud.apig.droppedWrites() + cloud.apig.writes().length,
      serving
    }
  }

  #since(since: Since): {
    readonly requests: readonly LoggedRequest[]
    readonly writes: Facts['writes']
    readonly moved: readonly StageRef[]
    readonly dropped: Facts['dropped']
  } {
    const {
      requests: before,
      writes: writesBefore,
      nativeWrites: nativeBefore,
      serving
    } = since === 'start' ? this.#start : this.#previous
    const { cloud, requests, droppedRequests } = this.#emulator
    const { apig } = cloud
    return {
      requests: requests.slice(Math.max(0, before - droppedRequests)),
      writes: [
        ...cloud.writes().slice(Math.max(0, writesBefore - cloud.droppedWrites())),
        ...apig
          .writes()
          .slice(Math.max(0, nativeBefore - apig.droppedWrites()))
          .map(({ id, by }) => ({ kind: 'modified' as const, backendId: id, stageName: '', by }))
      ],
      dropped: {
        requests: Math.max(0, droppedRequests - before),
        writes:
          Math.max(0, cloud.droppedWrites() - writesBefore) + Math.max(0, apig.droppedWrites() - nativeBefore)
      },
      moved: served(cloud).filter(at => !isSame(serving.get(`${at.id}/${at.stage}`), servedBy(cloud, at)))
    }
  }
}

function faultNames(cloud: Cloud): FaultNames {
  return {
    backends: byIdAndName(cloud.backends()),
    apis: byIdAndName(cloud.apis()),
    stagesOf: backendId => cloud.stagesOf(backendId)
  }
}

/** Every API in each stage where it is or was published, and every service and route. */
function served(cloud: Cloud): StageRef[] {
  const published = cloud
    .apis()
    .flatMap(({ id, name, deployments }) =>
      [...deployments.keys()].map(stage => ({ id, stage, label: `${name}/${stage}` }))
    )
  const native = [
    ...cloud.apig.services().map(({ id }) => ({ id, kind: 'service' as const })),
    ...cloud.apig.routes().map(({ id }) => ({ id, kind: 'route' as const }))
  ]
  return [...published, ...native.map(at => ({ ...at, stage: '', label: nameOf(cloud, at.id) }))]
}

function storedAt(cloud: Cloud, { id, stage, kind }: StageRef): Definition | undefined {
  const { apig } = cloud
  if (kind === undefined) return cloud.definition(id, stage)
  if (kind === 'service') return apig.service(id)?.fields
  const route = apig.route(id)
  return route && plainBackend(route.backend)
}

function servedBy(cloud: Cloud, { id, stage, kind }: StageRef): Definition | undefined {
  const { apig } = cloud
  if (kind === undefined) return cloud.inEffect(id, stage)?.definition
  if (kind === 'service') {
    const service = apig.service(id)
    return service && apig.serviceInEffect(service)
  }
  const route = apig.route(id)
  const live = route && apig.routeInEffect(route)
  return live && plainBackend(live.backend)
}

function nameOf(cloud: Cloud, id: string): string {
  const { apig } = cloud
  const service = apig.service(id)
  if (service !== undefined) return `service/${service.name}`
  const route = apig.route(id)
  if (route !== undefined) return `route/${route.api.name}/${route.name}`
  return cloud.backends().find(backend => backend.id === id)?.name ?? id
}

/** `{ action: ModifyBackendModel, point: before-commit, nth: 2 }` */
function readHold(place: Place): HoldOptions {
  const fields = place.record(['action', 'point', 'nth'], ['point'])
  const action = fields.get('action')
  const nth = fields.get('nth')?.wholeNumber(1)
  const named = action === undefined ? '*' : readAction(action)
  return {
    point: fields.get('point')?.oneOf(HOLD_POINTS) ?? 'before-response',
    ...(named === '*' ? {} : { action: named }),
    ...(nth === undefined ? {} : { nth })
  }
}

function writeAsOther(cloud: Cloud, { at, definition }: StageDefinition): string[] {
  try {
    if (at.kind === 'service') cloud.apig.writeService(at.id, definition)
    else if (at.kind === 'route') cloud.apig.writeRoute(at.id, { backendConfig: definition })
    else cloud.write(at.id, at.stage, definition)
  } catch (thrown) {
    if (!(thrown instanceof CloudError)) throw thrown
    throw new SteeringError([`write ${at.label}: ${thrown.code}: ${thrown.message}`])
  }
  return [`${at.label}: definition changed by another writer`]
}
