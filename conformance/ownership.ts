import { randomUUID } from 'node:crypto'

/** The prefix of all the kit's names. Only letters, digits and underscores: the allowed characters are not documented. */
export const PREFIX = 'conformance_kit_'
const NAME = /^conformance_kit_\d{8}_[0-9a-f]{8}_[A-Z0-9_]{2,20}$/
/** The description of each backend that the kit creates: together with the name, it marks the backend for deletion. */
export const MARK = 'made by the conformance kit, may be deleted'

/** An operation that does not exist. */
export const NO_SUCH_OPERATION = 'ConformanceNoSuchOperation'

export type Parameters = Readonly<Record<string, string>>

/** A call that names a resource that is not the kit's own. Never sent. */
export class NotOurs extends Error {
  override readonly name = 'NotOurs'
}

export interface OwnBackend {
  readonly name: string
  /** `undefined` while it is unknown whether it was created, and with which ID. */
  id: string | undefined
}

/**
 * The resources that the kit created, and the check of every call: a call that names any other resource is rejected
 * before it is sent.
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

  /** The name of a backend that is about to be created. Recorded first, so that no backend is lost with a response. */
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

  /** Records that a backend was deleted, or certainly not created. */
  gone(name: string): void {
    const index = this.backends.findIndex(candidate => candidate.name === name)
    if (index >= 0) this.backends.splice(index, 1)
  }

  /** Adds a definition or an operation of one of the kit's backends. */
  own(id: string): void {
    if (id !== '') this.#ids.add(id)
  }

  /**
   * Claims a backend of an earlier run.
   * @throws NotOurs unless the name and the description are the kit's
   */
  claim({ id, name, description }: { id: string; name: string; description: string }): void {
    if (!NAME.test(name) || description !== MARK || id === '') {
      throw new NotOurs(`the backend ${name} was not created by this kit`)
    }
    this.backends.push({ name, id })
    this.#ids.add(id)
  }

  /** An ID that does not exist. */
  unknownId(): string {
    const id = randomUUID().replaceAll('-', '')
    this.#unknown.add(id)
    return id
  }

  /** @throws NotOurs for a call that the kit is not allowed to make */
  check(action: string, parameters: Parameters): void {
    const named = NAMING.map(name => parameters[name]).filter(id => id !== undefined && id !== '')
    const foreign = named.filter(id => !this.#ids.has(id ?? '') && !this.#unknown.has(id ?? ''))
    if (foreign.length > 0) throw new NotOurs(`${action} names a resource that the kit did not create`)
    switch (action) {
      case 'DescribeBackendInfo':
      case 'DescribeApisByBackend':
      case 'DescribeUpdateBackendTask':
      case 'DescribeBackendList':
      case NO_SUCH_OPERATION:
        return
      case 'CreateBackend':
        if (this.backends.some(({ name }) => name === parameters['BackendName'])) return
        throw new NotOurs('CreateBackend with a name that does not belong to this run')
      case 'CreateBackendModel':
      case 'DeleteBackend':
        if ((parameters['BackendId'] ?? '') !== '') return
        throw new NotOurs(`${action} without a BackendId`)
      case 'ModifyBackendModel':
      case 'DeleteBackendModel':
        // without an ID, the cloud could select any resource
        if (named.length > 0) return
        throw new NotOurs(`${action} without any id`)
      default:
        throw new NotOurs(`${action} is not an operation of the kit`)
    }
  }
}

const NAMING = ['BackendId', 'BackendModelId', 'OperationUid']
