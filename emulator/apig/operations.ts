import type { Operation } from '../cloud/operation.ts'
import {
  getDomain,
  getEnvironment,
  getGateway,
  listDomains,
  listEnvironments,
  listGateways
} from './gateway-operations.ts'
import {
  deployHttpApi,
  getHttpApi,
  getHttpApiOperation,
  listHttpApiOperations,
  listHttpApis,
  undeployHttpApi
} from './http-api-operations.ts'
import type { ApigAction } from './paths.ts'
import {
  createHttpApiRoute,
  deleteHttpApiRoute,
  getHttpApiRoute,
  listHttpApiRoutes,
  updateHttpApiRoute
} from './route-operations.ts'
import {
  createService,
  deleteService,
  getService,
  listServices,
  updateService
} from './service-operations.ts'

/** The supported operations of Cloud-native API Gateway. */
export const APIG_OPERATIONS = {
  ListGateways: listGateways,
  GetGateway: getGateway,
  ListServices: listServices,
  CreateService: createService,
  GetService: getService,
  UpdateService: updateService,
  DeleteService: deleteService,
  ListHttpApis: listHttpApis,
  GetHttpApi: getHttpApi,
  ListHttpApiRoutes: listHttpApiRoutes,
  CreateHttpApiRoute: createHttpApiRoute,
  GetHttpApiRoute: getHttpApiRoute,
  UpdateHttpApiRoute: updateHttpApiRoute,
  DeleteHttpApiRoute: deleteHttpApiRoute,
  ListHttpApiOperations: listHttpApiOperations,
  GetHttpApiOperation: getHttpApiOperation,
  DeployHttpApi: deployHttpApi,
  UndeployHttpApi: undeployHttpApi,
  ListEnvironments: listEnvironments,
  GetEnvironment: getEnvironment,
  ListDomains: listDomains,
  GetDomain: getDomain
} as const satisfies Readonly<Record<ApigAction, Operation>>
