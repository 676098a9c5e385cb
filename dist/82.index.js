export const id = 82;
export const ids = [82];
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

/***/ 6082:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  ROUTE: () => (/* binding */ ROUTE)
});

// EXTERNAL MODULE: ./cloud/call-error.js
var call_error = __webpack_require__(1575);
// EXTERNAL MODULE: ./cloud/native-operations.js + 1 modules
var native_operations = __webpack_require__(766);
// EXTERNAL MODULE: ./errors/action-error.js
var action_error = __webpack_require__(3521);
// EXTERNAL MODULE: ./model/target.js
var model_target = __webpack_require__(3081);
// EXTERNAL MODULE: ./runtime/text.js
var runtime_text = __webpack_require__(4772);
// EXTERNAL MODULE: ./targets/kind.js
var kind = __webpack_require__(3719);
// EXTERNAL MODULE: ./targets/native.js
var targets_native = __webpack_require__(7722);
// EXTERNAL MODULE: ./cloud/polling.js
var polling = __webpack_require__(6029);
// EXTERNAL MODULE: ./cloud/retry.js
var retry = __webpack_require__(388);
// EXTERNAL MODULE: ./runtime/clock.js
var runtime_clock = __webpack_require__(49);
// EXTERNAL MODULE: ./targets/route/reading.js
var reading = __webpack_require__(4219);
;// CONCATENATED MODULE: ./targets/route/follow.js






/** How far apart two readings must be to confirm a failure: after a failed deployment, the next one starts in that state. */
const FAILED_APART_MS = 4_000;
/** Follows a route until two readings show that it is deployed, or that its deployment failed. The last reading is at the deadline. */
async function followRoute(options) {
    const { reader, clock, log, deadline, target } = options;
    const startedAt = clock.now();
    const elapsed = () => (0,runtime_clock/* formatDuration */.a3)(clock.now() - startedAt);
    const streak = (0,reading/* createStreak */.X)();
    let progress;
    let lastError;
    let logged = '';
    let loggedAt = startedAt;
    for (;;) {
        if (deadline.isStopped())
            return { kind: 'stopped', progress };
        const atDeadline = deadline.leftMs() === 0;
        const askedAt = clock.now();
        let requestedMs = 0;
        let end = 'moving';
        try {
            const route = await reader.read(native_operations/* NATIVE_OPERATIONS */.F.getHttpApiRoute, target, {
                once: true,
                deadline: deadline.later(polling/* LAST_POLL_MS */.uY)
            });
            lastError = undefined;
            end = progressStateOf(route);
            const isSure = end !== 'moving' && streak.since(end, askedAt) >= (end === 'failed' ? FAILED_APART_MS : reading/* APART_MS */.u3);
            progress = progressOf(route, target, isSure ? end : 'moving');
            if (route.deployStatus !== logged || clock.now() - loggedAt >= polling/* HEARTBEAT_MS */.m) {
                logged = route.deployStatus;
                loggedAt = clock.now();
                log.info(`${target.name}: the route is ${logged || 'in an unnamed state'} (${elapsed()})`);
            }
            if (isSure)
                return { kind: 'ended', progress, isCertain: true };
        }
        catch (error) {
            if (!(error instanceof call_error/* CallError */.RA))
                throw error;
            if (deadline.isStopped())
                return { kind: 'stopped', progress };
            if (options.giveUpWhenDenied && (0,call_error/* isDenied */.GZ)(error))
                return { kind: 'denied', error };
            log.info(`${error.message}; retrying until the wait ends (${elapsed()})`);
            lastError = error;
            requestedMs = (0,retry/* requestedDelay */.QQ)(error);
        }
        if (end === 'moving' && lastError === undefined)
            streak.reset();
        if (atDeadline)
            return { kind: 'timed-out', progress, lastError };
        const slowMs = end === 'moving' ? (0,polling/* longestPollDelay */.pz)(clock.now() - startedAt) : 0;
        await (0,polling/* sleepUntilNext */.jF)(Math.max(reading/* APART_MS */.u3, slowMs, requestedMs), deadline, () => {
            log.info(`waiting as long as the service requested (${elapsed()})`);
        });
    }
}
/** The state for the progress. A route that is only saved may be in a state from before the deployment. */
function progressStateOf(route) {
    switch ((0,reading/* stateOf */.L4)(route)) {
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

// EXTERNAL MODULE: ./targets/route/scene.js
var scene = __webpack_require__(799);
;// CONCATENATED MODULE: ./targets/route/route.js










/** The backend of a route of Cloud-native API Gateway. */
const ROUTE = {
    ...targets_native/* NATIVE */.s6,
    words: {
        ...targets_native/* NATIVE_WORDS */.aW,
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
        read: native_operations/* NATIVE_OPERATIONS */.F.getHttpApiRoute,
        listAffected: [native_operations/* NATIVE_OPERATIONS */.F.listHttpApiRoutes],
        follow: native_operations/* NATIVE_OPERATIONS */.F.getHttpApiRoute
    },
    reportsCompletion: true,
    settlesWithinMs: 0,
    confirmsAfterMs: reading/* APART_MS */.u3,
    discover: discoverRoute,
    // only the route itself
    listAffected: (_reader, { httpApiId, routeId }) => Promise.resolve([{ apiId: routeId, name: '', group: httpApiId, method: '', path: '' }]),
    async read(reader, { target: { httpApiId, routeId } }, options) {
        return (0,reading/* liveOf */.QA)(await reader.read(native_operations/* NATIVE_OPERATIONS */.F.getHttpApiRoute, { httpApiId, routeId }, options));
    },
    follow: followRoute,
    compare: scene/* compareBackends */.l6,
    canonical: ({ weightSteps }, desired) => JSON.stringify([(0,scene/* canonicalOf */.qe)((0,scene/* normalOf */.vg)(desired)), ...(weightSteps.length === 0 ? [] : [weightSteps])]),
    restore: reading/* restoreRoute */.Of,
    without: scene/* withoutKeysOf */.UQ,
    describe: scene/* describeBackend */.cf,
    inputsOf: ({ httpApiId, routeId, gatewayId }) => ({
        'http-api-id': httpApiId,
        'route-id': routeId,
        ...(0,targets_native/* gatewayInput */.FD)(gatewayId)
    })
};
const NOTHING_SENT = 'Nothing was sent for this target.';
/** Reads the API, the route and each desired service, all at once. */
async function discoverRoute(reader, target, options) {
    const { httpApiId, routeId } = target;
    const ids = (0,scene/* serviceIdsOf */.r6)(target.definition);
    const [api, route, ...services] = await Promise.all([
        (0,call_error/* orCallError */.YU)(reader.read(native_operations/* NATIVE_OPERATIONS */.F.getHttpApi, { httpApiId }, options)),
        (0,call_error/* orCallError */.YU)(reader.read(native_operations/* NATIVE_OPERATIONS */.F.getHttpApiRoute, { httpApiId, routeId }, options)),
        ...ids.map(serviceId => (0,call_error/* orCallError */.YU)(reader.read(native_operations/* NATIVE_OPERATIONS */.F.getService, { serviceId }, options)))
    ]);
    const denied = [api, route, ...services].filter(call_error/* isDenied */.GZ);
    const missing = ids.filter((_, index) => (0,call_error/* isNotFound */.c4)(services[index]));
    const failed = [api, route, ...services].filter((end) => end instanceof call_error/* CallError */.RA && !(0,call_error/* isDenied */.GZ)(end));
    const [firstDenied, ...others] = denied;
    const [firstFailed] = failed;
    if (firstFailed !== undefined) {
        throw missing.length === failed.length ? noService(target, missing, firstFailed) : firstFailed;
    }
    if (firstDenied !== undefined)
        throw new kind/* DeniedReads */.BN(firstDenied, others);
    const found = { api, route, services };
    return { title: found.route.name, resolve: named => resolve(named, found) };
}
function noService(target, ids, cause) {
    const some = ids.length === 1 ? `a service that does not exist` : `services that do not exist`;
    return cause.as({
        message: `${target.name}: the desired backend names ${some}: ${ids.join(', ')}: ${cause.message}`
    });
}
function resolve(target, found) {
    const { route, api } = found;
    refuseForeign(target, found);
    const gatewayId = gatewayOf(target, found);
    const live = (0,reading/* liveOf */.QA)(route);
    const desired = (0,scene/* normalOf */.vg)(target.definition);
    checkState(target, route, live, desired);
    return {
        targetType: (0,scene/* sceneOf */.cO)(route),
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
    return Object.fromEntries([...route.services, ...services].flatMap(({ serviceId, name }) => name === '' ? [] : [[serviceId, (0,runtime_text/* oneLine */.TN)(name, LONGEST_NAME)]]));
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
        throw new action_error/* ActionError */.lZ('UnsupportedRoute', `${name}: ${what}`);
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
        throw new action_error/* ActionError */.lZ('Mismatch', `${name}: ${problems.join('; and ')}`, {
            cure: `Check route-id, gateway-id and each serviceId of the desired backend. ${NOTHING_SENT}`
        });
    }
    return gatewayId;
}
/** A plan starts from a deployed route, or from a saved one that only has to be deployed because it has the desired backend. */
function checkState(target, route, live, desired) {
    const { name } = target;
    const state = (0,reading/* stateOf */.L4)(route);
    if (state === 'deployed')
        return;
    if (state === 'saved' || state === 'failed') {
        const { changes, omitted } = (0,scene/* compareBackends */.l6)(desired, live);
        if (changes.length + omitted.length === 0)
            return;
        throw new action_error/* ActionError */.lZ('UndeployedChanges', `${name}: ${live.notInEffect ?? 'the route is not deployed'}: the backend in effect cannot be read, and a deployment would publish changes that someone else saved`);
    }
    const isPassing = state === 'deploying' || state === 'moving';
    throw new action_error/* ActionError */.lZ('RouteNotDeployed', `${name}: ${live.notInEffect ?? 'the route is not deployed'}; a switch requires the status Deployed`, isPassing
        ? { cure: `Wait until the route is deployed, then re-run the job. ${NOTHING_SENT}` }
        : {
            cure: `Publish the route in the console of Cloud-native API Gateway, then re-run the job. ${NOTHING_SENT}`
        });
}
/** The writes: one, or one per weight above the current weight of the desired service. */
function rungsOf(target, live, desired, found) {
    const last = { desired, data: desired, weight: 100 };
    const isThere = (0,scene/* compareBackends */.l6)(desired, live).changes.length === 0;
    if (!(0,model_target/* isLadder */.lq)(target) || isThere)
        return [last];
    const pair = (0,scene/* pairOf */.cF)(live.definition, desired);
    if (pair === undefined) {
        throw new action_error/* ActionError */.lZ('UnsupportedScene', `${target.name}: weight-steps cannot start from the live backend: ${live.notAnInput ?? `it is neither one service, nor the desired service and exactly one other (${((0,scene/* describeBackend */.cf)(live.definition, namesOf(found)) ?? []).join('; ')})`}`);
    }
    const below = target.weightSteps
        .filter(weight => weight > pair.weight && weight < 100)
        .map((weight) => {
        const mix = (0,scene/* mixOf */._m)(desired, pair.other, weight);
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
