export const id = 910;
export const ids = [910];
export const modules = {

/***/ 7722:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   FD: () => (/* binding */ gatewayInput),
/* harmony export */   aW: () => (/* binding */ NATIVE_WORDS),
/* harmony export */   s6: () => (/* binding */ NATIVE)
/* harmony export */ });
/* harmony import */ var _model_endpoints_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(60);

/** What all kinds of Cloud-native API Gateway have in common. */
const NATIVE = {
    product: _model_endpoints_js__WEBPACK_IMPORTED_MODULE_0__/* .NATIVE_API_GATEWAY */ .aO,
    callsPerSecond: 5,
    // a write must have read the fields that it keeps or sends back
    needsLive: true,
    resolveUnread: (_, denied) => {
        throw denied;
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
};
/** The terms that all of them share. */
const NATIVE_WORDS = {
    action: 'native/ of this action',
    folder: 'native',
    group: 'API',
    hasOperations: false
};
/** The input with the gateway that the target must belong to. */
function gatewayInput(gatewayId) {
    return gatewayId === undefined ? {} : { 'gateway-id': gatewayId };
}


/***/ }),

/***/ 6910:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   SERVICE: () => (/* binding */ SERVICE),
/* harmony export */   listUsers: () => (/* binding */ listUsers)
/* harmony export */ });
/* harmony import */ var _cloud_call_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1575);
/* harmony import */ var _cloud_native_operations_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(766);
/* harmony import */ var _errors_action_error_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3521);
/* harmony import */ var _model_json_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(8706);
/* harmony import */ var _runtime_text_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(4772);
/* harmony import */ var _kind_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3719);
/* harmony import */ var _native_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7722);
/* harmony import */ var _fields_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(9176);








const { getService, listHttpApis, getHttpApi, listHttpApiRoutes, listHttpApiOperations } = _cloud_native_operations_js__WEBPACK_IMPORTED_MODULE_1__/* .NATIVE_OPERATIONS */ .F;
/** The operations required to find everything that uses a service. */
const LIST_OPERATIONS = [
    listHttpApis,
    listHttpApiRoutes,
    listHttpApiOperations,
    getHttpApi
];
/** The addresses of a service of Cloud-native API Gateway: a change affects everything that uses the service at once. */
const SERVICE = {
    ..._native_js__WEBPACK_IMPORTED_MODULE_4__/* .NATIVE */ .s6,
    words: {
        ..._native_js__WEBPACK_IMPORTED_MODULE_4__/* .NATIVE_WORDS */ .aW,
        moved: { one: 'route or operation', many: 'routes and operations' },
        member: 'route or operation',
        completion: 'update',
        completed: 'the update was accepted',
        input: 'addresses',
        definition: 'addresses',
        verb: 'are',
        type: 'source type',
        taken: 'accepted',
        following: 'Update',
        movesItself: false,
        unreported: 'Cloud-native API Gateway does not report when an update of a service takes effect'
    },
    operations: { read: getService, listAffected: LIST_OPERATIONS, follow: getService },
    reportsCompletion: false,
    settlesWithinMs: 5_000,
    confirmsAfterMs: 0,
    async discover(reader, target, options) {
        const service = await reader.read(getService, { serviceId: target.serviceId }, options);
        return { title: service.name, resolve: named => resolved(named, service) };
    },
    listAffected: listUsers,
    async read(reader, { target: { serviceId } }, options) {
        return liveOf(await reader.read(getService, { serviceId }, options));
    },
    follow: followNothing,
    compare: (desired, live) => (0,_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .compareAddresses */ .Qb)(desired, live.definition),
    canonical: (_, desired) => (0,_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .canonicalAddresses */ .Xe)(desired),
    restore,
    without: (_, definition) => definition,
    describe: (definition, _, other) => (0,_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .describeAddresses */ .WU)(definition, other),
    inputsOf: ({ serviceId, gatewayId }) => ({
        'service-id': serviceId,
        ...(0,_native_js__WEBPACK_IMPORTED_MODULE_4__/* .gatewayInput */ .FD)(gatewayId)
    })
};
function liveOf({ serviceId, name, addresses, raw }) {
    const kept = (0,_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .keepFields */ .jb)(serviceId, raw);
    return { ...restore((0,_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .definitionOf */ .Fg)(addresses), '', { ...kept }), raw, title: name };
}
function restore(definition, description, base) {
    const kept = (0,_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .readKept */ .DL)(base);
    return {
        raw: { ...kept?.fields, ...definition },
        definition,
        canonical: (0,_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .canonicalAddresses */ .Xe)(definition),
        description,
        title: '',
        neighbors: () => new Map(),
        ...(kept === undefined ? {} : { others: (0,_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .textsOf */ .CB)(kept), base: { ...kept } })
    };
}
function resolved(target, service) {
    const { gatewayId, sourceType } = service;
    checkAgainstLive(target, service);
    const live = liveOf(service);
    const desired = (0,_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .definitionOf */ .Fg)((0,_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .addressesOf */ .sO)(target.definition));
    return {
        targetType: sourceType,
        definitionId: '',
        live,
        rungs: [{ desired, data: desired, weight: 100 }],
        lane: `${target.endpoint.href} ${gatewayId}`,
        ...healthOf(service)
    };
}
function checkAgainstLive(target, { gatewayId, sourceType }) {
    const { name } = target;
    if (target.gatewayId !== undefined && target.gatewayId !== gatewayId) {
        const is = gatewayId === '' ? 'the service did not return its gateway' : `the service belongs to ${gatewayId}`;
        throw new _errors_action_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ActionError */ .lZ('Mismatch', `${name}: gateway-id is ${target.gatewayId}, but ${is}`, {
            cure: 'Check service-id and gateway-id, or remove gateway-id: any gateway is then accepted. Nothing was sent for this target.'
        });
    }
    if (!_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .SOURCE_TYPES */ .m7.includes(sourceType)) {
        throw new _errors_action_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ActionError */ .lZ('UnsupportedService', `${name}: the source type of the service is ${(0,_runtime_text_js__WEBPACK_IMPORTED_MODULE_6__/* .oneLine */ .TN)(sourceType, 100) || 'not known'}; addresses can be edited only for ${_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .SOURCE_TYPES */ .m7.join(' and ')} services`);
    }
    const problem = (0,_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .formProblem */ .iR)((0,_fields_js__WEBPACK_IMPORTED_MODULE_5__/* .addressesOf */ .sO)(target.definition), sourceType);
    if (problem !== undefined) {
        throw new _errors_action_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ActionError */ .lZ('InvalidDefinition', `${name}: the addresses do not fit the live service: ${problem}`, {
            cure: 'Correct addresses (in the input or the manifest) or service-id. Nothing was sent for this target.'
        });
    }
}
/** The health of the live service as the product reports it; its values are not documented. */
function healthOf({ healthStatus, raw }) {
    const { unhealthyEndpoints, runtimeDetailStatus, runtimeDetailErrorCode } = raw;
    const unhealthy = Array.isArray(unhealthyEndpoints) ? unhealthyEndpoints.map(String) : [];
    const runtime = [runtimeDetailStatus, runtimeDetailErrorCode].filter(Boolean).map(String).join(', ');
    const reported = [
        ...(healthStatus === '' ? [] : [healthStatus]),
        ...(runtime === '' ? [] : [`runtime ${runtime}`]),
        ...(unhealthy.length === 0 ? [] : [`unhealthy endpoints: ${(0,_runtime_text_js__WEBPACK_IMPORTED_MODULE_6__/* .joinUpTo */ .jH)(unhealthy, 5)}`])
    ].map(text => (0,_runtime_text_js__WEBPACK_IMPORTED_MODULE_6__/* .oneLine */ .TN)(text, 300));
    if (reported.length === 0)
        return { warnings: [] };
    const isUnhealthy = /unhealthy/i.test(healthStatus) || unhealthy.length > 0;
    return isUnhealthy
        ? { warnings: [`the live service is unhealthy (${reported.join('; ')}): a rollback would restore it`] }
        : { warnings: [], remarks: [`health of the live service: ${reported.join('; ')}`] };
}
/** There is no task to follow: everything that uses the service changes with it. */
function followNothing({ affected = [], deadline }) {
    if (deadline.isStopped())
        return Promise.resolve({ kind: 'stopped', progress: undefined });
    const apis = affected.map(({ apiId, name, group }) => ({
        ...{ apiId, name, group, status: '', message: '' },
        state: 'updated'
    }));
    const total = apis.length;
    const progress = { apis, total, updated: total, failed: 0, moving: 0, unlisted: [], done: true };
    return Promise.resolve({ kind: 'ended', progress, isCertain: true });
}
// No operation lists what uses a service, so every API of the gateway is searched: its routes and, in a Rest API, its operations and
// the backend that they inherit.
/** How many APIs are searched at a time; after a denial, the others are not requested. */
const CONCURRENT_CALLS = 8;
/**
 * The routes and operations that use a service.
 * @throws DeniedReads, IncompleteListError
 */
async function listUsers(reader, { serviceId, gatewayId: expected }, options) {
    const service = await reader.read(getService, { serviceId }, options).catch((error) => {
        if ((0,_cloud_call_error_js__WEBPACK_IMPORTED_MODULE_0__/* .isDenied */ .GZ)(error))
            return undefined;
        throw error;
    });
    const gatewayId = (service?.gatewayId || expected) ?? '';
    const entries = await reader
        .list(listHttpApis, gatewayId === '' ? {} : { gatewayId }, options)
        .catch((error) => {
        throw (0,_cloud_call_error_js__WEBPACK_IMPORTED_MODULE_0__/* .isDenied */ .GZ)(error) ? deniedReads([error]) : error;
    });
    const apis = entries
        .flatMap(({ versions }) => versions)
        .filter(api => api.gatewayId === '' || gatewayId === '' || api.gatewayId === gatewayId);
    // the first round has an API of each sort, so that all missing permissions are reported at once
    const firsts = [apis.find(isRest), apis.find(api => !isRest(api))].flatMap(api => api ?? []);
    const ordered = [...firsts, ...apis.filter(api => !firsts.includes(api))];
    const users = new Map();
    // without the service there is no plan, and the lists only reveal further denials
    const last = service === undefined ? firsts.length : ordered.length;
    for (let index = 0; index < last; index += CONCURRENT_CALLS) {
        const round = ordered.slice(index, Math.min(index + CONCURRENT_CALLS, last));
        const found = await Promise.allSettled(round.map(async (api) => [api, await usersIn(reader, api, { serviceId, gatewayId }, options)]));
        for (const [api, list] of fulfilled(found))
            users.set(api, list);
    }
    return apis.flatMap(api => users.get(api) ?? []);
}
async function usersIn(reader, api, { serviceId, gatewayId }, options) {
    const { httpApiId } = api;
    const of = gatewayId === '' ? { httpApiId } : { httpApiId, gatewayId };
    const uses = (services) => services.some(service => service.serviceId === serviceId);
    const routes = async () => {
        const listed = await reader.list(listHttpApiRoutes, of, options).catch(noneOf(api));
        return listed.filter(({ services }) => uses(services)).map(route => userOf(api, route));
    };
    const operations = async () => {
        const [listed, inherited] = fulfilled(await Promise.allSettled([
            reader.list(listHttpApiOperations, of, options).catch(noneOf(api)),
            // a list may contain whole APIs, or only their names
            api.services.length > 0 ? api : reader.read(getHttpApi, { httpApiId }, options).catch(gone)
        ]));
        const isInherited = uses(inherited?.services ?? []);
        const using = listed.filter(({ services }) => (services.length === 0 ? isInherited : uses(services)));
        // an API without operations is listed as well: its next operation would use the service
        return using.length === 0 && isInherited && listed.length === 0
            ? [{ apiId: httpApiId, name: api.name, group: '', method: '', path: '' }]
            : using.map(operation => ({
                apiId: operation.operationId,
                name: operation.name,
                group: api.name,
                method: operation.method,
                path: operation.path
            }));
    };
    const found = await Promise.allSettled(isRest(api) ? [routes(), operations()] : [routes()]);
    return fulfilled(found).flat();
}
function isRest({ type }) {
    return /^rest$/i.test(type);
}
/** An API deleted meanwhile has none; and a Rest API may refuse a request for routes, which it does not have. */
function noneOf(api) {
    return error => {
        const isRefused = error instanceof _cloud_call_error_js__WEBPACK_IMPORTED_MODULE_0__/* .CallError */ .RA && error.fault === 'client';
        if ((0,_cloud_call_error_js__WEBPACK_IMPORTED_MODULE_0__/* .isNotFound */ .c4)(error) || (isRest(api) && isRefused))
            return [];
        throw error;
    };
}
function gone(error) {
    if (!(0,_cloud_call_error_js__WEBPACK_IMPORTED_MODULE_0__/* .isNotFound */ .c4)(error))
        throw error;
}
function userOf({ name: group }, { routeId, name, match }) {
    const { path, methods } = match ?? {};
    return {
        apiId: routeId,
        name,
        group,
        method: Array.isArray(methods) ? methods.map(String).join(',') : '',
        path: (0,_model_json_js__WEBPACK_IMPORTED_MODULE_7__/* .isJsonObject */ .OW)(path) && typeof path['value'] === 'string' ? path['value'] : ''
    };
}
/** The fulfilled values. Denials are reported together, and any other failure takes precedence. */
function fulfilled(settled) {
    const denials = [];
    const values = [];
    for (const result of settled) {
        if (result.status === 'fulfilled') {
            values.push(result.value);
            continue;
        }
        const reason = result.reason;
        if (reason instanceof _kind_js__WEBPACK_IMPORTED_MODULE_3__/* .DeniedReads */ .BN)
            denials.push(...reason.denials.filter(_cloud_call_error_js__WEBPACK_IMPORTED_MODULE_0__/* .isDenied */ .GZ));
        else if ((0,_cloud_call_error_js__WEBPACK_IMPORTED_MODULE_0__/* .isDenied */ .GZ)(reason))
            denials.push(reason);
        else
            throw reason;
    }
    if (denials.length > 0)
        throw deniedReads(denials);
    return values;
}
/** One denial per operation. Searching a gateway requires permission for all of its APIs, not for one. */
function deniedReads(denials) {
    const byAction = new Map(denials.toReversed().map(denial => [denial.action, denial]));
    const [first, ...others] = LIST_OPERATIONS.flatMap(operation => {
        const denial = byAction.get(operation.action);
        return denial === undefined ? [] : denial.as({ operation });
    });
    if (first === undefined)
        throw new Error('a denial of no operation');
    return new _kind_js__WEBPACK_IMPORTED_MODULE_3__/* .DeniedReads */ .BN(first, others);
}


/***/ })

};
