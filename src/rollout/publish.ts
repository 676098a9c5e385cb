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
  /** Called right before the deployment is sent, and as soon as it is accepted. */
  readonly onPublishing: () => void
  readonly onPublished: (accepted: Accepted) => void
  /** Called with each reading since the write. */
  readonly onRead?: (live: Live) => void
}

// the caller adds how to send the definition again and how to roll back
const FOREIGN = 'Find out who else changes this target, and put all jobs that do so in one concurrency group.'

/** How far an accepted write has taken effect. */
export type InEffect =
  /** It can be followed with these IDs. */
  | { readonly kind: 'on-its-way'; readonly accepted: Accepted }
  /** It is only saved. */
  | { readonly kind: 'saved'; readonly error: ActionError }
  | { readonly kind: 'unknown'; readonly error: ActionError }
  | { readonly kind: 'stopped'; readonly perhapsSent: boolean }

/**
 * Deploys an accepted write, if the kind requires a second write for that. Never rejects because of a response.
 * @param plan the plan whose definition was accepted
 */
export async function publishPlan(
  plan: Plan,
  saved: Accepted,
  options: PublishPlanOptions
): Promise<InEffect> {
  const { target, desired, live: base } = plan
  const { publish } = await writingOf(target)
  if (publish === undefined) return { kind: 'on-its-way', accepted: saved }
  const { log, onPublishing, onPublished, onRead = () => undefined, timeline } = options
  const published = await timeline.during('deploy', () =>
    publish({ ...options, target, desired, base, onSending: onPublishing, onRead })
  )
  switch (published.kind) {
    case 'in-effect':
      log.info(`${target.name}: in effect without a deployment`)
      return { kind: 'on-its-way', accepted: saved }
    case 'accepted':
      if (published.accepted === undefined) return { kind: 'on-its-way', accepted: saved }
      onPublished(published.accepted)
      log.info(`${target.name}: deployment accepted (${idsText(published.accepted, target)})`)
      return { kind: 'on-its-way', accepted: published.accepted }
    case 'refused':
      return {
        kind: 'saved',
        error: published.error.with({
          message: `${target.name}: saved, but not deployed: ${published.error.message.replace(/\.$/, '')}`
        })
      }
    case 'foreign': {
      const message = `${target.name}: saved, but ${published.why}: ${describeDifference(plan, published.live)}`
      return { kind: 'unknown', error: new ActionError('Conflict', message, { cure: FOREIGN }) }
    }
    case 'unknown': {
      const why = [published.why, published.error?.message].filter(Boolean).join(': ')
      const error = new ActionError('WaitTimeout', `${target.name}: saved, but ${why}`, {
        cure: 'Check the saved and the live definition first.',
        ...published.error?.advice,
        cause: published.error
      })
      return { kind: 'unknown', error }
    }
    case 'stopped':
      return published
  }
}
