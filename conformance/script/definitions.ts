import type { JsonObject } from '../../src/model/json.ts'

/** A definition of a MOCK backend with a result that identifies it. */
export function mock(result: string, more: JsonObject = {}): JsonObject {
  return { MockConfig: { MockResult: result, MockStatusCode: 200, ...more } }
}

/**
 * A definition for each type, as far as documentation and mappers describe its format. The resources in them do not exist: a
 * service that checks them rejects the definition, which is an answer as well. No request goes there, since no API uses them.
 */
export const BY_TYPE: Readonly<Record<string, JsonObject>> = {
  // an address from the block reserved for documentation
  HTTP: {
    ServiceAddress: 'http://192.0.2.1:8080',
    HttpTargetHostName: 'www.example.com',
    ServiceTimeout: 9000
  },
  VPC: {
    VpcConfig: {
      VpcAccessId: 'conformance-no-such-access',
      VpcScheme: 'http',
      VpcTargetHostName: 'www.example.com'
    }
  },
  FC_EVENT: functionCompute('FCEvent', { ServiceName: 'conformance-no-such-service', Qualifier: 'LATEST' }),
  FC_EVENT_V3: functionCompute('FCEvent', { FcVersion: '3.0', Qualifier: 'LATEST' }),
  FC_HTTP: functionCompute('HttpTrigger', {
    ServiceName: 'conformance-no-such-service',
    FcBaseUrl: 'https://no-such-service.example.com/',
    OnlyBusinessPath: false
  }),
  FC_HTTP_V3: functionCompute('HttpTrigger', {
    FcVersion: '3.0',
    FcBaseUrl: 'https://no-such-function.example.com/',
    TriggerName: 'conformance-no-such-trigger'
  }),
  OSS: { OssConfig: { OssRegionId: 'cn-hangzhou', BucketName: 'conformance-no-such-bucket' } },
  EVENTBRIDGE: {
    EventBridgeConfig: {
      EventBridgeRegionId: 'cn-hangzhou',
      EventBus: 'conformance-no-such-bus',
      EventSource: 'conformance',
      RoleArn: 'acs:ram::0:role/conformance-no-such-role'
    }
  },
  // the value of this type is a guess
  DISCOVERY: {
    DiscoveryConfig: {
      RcType: 'NACOS',
      NacosConfig: { ServerAddress: '192.0.2.1:8848', GroupName: 'DEFAULT_GROUP', ServiceName: 'conformance' }
    }
  }
}

/** An address that a service might normalize, and a text that it might trim. */
export const SPELLED: JsonObject = {
  ServiceAddress: 'HTTP://Conformance.EXAMPLE:80/',
  HttpTargetHostName: ' www.example.com '
}

export const WITHOUT_SCHEME: JsonObject = { ServiceAddress: '192.0.2.1:8080' }

function functionCompute(type: string, more: JsonObject): JsonObject {
  return {
    FunctionComputeConfig: {
      FcRegionId: 'cn-hangzhou',
      FcType: type,
      FunctionName: 'conformance-no-such-function',
      RoleArn: 'acs:ram::0:role/conformance-no-such-role',
      ...more
    }
  }
}
