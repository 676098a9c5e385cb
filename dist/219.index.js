export const id = 219;
export const ids = [219];
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


// What a write sends back or restores must not be guessed: a response with such a field in another form is not readable.
/** @returns `undefined` if the response has no service that is readable */
function decodeService(body) {
    const data = dataOf(body);
    const serviceId = (0,decode/* labelOf */.Wy)(data?.['serviceId']);
    if (data === undefined || serviceId === '')
        return undefined;
    if (!isListOf(data['addresses'], address => typeof address === 'string'))
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
/** @returns `undefined` if the response has no route that is readable */
function decodeRoute(body) {
    const data = dataOf(body);
    return data && isReadableRoute(data) ? routeOf(data) : undefined;
}
function isReadableRoute({ backend, match, domainInfos }) {
    return (isFields(backend) &&
        isListOf(fieldsOf(backend)['services'], json/* isObject */.Gv) &&
        isFields(match) &&
        isListOf(domainInfos, domain => (0,json/* isObject */.Gv)(domain) && (0,decode/* labelOf */.Wy)(domain['domainId']) !== ''));
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
/** Also true if it is absent. */
function isFields(value) {
    return isAbsent(value) || (0,json/* isObject */.Gv)(value);
}
/** Also true if it is absent. */
function isListOf(value, isItem) {
    return isAbsent(value) || (Array.isArray(value) && value.every(isItem));
}
function isAbsent(value) {
    return (value ?? '') === '';
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
/** Matches all IDs of this product, and nothing that the SDK signs differently from what it sends. */
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
        message: `${JSON.stringify((0,runtime_text/* oneLine */.TN)(id, 130))} is not a valid ID of Cloud-native API Gateway`,
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

/***/ 4219:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EN: () => (/* binding */ bodyOf),
/* harmony export */   G3: () => (/* binding */ createShown),
/* harmony export */   L4: () => (/* binding */ stateOf),
/* harmony export */   Of: () => (/* binding */ restoreRoute),
/* harmony export */   Pv: () => (/* binding */ followRoute),
/* harmony export */   QA: () => (/* binding */ liveOf),
/* harmony export */   u3: () => (/* binding */ APART_MS)
/* harmony export */ });
/* harmony import */ var _cloud_call_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1575);
/* harmony import */ var _cloud_native_operations_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(766);
/* harmony import */ var _cloud_retry_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(388);
/* harmony import */ var _model_definition_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1305);
/* harmony import */ var _model_json_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(8706);
/* harmony import */ var _runtime_clock_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(49);
/* harmony import */ var _scene_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(799);







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
    const definition = (0,_scene_js__WEBPACK_IMPORTED_MODULE_5__/* .definitionOf */ .Fg)(route);
    return {
        ...readingOf(definition, baseOf(route)),
        title: route.name,
        notInEffect: whyNotInEffect(route),
        isMoving: stateOf(route) === 'deploying' || stateOf(route) === 'moving'
    };
}
/** Restores a reading from the journal. */
function restoreRoute(definition, _, base) {
    const { body, rest } = base ?? {};
    return readingOf(definition, (0,_model_json_js__WEBPACK_IMPORTED_MODULE_6__/* .isJsonObject */ .OW)(body) && (0,_model_json_js__WEBPACK_IMPORTED_MODULE_6__/* .isJsonObject */ .OW)(rest) ? { body, rest } : undefined);
}
function readingOf(definition, base) {
    const others = base && othersOf(base);
    return {
        raw: definition,
        definition,
        canonical: JSON.stringify([(0,_scene_js__WEBPACK_IMPORTED_MODULE_5__/* .canonicalOf */ .qe)(definition), ...(others ?? [])]),
        // a route's description is sent with every save, and does not identify a run
        description: '',
        title: '',
        neighbors: () => new Map(),
        notAnInput: (0,_scene_js__WEBPACK_IMPORTED_MODULE_5__/* .isExpressible */ .Hu)(definition)
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
/** The fields that are sent back with the backend. @returns `undefined` if they are not known */
function bodyOf(live) {
    const body = live?.base?.['body'];
    return (0,_model_json_js__WEBPACK_IMPORTED_MODULE_6__/* .isJsonObject */ .OW)(body) ? body : undefined;
}
function whyNotInEffect(route) {
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
            return `the route is ${deployStatus === '' ? 'in an unnamed state' : deployStatus}`;
    }
}
/** Returned fields that are sent back under another name, or that change by themselves. */
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
/** Every field that a write accepts, as it was returned; fields that were not returned are not sent. */
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
        ...((0,_model_json_js__WEBPACK_IMPORTED_MODULE_6__/* .isJsonObject */ .OW)(match) ? { match: inOneOrder(match) } : {})
    };
    const all = [
        ...Object.entries(named).map(([key, value]) => [key, textOf(value)]),
        ...Object.entries(rest).map(([key, value]) => [key, typeof value === 'string' ? value : NOTHING])
    ];
    // an empty value means the same as absence
    return new Map(all.filter(([, text]) => text !== NOTHING).sort(([one], [other]) => (one < other ? -1 : 1)));
}
function inOneOrder({ methods, ...match }) {
    return Array.isArray(methods)
        ? { ...match, methods: methods.map(String).sort() }
        : { ...match, methods: methods ?? null };
}
function textOf(value) {
    return (0,_model_definition_js__WEBPACK_IMPORTED_MODULE_3__/* .canonicalReading */ .t9)({ value });
}
const NOTHING = (0,_model_definition_js__WEBPACK_IMPORTED_MODULE_3__/* .canonicalReading */ .t9)({});
/** How far apart two readings must be to confirm a state: right after a call, it may still be the previous one. */
const APART_MS = 2_000;
/** The same for a failure: after a failed deployment, the next one starts in that state. */
const FAILED_APART_MS = 4_000;
const MAX_DELAY_MS = 10_000;
/** The longest delay, as a share of the elapsed time. */
const POLL_SHARE = 0.08;
/** How long after the deadline the last reading may take. */
const LAST_READING_MS = 2_000;
/** Follows a route until two readings show that it is deployed, or that its deployment failed. The last reading is at the deadline. */
async function followRoute(options) {
    const { reader, clock, log, deadline, target } = options;
    const startedAt = clock.now();
    const isStopped = () => deadline.isStopped();
    const elapsed = () => (0,_runtime_clock_js__WEBPACK_IMPORTED_MODULE_4__/* .formatDuration */ .a3)(clock.now() - startedAt);
    const shown = createShown();
    let progress;
    let lastError;
    let logged = '';
    let loggedAt = startedAt;
    for (;;) {
        if (isStopped())
            return { kind: 'stopped', progress };
        const atDeadline = deadline.leftMs() === 0;
        const askedAt = clock.now();
        let requestedMs = 0;
        let end = 'moving';
        try {
            const route = await reader.read(_cloud_native_operations_js__WEBPACK_IMPORTED_MODULE_1__/* .NATIVE_OPERATIONS */ .F.getHttpApiRoute, target, {
                once: true,
                deadline: deadline.later(LAST_READING_MS)
            });
            lastError = undefined;
            end = progressStateOf(route);
            const isSure = end !== 'moving' && shown.since(end, askedAt) >= (end === 'failed' ? FAILED_APART_MS : APART_MS);
            progress = progressOf(route, target, isSure ? end : 'moving');
            if (route.deployStatus !== logged || clock.now() - loggedAt >= _cloud_retry_js__WEBPACK_IMPORTED_MODULE_2__/* .HEARTBEAT_MS */ .m) {
                logged = route.deployStatus;
                loggedAt = clock.now();
                log.info(`${target.name}: the route is ${logged || 'in an unnamed state'} (${elapsed()})`);
            }
            if (isSure)
                return { kind: 'ended', progress, isCertain: true };
        }
        catch (error) {
            if (!(error instanceof _cloud_call_error_js__WEBPACK_IMPORTED_MODULE_0__/* .CallError */ .RA))
                throw error;
            if (isStopped())
                return { kind: 'stopped', progress };
            if (options.giveUpWhenDenied && (0,_cloud_call_error_js__WEBPACK_IMPORTED_MODULE_0__/* .isDenied */ .GZ)(error))
                return { kind: 'denied', error };
            log.info(`${error.message}; retrying until the wait ends (${elapsed()})`);
            lastError = error;
            requestedMs = (0,_cloud_retry_js__WEBPACK_IMPORTED_MODULE_2__/* .requestedDelay */ .QQ)(error);
        }
        if (end === 'moving' && lastError === undefined)
            shown.reset();
        if (atDeadline)
            return { kind: 'timed-out', progress, lastError };
        const slow = end === 'moving' ? Math.min(MAX_DELAY_MS, (clock.now() - startedAt) * POLL_SHARE) : 0;
        await (0,_cloud_retry_js__WEBPACK_IMPORTED_MODULE_2__/* .sleepUntilNext */ .jF)(Math.max(APART_MS, slow, requestedMs), deadline, () => {
            log.info(`waiting as long as the service requested (${elapsed()})`);
        });
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
/** The state for the progress. A route that is only saved may be in a state from before the deployment. */
function progressStateOf(route) {
    switch (stateOf(route)) {
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

/***/ 799:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Fg: () => (/* binding */ definitionOf),
/* harmony export */   Hu: () => (/* binding */ isExpressible),
/* harmony export */   UQ: () => (/* binding */ withoutKeysOf),
/* harmony export */   _m: () => (/* binding */ mixOf),
/* harmony export */   cF: () => (/* binding */ pairOf),
/* harmony export */   cO: () => (/* binding */ sceneOf),
/* harmony export */   cf: () => (/* binding */ describeBackend),
/* harmony export */   ek: () => (/* binding */ backendConfigOf),
/* harmony export */   l6: () => (/* binding */ compareBackends),
/* harmony export */   qe: () => (/* binding */ canonicalOf),
/* harmony export */   r6: () => (/* binding */ serviceIdsOf),
/* harmony export */   vg: () => (/* binding */ normalOf)
/* harmony export */ });
/* harmony import */ var _model_definition_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1305);
/* harmony import */ var _model_diff_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6191);
/* harmony import */ var _model_json_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8706);



// The backend of a route in normal form: one service; or several, sorted, with weights; or, with `scene`, a backend that the inputs
// cannot express, as it was returned.
const SINGLE = 'SingleService';
const RATIO = 'MultiServiceByRatio';
const OPTIONAL_KEYS = ['port', 'protocol', 'version'];
/** The keys of a service in readings, including those that are not written. */
const READ_KEYS = new Set(['serviceId', 'name', 'weight', ...OPTIONAL_KEYS]);
/** The protocols that the inputs accept; readings may have others, such as DUBBO. */
const PROTOCOLS = new Set(['HTTP', 'HTTPS']);
const WEIGHTS_SUM = 100;
const MAX_SERVICES = 10;
/** The scene in one spelling: responses have `Single`, writes `SingleService`. */
function sceneOf({ scene }) {
    return scene === 'Single' ? SINGLE : scene;
}
/** The backend of a route as it was read. */
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
        uses.length <= MAX_SERVICES &&
        weights.every(weight => Number.isInteger(weight) && weight > 0) &&
        weights.reduce((sum, weight) => sum + weight, 0) === WEIGHTS_SUM &&
        new Set(uses.map(nameOf)).size === uses.length;
    if (isRatio) {
        return { services: inOrder(uses.map((use, index) => ({ ...use, weight: weights[index] ?? 0 }))) };
    }
    return asReturned(backend, scene);
}
/** Whether the inputs can express a backend. */
function isExpressible(definition) {
    return !Object.hasOwn(definition, 'scene');
}
/** The desired backend in normal form. In the inputs, numbers may be strings, and services in any order. */
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
/** The distinct ids of the services in a desired backend. */
function serviceIdsOf(definition) {
    const services = servicesIn(definition) ?? [definition];
    return [...new Set(services.map(({ serviceId }) => textOf(serviceId)))];
}
/** A backend in the write form. */
function backendConfigOf(definition) {
    if (!isExpressible(definition))
        return definition;
    const services = servicesIn(definition);
    return services === undefined
        ? { scene: SINGLE, services: [withoutNulls(definition)] }
        : { scene: RATIO, services: services.map(withoutNulls) };
}
/** A text that is equal for all spellings of a backend. */
function canonicalOf(definition) {
    if (!isExpressible(definition))
        return (0,_model_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .canonicalReading */ .t9)(definition);
    return (0,_model_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .canonical */ .$N)(sharesOf(definition)
        .map(({ serviceId, weight, options }) => [
        serviceId,
        ...OPTIONAL_KEYS.map(key => textOf(options[key])),
        weight
    ])
        .sort((one, other) => (String(one) < String(other) ? -1 : 1)));
}
/**
 * The differences between a desired backend and a reading. The gateway fills in port and protocol if they are not set. If the live
 * backend has a version and the desired one does not, the version is removed: that subset of the service no longer gets all traffic.
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
    const [{ serviceId, options }, before] = [shareOf(desired), shareOf(live)];
    const isSame = serviceId === before.serviceId;
    const keys = compareOptions(options, before.options, isSame, key => key);
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
    // a share without a version matches any version that is left after the exact matches
    const exact = desired.map(share => take(other => nameOfShare(other) === nameOfShare(share)));
    const pairs = desired.map((share, index) => ({
        share,
        before: exact[index] ??
            (share.options.version === undefined
                ? take(({ serviceId }) => serviceId === share.serviceId)
                : undefined)
    }));
    const changes = [];
    const omitted = [];
    for (const { share, before } of pairs) {
        const path = (key) => (0,_model_diff_js__WEBPACK_IMPORTED_MODULE_1__/* .formatPath */ .jV)(['services', nameOfShare(share), key]);
        if (share.weight !== before?.weight)
            changes.push(changed(path('weight'), before?.weight ?? 0, share.weight));
        const keys = compareOptions(share.options, before?.options ?? {}, before !== undefined, path);
        changes.push(...keys.changes);
        omitted.push(...keys.omitted);
    }
    for (const share of left) {
        changes.push(changed((0,_model_diff_js__WEBPACK_IMPORTED_MODULE_1__/* .formatPath */ .jV)(['services', nameOfShare(share), 'weight']), share.weight, 0));
    }
    return { changes, omitted };
}
function compareOptions(desired, live, isSame, path) {
    const changes = [];
    const omitted = [];
    for (const key of OPTIONAL_KEYS) {
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
/** A backend with `null` for each key that another one has for the same service, and it does not. */
function withoutKeysOf(other, definition) {
    if (!isExpressible(other) || !isExpressible(definition))
        return definition;
    const others = sharesOf(other);
    const complete = (use) => {
        const { serviceId, options } = shareOf(use);
        const held = others.filter(share => share.serviceId === serviceId);
        const gone = OPTIONAL_KEYS.filter(key => options[key] === undefined && held.some(share => share.options[key] !== undefined));
        return { ...use, ...Object.fromEntries(gone.map(key => [key, null])) };
    };
    const services = servicesIn(definition);
    return services === undefined ? complete(definition) : { services: services.map(complete) };
}
/** The pair that a ladder starts from; `undefined` if the live backend is not such a pair. */
function pairOf(live, desired) {
    if (!isExpressible(live) || servicesIn(desired) !== undefined)
        return undefined;
    const services = servicesIn(live);
    // readings identify a service by ID and version: two with the same name could not be distinguished
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
/** The backend in which the desired service gets a percentage of the traffic. */
function mixOf(desired, other, weight) {
    return {
        services: inOrder([
            { ...other, weight: WEIGHTS_SUM - weight },
            { ...desired, weight }
        ])
    };
}
/** A backend in readable form, a line per service; `undefined` if the inputs cannot express it. */
function describeBackend(definition, names) {
    if (!isExpressible(definition))
        return undefined;
    const shares = sharesOf(definition);
    return shares.map(({ serviceId, weight, options: { port, protocol, version } }) => {
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
    const options = OPTIONAL_KEYS.flatMap(key => {
        const value = use[key];
        return value === undefined ? [] : [[key, value]];
    });
    return {
        serviceId: textOf(serviceId),
        weight: weight === undefined ? WEIGHTS_SUM : Number(weight),
        options: Object.fromEntries(options)
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
/** What identifies a service in a backend, which may have two versions of it. */
function nameOf({ serviceId, version }) {
    const text = textOf(version);
    return text === '' ? textOf(serviceId) : `${textOf(serviceId)}@${text}`;
}
function nameOfShare({ serviceId, options }) {
    return nameOf({ serviceId, version: options.version ?? null });
}
function withoutWeight({ weight: _, ...service }) {
    return service;
}
function withoutNulls(mapping) {
    return Object.fromEntries(Object.entries(mapping).filter(([, value]) => value !== null));
}
/** Whether a backend contains only services, and nothing that the inputs cannot express. */
function holdsServicesAlone({ scene: _, services, ...rest }) {
    const isKnown = (service) => (0,_model_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isJsonObject */ .OW)(service) &&
        Object.entries(service).every(([key, value]) => READ_KEYS.has(key) || isNothing(value, key));
    const isRestUnused = Object.entries(rest).every(([key, value]) => isNothing(value, key));
    return isRestUnused && Array.isArray(services) && services.every(isKnown);
}
function isNothing(value, key) {
    return value === false || value === 'false' || (0,_model_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .isUnused */ .j0)(value, key);
}
/** A backend to be sent back as it was read, without the names of the services, which are read-only. */
function asReturned(backend, scene) {
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
