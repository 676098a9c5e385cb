import { NATIVE_API_GATEWAY } from '../model/endpoints.ts'
import type { Kind } from './kind.ts'

/** What all kinds of Cloud-native API Gateway have in common. */
export const NATIVE = {
  product: NATIVE_API_GATEWAY,
  callsPerSecond: 5,
  // a write must have read the fields that it keeps or sends back
  needsLive: true,
  resolveUnread: (_, denied) => {
    throw denied
  },
  completesByList: false,
  // a plan is not a lock, and a response has no revision
  rereads: true,
  readingFor: () => [],
  unset: () => [],
  // following reads what the plan has read already
  tryFollow: () => Promise.resolve(),
  unreturned: {
    unseen: () => [],
    split: changes => ({ counting: changes, unverified: [] }),
    fill: definition => ({ definition, taken: [] })
  },
  previousOutputs: [],
  probeStage: () => undefined
} satisfies Partial<Kind>

/** The terms that all of them share. */
export const NATIVE_WORDS = {
  action: 'native/ of this action',
  folder: 'native',
  group: 'API',
  hasOperations: false
} satisfies Partial<Kind['words']>

/** The input with the gateway that the target must belong to. */
export function gatewayInput(gatewayId: string | undefined): { readonly 'gateway-id'?: string } {
  return gatewayId === undefined ? {} : { 'gateway-id': gatewayId }
}
