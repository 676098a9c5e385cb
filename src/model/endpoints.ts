// The products and their endpoints, from the official lists. The only module that knows host names of the service.

export type Network = 'public' | 'vpc'

export interface Product {
  /** The name for messages. */
  readonly name: string
  /** The first label of its host names. */
  readonly host: string
  /** The input that sets its endpoint. */
  readonly endpointInput: string
  /** The regions in which it has a VPC endpoint. */
  readonly vpcRegions: ReadonlySet<string>
  readonly retirement?: Retirement
}

/** The retirement of a product, and when plans begin to announce it. */
export interface Retirement {
  /** Milliseconds since the epoch. */
  readonly announcedFrom: number
  /** Sentences with the dates. */
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
    announcedFrom: Date.UTC(2027, 0, 1),
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

/** The public endpoint is used in every region, listed or not, because regions are added. `undefined` if there is no VPC endpoint. */
export function regionalEndpoint(
  regionId: string,
  network: Network = 'public',
  { host, vpcRegions }: Product = API_GATEWAY
): URL | undefined {
  if (network === 'public') return new URL(`https://${host}.${regionId}.aliyuncs.com`)
  return vpcRegions.has(regionId) ? new URL(`https://${host}-vpc.${regionId}.aliyuncs.com`) : undefined
}

/**
 * Regions without an STS endpoint of their own: listed with the central one, or not listed.
 * https://www.alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-endpoint
 */
const CENTRAL_STS_REGIONS: ReadonlySet<string> = new Set([
  'cn-hangzhou-finance',
  'cn-shenzhen-finance-1',
  'ap-southeast-6',
  'cn-heyuan-acdr-1',
  'cn-north-2-gov-1'
])

/** The endpoint of the Security Token Service; `undefined` if it has no VPC endpoint. */
export function stsEndpoint(regionId: string, network: Network = 'public'): URL | undefined {
  if (!CENTRAL_STS_REGIONS.has(regionId)) {
    return new URL(`https://sts${network === 'vpc' ? '-vpc' : ''}.${regionId}.aliyuncs.com`)
  }
  return network === 'vpc' ? undefined : new URL('https://sts.aliyuncs.com')
}

/** A placeholder if no requests are made. The name never resolves (RFC 2606). */
export const NO_ENDPOINT = new URL('https://endpoint.invalid')

/** Whether a host belongs to the service. */
export function isServiceHost({ hostname }: URL): boolean {
  return /(^|\.)aliyuncs\.com$/.test(hostname)
}

/** The region of an endpoint of either product; `undefined` if its name does not contain one. */
export function regionOf({ hostname }: URL): string | undefined {
  return /^(?:apigateway|apig)(?:-vpc)?\.([a-z0-9-]+)\.aliyuncs\.com$/.exec(hostname)?.[1]
}
