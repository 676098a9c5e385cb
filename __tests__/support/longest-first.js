// The tests that take longest begin first: one that begins last is waited for alone. Jest knows how long each took only
// where it has run before.
import Sequencer from '@jest/test-sequencer'

const LONGEST = [
  'action/fault-table',
  'repo/check',
  'world',
  'action/hostile',
  'action/keyless',
  'fuzz',
  'repo/dist',
  'action'
]

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const place = path.replaceAll('\\', '/').split('/__tests__/')[1] ?? ''
      const index = LONGEST.findIndex(start => place.startsWith(start))
      return index < 0 ? LONGEST.length : index
    }
    return [...tests].sort((one, other) => rank(one) - rank(other))
  }
}
