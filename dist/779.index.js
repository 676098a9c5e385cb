export const id = 779;
export const ids = [779];
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

/***/ 9176:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   CB: () => (/* binding */ textsOf),
/* harmony export */   DL: () => (/* binding */ readKept),
/* harmony export */   Fg: () => (/* binding */ definitionOf),
/* harmony export */   Qb: () => (/* binding */ compareAddresses),
/* harmony export */   Tq: () => (/* binding */ restoringFields),
/* harmony export */   WU: () => (/* binding */ describeAddresses),
/* harmony export */   Xe: () => (/* binding */ canonicalAddresses),
/* harmony export */   iR: () => (/* binding */ formProblem),
/* harmony export */   jb: () => (/* binding */ keepFields),
/* harmony export */   m7: () => (/* binding */ SOURCE_TYPES),
/* harmony export */   sO: () => (/* binding */ addressesOf)
/* harmony export */ });
/* harmony import */ var _model_definition_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1305);
/* harmony import */ var _model_fingerprint_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2566);
/* harmony import */ var _model_host_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5430);
/* harmony import */ var _model_json_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8706);
/* harmony import */ var _model_redact_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6489);
/* harmony import */ var _runtime_text_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(4772);






// The fields of a service other than its addresses. It is not documented whether `UpdateService` merges its body into a service or
// replaces the service with it, so all fields are compared after a write, and restored if the write reset them.
/** The runtime state in a reading: no write sets it. */
const STATE = new Set([
    'healthStatus',
    'runtimeDetailStatus',
    'runtimeDetailErrorCode',
    'unhealthyEndpoints',
    'outlierEndpoints',
    'createTimestamp',
    'updateTimestamp'
]);
/** The same for fields that the service may add in the future. */
const STATE_NAME = /(?:Status|Timestamp|ErrorCode|ErrorMessage)$/;
/** These contain keys of model providers, among others: never shown and never stored, whatever their names. */
const SECRET = new Set(['aiServiceConfig', 'agentServiceConfig']);
/** The names of fields in writes, by their names in reads. */
const WRITE_NAMES = {
    protocol: 'protocol',
    ports: 'ports',
    dnsServers: 'dnsServers',
    healthyPanicThreshold: 'healthyPanicThreshold',
    healthCheck: 'healthCheckConfig',
    outlierDetection: 'outlierDetectionConfig',
    aiServiceConfig: 'aiServiceConfig',
    agentServiceConfig: 'agentServiceConfig',
    modelProviderId: 'modelProviderId'
};
/** The fields of a service other than state and addresses, with secrets as digests. Fields that mean the same as their absence are left out. */
function keepFields(serviceId, raw) {
    const fields = [];
    const digests = [];
    for (const [name, value] of Object.entries(raw)) {
        if (name === 'addresses' || STATE.has(name) || STATE_NAME.test(name))
            continue;
        if (textOf(value) === NOTHING)
            continue;
        if (SECRET.has(name) || (0,_model_redact_js__WEBPACK_IMPORTED_MODULE_3__/* .holdsSecret */ .hK)({ [name]: value })) {
            digests.push([name, (0,_model_fingerprint_js__WEBPACK_IMPORTED_MODULE_1__/* .digestOf */ .ol)(['service', serviceId, name], { secret: textOf(value) })]);
        }
        else
            fields.push([name, value]);
    }
    return { fields: Object.fromEntries(fields), digests: Object.fromEntries(digests) };
}
/** Canonical texts of the fields, by name. */
function textsOf({ fields, digests }) {
    return new Map([
        ...Object.entries(fields).map(([name, value]) => [name, textOf(value)]),
        ...Object.entries(digests).map(([name, digest]) => [name, textOf(digest)])
    ]);
}
/** @returns `undefined` for anything that `keepFields` did not create */
function readKept(base) {
    const { fields, digests } = base ?? {};
    return (0,_model_json_js__WEBPACK_IMPORTED_MODULE_4__/* .isJsonObject */ .OW)(fields) && (0,_model_json_js__WEBPACK_IMPORTED_MODULE_4__/* .isJsonObject */ .OW)(digests) ? { fields, digests } : undefined;
}
/**
 * The fields of one reading that have to be written over another: those that differ, by their names in writes. Fields that the reading
 * lacks, or has only masked, cannot be written.
 */
function restoringFields(base, over) {
    if (base?.others === undefined || over?.others === undefined)
        return {};
    return Object.fromEntries(Object.entries(WRITE_NAMES).flatMap(([name, written]) => {
        const value = base.raw[name];
        if (value === undefined || value === null)
            return [];
        if (base.others?.get(name) === over.others?.get(name))
            return [];
        // a secret that the service masks with asterisks: sent back, they would replace it
        return JSON.stringify(value).includes('***') ? [] : [[written, value]];
    }));
}
/** `false` means the same as absence. The order of a list is not known to have a meaning, or to be preserved. */
function textOf(value) {
    return (0,_model_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .canonicalReading */ .t9)({ value: sorted(value) });
}
const NOTHING = (0,_model_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .canonicalReading */ .t9)({});
function sorted(value) {
    if (Array.isArray(value)) {
        return value
            .map(sorted)
            .map(item => ({ item, text: (0,_model_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .canonicalReading */ .t9)({ item }) }))
            .sort((one, other) => (one.text < other.text ? -1 : Number(one.text > other.text)))
            .map(({ item }) => item);
    }
    if (!(0,_model_json_js__WEBPACK_IMPORTED_MODULE_4__/* .isJsonObject */ .OW)(value))
        return value;
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, sorted(child)]));
}
// The addresses of a service are a set: their order and the spelling of a host have no meaning.
/** The addresses of a definition, in their original form. */
function addressesOf(definition) {
    const { addresses } = definition;
    return Array.isArray(addresses) ? addresses.filter(address => typeof address === 'string') : [];
}
/** Deduplicated, in one spelling and one order. */
function normalAddresses(addresses) {
    return [...new Set(addresses.map(_model_host_js__WEBPACK_IMPORTED_MODULE_2__/* .canonicalAddress */ .Z5))].sort();
}
/** The definition in normal form; empty without an address, which no input can express. */
function definitionOf(addresses) {
    return addresses.length === 0 ? {} : { addresses: normalAddresses(addresses) };
}
function canonicalAddresses(definition) {
    return JSON.stringify(normalAddresses(addressesOf(definition)));
}
function compareAddresses(desired, live) {
    const [before, after] = [live, desired].map(side => normalAddresses(addressesOf(side)));
    if (before === undefined || after === undefined || JSON.stringify(before) === JSON.stringify(after)) {
        return { changes: [], omitted: [] };
    }
    const change = {
        path: 'addresses',
        before: before.length === 0 ? undefined : before,
        after: after.length === 0 ? undefined : after,
        secret: false
    };
    return { changes: [change], omitted: [] };
}
/** Up to this number, all addresses are shown. */
const FEW = 5;
const MAX_SHOWN = 20;
/** Addresses in readable form, a line each; of many, those that the other side has as well are only counted. */
function describeAddresses(definition, other) {
    const all = normalAddresses(addressesOf(definition));
    if (all.length === 0)
        return ['none'];
    if (all.length <= FEW)
        return all;
    const others = new Set(normalAddresses(addressesOf(other)));
    const own = all.filter(address => !others.has(address));
    const more = own.length - MAX_SHOWN;
    const kept = all.length - own.length;
    return [
        ...own.slice(0, MAX_SHOWN),
        ...(more > 0 ? [`and ${more} more`] : []),
        ...(kept > 0 ? [`${own.length > 0 ? 'and ' : ''}${kept} unchanged`] : [])
    ];
}
const TAKES = {
    VIP: { kind: 'ip', form: 'IP addresses with ports' },
    DNS: { kind: 'name', form: 'host names with ports' }
};
/** The source types of services whose addresses can be edited. */
const SOURCE_TYPES = Object.keys(TAKES);
/** Why a service of this source type does not accept these addresses; `undefined` if it does. */
function formProblem(addresses, sourceType) {
    const takes = TAKES[sourceType];
    const wrong = addresses.filter(address => (0,_model_host_js__WEBPACK_IMPORTED_MODULE_2__/* .hostKindOf */ .Yb)(address) !== takes?.kind);
    if (takes === undefined || wrong.length === 0)
        return undefined;
    return `a service of the source type ${sourceType} takes ${takes.form}, not ${(0,_runtime_text_js__WEBPACK_IMPORTED_MODULE_5__/* .joinUpTo */ .jH)(wrong, 3)}`;
}


/***/ })

};
