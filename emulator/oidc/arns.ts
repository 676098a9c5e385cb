import type { Seed } from '../seed.ts'

/** The ARNs that a keyless step needs: the issuer's provider and the seed's first role. */
export function oidcArns(
  { oidcProviders, roles }: Pick<Seed, 'oidcProviders' | 'roles'>,
  issuer: string
): { readonly oidcProviderArn?: string; readonly roleArn?: string } {
  const provider = oidcProviders.find(candidate => candidate.issuer === issuer)
  const [role] = roles
  return {
    ...(provider === undefined ? {} : { oidcProviderArn: provider.arn }),
    ...(role === undefined ? {} : { roleArn: role.arn })
  }
}
