// Starts the longest tests first, so that the run does not end with waiting for one of them. Jest only knows durations
// from earlier runs. CPU-bound tests and tests that wait for processes alternate.
import Sequencer from '@jest/test-sequencer'

/** Path prefixes; the longest match counts. */
const ORDER = [
  'action/fault-table',
  'repo/check',
  'simulation',
  'action/keyless',
  'repo/dist',
  'fuzz',
  'action/proxy',
  'action/hostile',
  'action',
  'repo/examples',
  'repo',
  'conformance',
  'emulator',
  'step-runner',
  'unit/credentials',
  'unit'
]

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const place = path.replaceAll('\\', '/').split('/__tests__/')[1] ?? ''
      const starts = ORDER.filter(start => place.startsWith(start))
      const [longest = ''] = starts.sort((one, other) => other.length - one.length)
      return longest === '' ? ORDER.length : ORDER.indexOf(longest)
    }
    return [...tests].sort((one, other) => rank(one) - rank(other))
  }
}
