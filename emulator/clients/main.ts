// Runs a program against a new emulator. Used to test the official SDKs for other languages.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { startEmulator } from '../emulator.ts'
import { startIssuer } from '../oidc/issuer.ts'
import { subjectOf } from '../oidc/subject.ts'

const HELP = `Runs a program against a new emulator.

  node emulator/clients/main.ts COMMAND [ARGUMENT…]

The command's environment contains EMULATOR_ENDPOINT, EMULATOR_OIDC_TOKEN, and EMULATOR_OIDC_TOKEN_OTHER_AUDIENCE, a
token with an audience that the cloud does not accept. Exits with the command's exit code.
`

const [command, ...args] = process.argv.slice(2)
if (command === undefined || command === '--help') {
  process.stdout.write(HELP)
  process.exit(command === undefined ? 2 : 0)
}

const issuer = await startIssuer()
const trust = {
  Version: '1',
  Statement: [
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { Federated: ['acs:ram::1234567890123456:oidc-provider/github'] },
      Condition: { StringEquals: { 'oidc:sub': subjectOf() } }
    }
  ]
}
// the client programs rely on these names
const emulator = await startEmulator({
  seed: `
accounts:
  - id: '1234567890123456'
    keys:
      - { id: root, secret: root-secret }
      - { id: reader, secret: reader-secret, allow: ['Describe*', 'apig:Get*', 'apig:List*'] }
      - { id: disabled, secret: disabled-secret, disabled: true }
      - { id: STS.role, secret: role-secret, security-token: 'role+token/=' }
oidc-providers:
  - { name: github, issuer: '${issuer.url}', client-ids: [sts.aliyuncs.com] }
roles:
  - { name: deploy, allow: ['Describe*'], trust: ${JSON.stringify(trust)} }
backends:
  - id: 20bcdc9453524b78a8beb1f6de21edb7
    name: orders
    type: HTTP
    stages: { RELEASE: { ServiceAddress: 'http://10.0.0.1:8080' } }
  - { id: 739b68751c0b4e899e04d0c92b6d0be7, name: busy, type: HTTP }
groups:
  - { name: shop, domains: [shop.localhost] }
apis:
  - { name: list-orders, group: shop, path: /orders, backend: orders, published: [RELEASE] }
  - { name: get-order, group: shop, path: '/orders/[id]', backend: orders, published: [RELEASE] }
faults:
  - kind: throttling
    action: DescribeBackendInfo
    where: { BackendId: 739b68751c0b4e899e04d0c92b6d0be7 }
    times: every
    retry-after-ms: 1500
  - kind: throttling
    action: GetService
    where: { serviceId: svc-busy0000000000000000 }
    times: every
    retry-after-ms: 1500
  - kind: custom
    action: UpdateService
    where: { serviceId: svc-busy0000000000000000 }
    times: every
    status: 409
    code: Conflict.LockFailed
    message: Failed to acquire the lock.
gateways:
  - { id: gw-shop0000000000000000, name: shop, environment-id: env-shop0000000000000000 }
services:
  - { id: svc-blue0000000000000000, name: blue, gateway: shop, type: VIP, addresses: ['10.0.0.1:8080'] }
  - { id: svc-green000000000000000, name: green, gateway: shop, type: DNS, addresses: ['green.internal:8080'] }
  - { id: svc-busy0000000000000000, name: busy, gateway: shop, type: VIP, addresses: ['10.0.0.3:8080'] }
http-apis:
  - id: api-shop0000000000000000
    name: shop
    gateway: shop
    routes:
      - { id: hr-orders00000000000000, name: orders, path: /orders, domains: [api.example.com], backend: { service: blue, port: 8080 } }
  - id: api-rest0000000000000000
    name: catalog
    gateway: shop
    type: Rest
    backend: { service: blue }
    operations: [{ id: op-list0000000000000000, name: list, path: /items }]
`
})
try {
  const child = spawn(command, args, {
    stdio: 'inherit',
    env: {
      ...process.env,
      EMULATOR_ENDPOINT: emulator.endpoint,
      EMULATOR_OIDC_TOKEN: await issuer.issue('sts.aliyuncs.com'),
      EMULATOR_OIDC_TOKEN_OTHER_AUDIENCE: await issuer.issue('another')
    }
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  process.exitCode = code ?? 1
} finally {
  await Promise.all([emulator.close(), issuer.close()])
}
