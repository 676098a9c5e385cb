import type { Cloud } from '../../emulator/cloud/cloud.ts'
import { isJsonObject } from '../../emulator/cloud/json.ts'
import type { Json, JsonObject } from '../../emulator/cloud/json.ts'
import { backendConfig } from '../../emulator/cloud/read-form.ts'
import type { Definition } from '../../emulator/cloud/state.ts'
import { exchange } from '../../emulator/exchange.ts'
import type { Exchange as CloudExchange, ExchangeCall } from '../../emulator/exchange.ts'
import type { Faults } from '../../emulator/faults.ts'
import { STAGE } from './material.ts'
import type { FarSide } from './network.ts'
import type { Stored } from './trace.ts'

/** How the service stores a definition that it accepts. */
export type Spelling =
  | 'as-sent'
  | 'adds-default'
  | 'trims-slash'
  | 'lowers-host'
  | 'fills-empty'
  | 'as-text'
  | 'typed'
  /** It stores the key `Method` and never returns it. */
  | 'withholds'

/** How long a reading still shows the definition before a write: for a time, or for some readings. */
export type Lag = { readonly ms: number } | { readonly reads: number }

interface Hidden {
  readonly backendId: string
  readonly stageName: string
  /** What was stored before the write. */
  readonly stored: Stored
  readonly until: number
  reads: number
}

const WITHHELD = 'Method'

/** The cloud as its callers see it: it may respell definitions, and writes may become visible late. */
export class Service {
  readonly #cloud: Cloud
  readonly #faults: Faults
  readonly #spelling: Spelling
  readonly #lag: Lag | undefined
  /** Oldest first. */
  #hidden: Hidden[] = []

  constructor(cloud: Cloud, faults: Faults, spelling: Spelling = 'as-sent', lag?: Lag) {
    this.#cloud = cloud
    this.#faults = faults
    this.#spelling = spelling
    this.#lag = lag
  }

  /** Another writer's write. */
  write(backendId: string, stageName: string, definition: Definition, description?: string): void {
    this.#hide(backendId, stageName)
    this.#cloud.write(backendId, stageName, spell(definition, this.#spelling), description)
  }

  /** What is stored, visible or not. */
  stored(backendId: string, stageName: string): Stored {
    const model = this.#cloud.model(backendId, stageName)
    return { definition: model?.definition ?? {}, description: model?.description ?? '' }
  }

  /** What a reading at this moment shows. */
  shown(backendId: string, stageName: string): Stored {
    const stored = this.#hiding(backendId, stageName)?.stored ?? this.stored(backendId, stageName)
    if (this.#spelling !== 'withholds') return stored
    return { ...stored, definition: withoutWithheld(stored.definition) }
  }

  /** One call. `seen`: what a reading of this stage shows in it. */
  exchange(
    call: ExchangeCall & { readonly action: string },
    stageName: string
  ): { readonly done: CloudExchange; readonly seen: Stored } {
    const backendId = call.params['BackendId'] ?? ''
    if (call.action === 'ModifyBackendModel') {
      const seen = this.stored(backendId, stageName)
      const undo = this.#hide(backendId, call.params['StageName'] ?? '')
      const writes = this.#cloud.writes().length
      const done = exchange(this.#cloud, this.#faults, { ...call, params: this.#spelled(call.params) })
      if (this.#cloud.writes().length === writes) undo()
      return { done, seen }
    }
    const done = exchange(this.#cloud, this.#faults, call)
    if (call.action !== 'DescribeBackendInfo') return { done, seen: this.stored(backendId, stageName) }
    const seen = this.shown(backendId, stageName)
    const body =
      this.#hidden.length > 0 || this.#spelling === 'withholds' ? this.#asShown(done, backendId) : done.body
    for (const hidden of this.#hidden) if (hidden.backendId === backendId) hidden.reads--
    return { done: { ...done, body }, seen }
  }

  #spelled(params: ExchangeCall['params']): ExchangeCall['params'] {
    const data = params['BackendModelData']
    if (data === undefined || this.#spelling === 'as-sent') return params
    return {
      ...params,
      BackendModelData: JSON.stringify(spell(JSON.parse(data) as Definition, this.#spelling))
    }
  }

  /** Keeps the live definition for readings that do not show the next write yet. @returns a function that undoes it */
  #hide(backendId: string, stageName: string): () => void {
    const lag = this.#lag
    if (lag === undefined || this.#cloud.model(backendId, stageName) === undefined) return () => undefined
    const hidden: Hidden = {
      backendId,
      stageName,
      stored: this.stored(backendId, stageName),
      until: 'ms' in lag ? this.#cloud.now() + lag.ms : Infinity,
      reads: 'reads' in lag ? lag.reads : Infinity
    }
    this.#hidden.push(hidden)
    return () => (this.#hidden = this.#hidden.filter(one => one !== hidden))
  }

  #hiding(backendId: string, stageName: string): Hidden | undefined {
    this.#hidden = this.#hidden.filter(({ until, reads }) => until > this.#cloud.now() && reads > 0)
    return this.#hidden.find(one => one.backendId === backendId && one.stageName === stageName)
  }

  #asShown({ body, status }: CloudExchange, backendId: string): string {
    if (status !== 200) return body
    const response = parsed(body)
    const rows = rowsOf(response)
    if (rows.length === 0) return body
    const shown = rows.map(row => {
      const { definition, description } = this.shown(backendId, textOf(row['StageName']))
      const config = row['BackendConfig']
      const type = isJsonObject(config) ? textOf(config['Type']) : ''
      return {
        ...row,
        Description: description,
        BackendConfig: backendConfig(type, definition, this.#cloud.seed)
      }
    })
    const info = response['BackendInfo']
    return JSON.stringify({
      ...response,
      BackendInfo: { ...(isJsonObject(info) ? info : {}), BackendModels: shown }
    })
  }
}

const HOST = 'apigateway.cn-hangzhou.aliyuncs.com'

/** The API of backends, which receives every call of a step. */
export function backendSide(cloud: Cloud, service: Service): FarSide {
  const isWrite = (action: string): boolean => action === 'ModifyBackendModel'
  return {
    host: HOST,
    isWrite,
    read: request => ({ params: 'form' in request ? request.form : {} }),
    arrive: record => {
      const { action, params } = record
      const writesBefore = cloud.writes().length
      const { done, seen } = service.exchange({ action, params, host: HOST }, STAGE)
      record.seen = seen
      record.committed = done.committed && isWrite(action)
      const write = cloud.writes().at(-1)
      if (record.committed && write !== undefined && cloud.writes().length > writesBefore) {
        record.operationId = write.operationId
      }
      return done
    }
  }
}

function parsed(body: string): JsonObject {
  try {
    return JSON.parse(body) as JsonObject
  } catch {
    return {}
  }
}

function rowsOf({ BackendInfo: info }: JsonObject): JsonObject[] {
  const rows = isJsonObject(info) ? info['BackendModels'] : undefined
  return Array.isArray(rows) ? rows.filter(isJsonObject) : []
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}

function withoutWithheld(definition: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(definition).filter(([key]) => key !== WITHHELD))
}

function spell(definition: Definition, spelling: Spelling): Definition {
  const each = (change: (value: Json, key: string) => Json): Definition =>
    Object.fromEntries(Object.entries(definition).map(([key, value]) => [key, change(value ?? null, key)]))
  switch (spelling) {
    case 'adds-default':
      return { ServiceTimeout: 10_000, ...definition }
    case 'trims-slash':
      return each(value =>
        typeof value === 'string' && value.includes('://') ? value.replace(/\/$/, '') : value
      )
    case 'lowers-host':
      return each(value =>
        typeof value === 'string'
          ? value.replace(/^[a-z]+:\/\/[^/@]*(?=$|\/)/i, origin => origin.toLowerCase())
          : value
      )
    case 'fills-empty':
      return each((value, key) => (key === 'HttpTargetHostName' && value === '' ? 'filled.internal' : value))
    case 'as-text':
      return each(value => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value))
    case 'typed':
      return each(value => (value === 'false' ? false : value === '0' ? 0 : value))
    case 'as-sent':
    case 'withholds':
      return definition
  }
}
