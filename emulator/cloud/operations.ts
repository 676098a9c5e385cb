import { APIG_OPERATIONS } from '../apig/operations.ts'
import { APIG } from '../apig/paths.ts'
import {
  createBackend,
  deleteBackend,
  describeApisByBackend,
  describeBackendInfo,
  describeBackendList,
  describeUpdateBackendTask,
  modifyBackend
} from './backend-operations.ts'
import { CloudError } from './cloud-error.ts'
import { createBackendModel, deleteBackendModel, modifyBackendModel } from './model-operations.ts'
import type { Operation } from './operation.ts'
import { assumeRoleWithOidc, getCallerIdentity } from './sts-operations.ts'

export const CLOUD_API = '2016-07-14'
export const STS = '2015-04-01'
export { APIG } from '../apig/paths.ts'

/** The supported operations, by API version and action. */
const OPERATIONS: ReadonlyMap<string, ReadonlyMap<string, Operation>> = new Map([
  [
    CLOUD_API,
    new Map([
      ['CreateBackend', createBackend],
      ['CreateBackendModel', createBackendModel],
      ['ModifyBackend', modifyBackend],
      ['ModifyBackendModel', modifyBackendModel],
      ['DeleteBackendModel', deleteBackendModel],
      ['DeleteBackend', deleteBackend],
      ['DescribeBackendInfo', describeBackendInfo],
      ['DescribeBackendList', describeBackendList],
      ['DescribeApisByBackend', describeApisByBackend],
      ['DescribeUpdateBackendTask', describeUpdateBackendTask]
    ])
  ],
  [
    STS,
    new Map([
      ['AssumeRoleWithOIDC', assumeRoleWithOidc],
      ['GetCallerIdentity', getCallerIdentity]
    ])
  ],
  [APIG, new Map<string, Operation>(Object.entries(APIG_OPERATIONS))]
])

/** The actions of a product, by its API version. */
export function operationNames(version: string): readonly string[] {
  return [...(OPERATIONS.get(version)?.keys() ?? [])]
}

/** Every action of every product. A fault or an expectation for any other action would never apply. */
export function knownActions(): readonly string[] {
  return [...OPERATIONS.keys()].flatMap(operationNames)
}

/** @throws CloudError 400 InvalidVersion, 404 InvalidAction.NotFound */
export function findOperation(version: string, action: string): Operation {
  const operations = OPERATIONS.get(version)
  if (operations === undefined) {
    throw new CloudError(400, 'InvalidVersion', 'Specified parameter Version is not valid.')
  }
  const operation = operations.get(action)
  if (operation === undefined) {
    throw new CloudError(
      404,
      'InvalidAction.NotFound',
      'Specified api is not found, please check your url and method.'
    )
  }
  return operation
}
