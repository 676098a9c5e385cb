import * as parse from './parsers.ts'
import { attempt } from './source.ts'
import type { Source } from './source.ts'

/** The endpoint of the Security Token Service, for what asks it. */
export interface StsEndpoint {
  /** It; `undefined` with the reason reported. From then on it is in `used`. */
  needed(): URL | undefined
  /** It, where something asks it. */
  readonly used: URL | undefined
}

export function readStsEndpoint(
  source: Source,
  region: { readonly regionId: string | undefined; readonly given: boolean },
  network: 'public' | 'vpc' | undefined
): StsEndpoint {
  const given = source.raw('sts-endpoint')
  const parsed = given === '' ? undefined : attempt(() => parse.endpoint(given), source, 'sts-endpoint')
  let reported = false
  let used: URL | undefined
  const byRegion = (): URL | undefined => {
    if (region.regionId !== undefined) {
      return new URL(`https://sts${network === 'vpc' ? '-vpc' : ''}.${region.regionId}.aliyuncs.com`)
    }
    // a region that is needed for the endpoint as well is asked for there
    if (!region.given && !reported && source.raw('endpoint') !== '') {
      source.report('sts-endpoint', 'is needed where there is no region-id')
    }
    reported = true
    return undefined
  }
  return {
    needed: () => (used ??= given === '' ? byRegion() : parsed),
    get used() {
      return used
    }
  }
}
