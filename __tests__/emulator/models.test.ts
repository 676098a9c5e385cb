import { expect, test } from '@jest/globals'
import * as cloudApi from '@alicloud/cloudapi20160714'
import { Cloud } from '../../emulator/cloud/cloud.ts'
import { CLOUD_API, operationNames } from '../../emulator/cloud/operations.ts'
import type { Json, JsonObject } from '../../emulator/cloud/json.ts'
import { isJsonObject } from '../../emulator/cloud/json.ts'
import { parseSeed } from '../../emulator/seed.ts'
import { ORDERS, OTHERS, shopSeed, TestClock } from './support.ts'

/** The SDK's model of a response: a type name, a list, or another model per key. */
interface Model {
  names(): Readonly<Record<string, string>>
  types(): Readonly<Record<string, Type>>
}
type Type = string | Model | { readonly type: 'array'; readonly itemType: Type }

const models = { ...cloudApi, ...(cloudApi.default as unknown as object) } as unknown as Readonly<
  Record<string, Model>
>

/** The paths at which a response differs from the model. */
function departures(value: Json | undefined, type: Type, path: string): string[] {
  if (typeof type === 'string')
    return typeof value === type ? [] : [`${path} is ${typeof value}, not ${type}`]
  if ('itemType' in type) {
    if (!Array.isArray(value)) return [`${path} is no list`]
    return (value as Json[]).flatMap((item, index) => departures(item, type.itemType, `${path}[${index}]`))
  }
  if (!isJsonObject(value)) return [`${path} is no object`]
  const [names, types] = [Object.entries(type.names()), type.types()]
  return Object.entries(value).flatMap(([key, child]) => {
    const [property = ''] = names.find(([, name]) => name === key) ?? []
    const known = types[property]
    return known === undefined ? [`${path}.${key} is not known`] : departures(child, known, `${path}.${key}`)
  })
}

const NEW = {
  BackendId: ORDERS,
  StageName: 'PRE',
  BackendModelData: '{"ServiceAddress":"http://new.example","Unheard":"of"}'
}
const MOCK = {
  MockConfig: {
    MockResult: 'a',
    MockStatusCode: 200,
    Other: 1,
    MockHeaders: [{ HeaderName: 'a', HeaderValue: 'b', C: 1 }]
  },
  ServiceTimeout: '9000'
}

/** The responses of all calls of a rehearsal; definitions are written differently from the documented read form. */
function responses(strict: boolean): (readonly [action: string, response: JsonObject])[] {
  const seed = parseSeed(shopSeed(`strict: ${strict}\ndoubts: { list-pending: true }`))
  const cloud = new Cloud({ seed, clock: new TestClock() })
  const done: (readonly [string, JsonObject])[] = []
  const call = (action: string, params: Record<string, string>) => {
    const response = cloud.call(action, params)
    done.push([action, response])
    return response
  }
  const { OperationId } = call('ModifyBackendModel', { ...NEW, StageName: 'RELEASE' })
  call('DescribeUpdateBackendTask', { OperationUid: OperationId as string })
  call('ModifyBackendModel', { BackendId: OTHERS, StageName: 'TEST', BackendModelData: JSON.stringify(MOCK) })
  call('DescribeBackendInfo', { BackendId: ORDERS })
  call('DescribeBackendInfo', { BackendId: OTHERS })
  for (const { id, type } of seed.backends) if (type === 'VPC') call('DescribeBackendInfo', { BackendId: id })
  call('DescribeBackendList', {})
  call('DescribeApisByBackend', { BackendId: ORDERS, StageName: 'RELEASE' })
  const { BackendId } = call('CreateBackend', { BackendName: 'new', BackendType: 'HTTP' })
  const created = { BackendId: BackendId as string, BackendType: 'HTTP' }
  const { BackendModelId } = call('CreateBackendModel', { ...NEW, ...created })
  call('ModifyBackend', { ...created, BackendName: 'newer' })
  call('DeleteBackendModel', { BackendModelId: BackendModelId as string })
  call('DeleteBackend', created)
  return done
}

const departuresOf = (strict: boolean): string[] =>
  responses(strict).flatMap(([action, response]) => {
    const model = models[`${action}ResponseBody`]
    return model === undefined ? [`${action} has no model`] : departures(response, model, action)
  })

test("responses of a strict cloud match the SDK's models", () => {
  const called = new Set(responses(true).map(([action]) => action))
  expect([...called].toSorted()).toEqual(operationNames(CLOUD_API).toSorted())
  expect(departuresOf(true)).toEqual([])
})

test('responses of a cloud that is not strict differ from them', () => {
  const config = (index: number) => `DescribeBackendInfo.BackendInfo.BackendModels[${index}].BackendConfig`
  expect(departuresOf(false)).toEqual([
    `${config(2)}.Unheard is not known`,
    `${config(0)}.ServiceTimeout is string, not number`,
    `${config(0)}.MockConfig.MockHeaders[0].C is not known`,
    `${config(0)}.MockConfig.MockStatusCode is number, not string`,
    `${config(0)}.MockConfig.Other is not known`
  ])
})
