import type { Check } from './check.ts'
import { requestUntilPassed } from './until-passed.ts'
import type { UntilPassedOptions } from './until-passed.ts'

/** Requests the new backend itself, past the gateway, before anything is sent: neither stage nor headers are for it. */
export function preflightCheck(
  urls: readonly URL[],
  options: Omit<UntilPassedOptions, 'headers' | 'stageName'>
): Check {
  return {
    name: 'preflight',
    code: 'PreflightFailed',
    when: 'before-write',
    includesUnchanged: false,
    count: urls.length,
    run: () => requestUntilPassed('preflight', urls, { ...options, headers: {}, stageName: undefined })
  }
}
