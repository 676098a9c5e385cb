// The products and where they are, by their official lists. The one place that knows names of hosts.

export type Network = 'public' | 'vpc'

export interface Product {
  /** For people. */
  readonly name: string
  /** What its hosts begin with. */
  readonly host: string
  /** The input that sets its endpoint. */
  readonly endpointInput: string
  /** The regions in which it has a host inside VPCs. */
  readonly vpcRegions: ReadonlySet<string>
  readonly retirement?: Retirement
}

/** That a product goes away, and when a plan begins to say so. */
export interface Retirement {
  /** Milliseconds since the epoch. */
  readonly saidFrom: number
  /** A sentence with the dates. */
  readonly text: string
}

/** https://github.com/aliyun/aliyun-openapi-meta (products.json) */
export const API_GATEWAY: Product = {
  name: 'API Gateway',
  host: 'apigateway',
  endpointInput: 'endpoint',
  vpcRegions: new Set([
    'ap-northeast-1',
    'ap-southeast-1',
    'ap-southeast-3',
    'ap-southeast-5',
    'ap-southeast-6',
    'cn-beijing',
    'cn-beijing-finance-1',
    'cn-chengdu',
    'cn-hangzhou',
    'cn-hangzhou-finance',
    'cn-heyuan-acdr-1',
    'cn-hongkong',
    'cn-huhehaote',
    'cn-north-2-gov-1',
    'cn-qingdao',
    'cn-shanghai',
    'cn-shenzhen',
    'cn-zhangjiakou',
    'eu-central-1',
    'eu-west-1',
    'me-central-1',
    'me-east-1',
    'us-east-1',
    'us-west-1'
  ]),
  // https://help.aliyun.com/en/api-gateway/traditional-api-gateway/product-overview/what-is-api-gateway
  retirement: {
    saidFrom: Date.UTC(2027, 0, 1),
    text: 'API Gateway (Traditional) is being retired: instances cannot be renewed from 2027-03-21 on, and it is turned off on 2027-09-21. Its successor is Cloud-native API Gateway.'
  }
}

/** https://github.com/aliyun/aliyun-openapi-meta (apig) */
export const NATIVE_API_GATEWAY: Product = {
  name: 'Cloud-native API Gateway',
  host: 'apig',
  endpointInput: 'apig-endpoint',
  vpcRegions: new Set([
    'ap-southeast-1',
    'cn-beijing',
    'cn-hangzhou',
    'cn-shanghai',
    'cn-shenzhen',
    'cn-wulanchabu',
    'us-east-1'
  ])
}

/** The public host is asked in every region, listed or not: regions are added. `undefined` where there is none inside VPCs. */
export function regionalEndpoint(
  regionId: string,
  network: Network = 'public',
  { host, vpcRegions }: Product = API_GATEWAY
): URL | undefined {
  if (network === 'public') return new URL(`https://${host}.${regionId}.aliyuncs.com`)
  return vpcRegions.has(regionId) ? new URL(`https://${host}-vpc.${regionId}.aliyuncs.com`) : undefined
}

/**
 * Regions in which STS has no host of its own: listed with the central one, or not listed at all.
 * https://www.alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-endpoint
 */
const CENTRAL_STS_REGIONS: ReadonlySet<string> = new Set([
  'cn-hangzhou-finance',
  'cn-shenzhen-finance-1',
  'ap-southeast-6',
  'cn-heyuan-acdr-1',
  'cn-north-2-gov-1'
])

/** The Security Token Service's; `undefined` where it has no host inside VPCs. */
export function stsEndpoint(regionId: string, network: Network = 'public'): URL | undefined {
  if (!CENTRAL_STS_REGIONS.has(regionId)) {
    return new URL(`https://sts${network === 'vpc' ? '-vpc' : ''}.${regionId}.aliyuncs.com`)
  }
  return network === 'vpc' ? undefined : new URL('https://sts.aliyuncs.com')
}

/** Stands for an endpoint where no request is made. The name is one that never resolves (RFC 2606). */
export const NO_ENDPOINT = new URL('https://endpoint.invalid')

/** Whether a host is the service's own. */
export function isServiceHost({ hostname }: URL): boolean {
  return /(^|\.)aliyuncs\.com$/.test(hostname)
}

/** The region of an endpoint of either product; `undefined` where its name does not tell it. */
export function regionOf({ hostname }: URL): string | undefined {
  return /^(?:apigateway|apig)(?:-vpc)?\.([a-z0-9-]+)\.aliyuncs\.com$/.exec(hostname)?.[1]
}
