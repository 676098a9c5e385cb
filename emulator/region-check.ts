import type { IncomingHttpHeaders } from 'node:http'
import { CloudError } from './cloud/cloud-error.ts'
import { APIG, CLOUD_API } from './cloud/operations.ts'

/** What a host of the service is called: product, network and region; those of STS may have no region. */
const SERVICE_HOST = /^([a-z]+?)(-vpc)?(?:\.([a-z0-9-]+))?\.aliyuncs\.com(?::\d+)?$/
/** The hosts of Cloud-native API Gateway are its own, and so are those of the others. */
const productsOf = (version: string): readonly string[] =>
  version === APIG ? ['apig'] : ['apigateway', 'sts']

/**
 * Refuses a request that is for another region: by its parameter `RegionId`, or by its Host header where that is one
 * of aliyuncs.com. A Host of this machine fits any region. What the real service does with such a request is not
 * documented: the code is of the emulator's own.
 * @param version of the product that is called
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
  const { RegionId: asked } = params
  if (asked !== undefined && asked !== '' && asked !== region) throw refused(`RegionId is ${asked}`, region)
  const host = (headers.host ?? '').toLowerCase()
  if (!/\.aliyuncs\.com(:\d+)?$/.test(host)) return
  const [, product = '', , of] = SERVICE_HOST.exec(host) ?? []
  if (!productsOf(version).includes(product)) {
    const wanted = version === APIG ? 'Cloud-native API Gateway' : 'API Gateway or STS'
    throw refused(`the host ${host} is not one of ${wanted}`, region)
  }
  const isGlobal = product === 'sts' && of === undefined
  if (of !== region && !isGlobal) throw refused(`the host is ${host}`, region)
}

function refused(found: string, region: string): CloudError {
  const message = `The emulator is in the region ${region}; ${found}. Check region-id and the endpoint.`
  return new CloudError(400, 'InvalidRegionId', message)
}
