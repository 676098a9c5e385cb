export interface SeededBackend {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly stages: Readonly<Record<string, unknown>>
}

export const idOf = (number: number): string => number.toString(16).padStart(32, '0')

/** A seed with these backends, as JSON, which is valid YAML. */
export function cloudWith(backends: readonly SeededBackend[], allow?: readonly string[]): string {
  return JSON.stringify({
    region: 'cn-hangzhou',
    accounts: [
      {
        id: '1234567890123456',
        keys: [
          {
            id: 'test-access-key-id',
            secret: 'test-access-key-secret',
            ...(allow === undefined ? {} : { allow })
          }
        ]
      }
    ],
    backends: backends.map(({ stages, ...backend }) => ({
      ...backend,
      stages: Object.fromEntries(
        Object.entries(stages).map(([stage, definition]) => [stage, { description: 'by hand', definition }])
      )
    })),
    apis: []
  })
}

/** Every type, with values that are hard to quote. */
export const EVERY_TYPE: readonly SeededBackend[] = [
  {
    id: idOf(1),
    name: 'orders',
    type: 'HTTP',
    stages: {
      RELEASE: {
        ServiceAddress: 'http://deployer:pass-word-1@orders.internal:8080',
        ServiceTimeout: 5000,
        HttpTargetHostName: 'orders.example.com'
      },
      TEST: { ServiceAddress: 'http://orders.test/?token=token-of-the-test' },
      GRAY1: { ServiceAddress: 'https://gray.internal' }
    }
  },
  {
    id: idOf(2),
    name: 'true',
    type: 'VPC',
    stages: { RELEASE: { VpcConfig: { VpcAccessId: 'vpc-access', VpcScheme: 'https' } } }
  },
  ...(['FC_EVENT', 'FC_EVENT_V3', 'FC_HTTP', 'FC_HTTP_V3'] as const).map((type, index) => ({
    id: idOf(10 + index),
    name: `thumbnails.${type}`,
    type,
    stages: {
      RELEASE: {
        FunctionComputeConfig: {
          FcRegionId: 'cn-hangzhou',
          FunctionName: '007',
          Qualifier: '1.10',
          ServiceName: 'null',
          FcBaseUrl: 'https://f.example.com/',
          RoleArn: 'acs:ram::1234567890123456:role/fc',
          OnlyBusinessPath: index % 2 === 0
        }
      }
    }
  })),
  {
    id: idOf(3),
    name: '1.10',
    type: 'OSS',
    stages: { PRE: { OssConfig: { OssRegionId: 'cn-hangzhou', BucketName: 'no' } } }
  },
  {
    id: idOf(4),
    name: 'mock',
    type: 'MOCK',
    stages: {
      TEST: {
        MockConfig: {
          MockResult:
            '{"a": "${NOT_A_VARIABLE} $${x} $"}\n\tnext: - line # \u2028\u00e9\u8ba2\u5355\u0007\r\n',
          MockStatusCode: '200',
          MockHeaders: [
            { HeaderName: 'X-Trace', HeaderValue: 'yes' },
            { HeaderName: 'Authorization', HeaderValue: 'Bearer  header-secret-value' },
            { HeaderName: 'Set-Cookie', HeaderValue: '"a=b"\n second-line-secret' }
          ]
        }
      }
    }
  },
  {
    id: idOf(5),
    name: 'events',
    type: 'EVENTBRIDGE',
    stages: {
      RELEASE: {
        EventBridgeConfig: {
          EventBridgeRegionId: 'cn-hangzhou',
          EventBus: 'bus',
          EventSource: 's',
          RoleArn: 'r'
        }
      }
    }
  },
  {
    id: idOf(6),
    name: 'discovery',
    type: 'DISCOVERY',
    stages: {
      RELEASE: {
        DiscoveryConfig: {
          RcType: 'NACOS',
          NacosConfig: { ServerAddress: 'nacos:8848', UserName: 'nacos', Password: 'nacos-pass-word' }
        },
        data: { region: 'this key makes the long form' }
      }
    }
  }
]

/** The variables that the manifest of these backends requires. */
export const VARIABLES = {
  DISCOVERY_RELEASE_PASSWORD: 'nacos-pass-word',
  MOCK_TEST_AUTHORIZATION: 'Bearer  header-secret-value',
  MOCK_TEST_SET_COOKIE: 'a=b',
  MOCK_TEST_SET_COOKIE_2: 'second-line-secret',
  ORDERS_TEST_SERVICE_ADDRESS_SECRET: 'token-of-the-test',
  ORDERS_RELEASE_SERVICE_ADDRESS_SECRET: 'deployer:pass-word-1'
}
export const SECRETS = /pass-word|token-of-the-test|header-secret-value|second-line-secret/
