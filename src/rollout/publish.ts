import type { Accepted } from '../cloud/types.ts'
import { ActionError } from '../errors/action-error.ts'
import type { Live } from '../targets/kind.ts'
import type { WriteTools } from '../targets/write.ts'
import { writingOf } from '../targets/writers.ts'
import type { Plan } from './plan.ts'
import type { Timeline } from './timeline.ts'
import { describeDifference, idsText } from './words.ts'

export interface PublishPlanOptions extends WriteTools {
  readonly timeline: Timeline
  /** Told right before what brings the definition into force leaves, and as soon as it is accepted. */
  readonly onPublishing: () => void
  readonly onPublished: (accepted: Accepted) => void
  /** Told of each reading since the write. */
  readonly onRead?: (live: Live) => void
}

// how to send again and how to roll back is told with it
const FOREIGN = 'Find out who else changes this target, and put all jobs that do into one concurrency group.'

/** The state of a write that was accepted. */
export type InForce =
  /** It is followed by these ids. */
  | { readonly kind: 'on-its-way'; readonly accepted: Accepted }
  /** It is saved and no more. */
  | { readonly kind: 'saved'; readonly error: ActionError }
  | { readonly kind: 'unknown'; readonly error: ActionError }
  | { readonly kind: 'stopped'; readonly perhapsSent: boolean }

/**
 * Brings an accepted write into force, where the kind takes a second write for that. Never rejects for what the cloud answers.
 * @param plan whose definition was accepted
 */
export async function publishPlan(
  plan: Plan,
  saved: Accepted,
  options: PublishPlanOptions
): Promise<InForce> {
  const { target, desired, live: base } = plan
  const { publish } = await writingOf(target)
  if (publish === undefined) return { kind: 'on-its-way', accepted: saved }
  const { log, onPublishing, onPublished, onRead = () => undefined, timeline } = options
  const end = await timeline.during('deploy', () =>
    publish({ ...options, target, desired, base, onSending: onPublishing, onRead })
  )
  switch (end.kind) {
    case 'in-force':
      log.info(`${target.name}: in force without a deployment`)
      return { kind: 'on-its-way', accepted: saved }
    case 'accepted':
      if (end.accepted === undefined) return { kind: 'on-its-way', accepted: saved }
      onPublished(end.accepted)
      log.info(`${target.name}: deployment accepted (${idsText(end.accepted, target)})`)
      return { kind: 'on-its-way', accepted: end.accepted }
    case 'refused':
      return {
        kind: 'saved',
        error: end.error.with({
          message: `${target.name}: saved, but not deployed: ${end.error.message.replace(/\.$/, '')}`
        })
      }
    case 'foreign': {
      const message = `${target.name}: saved, but ${end.why}: ${describeDifference(plan, end.live)}`
      return { kind: 'unknown', error: new ActionError('Conflict', message, { cure: FOREIGN }) }
    }
    case 'unknown': {
      const why = [end.why, end.error?.message].filter(Boolean).join(': ')
      const error = new ActionError('WaitTimeout', `${target.name}: saved, but ${why}`, {
        cure: 'Check what is saved and what is live first.',
        ...end.error?.advice
      })
      return { kind: 'unknown', error }
    }
    case 'stopped':
      return end
  }
}
