/** Responses of Cloud-native API Gateway, as in its documentation. */
export const SERVICE = {
  serviceId: 'svc-cr6pk4tlhtgm58e0',
  name: 'orders-blue',
  gatewayId: 'gw-cqoohqtlh0',
  sourceType: 'VIP',
  protocol: 'HTTP',
  addresses: ['10.0.0.1:8080'],
  healthCheck: { enable: false },
  healthStatus: 'Healthy',
  runtimeDetailStatus: 'Available',
  unhealthyEndpoints: [],
  createTimestamp: 1725617840096,
  updateTimestamp: 1725868548440
}

export const ROUTE = {
  routeId: 'hr-crf5l7tlhtgp91tabcd0',
  name: 'orders',
  description: 'by hand',
  deployStatus: 'Deployed',
  builtin: 'false',
  match: { path: { type: 'Prefix', value: '/orders' }, methods: ['GET', 'POST'], ignoreUriCase: false },
  backend: {
    scene: 'SingleService',
    services: [
      {
        serviceId: 'svc-cr6pk4tlhtgm58e0',
        name: 'orders-blue',
        protocol: 'HTTP',
        port: 8080,
        version: 'v1',
        weight: 100
      }
    ]
  },
  domainInfos: [{ domainId: 'd-cr3v7dllhtgi9s0', name: 'api.example.com', protocol: 'HTTPS' }],
  environmentInfo: {
    environmentId: 'env-crhq1u5lhtgju0',
    name: 'default-gw-cqoohqtlh0',
    alias: 'default',
    gatewayInfo: { gatewayId: 'gw-cqoohqtlh0', name: 'prod', gatewayEdition: 'Professional' },
    subDomains: []
  },
  gatewayStatus: { 'gw-cqoohqtlh0': 'Deployed' },
  createTimestamp: 1726649310593,
  updateTimestamp: 1726819895636
}

/** The envelope of every response. */
export const responseBody = (data?: unknown): string =>
  JSON.stringify({ requestId: 'R', code: 'Ok', message: 'success', ...(data === undefined ? {} : { data }) })
