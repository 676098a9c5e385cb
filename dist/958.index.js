export const id = 958;
export const ids = [958];
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

/***/ 8958:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ROUTE: () => (/* binding */ ROUTE)
/* harmony export */ });
/* harmony import */ var _cloud_call_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1575);
/* harmony import */ var _cloud_native_operations_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(766);
/* harmony import */ var _errors_action_error_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3521);
/* harmony import */ var _model_target_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(3081);
/* harmony import */ var _runtime_text_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(4772);
/* harmony import */ var _kind_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3719);
/* harmony import */ var _native_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7722);
/* harmony import */ var _reading_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(4219);
/* harmony import */ var _scene_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(799);









/** The backend of a route of Cloud-native API Gateway. */
const ROUTE = {
    ..._native_js__WEBPACK_IMPORTED_MODULE_4__/* .NATIVE */ .s6,
    words: {
        ..._native_js__WEBPACK_IMPORTED_MODULE_4__/* .NATIVE_WORDS */ .aW,
        affected: { one: 'route', many: 'routes' },
        member: 'route',
        completion: 'deployment',
        completed: 'the route is deployed',
        input: 'route-backend',
        definition: 'backend',
        verb: 'is',
        type: 'scene',
        accepted: 'saved',
        following: 'Wait for deployment',
        affectsOnlyItself: true,
        rollbackNote: 'Both require a deployed route. While the route is being deployed, the step fails with RouteNotDeployed: wait until the deployment completes. If the route has saved changes that are not deployed, the step fails with UndeployedChanges: save the previous backend in the console of Cloud-native API Gateway and publish it there.'
    },
    operations: {
        read: _cloud_native_operations_js__WEBPACK_IMPORTED_MODULE_1__/* .NATIVE_OPERATIONS */ .F.getHttpApiRoute,
        listAffected: [_cloud_native_operations_js__WEBPACK_IMPORTED_MODULE_1__/* .NATIVE_OPERATIONS */ .F.listHttpApiRoutes],
        follow: _cloud_native_operations_js__WEBPACK_IMPORTED_MODULE_1__/* .NATIVE_OPERATIONS */ .F.getHttpApiRoute
    },
    reportsCompletion: true,
    settlesWithinMs: 0,
    confirmsAfterMs: _reading_js__WEBPACK_IMPORTED_MODULE_5__/* .APART_MS */ .u3,
    discover: discoverRoute,
    // only the route itself
    listAffected: (_reader, { httpApiId, routeId }) => Promise.resolve([{ apiId: routeId, name: '', group: httpApiId, method: '', path: '' }]),
    async read(reader, { target: { httpApiId, routeId } }, options) {
        return (0,_reading_js__WEBPACK_IMPORTED_MODULE_5__/* .liveOf */ .QA)(await reader.read(_cloud_native_operations_js__WEBPACK_IMPORTED_MODULE_1__/* .NATIVE_OPERATIONS */ .F.getHttpApiRoute, { httpApiId, routeId }, options));
    },
    follow: _reading_js__WEBPACK_IMPORTED_MODULE_5__/* .followRoute */ .Pv,
    compare: _scene_js__WEBPACK_IMPORTED_MODULE_6__/* .compareBackends */ .l6,
    canonical: ({ weightSteps }, desired) => JSON.stringify([(0,_scene_js__WEBPACK_IMPORTED_MODULE_6__/* .canonicalOf */ .qe)((0,_scene_js__WEBPACK_IMPORTED_MODULE_6__/* .normalOf */ .vg)(desired)), ...(weightSteps.length === 0 ? [] : [weightSteps])]),
    restore: _reading_js__WEBPACK_IMPORTED_MODULE_5__/* .restoreRoute */ .Of,
    without: _scene_js__WEBPACK_IMPORTED_MODULE_6__/* .withoutKeysOf */ .UQ,
    describe: _scene_js__WEBPACK_IMPORTED_MODULE_6__/* .describeBackend */ .cf,
    inputsOf: ({ httpApiId, routeId, gatewayId }) => ({
        'http-api-id': httpApiId,
        'route-id': routeId,
        ...(0,_native_js__WEBPACK_IMPORTED_MODULE_4__/* .gatewayInput */ .FD)(gatewayId)
    })
};
const NOTHING_SENT = 'Nothing was sent for this target.';
/** Reads the API, the route and each desired service, all at once. */
async function discoverRoute(reader, target, options) {
    const { httpApiId, routeId } = target;
    const ids = (0,_scene_js__WEBPACK_IMPORTED_MODULE_6__/* .serviceIdsOf */ .r6)(target.definition);
    const [api, route, ...services] = await Promise.all([
        attempt(reader.read(_cloud_native_operations_js__WEBPACK_IMPORTED_MODULE_1__/* .NATIVE_OPERATIONS */ .F.getHttpApi, { httpApiId }, options)),
        attempt(reader.read(_cloud_native_operations_js__WEBPACK_IMPORTED_MODULE_1__/* .NATIVE_OPERATIONS */ .F.getHttpApiRoute, { httpApiId, routeId }, options)),
        ...ids.map(serviceId => attempt(reader.read(_cloud_native_operations_js__WEBPACK_IMPORTED_MODULE_1__/* .NATIVE_OPERATIONS */ .F.getService, { serviceId }, options)))
    ]);
    const denied = [api, route, ...services].filter(_cloud_call_error_js__WEBPACK_IMPORTED_MODULE_0__/* .isDenied */ .GZ);
    const missing = ids.filter((_, index) => (0,_cloud_call_error_js__WEBPACK_IMPORTED_MODULE_0__/* .isNotFound */ .c4)(services[index]));
    const failed = [api, route, ...services].filter((end) => end instanceof _cloud_call_error_js__WEBPACK_IMPORTED_MODULE_0__/* .CallError */ .RA && !(0,_cloud_call_error_js__WEBPACK_IMPORTED_MODULE_0__/* .isDenied */ .GZ)(end));
    const [firstDenied, ...others] = denied;
    const [firstFailed] = failed;
    if (firstFailed !== undefined) {
        throw missing.length === failed.length ? noService(target, missing, firstFailed) : firstFailed;
    }
    if (firstDenied !== undefined)
        throw new _kind_js__WEBPACK_IMPORTED_MODULE_3__/* .DeniedReads */ .BN(firstDenied, others);
    const found = { api, route, services };
    return { title: found.route.name, resolve: named => resolve(named, found) };
}
function noService(target, ids, cause) {
    const some = ids.length === 1 ? `a service that does not exist` : `services that do not exist`;
    return cause.as({
        message: `${target.name}: the desired backend names ${some}: ${ids.join(', ')}: ${cause.message}`
    });
}
async function attempt(read) {
    try {
        return await read;
    }
    catch (error) {
        if (error instanceof _cloud_call_error_js__WEBPACK_IMPORTED_MODULE_0__/* .CallError */ .RA)
            return error;
        throw error;
    }
}
function resolve(target, found) {
    const { route, api } = found;
    refuseForeign(target, found);
    const gatewayId = gatewayOf(target, found);
    const live = (0,_reading_js__WEBPACK_IMPORTED_MODULE_5__/* .liveOf */ .QA)(route);
    const desired = (0,_scene_js__WEBPACK_IMPORTED_MODULE_6__/* .normalOf */ .vg)(target.definition);
    checkState(target, route, live, desired);
    return {
        targetType: (0,_scene_js__WEBPACK_IMPORTED_MODULE_6__/* .sceneOf */ .cO)(route),
        definitionId: '',
        live,
        rungs: rungsOf(target, live, desired, found),
        // if the gateway is not known, each API is a lane
        lane: `${target.endpoint.href} ${gatewayId || api.httpApiId}`,
        names: namesOf(found),
        warnings: [...healthWarnings(found), ...(gatewayId === '' ? [NO_GATEWAY] : [])]
    };
}
/** The names of the services that the route has or is to have. */
function namesOf({ route, services }) {
    return Object.fromEntries([...route.services, ...services].flatMap(({ serviceId, name }) => name === '' ? [] : [[serviceId, (0,_runtime_text_js__WEBPACK_IMPORTED_MODULE_7__/* .oneLine */ .TN)(name, LONGEST_NAME)]]));
}
const LONGEST_NAME = 100;
const NO_GATEWAY = 'the service did not return the gateway of the route, so it could not be checked that the desired services belong to the same gateway';
/** Rejects routes that something else manages and would overwrite. */
function refuseForeign({ name, routeId, httpApiId }, { route, api }) {
    const what = route.isBuiltin
        ? `the route ${routeId} is built in and managed by the gateway`
        : route.hasMcpServer
            ? `the route ${routeId} belongs to an MCP server`
            : /^(?:HttpIngress|MCP)$/i.test(api.type)
                ? `the API ${httpApiId} is of the type ${api.type}: its routes are managed by ${/^mcp$/i.test(api.type) ? 'an MCP server' : 'Kubernetes Ingress objects'}`
                : undefined;
    if (what !== undefined)
        throw new _errors_action_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ActionError */ .lZ('UnsupportedRoute', `${name}: ${what}`);
}
/** The gateway of the route, after checking that everything belongs to it; empty if no response names it. */
function gatewayOf(target, { route, api, services }) {
    const { name, gatewayId: expected } = target;
    const gatewayId = route.gatewayId || api.gatewayId;
    const problems = [];
    if (expected !== undefined && expected !== gatewayId) {
        problems.push(`gateway-id is ${expected}, but the route belongs to ${gatewayId === '' ? 'an unknown gateway' : gatewayId}`);
    }
    for (const { serviceId, gatewayId: other } of services) {
        if (gatewayId !== '' && other !== '' && other !== gatewayId) {
            problems.push(`the service ${serviceId} belongs to the gateway ${other}, and the route to ${gatewayId}`);
        }
    }
    if (problems.length > 0) {
        throw new _errors_action_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ActionError */ .lZ('Mismatch', `${name}: ${problems.join('; and ')}`, {
            cure: `Check route-id, gateway-id and each serviceId of the desired backend. ${NOTHING_SENT}`
        });
    }
    return gatewayId;
}
/** A plan starts from a deployed route, or from a saved one that only has to be deployed because it has the desired backend. */
function checkState(target, route, live, desired) {
    const { name } = target;
    const state = (0,_reading_js__WEBPACK_IMPORTED_MODULE_5__/* .stateOf */ .L4)(route);
    if (state === 'deployed')
        return;
    if (state === 'saved' || state === 'failed') {
        const { changes, omitted } = (0,_scene_js__WEBPACK_IMPORTED_MODULE_6__/* .compareBackends */ .l6)(desired, live);
        if (changes.length + omitted.length === 0)
            return;
        throw new _errors_action_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ActionError */ .lZ('UndeployedChanges', `${name}: ${live.notInEffect ?? 'the route is not deployed'}: the backend in effect cannot be read, and a deployment would publish changes that someone else saved`);
    }
    const isPassing = state === 'deploying' || state === 'moving';
    throw new _errors_action_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ActionError */ .lZ('RouteNotDeployed', `${name}: ${live.notInEffect ?? 'the route is not deployed'}; a switch requires the status Deployed`, isPassing
        ? { cure: `Wait until the route is deployed, then re-run the job. ${NOTHING_SENT}` }
        : {
            cure: `Publish the route in the console of Cloud-native API Gateway, then re-run the job. ${NOTHING_SENT}`
        });
}
/** The writes: one, or one per weight above the current weight of the desired service. */
function rungsOf(target, live, desired, found) {
    const last = { desired, data: desired, weight: 100 };
    const isThere = (0,_scene_js__WEBPACK_IMPORTED_MODULE_6__/* .compareBackends */ .l6)(desired, live).changes.length === 0;
    if (!(0,_model_target_js__WEBPACK_IMPORTED_MODULE_8__/* .isLadder */ .lq)(target) || isThere)
        return [last];
    const pair = (0,_scene_js__WEBPACK_IMPORTED_MODULE_6__/* .pairOf */ .cF)(live.definition, desired);
    if (pair === undefined) {
        throw new _errors_action_error_js__WEBPACK_IMPORTED_MODULE_2__/* .ActionError */ .lZ('UnsupportedScene', `${target.name}: weight-steps cannot start from the live backend: ${live.notAnInput ?? `it is neither one service, nor the desired service and exactly one other (${((0,_scene_js__WEBPACK_IMPORTED_MODULE_6__/* .describeBackend */ .cf)(live.definition, namesOf(found)) ?? []).join('; ')})`}`);
    }
    const below = target.weightSteps
        .filter(weight => weight > pair.weight && weight < 100)
        .map((weight) => {
        const mix = (0,_scene_js__WEBPACK_IMPORTED_MODULE_6__/* .mixOf */ ._m)(desired, pair.other, weight);
        return { desired: mix, data: mix, weight };
    });
    const [first, ...more] = below;
    return first === undefined ? [last] : [first, ...more, last];
}
/** Warns of services that are not healthy, which does not block a switch. */
function healthWarnings({ services }) {
    return services.flatMap(({ serviceId, name, healthStatus }) => healthStatus === '' || /^healthy$/i.test(healthStatus)
        ? []
        : [
            `the service ${serviceId}${name === '' ? '' : ` (${name})`} is not healthy: its health status is ${healthStatus}`
        ]);
}


/***/ })

};
