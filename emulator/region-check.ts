import type { IncomingHttpHeaders } from 'node:http'
import { CloudError } from './cloud/cloud-error.ts'
import { APIG, CLOUD_API } from './cloud/operations.ts'

/** A service host: product, network and region; STS hosts can omit the region. */
const SERVICE_HOST = /^([a-z]+?)(-vpc)?(?:\.([a-z0-9-]+))?\.aliyuncs\.com(?::\d+)?$/
/** The products whose hosts serve an API version. */
const productsOf = (version: string): readonly string[] =>
  version === APIG ? ['apig'] : ['apigateway', 'sts']

/**
 * Rejects a request for another region, identified by its `RegionId` parameter or by a Host header below aliyuncs.com.
 * A local Host matches any region. The real service's behavior is not documented; the error code is the emulator's own.
 * @param version the API version of the product
 * @throws CloudError 400 InvalidRegionId
 */
export function checkRegion(
  region: string,
  {
    headers,
    params
  }: { readonly headers: IncomingHttpHeaders; readonly params: Readonly<Record<string, string>> },
  version: string = CLOUD_API
): void {
  const { RegionId: regionId } = params
  if (regionId !== undefined && regionId !== '' && regionId !== region)
    throw refused(`RegionId is ${regionId}`, region)
  const host = (headers.host ?? '').toLowerCase()
  if (!/\.aliyuncs\.com(:\d+)?$/.test(host)) return
  const [, product = '', , of] = SERVICE_HOST.exec(host) ?? []
  if (!productsOf(version).includes(product)) {
    const expected = version === APIG ? 'Cloud-native API Gateway' : 'API Gateway or STS'
    throw refused(`the host ${host} does not belong to ${expected}`, region)
  }
  const isGlobal = product === 'sts' && of === undefined
  if (of !== region && !isGlobal) throw refused(`the host is ${host}`, region)
}

function refused(found: string, region: string): CloudError {
  const message = `The emulator is in the region ${region}; ${found}. Check region-id and the endpoint.`
  return new CloudError(400, 'InvalidRegionId', message)
}
