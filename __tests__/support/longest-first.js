// The tests that take longest begin first: one that begins last is waited for alone. Jest knows how long each took only
// where it has run before. And what needs much memory comes after what starts processes: the larger a process, the longer
// it takes to fork.
import Sequencer from '@jest/test-sequencer'

/** Beginnings of paths; the longest that fits counts. */
const ORDER = [
  'action/fault-table',
  'repo/check',
  'world',
  'action/keyless',
  'repo/dist',
  'action',
  'conformance',
  'emulator',
  'step-runner',
  'repo',
  'unit/runtime',
  'action/hostile',
  'fuzz',
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
