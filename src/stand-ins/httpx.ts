import { notBundled } from './not-bundled.ts'

// The SDK's transport, which src/cloudapi/sdk.ts replaces.
export function request(): Promise<never> {
  return Promise.reject(notBundled('httpx'))
}

export const read = request

export default { request, read }
