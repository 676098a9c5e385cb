import fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import type { JsonObject } from '../../../emulator/cloud/json.ts'
import type { Fault } from '../../../emulator/faults.ts'
import type { NetworkFault } from '../schedule.ts'
import { ofAnyCall, pick, sometimes, times, way } from '../troubles.ts'
import type { NativeEvent } from './schedule.ts'

const nth = pick(1, 1, 1, 2, 2, 3, 4, 6, 9)
const afterMs: Arbitrary<number> = pick(0, 0, 1, 200, 900, 2_500, 9_000, 25_000)

type Then = Extract<NetworkFault<NativeEvent>, { kind: 'then' }>

/**
 * Faults of one kind of target.
 * @param read the action that reads it
 * @param writes the actions that write it
 * @param edits what another writer may write
 */
export function troublesOf(
  read: string,
  writes: readonly string[],
  edits: readonly JsonObject[]
): Arbitrary<{ readonly faults: readonly Fault[]; readonly way: readonly NetworkFault<NativeEvent>[] }> {
  const action = pick(...writes, ...writes, read)
  const write = pick(...writes)
  const then = (
    event: Arbitrary<NativeEvent>,
    at: Arbitrary<string> = action,
    when: Arbitrary<number> = afterMs
  ): Arbitrary<Then> =>
    fc
      .record({ action: at, nth, afterMs: when, event })
      .map(rest => ({ kind: 'then' as const, times: 1, ...rest }))
  const edit: Arbitrary<NativeEvent> = fc.record({
    do: fc.constant('edit' as const),
    fields: pick(...edits),
    deploy: fc.boolean()
  })
  const turn: Arbitrary<NativeEvent> =
    writes.length > 1 ? pick<NativeEvent>({ do: 'deploy' }, { do: 'deploy' }, { do: 'undeploy' }) : edit
  const end: Arbitrary<NativeEvent> = pick<NativeEvent>(
    { do: 'stop' },
    { do: 'stop' },
    { do: 'kill' },
    { do: 'kill' },
    { do: 'post' }
  )
  const fault: Arbitrary<Fault> = fc.oneof(
    {
      weight: 5,
      arbitrary: fc
        .record({ action, nth, times, of: ofAnyCall })
        .map(({ of, ...match }) => ({ ...of, ...match }))
    },
    {
      weight: 1,
      arbitrary: fc
        .record({ action: write, nth, times })
        .chain(match =>
          pick<Fault>(
            { ...match, kind: 'stuck-batch' },
            { ...match, kind: 'failing-batch' },
            { ...match, kind: 'failing-batch' },
            { ...match, kind: 'keeps-old-value' },
            { ...match, kind: 'custom', status: 409, code: 'Conflict.LockFailed', message: 'Busy.' },
            { ...match, kind: 'custom', status: 200, code: 'Conflict.LockFailed', message: 'Busy.' },
            { ...match, kind: 'custom', status: 200, code: 'SystemBusyOrNot', message: 'Who knows.' }
          )
        )
    }
  )
  const late: Arbitrary<readonly NetworkFault<NativeEvent>[]> = fc
    .record({
      action: write,
      nth: pick(1, 1, 1, 2),
      ms: pick(500, 3_000, 12_000, 25_000),
      killMs: pick(0, 1, 400)
    })
    .map(({ action: at, nth: which, ms, killMs }) => {
      const match = { action: at, nth: which, times: 1 }
      return [
        { ...match, kind: 'late', ms },
        { ...match, kind: 'then', afterMs: killMs, event: { do: 'kill' } }
      ]
    })
  return fc
    .record({
      faults: fc.array(fault, { maxLength: 3 }),
      others: sometimes(fc.array(then(fc.oneof(edit, edit, turn)), { minLength: 1, maxLength: 2 }), 3),
      ends: sometimes(then(end), 3),
      // between the save and the next call
      between: sometimes(then(fc.oneof(edit, end, end), write, pick(0, 1, 200, 1_500, 3_500)), 4),
      jump: sometimes(
        then(pick<NativeEvent>({ do: 'jump', ms: 3_600_000 }, { do: 'jump', ms: -3_600_000 })),
        8
      ),
      withdrawal: sometimes(fc.record({ action, nth: pick(2, 3, 5) }), 16),
      onTheWay: sometimes(way(action), 3),
      late: sometimes(late, 16)
    })
    .map(({ faults, others, ends, between, jump, withdrawal, onTheWay, late: last }) => ({
      faults: [...faults, ...(withdrawal === undefined ? [] : [denial(withdrawal)])],
      way: [others ?? [], ends ?? [], between ?? [], jump ?? [], onTheWay ?? [], last ?? []].flat()
    }))
}

/** A permission is withdrawn once the plan has used it. */
function denial(match: { readonly action: string; readonly nth: number }): Fault {
  return {
    ...match,
    times: 'every',
    kind: 'custom',
    status: 403,
    code: 'NoPermission',
    message: 'Not any more.'
  }
}
