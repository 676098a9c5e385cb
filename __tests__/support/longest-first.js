// The tests that take longest begin first: one that begins last is waited for alone. Jest knows how long each took only
// where it has run before. What computes and what waits for processes go side by side.
import Sequencer from '@jest/test-sequencer'

/** Beginnings of paths; the longest that fits counts. */
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
