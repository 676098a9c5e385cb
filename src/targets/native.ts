import { NATIVE_API_GATEWAY } from '../model/endpoints.ts'
import type { Kind } from './kind.ts'

/** What every kind of Cloud-native API Gateway has in common. */
export const NATIVE = {
  product: NATIVE_API_GATEWAY,
  callsPerSecond: 5,
  // what a write leaves as it is, or sends back, must have been read
  needsLive: true,
  resolveUnread: (_, denied) => {
    throw denied
  },
  completesByList: false,
  // a plan is no lock, and an answer has no revision
  rereads: true,
  readingFor: () => [],
  unset: () => [],
  // what is followed is what the plan has read
  tryFollow: () => Promise.resolve(),
  unreturned: {
    unseen: () => [],
    split: changes => ({ counting: changes, unverified: [] }),
    fill: definition => ({ definition, taken: [] })
  },
  previousOutputs: [],
  probeStage: () => undefined
} satisfies Partial<Kind>

/** The words that are the same for all of them. */
export const NATIVE_WORDS = {
  action: 'native/ of this action',
  folder: 'native',
  group: 'API',
  hasOperations: false
} satisfies Partial<Kind['words']>

/** The input that says which gateway the target must belong to. */
export function gatewayInput(gatewayId: string | undefined): { readonly 'gateway-id'?: string } {
  return gatewayId === undefined ? {} : { 'gateway-id': gatewayId }
}
