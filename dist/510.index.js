export const id = 510;
export const ids = [510];
export const modules = {

/***/ 766:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  F: () => (/* binding */ NATIVE_OPERATIONS)
});

// UNUSED EXPORTS: NATIVE_API

// EXTERNAL MODULE: ./model/redact.js
var redact = __webpack_require__(6489);
// EXTERNAL MODULE: ./runtime/text.js
var runtime_text = __webpack_require__(4772);
// EXTERNAL MODULE: ./cloud/call-error.js
var call_error = __webpack_require__(1575);
// EXTERNAL MODULE: ./cloud/decode.js
var decode = __webpack_require__(2330);
// EXTERNAL MODULE: ./model/json.js
var json = __webpack_require__(8706);
;// CONCATENATED MODULE: ./cloud/native-decode.js


/** @returns `undefined` if the response has no service */
function decodeService(body) {
    const data = dataOf(body);
    const serviceId = (0,decode/* labelOf */.Wy)(data?.['serviceId']);
    if (data === undefined || serviceId === '')
        return undefined;
    return {
        serviceId,
        name: (0,decode/* labelOf */.Wy)(data['name']),
        gatewayId: (0,decode/* labelOf */.Wy)(data['gatewayId']),
        sourceType: (0,decode/* labelOf */.Wy)(data['sourceType']),
        protocol: (0,decode/* labelOf */.Wy)(data['protocol']),
        addresses: textsOf(data['addresses']),
        healthStatus: (0,decode/* labelOf */.Wy)(data['healthStatus']),
        raw: data
    };
}
/** @returns `undefined` if the response has no route */
function decodeRoute(body) {
    const data = dataOf(body);
    return data && routeOf(data);
}
/** @returns `undefined` if the response has no list */
function decodeRoutes(body) {
    return pageOf(body, routeOf);
}
function routeOf(data) {
    const routeId = (0,decode/* labelOf */.Wy)(data['routeId']);
    if (routeId === '')
        return undefined;
    const backend = fieldsOf(data['backend']);
    const environment = fieldsOf(data['environmentInfo']);
    const { match } = data;
    return {
        routeId,
        name: (0,decode/* labelOf */.Wy)(data['name']),
        description: (0,decode/* textOf */.b6)(data['description']),
        deployStatus: (0,decode/* labelOf */.Wy)(data['deployStatus']),
        isBuiltin: isTrue(data['builtin']),
        hasMcpServer: Object.keys(fieldsOf(data['mcpServerInfo'])).length > 0,
        scene: (0,decode/* labelOf */.Wy)(backend['scene']),
        services: servicesOf(backend['services']),
        environmentId: (0,decode/* labelOf */.Wy)(environment['environmentId']),
        gatewayId: (0,decode/* labelOf */.Wy)(fieldsOf(environment['gatewayInfo'])['gatewayId']),
        domainIds: listOf(data['domainInfos']).flatMap(domain => (0,decode/* labelOf */.Wy)(domain['domainId']) || []),
        match: (0,json/* isObject */.Gv)(match) ? match : undefined,
        updateTimestamp: numberOf(data['updateTimestamp']),
        raw: data
    };
}
/** @returns `undefined` if the response has no API */
function decodeApi(body) {
    const data = dataOf(body);
    return data && apiOf(data);
}
/** @returns `undefined` if the response has no list */
function decodeNativeApis(body) {
    return pageOf(body, entry => {
        // an entry without versions may be the API itself
        const versions = listOf(entry['versionedHttpApis']);
        const inherited = { name: entry['name'], type: entry['type'], gatewayId: entry['gatewayId'] };
        return {
            name: (0,decode/* labelOf */.Wy)(entry['name']),
            versions: (versions.length === 0 ? [entry] : versions).flatMap(version => apiOf({ ...inherited, ...version }) ?? [])
        };
    });
}
function apiOf(data) {
    const httpApiId = (0,decode/* labelOf */.Wy)(data['httpApiId']);
    if (httpApiId === '')
        return undefined;
    return {
        httpApiId,
        name: (0,decode/* labelOf */.Wy)(data['name']),
        type: (0,decode/* labelOf */.Wy)(data['type']),
        gatewayId: (0,decode/* labelOf */.Wy)(data['gatewayId']),
        services: [...listOf(data['deployConfigs']), ...listOf(data['environments'])].flatMap(config => servicesOf(config['serviceConfigs'])),
        raw: data
    };
}
/** @returns `undefined` if the response has no list */
function decodeNativeOperations(body) {
    return pageOf(body, data => {
        const operationId = (0,decode/* labelOf */.Wy)(data['operationId']);
        if (operationId === '')
            return undefined;
        return {
            operationId,
            name: (0,decode/* labelOf */.Wy)(data['name']),
            method: (0,decode/* labelOf */.Wy)(data['method']),
            path: (0,decode/* labelOf */.Wy)(data['path']),
            status: (0,decode/* labelOf */.Wy)(data['status']),
            services: listOf(data['deployConfigs']).flatMap(config => servicesOf(config['serviceConfigs'])),
            raw: data
        };
    });
}
function servicesOf(value) {
    return listOf(value).map(service => ({
        serviceId: (0,decode/* labelOf */.Wy)(service['serviceId']),
        name: (0,decode/* labelOf */.Wy)(service['name']),
        protocol: (0,decode/* labelOf */.Wy)(service['protocol']),
        port: numberOf(service['port']),
        version: (0,decode/* labelOf */.Wy)(service['version']),
        weight: numberOf(service['weight'])
    }));
}
/** The content of the envelope. */
function dataOf(body) {
    const data = body['data'];
    return (0,json/* isObject */.Gv)(data) ? data : undefined;
}
/** A page of a list. Invalid items are left out, so that the list does not match its count and is treated as incomplete. */
function pageOf(body, decode) {
    const data = dataOf(body);
    const totalCount = numberOf(data?.['totalSize']);
    // the service may omit the list if there are no items
    const items = data?.['items'] ?? (totalCount === 0 ? [] : undefined);
    if (!Array.isArray(items))
        return undefined;
    return { totalCount, items: listOf(items).flatMap(item => decode(item) ?? []) };
}
function fieldsOf(value) {
    return (0,json/* isObject */.Gv)(value) ? value : {};
}
function listOf(value) {
    return Array.isArray(value) ? value.filter(json/* isObject */.Gv) : [];
}
function textsOf(value) {
    return Array.isArray(value) ? value.map(decode/* textOf */.b6).filter(text => text !== '') : [];
}
function numberOf(value) {
    const number = Number((0,decode/* textOf */.b6)(value) || NaN);
    return Number.isFinite(number) ? number : undefined;
}
function isTrue(value) {
    return value === true || /^true$/i.test((0,decode/* textOf */.b6)(value));
}

;// CONCATENATED MODULE: ./cloud/native-operations.js





// The operations of Cloud-native API Gateway, loaded on demand: a step with backends only never loads them.
// Methods, paths and permissions: https://help.aliyun.com/zh/api-gateway/cloud-native-api-gateway/developer-reference/
const NATIVE_API = { product: 'apig', version: '2024-03-27', style: 'ROA' };
const PAGE_SIZE = 100;
const getService = {
    api: NATIVE_API,
    action: 'GetService',
    writes: false,
    resource: serviceArn,
    encode: ({ serviceId }) => ({ method: 'GET', path: pathOf `/v1/services/${serviceId}` }),
    decode: decodeService,
    secretsIn: secretsOfService,
    shareKey: ({ serviceId }) => serviceId
};
/** A key that the body omits appears to stay unchanged, but whether the service merges is not documented. */
const updateService = {
    api: NATIVE_API,
    action: 'UpdateService',
    writes: true,
    resource: serviceArn,
    encode: ({ serviceId, body }) => ({ method: 'PUT', path: pathOf `/v1/services/${serviceId}`, body }),
    decode: accepted
};
const listHttpApis = {
    api: NATIVE_API,
    action: 'ListHttpApis',
    writes: false,
    resource: scope => apiArn(scope),
    encode: ({ gatewayId }, page) => ({
        method: 'GET',
        path: '/v1/http-apis',
        query: pageQuery(page, { gatewayId })
    }),
    pageSize: PAGE_SIZE,
    decode: decodeNativeApis,
    items: 'APIs',
    keyOf: ({ name, versions }) => [name, ...versions.map(({ httpApiId }) => httpApiId)].join(' '),
    secretsIn: ({ versions }) => versions.flatMap(({ raw }) => (0,redact/* secretsOf */.Fj)(raw)),
    shareKey: ({ gatewayId = '' }) => gatewayId
};
const getHttpApi = {
    api: NATIVE_API,
    action: 'GetHttpApi',
    writes: false,
    resource: apiArn,
    encode: ({ httpApiId }) => ({ method: 'GET', path: pathOf `/v1/http-apis/${httpApiId}` }),
    decode: decodeApi,
    secretsIn: ({ raw }) => (0,redact/* secretsOf */.Fj)(raw),
    shareKey: ({ httpApiId }) => httpApiId
};
const listHttpApiRoutes = {
    api: NATIVE_API,
    action: 'ListHttpApiRoutes',
    writes: false,
    resource: apiArn,
    encode: ({ httpApiId, gatewayId }, page) => ({
        method: 'GET',
        path: pathOf `/v1/http-apis/${httpApiId}/routes`,
        query: pageQuery(page, { gatewayId })
    }),
    pageSize: PAGE_SIZE,
    decode: decodeRoutes,
    items: 'routes',
    keyOf: ({ routeId }) => routeId,
    secretsIn: ({ raw }) => (0,redact/* secretsOf */.Fj)(raw),
    shareKey: ({ httpApiId, gatewayId = '' }) => `${httpApiId} ${gatewayId}`
};
const getHttpApiRoute = {
    api: NATIVE_API,
    action: 'GetHttpApiRoute',
    writes: false,
    resource: apiArn,
    encode: ({ httpApiId, routeId }) => ({
        method: 'GET',
        path: pathOf `/v1/http-apis/${httpApiId}/routes/${routeId}`
    }),
    decode: decodeRoute,
    secretsIn: ({ raw }) => (0,redact/* secretsOf */.Fj)(raw)
};
const listHttpApiOperations = {
    api: NATIVE_API,
    action: 'ListHttpApiOperations',
    writes: false,
    resource: apiArn,
    encode: ({ httpApiId, gatewayId }, page) => ({
        method: 'GET',
        path: pathOf `/v1/http-apis/${httpApiId}/operations`,
        query: pageQuery(page, { gatewayId })
    }),
    pageSize: PAGE_SIZE,
    decode: decodeNativeOperations,
    items: 'operations',
    keyOf: ({ operationId }) => operationId,
    secretsIn: ({ raw }) => (0,redact/* secretsOf */.Fj)(raw),
    shareKey: ({ httpApiId, gatewayId = '' }) => `${httpApiId} ${gatewayId}`
};
/** Saves a route, which does not serve traffic until it is deployed. Its field names are those of the write: `backendConfig`, not `backend`. */
const updateHttpApiRoute = {
    api: NATIVE_API,
    action: 'UpdateHttpApiRoute',
    writes: true,
    resource: apiArn,
    encode: ({ httpApiId, routeId, body }) => ({
        method: 'PUT',
        path: pathOf `/v1/http-apis/${httpApiId}/routes/${routeId}`,
        body
    }),
    decode: accepted
};
/** Deploys one route as it is saved. */
const deployHttpApi = {
    api: NATIVE_API,
    action: 'DeployHttpApi',
    writes: true,
    resource: apiArn,
    encode: ({ httpApiId, routeId }) => ({
        method: 'POST',
        path: pathOf `/v1/http-apis/${httpApiId}/deploy`,
        body: { routeId }
    }),
    decode: accepted
};
/** Every operation on services and routes. To add one, add its row. */
const NATIVE_OPERATIONS = {
    getService,
    updateService,
    listHttpApis,
    getHttpApi,
    listHttpApiRoutes,
    getHttpApiRoute,
    listHttpApiOperations,
    updateHttpApiRoute,
    deployHttpApi
};
function serviceArn({ regionId = '*', accountId = '*' }, { serviceId = '*' } = {}) {
    return `acs:apig:${regionId}:${accountId}:service/${serviceId}`;
}
/** Permissions are per API: a route is not a RAM resource. */
function apiArn({ regionId = '*', accountId = '*' }, { httpApiId = '*' } = {}) {
    return `acs:apig:${regionId}:${accountId}:httpapi/${httpApiId}`;
}
/** No write of this product returns an operation to follow. */
function accepted(body) {
    return { requestId: (0,decode/* requestIdOf */.Gb)(body), operationId: '' };
}
function pageQuery({ page, size }, { gatewayId }) {
    return {
        ...(gatewayId === undefined ? {} : { gatewayId }),
        pageNumber: String(page),
        ...(size === undefined ? {} : { pageSize: String(size) })
    };
}
/** Matches all ids of this product, and nothing that the SDK signs differently from what it sends. */
const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{1,127}$/;
/** A path that contains ids. */
function pathOf(parts, ...ids) {
    return String.raw({ raw: parts }, ...ids.map(segmentOf));
}
function segmentOf(id) {
    if (ID.test(id))
        return encodeURIComponent(id);
    throw new call_error/* CallError */.RA({
        operation: { action: 'a request to Cloud-native API Gateway' },
        fault: 'client',
        code: 'InvalidParameter',
        message: `${JSON.stringify((0,runtime_text/* oneLine */.TN)(id, 130))} is not a valid id of Cloud-native API Gateway`,
        ambiguous: false,
        cure: 'Check service-id, http-api-id and route-id: ids consist of letters, digits, ".", "_" and "-".'
    });
}
/** In particular the API keys of model providers, whose field names do not show that they are secret. */
function secretsOfService({ raw }) {
    return [
        ...(0,redact/* secretsOf */.Fj)(raw),
        ...(0,redact/* textsIn */.Ej)(raw['aiServiceConfig'] ?? null),
        ...(0,redact/* textsIn */.Ej)(raw['agentServiceConfig'] ?? null)
    ];
}


/***/ }),

/***/ 7510:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G3: () => (/* binding */ createShown),
/* harmony export */   Pv: () => (/* binding */ followRoute),
/* harmony export */   u3: () => (/* binding */ APART_MS)
/* harmony export */ });
/* harmony import */ var _cloud_call_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1575);
/* harmony import */ var _cloud_native_operations_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(766);
/* harmony import */ var _runtime_clock_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(49);
/* harmony import */ var _reading_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4219);




/** How far apart the two readings are that show a state for sure: right after a call the state may still be the one before. */
const APART_MS = 2_000;
/** The same of a failure: the deployment of a route that has failed before begins with that state. */
const FAILED_APART_MS = 4_000;
const MAX_DELAY_MS = 10_000;
/** A reading comes at the latest after this part of the time that has passed. */
const POLL_SHARE = 0.08;
const HEARTBEAT_MS = 60_000;
/** How long after the deadline the last reading may be answered. */
const LAST_READING_MS = 2_000;
/** Follows a route until two readings show that it is deployed, or that it will not be. The last reading is at the deadline. */
async function followRoute(options) {
    const { reader, clock, log, deadline, target } = options;
    const startedAt = clock.now();
    const isStopped = () => deadline.isStopped();
    const elapsed = () => (0,_runtime_clock_js__WEBPACK_IMPORTED_MODULE_2__/* .formatDuration */ .a3)(clock.now() - startedAt);
    const shown = createShown();
    let progress;
    let lastError;
    let said = '';
    let saidAt = startedAt;
    for (;;) {
        if (isStopped())
            return { kind: 'stopped', progress };
        const atDeadline = deadline.leftMs() === 0;
        const askedAt = clock.now();
        let busyMs = 0;
        let end = 'moving';
        try {
            const route = await reader.read(_cloud_native_operations_js__WEBPACK_IMPORTED_MODULE_1__/* .NATIVE_OPERATIONS */ .F.getHttpApiRoute, target, {
                once: true,
                deadline: deadline.later(LAST_READING_MS)
            });
            lastError = undefined;
            end = endOf(route);
            const isSure = end !== 'moving' && shown.since(end, askedAt) >= (end === 'failed' ? FAILED_APART_MS : APART_MS);
            progress = progressOf(route, target, isSure ? end : 'moving');
            if (route.deployStatus !== said || clock.now() - saidAt >= HEARTBEAT_MS) {
                said = route.deployStatus;
                saidAt = clock.now();
                log.info(`${target.name}: the route is ${said || 'in no state that the service names'} (${elapsed()})`);
            }
            if (isSure)
                return { kind: 'ended', progress, surely: true };
        }
        catch (error) {
            if (!(error instanceof _cloud_call_error_js__WEBPACK_IMPORTED_MODULE_0__/* .CallError */ .RA))
                throw error;
            if (isStopped())
                return { kind: 'stopped', progress };
            if (options.giveUpWhenDenied && (0,_cloud_call_error_js__WEBPACK_IMPORTED_MODULE_0__/* .isDenied */ .GZ)(error))
                return { kind: 'denied', error };
            log.info(`${error.message}; asking again until the wait ends (${elapsed()})`);
            lastError = error;
            busyMs = error.fault === 'busy' ? (error.retryAfterMs ?? 0) : 0;
        }
        if (end === 'moving' && lastError === undefined)
            shown.reset();
        if (atDeadline)
            return { kind: 'timed-out', progress, lastError };
        const slow = end === 'moving' ? Math.min(MAX_DELAY_MS, (clock.now() - startedAt) * POLL_SHARE) : 0;
        await deadline.sleep(Math.max(APART_MS, slow, busyMs));
    }
}
function createShown() {
    let first;
    return {
        since(what, askedAt) {
            if (first?.what !== what)
                first = { what, at: askedAt };
            return askedAt - first.at;
        },
        reset() {
            first = undefined;
        }
    };
}
/** What ends the following, as soon as it is sure. What is only saved may be a state from before the deployment. */
function endOf(route) {
    switch ((0,_reading_js__WEBPACK_IMPORTED_MODULE_3__/* .stateOf */ .L4)(route)) {
        case 'deployed':
            return 'updated';
        case 'failed':
        case 'out':
        case 'going-out':
            return 'failed';
        case 'saved':
        case 'deploying':
        case 'moving':
            return 'moving';
    }
}
function progressOf({ routeId, name, deployStatus }, { httpApiId }, state) {
    const count = (one) => (state === one ? 1 : 0);
    return {
        apis: [
            {
                apiId: routeId,
                name,
                group: httpApiId,
                state,
                status: deployStatus,
                message: ''
            }
        ],
        total: 1,
        updated: count('updated'),
        failed: count('failed'),
        moving: count('moving'),
        unlisted: [],
        done: state !== 'moving'
    };
}


/***/ }),

/***/ 4219:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EN: () => (/* binding */ bodyOf),
/* harmony export */   L4: () => (/* binding */ stateOf),
/* harmony export */   Of: () => (/* binding */ restoreRoute),
/* harmony export */   QA: () => (/* binding */ liveOf)
/* harmony export */ });
/* harmony import */ var _model_definition_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1305);
/* harmony import */ var _model_json_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8706);
/* harmony import */ var _scene_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(799);



const STATES = {
    deployed: 'deployed',
    deployedwithchanges: 'saved',
    deployfailed: 'failed',
    notdeployed: 'out',
    undeploying: 'going-out',
    undeployfailed: 'going-out',
    deploying: 'deploying'
};
function stateOf({ deployStatus }) {
    const key = deployStatus.toLowerCase();
    return (Object.hasOwn(STATES, key) ? STATES[key] : undefined) ?? 'moving';
}
function liveOf(route) {
    const definition = (0,_scene_js__WEBPACK_IMPORTED_MODULE_1__/* .definitionOf */ .Fg)(route);
    return {
        ...readingOf(definition, baseOf(route)),
        title: route.name,
        notInForce: whyNotInForce(route),
        isMoving: stateOf(route) === 'deploying' || stateOf(route) === 'moving'
    };
}
/** A reading made again of what was stored of it. */
function restoreRoute(definition, _, base) {
    const { body, rest } = base ?? {};
    return readingOf(definition, (0,_model_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isJsonObject */ .OW)(body) && (0,_model_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isJsonObject */ .OW)(rest) ? { body, rest } : undefined);
}
function readingOf(definition, base) {
    const others = base && othersOf(base);
    return {
        raw: definition,
        definition,
        canonical: JSON.stringify([(0,_scene_js__WEBPACK_IMPORTED_MODULE_1__/* .canonicalOf */ .qe)(definition), ...(others ?? [])]),
        // what people say of the route: it goes along with every save, and says nothing about a run
        description: '',
        title: '',
        neighbors: () => new Map(),
        notAnInput: (0,_scene_js__WEBPACK_IMPORTED_MODULE_1__/* .isExpressible */ .Hu)(definition)
            ? undefined
            : `the live backend is of the scene ${nameOfScene(definition)}, which the inputs cannot express`,
        ...(others === undefined || base === undefined
            ? {}
            : { others, sent: new Set(Object.keys(base.body)), base: { body: base.body, rest: base.rest } })
    };
}
function nameOfScene({ scene }) {
    return typeof scene === 'string' && scene !== '' ? scene : 'that the service does not name';
}
/** What is sent back beside the backend. @returns `undefined` where it is not known */
function bodyOf(live) {
    const body = live?.base?.['body'];
    return (0,_model_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isJsonObject */ .OW)(body) ? body : undefined;
}
function whyNotInForce(route) {
    const { deployStatus } = route;
    switch (stateOf(route)) {
        case 'deployed':
            return undefined;
        case 'saved':
            return `the route has saved changes that are not deployed (${deployStatus})`;
        case 'failed':
            return `the route was saved, and its deployment failed (${deployStatus})`;
        case 'out':
        case 'going-out':
        case 'deploying':
        case 'moving':
            return `the route is ${deployStatus === '' ? 'in a state that the service does not name' : deployStatus}`;
    }
}
/** What is answered and either sent back under another name, or changes by itself. */
const NOT_REST = new Set([
    'routeId',
    'backend',
    'description',
    'match',
    'domainInfos',
    'environmentInfo',
    'mcpServerInfo'
]);
const CHANGES_BY_ITSELF = /status|time|health|revision|version/i;
/** Every field that a write takes, as it was answered; what was not answered is not sent. */
function baseOf({ raw, description, match, environmentId, domainIds }) {
    return {
        body: {
            ...(typeof raw['description'] === 'string' ? { description } : {}),
            ...(match === undefined ? {} : { match }),
            ...(environmentId === '' ? {} : { environmentId }),
            ...(Array.isArray(raw['domainInfos']) ? { domainIds: [...domainIds] } : {})
        },
        rest: Object.fromEntries(Object.entries(raw).flatMap(([key, value]) => NOT_REST.has(key) || CHANGES_BY_ITSELF.test(key) ? [] : [[key, textOf(value)]]))
    };
}
function othersOf({ body, rest }) {
    const { domainIds, match, ...more } = body;
    const named = {
        ...more,
        ...(Array.isArray(domainIds) ? { domainIds: domainIds.map(String).sort() } : {}),
        ...((0,_model_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isJsonObject */ .OW)(match) ? { match: inOneOrder(match) } : {})
    };
    const all = [
        ...Object.entries(named).map(([key, value]) => [key, textOf(value)]),
        ...Object.entries(rest).map(([key, value]) => [key, typeof value === 'string' ? value : NOTHING])
    ];
    // an empty value is as good as none
    return new Map(all.filter(([, text]) => text !== NOTHING).sort(([one], [other]) => (one < other ? -1 : 1)));
}
function inOneOrder({ methods, ...match }) {
    return Array.isArray(methods)
        ? { ...match, methods: methods.map(String).sort() }
        : { ...match, methods: methods ?? null };
}
function textOf(value) {
    return (0,_model_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .canonicalReading */ .t9)({ value });
}
const NOTHING = (0,_model_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .canonicalReading */ .t9)({});


/***/ }),

/***/ 799:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Fg: () => (/* binding */ definitionOf),
/* harmony export */   Hu: () => (/* binding */ isExpressible),
/* harmony export */   UQ: () => (/* binding */ withoutKeysOf),
/* harmony export */   _m: () => (/* binding */ mixOf),
/* harmony export */   cF: () => (/* binding */ pairOf),
/* harmony export */   cO: () => (/* binding */ sceneOf),
/* harmony export */   ek: () => (/* binding */ backendConfigOf),
/* harmony export */   l6: () => (/* binding */ compareBackends),
/* harmony export */   qe: () => (/* binding */ canonicalOf),
/* harmony export */   r6: () => (/* binding */ serviceIdsOf),
/* harmony export */   vg: () => (/* binding */ normalOf),
/* harmony export */   yV: () => (/* binding */ tellBackend)
/* harmony export */ });
/* harmony import */ var _model_definition_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1305);
/* harmony import */ var _model_diff_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6191);
/* harmony import */ var _model_json_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8706);



// The backend of a route, in one normal form: a service; or several, in order, with a weight each; or, under `scene`, what the
// inputs cannot express, as it was answered.
const SINGLE = 'SingleService';
const RATIO = 'MultiServiceByRatio';
const GIVEN_KEYS = ['port', 'protocol', 'version'];
/** What is answered of a service beside what is written of it. */
const READ_KEYS = new Set(['serviceId', 'name', 'weight', ...GIVEN_KEYS]);
/** What the inputs take; a service may be answered with others, such as DUBBO. */
const PROTOCOLS = new Set(['HTTP', 'HTTPS']);
const WEIGHTS_SUM = 100;
const MOST_SERVICES = 10;
/** The scene, in one spelling: the answers say `Single` where a write says `SingleService`. */
function sceneOf({ scene }) {
    return scene === 'Single' ? SINGLE : scene;
}
/** The backend of an answered route. */
function definitionOf(route) {
    const backend = route.raw['backend'];
    const services = route.services.filter(({ weight }) => weight !== 0);
    const weights = services.map(({ weight }) => weight ?? 0);
    const scene = sceneOf(route);
    const isPlain = (0,_model_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isJsonObject */ .OW)(backend) &&
        holdsServicesAlone(backend) &&
        services.every(({ protocol }) => protocol === '' || PROTOCOLS.has(protocol.toUpperCase()));
    const uses = services.map(({ serviceId, port, protocol, version }) => useOf({ serviceId, port: port ?? null, protocol, version }));
    const [only] = uses;
    if (isPlain &&
        only !== undefined &&
        uses.length === 1 &&
        (scene === SINGLE || scene === RATIO || scene === '')) {
        return only;
    }
    const isRatio = isPlain &&
        scene === RATIO &&
        uses.length > 1 &&
        uses.length <= MOST_SERVICES &&
        weights.every(weight => Number.isInteger(weight) && weight > 0) &&
        weights.reduce((sum, weight) => sum + weight, 0) === WEIGHTS_SUM &&
        new Set(uses.map(nameOf)).size === uses.length;
    if (isRatio) {
        return { services: inOrder(uses.map((use, index) => ({ ...use, weight: weights[index] ?? 0 }))) };
    }
    return asAnswered(backend, scene);
}
/** Whether the inputs can express a backend. */
function isExpressible(definition) {
    return !Object.hasOwn(definition, 'scene');
}
/** The desired backend, as the author gave it: numbers may be texts, the services in any order. */
function normalOf(definition) {
    const services = servicesIn(definition);
    if (services === undefined)
        return useOf(definition);
    const [only] = services;
    if (services.length === 1 && only !== undefined)
        return useOf(only);
    return {
        services: inOrder(services.map(service => ({ ...useOf(service), weight: Number(service['weight']) })))
    };
}
/** The ids of the services that a desired backend names, each once. */
function serviceIdsOf(definition) {
    const services = servicesIn(definition) ?? [definition];
    return [...new Set(services.map(({ serviceId }) => textOf(serviceId)))];
}
/** A backend in the form that is sent. */
function backendConfigOf(definition) {
    if (!isExpressible(definition))
        return definition;
    const services = servicesIn(definition);
    return services === undefined
        ? { scene: SINGLE, services: [withoutNulls(definition)] }
        : { scene: RATIO, services: services.map(withoutNulls) };
}
/** One text for every spelling of a backend. */
function canonicalOf(definition) {
    if (!isExpressible(definition))
        return (0,_model_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .canonicalReading */ .t9)(definition);
    return (0,_model_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .canonical */ .$N)(sharesOf(definition)
        .map(({ serviceId, weight, given }) => [
        serviceId,
        ...GIVEN_KEYS.map(key => textOf(given[key])),
        weight
    ])
        .sort((one, other) => (String(one) < String(other) ? -1 : 1)));
}
/**
 * The differences between a desired backend and a reading of one. Port and protocol that are not given are the service's to fill in;
 * a version that live has and the author left out is a subset of the service that no longer gets all of the traffic.
 */
function compareBackends(desired, { definition: live }) {
    if (!isExpressible(desired) || !isExpressible(live)) {
        if (canonicalOf(desired) === canonicalOf(live))
            return NO_DIFFERENCE;
        return { changes: [changed('backend', live, withoutNulls(desired))], omitted: [] };
    }
    const isOne = servicesIn(desired) === undefined && servicesIn(live) === undefined;
    return isOne ? compareSingle(desired, live) : compareShares(sharesOf(desired), sharesOf(live));
}
const NO_DIFFERENCE = { changes: [], omitted: [] };
function compareSingle(desired, live) {
    const [{ serviceId, given }, before] = [shareOf(desired), shareOf(live)];
    const isSame = serviceId === before.serviceId;
    const keys = compareGiven(given, before.given, isSame, key => key);
    return isSame
        ? keys
        : { ...keys, changes: [changed('serviceId', before.serviceId, serviceId), ...keys.changes] };
}
function compareShares(desired, live) {
    const left = new Set(live);
    const take = (match) => {
        const found = [...left].find(match);
        if (found !== undefined)
            left.delete(found);
        return found;
    };
    // a version that is not given is any, once those that are given have found theirs
    const exact = desired.map(share => take(other => nameOfShare(other) === nameOfShare(share)));
    const pairs = desired.map((share, index) => ({
        share,
        before: exact[index] ??
            (share.given.version === undefined ? take(({ serviceId }) => serviceId === share.serviceId) : undefined)
    }));
    const changes = [];
    const omitted = [];
    for (const { share, before } of pairs) {
        const path = (key) => (0,_model_diff_js__WEBPACK_IMPORTED_MODULE_1__/* .formatPath */ .jV)(['services', nameOfShare(share), key]);
        if (share.weight !== before?.weight)
            changes.push(changed(path('weight'), before?.weight ?? 0, share.weight));
        const keys = compareGiven(share.given, before?.given ?? {}, before !== undefined, path);
        changes.push(...keys.changes);
        omitted.push(...keys.omitted);
    }
    for (const share of left) {
        changes.push(changed((0,_model_diff_js__WEBPACK_IMPORTED_MODULE_1__/* .formatPath */ .jV)(['services', nameOfShare(share), 'weight']), share.weight, 0));
    }
    return { changes, omitted };
}
function compareGiven(desired, live, isSame, path) {
    const changes = [];
    const omitted = [];
    for (const key of GIVEN_KEYS) {
        const [before, after] = [live[key], desired[key]];
        if (after === undefined) {
            if (isSame && key === 'version' && !(0,_model_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .isUnused */ .j0)(before))
                omitted.push(changed(path(key), before, undefined));
        }
        else if (textOf(before) !== textOf(after)) {
            changes.push(changed(path(key), before, (0,_model_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .isUnused */ .j0)(after) ? undefined : after));
        }
    }
    return { changes, omitted };
}
/** A backend with `null` for each key that another one holds of the same service, and it does not. */
function withoutKeysOf(other, definition) {
    if (!isExpressible(other) || !isExpressible(definition))
        return definition;
    const others = sharesOf(other);
    const complete = (use) => {
        const { serviceId, given } = shareOf(use);
        const held = others.filter(share => share.serviceId === serviceId);
        const gone = GIVEN_KEYS.filter(key => given[key] === undefined && held.some(share => share.given[key] !== undefined));
        return { ...use, ...Object.fromEntries(gone.map(key => [key, null])) };
    };
    const services = servicesIn(definition);
    return services === undefined ? complete(definition) : { services: services.map(complete) };
}
/** From which pair a ladder starts; `undefined` where live is no such scene. */
function pairOf(live, desired) {
    if (!isExpressible(live) || servicesIn(desired) !== undefined)
        return undefined;
    const services = servicesIn(live);
    // what answers tell of a service beside its weight is its id and version: two of one name could not be told apart
    if (services === undefined)
        return nameOf(live) === nameOf(desired) ? undefined : { weight: 0, other: live };
    const isDesired = (service) => compareSingle(desired, withoutWeight(service)).changes.length === 0;
    const [same, ...more] = services.filter(isDesired);
    const [other, ...others] = services.filter(service => !isDesired(service));
    if (same === undefined || other === undefined || more.length + others.length > 0)
        return undefined;
    if (nameOf(same) === nameOf(other))
        return undefined;
    return { weight: Number(same['weight']), other: withoutWeight(other) };
}
/** The backend of a step in which the desired service gets so many percent. */
function mixOf(desired, other, weight) {
    return {
        services: inOrder([
            { ...other, weight: WEIGHTS_SUM - weight },
            { ...desired, weight }
        ])
    };
}
/** A backend for people, a line for each service; `undefined` for one that the inputs cannot express. */
function tellBackend(definition, names) {
    if (!isExpressible(definition))
        return undefined;
    const shares = sharesOf(definition);
    return shares.map(({ serviceId, weight, given: { port, protocol, version } }) => {
        const name = names[serviceId] ?? '';
        const parts = [
            name === '' ? serviceId : `${name} (${serviceId})`,
            ...((0,_model_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .isUnused */ .j0)(port) ? [] : [`port ${textOf(port)}`]),
            ...((0,_model_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .isUnused */ .j0)(protocol) ? [] : [textOf(protocol)]),
            ...((0,_model_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .isUnused */ .j0)(version) ? [] : [`version ${textOf(version)}`])
        ];
        return `${shares.length === 1 ? '' : `${weight} percent `}${parts.join(', ')}`;
    });
}
function sharesOf(definition) {
    return (servicesIn(definition) ?? [definition]).map(shareOf);
}
function shareOf(use) {
    const { serviceId, weight } = use;
    const given = GIVEN_KEYS.flatMap(key => {
        const value = use[key];
        return value === undefined ? [] : [[key, value]];
    });
    return {
        serviceId: textOf(serviceId),
        weight: weight === undefined ? WEIGHTS_SUM : Number(weight),
        given: Object.fromEntries(given)
    };
}
/** One service in normal form, without its weight. */
function useOf({ serviceId, port, protocol, version }) {
    return {
        serviceId: textOf(serviceId),
        ...((0,_model_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .isUnused */ .j0)(port) ? {} : { port: Number(port) }),
        ...((0,_model_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .isUnused */ .j0)(protocol) ? {} : { protocol: textOf(protocol).toUpperCase() }),
        ...((0,_model_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .isUnused */ .j0)(version) ? {} : { version: textOf(version) })
    };
}
function servicesIn({ services }) {
    return Array.isArray(services) ? services.filter(_model_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isJsonObject */ .OW) : undefined;
}
function inOrder(services) {
    return [...services].sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
}
/** What tells a service of a backend from the others: a service may be there in two versions. */
function nameOf({ serviceId, version }) {
    const text = textOf(version);
    return text === '' ? textOf(serviceId) : `${textOf(serviceId)}@${text}`;
}
function nameOfShare({ serviceId, given }) {
    return nameOf({ serviceId, version: given.version ?? null });
}
function withoutWeight({ weight: _, ...service }) {
    return service;
}
function withoutNulls(mapping) {
    return Object.fromEntries(Object.entries(mapping).filter(([, value]) => value !== null));
}
/** Whether a backend is services, and nothing more that the inputs could not say. */
function holdsServicesAlone({ scene: _, services, ...rest }) {
    const isKnown = (service) => (0,_model_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isJsonObject */ .OW)(service) &&
        Object.entries(service).every(([key, value]) => READ_KEYS.has(key) || isNothing(value, key));
    const isRestUnused = Object.entries(rest).every(([key, value]) => isNothing(value, key));
    return isRestUnused && Array.isArray(services) && services.every(isKnown);
}
function isNothing(value, key) {
    return value === false || value === 'false' || (0,_model_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .isUnused */ .j0)(value, key);
}
/** What is sent back as it was read, but for the names of the services, which are only answered. */
function asAnswered(backend, scene) {
    const { services, ...rest } = (0,_model_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isJsonObject */ .OW)(backend) ? backend : {};
    const named = Array.isArray(services)
        ? {
            services: services.map(service => {
                if (!(0,_model_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isJsonObject */ .OW)(service))
                    return service;
                const { name: _, ...written } = service;
                return written;
            })
        }
        : {};
    return { ...rest, scene, ...named };
}
function changed(path, before, after) {
    return { path, before, after, secret: false };
}
function textOf(value) {
    return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}


/***/ })

};
