import { randomUUID } from 'node:crypto'

/** Every name that the kit gives begins with it. Letters, digits and underscores alone: what names may hold is not documented. */
export const PREFIX = 'conformance_kit_'
const NAME = /^conformance_kit_\d{8}_[0-9a-f]{8}_[A-Z0-9_]{2,20}$/
/** The description of each backend that the kit makes: with the name it says that the backend may be deleted. */
export const MARK = 'made by the conformance kit, may be deleted'

/** An operation that no cloud has. */
export const NO_SUCH_OPERATION = 'ConformanceNoSuchOperation'

export type Parameters = Readonly<Record<string, string>>

/** A call that would name something that is not the kit's own. Never sent. */
export class NotOurs extends Error {
  override readonly name = 'NotOurs'
}

export interface OwnBackend {
  readonly name: string
  /** `undefined`: it is not known whether it was created, and with which id. */
  id: string | undefined
}

/**
 * What the kit has made, and the gate through which every call goes: a call that names anything else is refused
 * before it leaves.
 */
export class Ownership {
  /** `conformance_kit_20261124_1a2b3c4d` */
  readonly runName: string
  readonly backends: OwnBackend[] = []
  readonly #ids = new Set<string>()
  readonly #unknown = new Set<string>()

  constructor(now: number) {
    const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '')
    this.runName = `${PREFIX}${day}_${randomUUID().slice(0, 8)}`
  }

  /** The name of a backend that is about to be created. Noted first, so that an answer that is lost loses no backend. */
  announce(type: string): string {
    const name = `${this.runName}_${type}`
    this.backends.push({ name, id: undefined })
    return name
  }

  created(name: string, id: string): void {
    const backend = this.backends.find(candidate => candidate.name === name)
    if (backend !== undefined) backend.id = id
    this.#ids.add(id)
  }

  /** Surely not created, or deleted. */
  gone(name: string): void {
    const index = this.backends.findIndex(candidate => candidate.name === name)
    if (index >= 0) this.backends.splice(index, 1)
  }

  /** A definition or an operation of a backend of the kit's. */
  own(id: string): void {
    if (id !== '') this.#ids.add(id)
  }

  /**
   * Takes over a backend of an earlier run.
   * @throws NotOurs unless the name and the description are the kit's
   */
  claim({ id, name, description }: { id: string; name: string; description: string }): void {
    if (!NAME.test(name) || description !== MARK || id === '') {
      throw new NotOurs(`the backend ${name} was not made by this kit`)
    }
    this.backends.push({ name, id })
    this.#ids.add(id)
  }

  /** An id that nothing has. */
  unknownId(): string {
    const id = randomUUID().replaceAll('-', '')
    this.#unknown.add(id)
    return id
  }

  /** @throws NotOurs for a call that the kit may not make */
  check(action: string, parameters: Parameters): void {
    const named = NAMING.map(name => parameters[name]).filter(id => id !== undefined && id !== '')
    const foreign = named.filter(id => !this.#ids.has(id ?? '') && !this.#unknown.has(id ?? ''))
    if (foreign.length > 0) throw new NotOurs(`${action} names what the kit did not make`)
    switch (action) {
      case 'DescribeBackendInfo':
      case 'DescribeApisByBackend':
      case 'DescribeUpdateBackendTask':
      case 'DescribeBackendList':
      case NO_SUCH_OPERATION:
        return
      case 'CreateBackend':
        if (this.backends.some(({ name }) => name === parameters['BackendName'])) return
        throw new NotOurs('CreateBackend with a name that is not of this run')
      case 'CreateBackendModel':
      case 'DeleteBackend':
        if ((parameters['BackendId'] ?? '') !== '') return
        throw new NotOurs(`${action} without a BackendId`)
      case 'ModifyBackendModel':
      case 'DeleteBackendModel':
        // what names nothing is left to the cloud to find, and that might be anybody's
        if (named.length > 0) return
        throw new NotOurs(`${action} without any id`)
      default:
        throw new NotOurs(`${action} is no operation that the kit makes`)
    }
  }
}

const NAMING = ['BackendId', 'BackendModelId', 'OperationUid']
