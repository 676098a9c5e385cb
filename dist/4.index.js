export const id = 4;
export const ids = [4];
export const modules = {

/***/ 8004:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ROUTE_WRITING: () => (/* binding */ ROUTE_WRITING)
/* harmony export */ });
/* harmony import */ var _cloud_call_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1575);
/* harmony import */ var _cloud_native_operations_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(766);
/* harmony import */ var _cloud_retry_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(388);
/* harmony import */ var _cloud_writer_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(119);
/* harmony import */ var _runtime_clock_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(49);
/* harmony import */ var _runtime_text_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(4772);
/* harmony import */ var _kind_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(3719);
/* harmony import */ var _write_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(8122);
/* harmony import */ var _reading_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(4219);
/* harmony import */ var _scene_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(799);










/** A route is saved, and then deployed. */
const ROUTE_WRITING = { send: saveRoute, publish: deployRoute };
/** Saves a route once: the backend, with every other field as it was read. */
async function saveRoute(writer, { target, data, over, base }, options) {
    if (target.kind !== 'route')
        throw new Error(`not a route: ${target.kind}`);
    const { httpApiId, routeId } = target;
    const kept = (0,_reading_js__WEBPACK_IMPORTED_MODULE_6__/* .bodyOf */ .EN)(base) ?? (0,_reading_js__WEBPACK_IMPORTED_MODULE_6__/* .bodyOf */ .EN)(over);
    // the service might reset fields that a body leaves out
    if (kept === undefined)
        throw new Error(`${target.name}: a route is never saved without a reading`);
    const body = { ...kept, backendConfig: (0,_scene_js__WEBPACK_IMPORTED_MODULE_7__/* .backendConfigOf */ .ek)(data) };
    return writer.write(_cloud_native_operations_js__WEBPACK_IMPORTED_MODULE_1__/* .NATIVE_OPERATIONS */ .F.updateHttpApiRoute, { httpApiId, routeId, body }, options);
}
/** How long an accepted save may take to become visible. */
const SHOWS_WITHIN_MS = 10_000;
const READ_EVERY_MS = 1_000;
/** How long readings must show that a save alone took effect: the status may lag behind, and the deployment would be missing. */
const IN_EFFECT_MS = 4_000;
/** How long after the deadline a pending deployment and the last reading may take. */
const LAST_DEPLOY_MS = 1_500;
const LAST_READING_MS = 3_000;
/**
 * Deploys the saved backend, unless the save alone took effect. Each call is sent right after a reading that shows the saved backend:
 * someone else's draft is never deployed, and neither is a backend that is already deployed or being deployed.
 */
async function deployRoute(options) {
    const { clock, log, reader, target, deadline } = options;
    if (target.kind !== 'route')
        throw new Error(`not a route: ${target.kind}`);
    const policy = (0,_cloud_retry_js__WEBPACK_IMPORTED_MODULE_2__/* .createRetryPolicy */ .hx)({
        ...options,
        retryable: error => (0,_cloud_retry_js__WEBPACK_IMPORTED_MODULE_2__/* .isRetryableWrite */ .OS)(error) || error.ambiguous
    });
    const startedAt = clock.now();
    const streak = (0,_reading_js__WEBPACK_IMPORTED_MODULE_6__/* .createStreak */ .X)();
    let ambiguous;
    /** Whether an ambiguous attempt is not retried, so that only readings can resolve it. */
    let isLastReading = false;
    let lastError;
    let status = '';
    let skipRateLimit = false;
    let sentOver;
    const stopped = () => ({ kind: 'stopped', perhapsSent: ambiguous !== undefined });
    const unknown = (why) => {
        const error = ambiguous ?? lastError;
        return {
            kind: 'unknown',
            error,
            why: ambiguous === undefined ? why : `its deployment may have been sent, and ${why}`
        };
    };
    const foreign = (route, why) => ({
        kind: 'foreign',
        live: (0,_reading_js__WEBPACK_IMPORTED_MODULE_6__/* .liveOf */ .QA)(route),
        why
    });
    const notDeployed = () => ambiguous === undefined
        ? 'it was not deployed'
        : `its deployment may have been sent: ${(0,_runtime_text_js__WEBPACK_IMPORTED_MODULE_8__/* .withoutPeriod */ .Kx)(ambiguous.message)}`;
    for (;;) {
        if (deadline.isStopped())
            return stopped();
        const atDeadline = deadline.leftMs() === 0;
        const askedAt = clock.now();
        const read = await (0,_cloud_call_error_js__WEBPACK_IMPORTED_MODULE_0__/* .orCallError */ .YU)(reader.read(_cloud_native_operations_js__WEBPACK_IMPORTED_MODULE_1__/* .NATIVE_OPERATIONS */ .F.getHttpApiRoute, target, {
            once: true,
            deadline: deadline.later(LAST_READING_MS)
        }));
        if (deadline.isStopped())
            return stopped();
        let delayMs = READ_EVERY_MS;
        if (read instanceof _cloud_call_error_js__WEBPACK_IMPORTED_MODULE_0__/* .CallError */ .RA) {
            lastError = read;
            if ((0,_cloud_call_error_js__WEBPACK_IMPORTED_MODULE_0__/* .isDenied */ .GZ)(read))
                return unknown('its state could not be read');
            log.info(`${read.message}; retrying until the wait ends`);
            delayMs = Math.max(delayMs, read.retryAfterMs ?? 0);
        }
        else {
            lastError = undefined;
            status = read.deployStatus;
            options.onRead((0,_reading_js__WEBPACK_IMPORTED_MODULE_6__/* .liveOf */ .QA)(read));
            const seen = assessReading(read, options);
            const shownMs = streak.since(seen, askedAt);
            switch (seen) {
                case 'serves':
                    // the status may lag behind: one reading is not enough, and following requires two
                    if (ambiguous !== undefined)
                        return { kind: 'accepted', accepted: undefined };
                    if (shownMs >= IN_EFFECT_MS)
                        return { kind: 'in-effect' };
                    break;
                case 'deploying':
                    if (ambiguous !== undefined)
                        return { kind: 'accepted', accepted: undefined };
                    break;
                case 'down':
                    return foreign(read, `someone else is taking the route offline (${status}); ${notDeployed()}`);
                case 'other':
                    if (shownMs >= SHOWS_WITHIN_MS) {
                        return (0,_reading_js__WEBPACK_IMPORTED_MODULE_6__/* .liveOf */ .QA)(read).canonical === options.base?.canonical
                            ? unknown(`the saved backend is not visible (${status})`)
                            : foreign(read, `${describeForeign(read, options)}; ${notDeployed()}`);
                    }
                    break;
                case 'to-deploy': {
                    const state = (0,_reading_js__WEBPACK_IMPORTED_MODULE_6__/* .stateOf */ .L4)(read);
                    // it has arrived and failed, which following reports
                    if (ambiguous !== undefined && state === 'failed' && sentOver !== 'failed') {
                        return { kind: 'accepted', accepted: undefined };
                    }
                    // a deployment that may have been sent may still become visible
                    if (ambiguous !== undefined && shownMs < _reading_js__WEBPACK_IMPORTED_MODULE_6__/* .APART_MS */ .u3)
                        break;
                    if (isLastReading)
                        return unknown(`it is not visible (${status})`);
                    if (atDeadline)
                        break;
                    sentOver = state;
                    const end = await deployOnce(options, target, askedAt, skipRateLimit);
                    skipRateLimit = false;
                    if (!(end instanceof _cloud_call_error_js__WEBPACK_IMPORTED_MODULE_0__/* .CallError */ .RA)) {
                        policy.succeeded();
                        return { kind: 'accepted', accepted: end };
                    }
                    if (end.ambiguous)
                        ambiguous = end;
                    if (deadline.isStopped())
                        return stopped();
                    if (end.transport === 'aborted' && !end.ambiguous) {
                        // it waited for the rate limit until the reading was too old
                        skipRateLimit = true;
                        continue;
                    }
                    const decision = policy.next(end);
                    streak.reset();
                    if (decision.retry) {
                        log.info(`${end.message} (${decision.count}); reading the route again in ${(0,_runtime_clock_js__WEBPACK_IMPORTED_MODULE_4__/* .formatDuration */ .a3)(decision.delayMs)}`);
                        delayMs = decision.delayMs;
                        break;
                    }
                    if (ambiguous === undefined)
                        return { kind: 'refused', error: decision.error };
                    // no later refusal proves that nothing arrived
                    isLastReading = true;
                    break;
                }
                case 'moving':
                    break;
            }
        }
        if (atDeadline) {
            return unknown(`it did not take effect within ${(0,_runtime_clock_js__WEBPACK_IMPORTED_MODULE_4__/* .formatDuration */ .a3)(clock.now() - startedAt)}; the route is ${status === '' ? 'in an unknown state' : status}`);
        }
        await deadline.sleep(delayMs);
    }
}
/** Describes what someone else changed in the saved route. */
function describeForeign(route, { desired, base }) {
    const fields = (0,_kind_js__WEBPACK_IMPORTED_MODULE_5__/* .changedSentFields */ .ET)(base, (0,_reading_js__WEBPACK_IMPORTED_MODULE_6__/* .liveOf */ .QA)(route));
    const isBackendSaved = (0,_scene_js__WEBPACK_IMPORTED_MODULE_7__/* .compareBackends */ .l6)(desired, { definition: (0,_scene_js__WEBPACK_IMPORTED_MODULE_7__/* .definitionOf */ .Fg)(route) }).changes.length === 0;
    const what = [...(isBackendSaved ? [] : ['backend']), ...fields].join(', ');
    return `someone else changed the saved route (${what})`;
}
function assessReading(route, { desired, base, untilDeadline }) {
    const state = (0,_reading_js__WEBPACK_IMPORTED_MODULE_6__/* .stateOf */ .L4)(route);
    // after a failed deployment nothing may be in effect: a rollback deploys the route again
    if (state === 'going-out' || (state === 'out' && !untilDeadline))
        return 'down';
    const isSaved = (0,_scene_js__WEBPACK_IMPORTED_MODULE_7__/* .compareBackends */ .l6)(desired, { definition: (0,_scene_js__WEBPACK_IMPORTED_MODULE_7__/* .definitionOf */ .Fg)(route) }).changes.length === 0;
    // a deployment publishes a draft as a whole, whoever saved it
    if (!isSaved || (0,_kind_js__WEBPACK_IMPORTED_MODULE_5__/* .changedSentFields */ .ET)(base, (0,_reading_js__WEBPACK_IMPORTED_MODULE_6__/* .liveOf */ .QA)(route)).length > 0)
        return 'other';
    switch (state) {
        case 'deployed':
            return 'serves';
        case 'saved':
        case 'failed':
        case 'out':
            return 'to-deploy';
        case 'deploying':
            return 'deploying';
        case 'moving':
            return 'moving';
    }
}
function deployOnce({ writer, clock, deadline, onSending }, { httpApiId, routeId }, readAt, skipRateLimit) {
    onSending();
    const limit = deadline.later(LAST_DEPLOY_MS);
    return (0,_cloud_call_error_js__WEBPACK_IMPORTED_MODULE_0__/* .orCallError */ .YU)((0,_cloud_writer_js__WEBPACK_IMPORTED_MODULE_3__/* .withStopGrace */ .N)({ clock, deadline, limit }, stop => writer.write(_cloud_native_operations_js__WEBPACK_IMPORTED_MODULE_1__/* .NATIVE_OPERATIONS */ .F.deployHttpApi, { httpApiId, routeId }, { ...stop, skipRateLimit, precondition: () => clock.now() - readAt <= _write_js__WEBPACK_IMPORTED_MODULE_9__/* .MAX_READING_AGE_MS */ .r })));
}


/***/ })

};
