import { CallError, isDenied } from '../cloud/call-error.ts'
import { ActionError } from '../errors/action-error.ts'

/** The accounts that a step is allowed to act in. */
export interface AccountGuard {
  readonly allowed: readonly string[]
  /** Looks up the account of the credentials. */
  readonly find: (signal: AbortSignal) => Promise<string>
}

/**
 * Reads while the account is looked up, in parallel. A wrong account is reported instead of a failed read, because it explains it.
 * @throws ActionError if the account is not allowed or cannot be determined; whatever `read` rejects with
 */
export async function inAllowedAccount<T>(
  guard: AccountGuard | undefined,
  read: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal
): Promise<{ readonly value: T; readonly accountId: string | undefined }> {
  if (guard === undefined) return { value: await read(signal), accountId: undefined }
  const over = new AbortController()
  const both = AbortSignal.any([signal, over.signal])
  const [checked, value] = await Promise.allSettled([
    checkAccount(guard, both).catch((error: unknown) => {
      over.abort()
      throw error
    }),
    read(both)
  ])
  if (checked.status === 'rejected') throw checked.reason
  if (value.status === 'rejected') throw value.reason
  return { value: value.value, accountId: checked.value }
}

async function checkAccount({ allowed, find }: AccountGuard, signal: AbortSignal): Promise<string> {
  let accountId: string
  try {
    accountId = await find(signal)
  } catch (error) {
    throw error instanceof CallError ? accountUnknown(error) : error
  }
  if (allowed.includes(accountId)) return accountId
  throw new ActionError(
    'OtherAccount',
    `these credentials belong to account ${accountId}, but allowed-account-ids allows only ${allowed.join(', ')}`,
    {
      cure: 'Nothing was sent. Use credentials of an allowed account; add the account only if it is intended.'
    }
  )
}

function accountUnknown(error: CallError): ActionError {
  // missing credentials are reported as they are
  if (error.fault === 'credentials') return error
  return new ActionError(
    error.code,
    `the account of these credentials, which allowed-account-ids requires, could not be determined: ${error.message}`,
    {
      cure: `Nothing was sent. ${
        isDenied(error)
          ? 'GetCallerIdentity needs no permission: look for a policy that denies sts:GetCallerIdentity, also among the control policies of a resource directory.'
          : `${error.advice.cure ?? ''} The request is sent to sts-endpoint.`.trim()
      }`,
      requestId: error.requestId,
      cause: error
    }
  )
}
