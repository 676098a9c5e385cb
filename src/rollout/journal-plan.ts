import { compare } from '../model/diff.ts'
import type { JournalEntry } from './journal.ts'
import type { Plan } from './plan.ts'

/** The plan as far as the journal holds it. */
export function planOf(entry: JournalEntry): Plan {
  const { name, backendId, stageName, backendType, backendModelId, definitions, published } = entry
  const wanted = definitions?.wanted ?? {}
  const live = definitions && {
    backend: { backendId, name: '', type: backendType, models: [definitions.live] },
    model: definitions.live
  }
  return {
    target: {
      name,
      endpoint: new URL(entry.endpoint),
      regionId: entry.regionId ?? undefined,
      backendId,
      stageName,
      kind: 'full',
      definition: wanted,
      backendType,
      backendModelId,
      description: undefined,
      probeUrls: []
    },
    backendType,
    backendModelId,
    live: live ?? undefined,
    ...(definitions === null && entry.digests !== null ? { whyNotLive: 'it holds a secret' } : {}),
    readAt: entry.sentAt,
    published: published ?? undefined,
    wanted,
    data: definitions?.data ?? {},
    difference: live === null ? undefined : compare(wanted, { config: live.model.config, backendType }),
    fingerprint: entry.digests === null ? undefined : `fp1:${entry.digests.live}${entry.digests.wanted}`,
    warnings: []
  }
}
