import type { Check } from './check.ts'
import { requestUntilPassed } from './until-passed.ts'
import type { UntilPassedOptions } from './until-passed.ts'

/** Requests the target's URLs through the gateway, after the switch. */
export function probeCheck(urls: readonly URL[], options: UntilPassedOptions): Check {
  return {
    name: 'probe',
    code: 'ProbeFailed',
    when: 'after-switch',
    includesUnchanged: true,
    count: urls.length,
    run: () => requestUntilPassed('probe', urls, options)
  }
}
