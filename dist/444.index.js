export const id = 444;
export const ids = [444];
export const modules = {

/***/ 3155:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   u: () => (/* binding */ createWriter)
/* harmony export */ });
/* harmony import */ var _answer_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3142);
/* harmony import */ var _client_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6940);


/** A modification of many APIs may take the service a while; it is never given less. */
const MIN_WRITE_TIMEOUT_MS = 30_000;
/** The writing half. One try a call: whether to send again is decided by what live shows. */
function createWriter(options) {
    return {
        async modify(modification, { signal, ...more } = {}) {
            const body = await (0,_client_js__WEBPACK_IMPORTED_MODULE_1__/* .call */ .T1)(options, 'ModifyBackendModel', {
                BackendId: modification.backendId,
                StageName: modification.stageName,
                BackendType: modification.backendType,
                BackendModelId: modification.backendModelId,
                BackendModelData: modification.backendModelData,
                ...(modification.description === undefined ? {} : { Description: modification.description })
            }, { timeoutMs: Math.max(options.requestTimeoutMs, MIN_WRITE_TIMEOUT_MS), signal, ...more });
            return { requestId: (0,_client_js__WEBPACK_IMPORTED_MODULE_1__/* .requestIdOf */ .Gb)(body), operationId: (0,_answer_js__WEBPACK_IMPORTED_MODULE_0__/* .labelOf */ .Wy)(body['OperationId']) };
        }
    };
}


/***/ }),

/***/ 4630:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ settle),
/* harmony export */   g: () => (/* binding */ applyPlan)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8645);
/* harmony import */ var _model_diff_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6191);
/* harmony import */ var _going_on_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2732);
/* harmony import */ var _modification_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(580);
/* harmony import */ var _observe_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9475);
/* harmony import */ var _rollback_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5148);
/* harmony import */ var _send_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(5262);







/** Sends the planned modification, follows it to its end, and goes back where that is asked for. Never rejects for what the cloud answers. */
async function applyPlan(plan, options) {
    const { target } = plan;
    const sent = await options.timeline.during('write', () => (0,_send_js__WEBPACK_IMPORTED_MODULE_6__/* .sendModification */ .R)((0,_modification_js__WEBPACK_IMPORTED_MODULE_3__/* .modificationOf */ .e)(plan), {
        ...options,
        expectation: expectationOf(plan),
        stop: options.signal ?? new AbortController().signal
    }));
    if (sent.kind !== 'accepted')
        return notAccepted(plan, sent);
    const { accepted } = sent;
    options.onAccepted(accepted);
    options.log.info(`${target.name}: accepted (request ${accepted.requestId}, operation ${accepted.operationId || 'not given'})`);
    return settle(plan, accepted, options);
}
/** Follows an accepted modification to its end, and goes back where that is asked for. */
async function settle(plan, accepted, options) {
    const end = await (0,_observe_js__WEBPACK_IMPORTED_MODULE_4__/* .observe */ .l)(plan, accepted, {
        ...options,
        // who asked for a way back waits for the end, even when following is denied for a while
        wait: options.rollbackOnFailure ? 'always' : options.wait
    });
    const { reading } = end.readBack;
    const applied = {
        ...end,
        readBack: reading && { model: reading.model },
        accepted,
        rollback: undefined
    };
    if (!options.rollbackOnFailure || end.result !== 'partial')
        return applied;
    return withRollback(plan, end, applied, options);
}
async function withRollback(plan, end, applied, options) {
    const { live, target, difference } = plan;
    const { error } = end;
    if (error === undefined || live === undefined || difference === undefined)
        return applied;
    if (difference.changes.length === 0 && difference.omitted.length === 0) {
        options.log.notice(`${target.name}: not rolled back: what this step sent is what was there before, so there is nothing to go back to`);
        return applied;
    }
    options.log.info(error.message);
    const sent = end.readBack.reading?.differences.length === 0 ? end.readBack.reading : undefined;
    const back = await options.timeline.during('rollback', () => (0,_rollback_js__WEBPACK_IMPORTED_MODULE_5__/* .rollBack */ .Fu)(plan, sent, options));
    return {
        ...applied,
        result: back.result,
        changed: back.changed,
        rollback: back.accepted,
        error: new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ(back.code ?? error.code, `${error.message}. ${back.say}`, {
            hint: back.result === 'rolled-back'
                ? 'Mend what failed, then run the step again.'
                : `${(0,_going_on_js__WEBPACK_IMPORTED_MODULE_2__/* .wayOn */ .jT)(plan)} Look at what is live first.`,
            requestId: back.accepted?.requestId ?? error.requestId,
            cause: error
        })
    };
}
/** What live may be for this write to be sent, or sent again. */
function expectationOf({ live, wanted, backendType, readAt }) {
    if (live === undefined)
        return undefined;
    const before = { config: live.model.config, backendType };
    return {
        readAt,
        isBefore: config => (0,_model_diff_js__WEBPACK_IMPORTED_MODULE_1__/* .sameDefinition */ .uD)(before, { config, backendType }),
        isAfter: config => (0,_model_diff_js__WEBPACK_IMPORTED_MODULE_1__/* .isResultOf */ .xu)(wanted, before, { config, backendType })
    };
}
function notAccepted(plan, sent) {
    const { target } = plan;
    const nothing = { accepted: undefined, progress: undefined, probes: [], rollback: undefined };
    const failed = (error) => ({ ...nothing, result: 'failed', changed: false, error });
    const unknown = (error) => ({
        ...nothing,
        result: 'unknown',
        changed: undefined,
        error
    });
    switch (sent.kind) {
        case 'not-sent':
            return failed(sent.error);
        case 'drifted':
            return failed(new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('Drift', `${target.name} was changed by another writer since the plan was made: ${(0,_modification_js__WEBPACK_IMPORTED_MODULE_3__/* .describeDifference */ .h)(plan, sent.config)}`, { hint: 'Nothing was sent. Look at what changed, then run the job again: it plans anew.' }));
        case 'conflict':
            return {
                ...unknown(new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('Conflict', `${target.name}: the modification was sent without an answer, and live is now neither what it was nor what was sent, so another writer is at work: ${(0,_modification_js__WEBPACK_IMPORTED_MODULE_3__/* .describeDifference */ .h)(plan, sent.config)}`, { hint: (0,_going_on_js__WEBPACK_IMPORTED_MODULE_2__/* .wayOn */ .jT)(plan) })),
                // what is there now is not what was there before, whoever wrote it
                changed: true
            };
        case 'unknown':
            return unknown(new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ(sent.error.code, `${target.name}: ${sent.error.message}`, {
                hint: [sent.error.hint, (0,_going_on_js__WEBPACK_IMPORTED_MODULE_2__/* .wayOn */ .jT)(plan)].filter(Boolean).join('\n'),
                requestId: sent.error.requestId,
                cause: sent.error
            }));
        case 'stopped':
            return {
                ...nothing,
                result: 'cancelled',
                changed: sent.perhapsSent ? undefined : false,
                error: sent.perhapsSent
                    ? new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('Cancelled', `${target.name}: stopped by a signal while the modification was under way; it may have arrived`, { hint: (0,_going_on_js__WEBPACK_IMPORTED_MODULE_2__/* .wayOn */ .jT)(plan) })
                    : new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('Cancelled', `${target.name}: stopped by a signal before anything was sent`)
            };
    }
}


/***/ }),

/***/ 809:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $K: () => (/* binding */ judgeProbes),
/* harmony export */   $x: () => (/* binding */ surelyChanged),
/* harmony export */   S4: () => (/* binding */ judge),
/* harmony export */   vF: () => (/* binding */ probeError)
/* harmony export */ });
/* harmony import */ var _cloudapi_call_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5235);
/* harmony import */ var _cloudapi_cures_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3436);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8645);
/* harmony import */ var _runtime_clock_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(49);
/* harmony import */ var _runtime_text_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(4772);
/* harmony import */ var _going_on_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(2732);
/* harmony import */ var _read_back_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(7118);







/** From the batch's end and the last reading to the result. */
function judge(plan, batch, readBack, options) {
    const { target } = plan;
    const { log } = options;
    // one reading says that something changed; that nothing did, only one that had its time
    const changed = surelyChanged(plan, readBack);
    const red = (result, code, message, progress, cause) => ({
        result,
        changed,
        progress,
        probes: [],
        error: new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .ActionError */ .lZ(code, message, {
            hint: [cause?.hint, (0,_going_on_js__WEBPACK_IMPORTED_MODULE_4__/* .wayOn */ .jT)(plan)].filter(Boolean).join('\n')
        })
    });
    if (batch.kind === 'stopped')
        return cancelled(plan, changed, batch.progress);
    if (batch.kind === 'denied') {
        log.warning(`${target.name}: accepted, but not followed: ${batch.error.message}. To follow it, add this to the RAM policy: ${(0,_cloudapi_cures_js__WEBPACK_IMPORTED_MODULE_1__/* .ramStatement */ .u2)(['DescribeUpdateBackendTask'])}`);
        return {
            result: 'submitted',
            changed,
            progress: undefined,
            probes: [],
            error: undefined
        };
    }
    if (batch.kind === 'timed-out') {
        const { code, message } = explainTimeout(plan, batch, options.waitTimeoutMs);
        return red('unknown', code, message, batch.progress, batch.lastError);
    }
    const { progress } = batch;
    if (progress.failed > 0) {
        const failed = progress.apis.filter(api => api.state === 'failed');
        const named = failed
            .slice(0, 10)
            .map(api => `${api.name || api.apiId} (${api.group}): ${api.status} ${api.message}`);
        const more = failed.length > named.length ? `; and ${failed.length - named.length} more` : '';
        return red('partial', 'BatchFailed', (0,_runtime_text_js__WEBPACK_IMPORTED_MODULE_6__/* .oneLine */ .TN)(`${target.name}: ${progress.failed} of ${(0,_runtime_text_js__WEBPACK_IMPORTED_MODULE_6__/* .plural */ .LS)(progress.total, 'API')} failed to move: ${named.join('; ')}${more}`), progress);
    }
    if (plan.live === undefined) {
        return { result: 'submitted', changed, progress, probes: [], error: undefined };
    }
    if (!(0,_read_back_js__WEBPACK_IMPORTED_MODULE_5__/* .isAsWanted */ .K1)(readBack)) {
        if (options.stopped)
            return cancelled(plan, changed, progress);
        const { reading, lastError } = readBack;
        if (lastError !== undefined && (0,_cloudapi_call_error_js__WEBPACK_IMPORTED_MODULE_0__/* .isDenied */ .GZ)(lastError)) {
            log.warning(`${target.name}: not read back: ${lastError.message}`);
            return { result: 'submitted', changed, progress, probes: [], error: undefined };
        }
        if (lastError !== undefined || reading === undefined) {
            return red('unknown', 'ReadBackFailed', `${target.name}: the batch is over, but the definition could not be read back: ${lastError?.message ?? 'no answer'}`, progress, lastError);
        }
        const paths = reading.differences.map(change => change.path).join(', ');
        return {
            ...red('partial', 'ReadBackMismatch', `${target.name}: the batch is over, but the live definition is not the one that was sent: it differs in ${paths}`, progress),
            changed: (0,_read_back_js__WEBPACK_IMPORTED_MODULE_5__/* .hasChanged */ .$H)(plan, readBack)
        };
    }
    if (!batch.surely) {
        log.warning(`${target.name}: every API that the batch lists was updated; whether these are all could not be checked. To check it, add this to the RAM policy: ${(0,_cloudapi_cures_js__WEBPACK_IMPORTED_MODULE_1__/* .ramStatement */ .u2)(['DescribeApisByBackend'])}`);
        return { result: 'submitted', changed, progress, probes: [], error: undefined };
    }
    return { result: 'switched', changed: (0,_read_back_js__WEBPACK_IMPORTED_MODULE_5__/* .hasChanged */ .$H)(plan, readBack), progress, probes: [], error: undefined };
}
/** A switch that its probes were asked about. */
function judgeProbes(plan, end, stopped) {
    const bad = end.probes.filter(({ good }) => !good);
    if (bad.length === 0)
        return end;
    if (stopped)
        return { ...cancelled(plan, end.changed, end.progress), probes: end.probes };
    return { ...end, result: 'partial', error: probeError(plan, bad, (0,_going_on_js__WEBPACK_IMPORTED_MODULE_4__/* .wayOn */ .jT)(plan)) };
}
/** What the URLs that did not answer well have answered. */
function probeError(plan, bad, hint) {
    const answers = bad.map(({ url, detail, attempts }) => `${url}: ${detail} (asked ${(0,_runtime_text_js__WEBPACK_IMPORTED_MODULE_6__/* .plural */ .LS)(attempts, 'time')})`);
    return new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .ActionError */ .lZ('ProbeFailed', (0,_runtime_text_js__WEBPACK_IMPORTED_MODULE_6__/* .oneLine */ .TN)(`${plan.target.name}: a probe did not answer well three times in a row: ${answers.join('; ')}`), { hint });
}
/** Stopped by a signal after the modification was accepted. */
function cancelled(plan, changed, progress) {
    return {
        result: 'cancelled',
        changed,
        progress,
        probes: [],
        error: new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .ActionError */ .lZ('Cancelled', `${plan.target.name}: stopped by a signal after the modification was accepted; the gateway goes on moving the APIs`, { hint: (0,_going_on_js__WEBPACK_IMPORTED_MODULE_4__/* .wayOn */ .jT)(plan) })
    };
}
function explainTimeout(plan, batch, waitTimeoutMs) {
    const { name } = plan.target;
    const { progress, lastError } = batch;
    if (progress === undefined && lastError === undefined) {
        return {
            code: 'NoOperationId',
            message: `${name}: accepted, but the service gave no operation id to follow the batch by`
        };
    }
    const within = `within ${(0,_runtime_clock_js__WEBPACK_IMPORTED_MODULE_3__/* .formatDuration */ .a)(waitTimeoutMs)} (wait-timeout)`;
    const asked = lastError === undefined ? '' : `; the last question failed: ${lastError.message}`;
    if (progress === undefined) {
        return {
            code: 'WaitTimeout',
            message: `${name}: the end of the batch could not be learnt ${within}${asked}`
        };
    }
    const moving = progress.apis.filter(api => api.state === 'moving');
    const named = moving
        .slice(0, 5)
        .map(api => `${api.name || api.apiId}: ${api.status === '' ? 'not listed yet' : `status ${api.status}, message "${api.message}"`}`);
    const more = moving.length > named.length ? `; and ${moving.length - named.length} more` : '';
    return {
        code: 'WaitTimeout',
        message: (0,_runtime_text_js__WEBPACK_IMPORTED_MODULE_6__/* .oneLine */ .TN)(`${name}: ${progress.moving} of ${(0,_runtime_text_js__WEBPACK_IMPORTED_MODULE_6__/* .plural */ .LS)(progress.total, 'API')} did not come to an end ${within}${progress.failed > 0 ? `, ${progress.failed} failed` : ''}: ${named.join('; ')}${more}${asked}`)
    };
}
/** Right after the write, before its batch: that nothing is to be seen yet does not say that nothing changed. */
function surelyChanged(plan, readBack) {
    const changed = (0,_read_back_js__WEBPACK_IMPORTED_MODULE_5__/* .hasChanged */ .$H)(plan, readBack);
    return changed === false && plan.difference?.changes.length !== 0 ? undefined : changed;
}


/***/ }),

/***/ 580:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   e: () => (/* binding */ modificationOf),
/* harmony export */   h: () => (/* binding */ describeDifference)
/* harmony export */ });
/* harmony import */ var _model_definition_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1305);
/* harmony import */ var _model_redact_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6489);
/* harmony import */ var _runtime_text_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4772);



/** What a plan sends. */
function modificationOf(plan) {
    const { target } = plan;
    return {
        backendId: target.backendId,
        stageName: target.stageName,
        backendType: plan.backendType,
        backendModelId: plan.backendModelId,
        backendModelData: JSON.stringify(plan.data),
        description: target.description?.text
    };
}
/** What was there when the plan was made, what it sends, and what is there now; redacted, on one line. */
function describeDifference({ live, data, backendType }, config) {
    const show = (definition) => definition === undefined ? 'none' : JSON.stringify((0,_model_redact_js__WEBPACK_IMPORTED_MODULE_1__/* .redact */ .E$)(definition));
    const read = (form) => form && (0,_model_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .fromReadForm */ .vi)(form, backendType);
    return (0,_runtime_text_js__WEBPACK_IMPORTED_MODULE_2__/* .oneLine */ .TN)(`before the step it was ${show(read(live?.model.config))}, this step wants ${show(data)}, and now it is ${show(read(config))}`);
}


/***/ }),

/***/ 9475:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  l: () => (/* binding */ observe)
});

// EXTERNAL MODULE: ./errors.js
var errors = __webpack_require__(8645);
// EXTERNAL MODULE: ./cloudapi/call-error.js
var call_error = __webpack_require__(5235);
;// CONCATENATED MODULE: ./model/batch.js
/**
 * What one entry of a batch says. No document lists the values of `UpdateStatus`: the only example is
 * `OVER` beside the message `Failed`, so the end is read from the status and the success from the
 * message, first match wins. A name never seen before is still moving, never an error.
 */
function stateOf(entry) {
    const status = entry.status.toUpperCase();
    const message = entry.message.trim().toUpperCase();
    if (/FAIL|ERROR|ABORT/.test(status))
        return 'failed';
    if (status.includes('SUCCESS'))
        return /^(FAIL|ERROR)/.test(message) ? 'failed' : 'updated';
    if (/OVER|FINISHED/.test(status)) {
        return message === '' || message.startsWith('SUCCESS') ? 'updated' : 'failed';
    }
    return message.startsWith('SUCCESS') ? 'updated' : 'moving';
}
/**
 * How far a batch is. It is done when every API that was published before the write has an end, and
 * so has every other entry: a task that is shorter than the list is still growing.
 * @param published the APIs that were published before the write
 * @param entries what the task lists now
 * @param gone the ids of APIs that are no longer published: theirs are not waited for
 */
function progressOf(published, entries, gone = new Set()) {
    const known = new Map(published.map(api => [api.apiId, api]));
    const listed = new Map();
    entries.forEach((entry, index) => {
        const api = known.get(entry.apiId);
        const progress = {
            apiId: entry.apiId,
            name: entry.name || (api?.name ?? ''),
            group: entry.group || (api?.group ?? ''),
            state: stateOf(entry),
            status: entry.status,
            message: entry.message
        };
        if (progress.state === 'moving' && gone.has(entry.apiId))
            return;
        // an API that is listed twice is only as far as its worst row
        const key = entry.apiId || `#${index}`;
        const other = listed.get(key);
        if (other === undefined || BADNESS[progress.state] > BADNESS[other.state])
            listed.set(key, progress);
    });
    const unlisted = published.filter(api => !listed.has(api.apiId));
    const apis = [
        ...listed.values(),
        ...unlisted.map(({ apiId, name, group }) => ({
            apiId,
            name,
            group,
            state: 'moving',
            status: '',
            message: ''
        }))
    ];
    const count = (state) => apis.filter(api => api.state === state).length;
    const moving = count('moving');
    return {
        apis,
        total: apis.length,
        updated: count('updated'),
        failed: count('failed'),
        moving,
        unlisted,
        done: moving === 0
    };
}
const BADNESS = { updated: 0, failed: 1, moving: 2 };

// EXTERNAL MODULE: ./runtime/clock.js
var runtime_clock = __webpack_require__(49);
// EXTERNAL MODULE: ./runtime/text.js
var runtime_text = __webpack_require__(4772);
;// CONCATENATED MODULE: ./rollout/follow.js




const FIRST_POLL_DELAY_MS = 200;
const MAX_POLL_DELAY_MS = 10_000;
/** A poll comes at the latest after this part of the time that has passed: an end is noticed soon. */
const POLL_SHARE = 0.08;
const HEARTBEAT_MS = 60_000;
/** How long the last question may take. */
const LAST_POLL_MS = 3_000;
/** How often the published APIs are listed again, for those that a task does not list. */
const RELIST_MS = 5_000;
/** Without the list of APIs: how often the task must stay as it is, and how long an empty one. */
const QUIET_POLLS = 2;
const QUIET_EMPTY_MS = 10_000;
/** Follows a batch to its end. A poll that fails never ends the wait; the last one is at the deadline. */
async function followBatch(options) {
    const { clock, log, deadline, signal, startedAt, published } = options;
    const gone = new Set();
    let progress;
    let lastError;
    let delayMs = FIRST_POLL_DELAY_MS;
    let quietPolls = 0;
    let relistedAt = startedAt;
    let lastChance = false;
    const isStopped = () => signal?.aborted === true;
    const say = createTeller(clock, log, startedAt);
    const see = (entries) => {
        const seen = progressOf((published ?? []).filter(api => !gone.has(api.apiId)), entries, gone);
        quietPolls = progress !== undefined && sameRows(progress, seen) ? quietPolls + 1 : 0;
        progress = seen;
        say(seen);
        return seen;
    };
    for (;;) {
        if (isStopped())
            return { kind: 'stopped', progress };
        const atDeadline = clock.now() >= deadline;
        try {
            const entries = await ask(options);
            lastError = undefined;
            const seen = see(entries);
            if (published === undefined) {
                const quietLongEnough = entries.length > 0 || clock.now() - startedAt >= QUIET_EMPTY_MS;
                if (seen.done && quietPolls >= QUIET_POLLS && quietLongEnough) {
                    return { kind: 'ended', progress: seen, surely: false };
                }
            }
            else {
                if (seen.done)
                    return { kind: 'ended', progress: seen, surely: true };
                // nothing moves any more: what is still missing may have been unpublished
                if (quietPolls > 0 && (atDeadline || clock.now() - relistedAt >= RELIST_MS)) {
                    relistedAt = clock.now();
                    for (const apiId of await noLongerPublished(options, seen))
                        gone.add(apiId);
                    const without = progressOf(published.filter(api => !gone.has(api.apiId)), entries, gone);
                    if (without.done) {
                        say(without);
                        return { kind: 'ended', progress: without, surely: true };
                    }
                }
            }
        }
        catch (error) {
            if (!(error instanceof call_error/* CallError */.RA))
                throw error;
            if (isStopped())
                return { kind: 'stopped', progress };
            if (options.giveUpWhenDenied && (0,call_error/* isDenied */.GZ)(error))
                return { kind: 'denied', error };
            if (published?.length === 0 && isNotFound(error) && lastError !== undefined && isNotFound(lastError)) {
                // nothing had to move, and there is no task that moves anything
                return { kind: 'ended', progress: progressOf([], []), surely: true };
            }
            log.info(`${error.message}; asking again until the wait ends (${(0,runtime_clock/* formatDuration */.a)(clock.now() - startedAt)})`);
            lastError = error;
            if (error.fault === 'busy') {
                delayMs = Math.min(MAX_POLL_DELAY_MS, Math.max(delayMs * 2, error.retryAfterMs ?? 0));
            }
            // a connection that was kept too long says nothing about the batch
            if (atDeadline && error.transport === 'reset' && !lastChance) {
                lastChance = true;
                continue;
            }
        }
        if (atDeadline)
            return { kind: 'timed-out', progress, lastError };
        await clock.sleep(Math.max(0, Math.min(delayMs, deadline - clock.now())), signal);
        delayMs = Math.min(MAX_POLL_DELAY_MS, Math.max(Math.min(delayMs * 1.3, 800), (clock.now() - startedAt) * POLL_SHARE));
    }
}
/** One question, which does not go on long after the deadline. */
function ask(options) {
    const { reader, operationId, signal } = options;
    const leftMs = leftOf(options);
    return reader.describeTask(operationId, { once: true, signal, timeoutMs: leftMs, keysWithinMs: leftMs });
}
function leftOf({ clock, deadline }) {
    return Math.max(LAST_POLL_MS, deadline - clock.now());
}
function isNotFound({ fault, code }) {
    return fault === 'client' && /not_?found/i.test(code);
}
/** Which of the APIs that are waited for are no longer published; none when that cannot be read. */
async function noLongerPublished(options, { apis }) {
    const { reader, backendId, stageName, log, signal } = options;
    try {
        const listed = await reader.listPublishedApis(backendId, stageName, {
            once: true,
            signal,
            keysWithinMs: leftOf(options)
        });
        const now = new Set(listed.map(api => api.apiId));
        const gone = apis.filter(({ apiId, state }) => state === 'moving' && apiId !== '' && !now.has(apiId));
        for (const { apiId, name } of gone) {
            log.info(`${name || apiId} is no longer published in ${stageName}; not waited for`);
        }
        return gone.map(({ apiId }) => apiId);
    }
    catch (error) {
        if (!(error instanceof call_error/* CallError */.RA))
            throw error;
        log.info(`${error.message}; every API is waited for`);
        return [];
    }
}
function sameRows(a, b) {
    return (a.total - a.unlisted.length === b.total - b.unlisted.length &&
        a.updated === b.updated &&
        a.failed === b.failed &&
        a.moving === b.moving);
}
/** A line when something changed, and at least one a minute. */
function createTeller(clock, log, startedAt) {
    let said = '';
    let saidAt = startedAt;
    return ({ total, updated, failed, moving }) => {
        const parts = [`${updated} of ${(0,runtime_text/* plural */.LS)(total, 'API')} updated`];
        if (failed > 0)
            parts.push(`${failed} failed`);
        if (moving > 0)
            parts.push(`${moving} moving`);
        const line = parts.join(', ');
        if (line === said && clock.now() - saidAt < HEARTBEAT_MS)
            return;
        said = line;
        saidAt = clock.now();
        log.info(`${line} (${(0,runtime_clock/* formatDuration */.a)(clock.now() - startedAt)})`);
    };
}

// EXTERNAL MODULE: ./rollout/judge.js
var judge = __webpack_require__(809);
// EXTERNAL MODULE: ./rollout/read-back.js
var read_back = __webpack_require__(7118);
;// CONCATENATED MODULE: ./rollout/observe.js




/** A batch that is over within this is over at the first look. */
const FRESH_MS = 1_000;
/** Follows an accepted modification to its end: the batch, the definition read back, the probes. Never rejects for what the cloud answers. */
async function observe(plan, accepted, options) {
    const { clock, reader, log, signal, timeline } = options;
    const { target } = plan;
    const startedAt = clock.now();
    const deadline = startedAt + options.waitTimeoutMs;
    const mayRead = plan.live !== undefined;
    const read = () => (0,read_back/* readOnce */.WY)(reader, plan, signal, { keysWithinMs: (0,read_back/* keysUntil */.fG)(deadline, clock) });
    // what is independent goes in parallel: most batches are over, and their effect is there, at the first look
    const firstReading = mayRead
        ? options.wait === 'never'
            ? (0,read_back/* readSoon */.KJ)(reader, plan, { clock, log, signal })
            : read()
        : Promise.resolve({ reading: undefined, lastError: undefined });
    if (options.wait === 'never') {
        const readBack = await firstReading;
        if (signal?.aborted === true)
            return {
                ...(0,judge/* judge */.S4)(plan, { kind: 'stopped', progress: undefined }, readBack, { ...options, stopped: true }),
                readBack
            };
        log.info(`${target.name}: not followed, as wait: false asks`);
        return { ...submitted(plan, readBack), readBack };
    }
    const [batch, parallelReading] = await timeline.during('batch', () => Promise.all([
        accepted.operationId === ''
            ? withoutOperation(plan)
            : followBatch({
                reader,
                clock,
                log,
                backendId: target.backendId,
                stageName: target.stageName,
                operationId: accepted.operationId,
                published: plan.published,
                startedAt,
                deadline,
                giveUpWhenDenied: options.wait === 'auto',
                signal
            }),
        firstReading
    ]));
    // a reading counts if it was as wanted at the batch's end; one from its beginning is made again
    const isStale = clock.now() - startedAt > FRESH_MS;
    const ended = batch.kind === 'ended' && batch.progress.failed === 0;
    const readBack = !mayRead
        ? parallelReading
        : await timeline.during('read-back', async () => {
            if (!ended)
                return isStale ? (0,read_back/* readSoon */.KJ)(reader, plan, { clock, log, signal }) : parallelReading;
            const first = isStale ? await read() : parallelReading;
            return (0,read_back/* readUntilWanted */.CY)(reader, plan, {
                first,
                clock,
                log,
                deadline,
                signal
            });
        });
    if (readBack.reading !== undefined) {
        const remarks = (0,read_back/* remarksOn */.rc)(plan, readBack.reading, options.ownStages);
        for (const warning of remarks.warnings)
            log.warning(warning);
        for (const notice of remarks.notices)
            log.notice(notice);
    }
    const end = (0,judge/* judge */.S4)(plan, batch, readBack, { ...options, stopped: signal?.aborted === true });
    const probed = target.probeUrls.length > 0 && (end.result === 'switched' || end.result === 'submitted')
        ? await afterProbes(plan, end, options)
        : end;
    return { ...probed, error: probed.error && withIds(probed.error, accepted), readBack };
}
async function afterProbes(plan, end, options) {
    const probes = await options.timeline.during('probe', () => options.probe(plan));
    return (0,judge/* judgeProbes */.$K)(plan, { ...end, probes }, options.signal?.aborted === true);
}
function submitted(plan, readBack) {
    return {
        result: 'submitted',
        changed: (0,judge/* surelyChanged */.$x)(plan, readBack),
        progress: undefined,
        probes: [],
        error: undefined
    };
}
/** Without an operation id there is nothing to follow: fine where nothing had to move. */
function withoutOperation(plan) {
    const none = {
        apis: [],
        total: 0,
        updated: 0,
        failed: 0,
        moving: 0,
        unlisted: [],
        done: true
    };
    return plan.published?.length === 0
        ? { kind: 'ended', progress: none, surely: true }
        : { kind: 'timed-out', progress: undefined, lastError: undefined };
}
function withIds(error, accepted) {
    return new errors/* ActionError */.lZ(error.code, `${error.message} (operation ${accepted.operationId || 'not given'})`, {
        hint: error.hint,
        requestId: accepted.requestId,
        cause: error
    });
}


/***/ }),

/***/ 7118:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $H: () => (/* binding */ hasChanged),
/* harmony export */   CY: () => (/* binding */ readUntilWanted),
/* harmony export */   K1: () => (/* binding */ isAsWanted),
/* harmony export */   KJ: () => (/* binding */ readSoon),
/* harmony export */   WY: () => (/* binding */ readOnce),
/* harmony export */   fG: () => (/* binding */ keysUntil),
/* harmony export */   rc: () => (/* binding */ remarksOn)
/* harmony export */ });
/* harmony import */ var _cloudapi_call_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5235);
/* harmony import */ var _cloudapi_retry_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8515);
/* harmony import */ var _model_definition_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1305);
/* harmony import */ var _model_diff_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6191);
/* harmony import */ var _runtime_text_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(4772);





/** How long a definition may take to show after its batch. */
const READ_BACK_MS = 30_000;
const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 5_000;
/** Reads the target: in one try, for who reads again, or in as many as a call may take. */
async function readOnce(reader, plan, signal, { once = true, keysWithinMs } = {}) {
    try {
        const backend = await reader.describeBackend(plan.target.backendId, { once, signal, keysWithinMs });
        const model = backend.models.find(({ stageName }) => stageName === plan.target.stageName);
        const live = { config: model?.config ?? {}, backendType: plan.backendType };
        const { changes } = (0,_model_diff_js__WEBPACK_IMPORTED_MODULE_3__/* .compare */ .UD)(plan.wanted, live);
        return { reading: { backend, model, differences: changes }, lastError: undefined };
    }
    catch (error) {
        if (error instanceof _cloudapi_call_error_js__WEBPACK_IMPORTED_MODULE_0__/* .CallError */ .RA)
            return { reading: undefined, lastError: error };
        throw error;
    }
}
/** How long keys are waited for where nothing waits for the reading, or it is the last that counts. */
const KEYS_MS = 10_000;
/** How long a reading that is of use up to a moment waits for keys. */
function keysUntil(deadline, clock) {
    return Math.max(KEYS_MS, deadline - clock.now());
}
/** How long a single reading is tried for, where nothing waits for it. */
const SOON_MS = 2_500;
/** Reads the target until a reading comes through, for a few seconds: what it shows is good to know, and no more. */
async function readSoon(reader, plan, { clock, log, signal }) {
    const deadline = clock.now() + SOON_MS;
    for (let delayMs = FIRST_DELAY_MS;; delayMs *= 2) {
        const latest = await readOnce(reader, plan, signal, { keysWithinMs: KEYS_MS });
        const { lastError } = latest;
        if (lastError === undefined || (0,_cloudapi_call_error_js__WEBPACK_IMPORTED_MODULE_0__/* .isDenied */ .GZ)(lastError) || signal?.aborted === true)
            return latest;
        if (clock.now() + delayMs > deadline)
            return latest;
        log.info(`${lastError.message}; reading back again`);
        await clock.sleep(delayMs, signal);
    }
}
/**
 * Reads the target until it is as wanted, for half a minute, and not beyond the deadline. A busy service says nothing of
 * the definition: it is asked for as long again as any call to it.
 */
async function readUntilWanted(reader, plan, options) {
    const { clock, deadline, signal } = options;
    const enoughAt = Math.min(deadline, clock.now() + READ_BACK_MS);
    let latest = options.first;
    let delayMs = FIRST_DELAY_MS;
    while (!isAsWanted(latest) && signal?.aborted !== true) {
        const now = clock.now();
        const endsAt = latest.lastError?.fault === 'busy' ? Math.min(deadline, enoughAt + _cloudapi_retry_js__WEBPACK_IMPORTED_MODULE_1__/* .BUSY_BUDGET_MS */ .XN) : enoughAt;
        if (now >= endsAt)
            break;
        await clock.sleep(Math.min(delayMs, endsAt - now), signal);
        delayMs = Math.min(MAX_DELAY_MS, delayMs * 2);
        const next = await readOnce(reader, plan, signal, { keysWithinMs: keysUntil(endsAt, clock) });
        if (next.lastError !== undefined)
            options.log.info(`${next.lastError.message}; reading back again`);
        latest = { reading: next.reading ?? latest.reading, lastError: next.lastError };
    }
    return latest;
}
/** Whether the last read came through and showed the wanted definition. */
function isAsWanted({ reading, lastError }) {
    return lastError === undefined && reading?.differences.length === 0;
}
/** Whether the stage's definition is another than before the step; `undefined` when that is not known. */
function hasChanged(plan, { reading }) {
    if (plan.live === undefined || reading === undefined)
        return undefined;
    if (canonicalOf(plan.live.model, plan) !== canonicalOf(reading.model, plan))
        return true;
    const { description } = plan.target;
    return description?.givenByAuthor === true && plan.live.model.description !== reading.model?.description;
}
function canonicalOf(model, { backendType }) {
    return (0,_model_definition_js__WEBPACK_IMPORTED_MODULE_2__/* .canonical */ .$N)((0,_model_definition_js__WEBPACK_IMPORTED_MODULE_2__/* .fromReadForm */ .vi)(model?.config ?? {}, backendType));
}
const LONGEST_DESCRIPTION = 200;
/**
 * What is worth knowing about a reading, beside whether it is as wanted.
 * @param ownStages the stages that are written by whoever asks this
 */
function remarksOn(plan, reading, ownStages) {
    const { live, target, backendType } = plan;
    if (live === undefined || reading.model === undefined)
        return { warnings: [], notices: [] };
    const warnings = [];
    const notices = [];
    const after = (0,_model_definition_js__WEBPACK_IMPORTED_MODULE_2__/* .fromReadForm */ .vi)(reading.model.config, backendType);
    const stillThere = (0,_model_diff_js__WEBPACK_IMPORTED_MODULE_3__/* .compare */ .UD)(plan.wanted, { config: reading.model.config, backendType }).omitted;
    const wasThere = new Set((plan.difference?.omitted ?? []).map(change => change.path));
    const kept = stillThere.filter(change => wasThere.has(change.path));
    if (kept.length > 0) {
        warnings.push(`${target.name}: left out of the definition, and still there after the switch: ${paths(kept)}`);
    }
    const { description } = target;
    if (description?.givenByAuthor === true && reading.model.description !== description.text) {
        warnings.push(`${target.name}: the service has not taken the description; it is ${JSON.stringify((0,_runtime_text_js__WEBPACK_IMPORTED_MODULE_4__/* .oneLine */ .TN)(reading.model.description, LONGEST_DESCRIPTION))}`);
    }
    const added = (0,_model_diff_js__WEBPACK_IMPORTED_MODULE_3__/* .addedByService */ .b_)(plan.wanted, (0,_model_definition_js__WEBPACK_IMPORTED_MODULE_2__/* .fromReadForm */ .vi)(live.model.config, backendType), after);
    if (added.length > 0)
        notices.push(`${target.name}: the service added ${paths(added)}`);
    const before = new Map(live.backend.models.map(model => [model.stageName, canonicalOf(model, plan)]));
    const now = new Set(reading.backend.models.map(({ stageName }) => stageName));
    const removed = [...before.keys()].filter(stageName => !now.has(stageName));
    const others = reading.backend.models
        .filter(model => model.stageName !== target.stageName &&
        before.has(model.stageName) &&
        before.get(model.stageName) !== canonicalOf(model, plan))
        .map(model => model.stageName)
        .filter(stageName => !ownStages.has(stageName))
        .concat(removed);
    if (others.length > 0) {
        warnings.push(`${target.backendId}: changed meanwhile by another writer, in other stages: ${others.join(', ')}`);
    }
    return { warnings, notices };
}
function paths(changes) {
    return changes.map(change => change.path).join(', ');
}


/***/ }),

/***/ 5148:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Fu: () => (/* binding */ rollBack),
/* harmony export */   eA: () => (/* binding */ failedRollback),
/* harmony export */   qu: () => (/* binding */ confirmBack)
/* harmony export */ });
/* harmony import */ var _model_definition_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1305);
/* harmony import */ var _model_diff_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6191);
/* harmony import */ var _model_json_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(8706);
/* harmony import */ var _modification_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(580);
/* harmony import */ var _observe_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9475);
/* harmony import */ var _read_back_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7118);
/* harmony import */ var _send_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5262);
/* harmony import */ var _timeline_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(5751);








/**
 * Puts the previous definition back, by the same careful write: only when a fresh read shows what this
 * step sent. What somebody else has written since is left alone.
 * @param sent the last reading that showed what this step sent, where there was one
 */
async function rollBack(plan, sent, options) {
    const { clock, log, signal, rollbackPerhapsSent = false } = options;
    const { target, backendType, live } = plan;
    if (live === undefined)
        return failedRollback('the previous definition is not known');
    const before = { config: live.model.config, backendType };
    const isPrevious = isPreviousOf(plan);
    const isOurs = (config) => (rollbackPerhapsSent && isPrevious(config)) ||
        (0,_model_diff_js__WEBPACK_IMPORTED_MODULE_1__/* .isResultOf */ .xu)(plan.wanted, before, { config, backendType }) ||
        (sent?.model !== undefined &&
            (0,_model_diff_js__WEBPACK_IMPORTED_MODULE_1__/* .sameDefinition */ .uD)({ config: sent.model.config, backendType }, { config, backendType }));
    log.info(`${target.name}: putting the previous definition back`);
    const fresh = await (0,_read_back_js__WEBPACK_IMPORTED_MODULE_4__/* .readOnce */ .WY)(options.reader, plan, options.signal, { once: false });
    const model = fresh.reading?.model;
    const config = model?.config;
    if (fresh.reading === undefined && signal?.aborted === true) {
        return failedRollback('stopped by a signal before anything was sent for it');
    }
    if (fresh.reading === undefined) {
        return failedRollback(`live could not be read first: ${fresh.lastError?.message ?? 'no answer'}`);
    }
    if (model !== undefined && isAllPrevious(plan, model) && !rollbackPerhapsSent) {
        return {
            result: 'rolled-back',
            say: 'Live is the previous definition again: nothing was sent for it.',
            code: undefined,
            accepted: undefined,
            changed: false
        };
    }
    if (config === undefined || !isOurs(config)) {
        return failedRollback(`live is neither what this step sent nor what was there before, so it is another writer's and was left alone: ${(0,_modification_js__WEBPACK_IMPORTED_MODULE_2__/* .describeDifference */ .h)(plan, config)}`, { code: 'Conflict', changed: true });
    }
    const back = reversed(plan, fresh.reading, clock.now());
    const written = await (0,_send_js__WEBPACK_IMPORTED_MODULE_5__/* .sendModification */ .R)((0,_modification_js__WEBPACK_IMPORTED_MODULE_2__/* .modificationOf */ .e)(back), {
        ...options,
        expectation: { readAt: back.readAt, isBefore: isOurs, isAfter: isPrevious },
        stop: signal ?? new AbortController().signal,
        onSending: options.onRollbackSending
    });
    switch (written.kind) {
        case 'accepted':
            options.onRollbackAccepted(written.accepted);
            return confirmed(plan, back, written.accepted, options);
        case 'drifted':
        case 'conflict':
            return failedRollback(`another writer was at work meanwhile: ${(0,_modification_js__WEBPACK_IMPORTED_MODULE_2__/* .describeDifference */ .h)(plan, written.config)}`, {
                code: 'Conflict',
                changed: written.config === undefined ? undefined : !isPrevious(written.config)
            });
        case 'not-sent':
            return failedRollback(written.error.message, { changed: true });
        case 'unknown':
            return failedRollback(written.error.message);
        case 'stopped':
            return failedRollback('stopped by a signal', { changed: written.perhapsSent ? undefined : true });
    }
}
/** Follows a modification that puts the previous definition back, and reads it back. */
async function confirmBack(plan, accepted, options) {
    const fresh = await (0,_read_back_js__WEBPACK_IMPORTED_MODULE_4__/* .readOnce */ .WY)(options.reader, plan, options.signal, { once: false });
    if (fresh.reading === undefined) {
        return failedRollback(`live could not be read: ${fresh.lastError?.message ?? 'no answer'}`, { accepted });
    }
    return confirmed(plan, reversed(plan, fresh.reading, options.clock.now()), accepted, options);
}
async function confirmed(plan, back, accepted, options) {
    const timeline = (0,_timeline_js__WEBPACK_IMPORTED_MODULE_6__/* .createTimeline */ .M)(options.clock);
    const end = await (0,_observe_js__WEBPACK_IMPORTED_MODULE_3__/* .observe */ .l)(back, accepted, { ...options, wait: 'always', timeline });
    const now = end.readBack.reading?.model;
    const isBack = now !== undefined && isAllPrevious(plan, now);
    if (end.result === 'switched' && isBack) {
        return {
            result: 'rolled-back',
            say: 'The previous definition is back, its batch came through, and it was read back.',
            code: undefined,
            accepted,
            changed: false
        };
    }
    return failedRollback(end.error?.message ?? 'the definition read back is not the whole previous one', {
        accepted,
        changed: now === undefined ? undefined : !isBack
    });
}
/** The end of a rollback that did not come through; whether live changed is not known, unless it is said. */
function failedRollback(say, rest = {}) {
    return {
        result: 'rollback-failed',
        say: `The rollback failed: ${say}`,
        code: undefined,
        accepted: undefined,
        changed: undefined,
        ...rest
    };
}
function isPreviousOf({ live, backendType }) {
    return config => live !== undefined && (0,_model_diff_js__WEBPACK_IMPORTED_MODULE_1__/* .sameDefinition */ .uD)({ config: live.model.config, backendType }, { config, backendType });
}
/** Whether a stage is as it was: its definition, and its description where the author gave another. */
function isAllPrevious(plan, { config, description }) {
    return (isPreviousOf(plan)(config) &&
        (plan.target.description?.givenByAuthor !== true || description === plan.live?.model.description));
}
/** The plan of the way back: from what is live now to what was there before. */
function reversed(plan, now, readAt) {
    const { live, backendType, target } = plan;
    const previous = (0,_model_definition_js__WEBPACK_IMPORTED_MODULE_0__/* .fromReadForm */ .vi)(live?.model.config ?? {}, backendType);
    return {
        ...plan,
        target: {
            ...target,
            kind: 'full',
            definition: previous,
            description: { text: live?.model.description ?? '', givenByAuthor: false },
            probeUrls: []
        },
        live: now.model === undefined ? undefined : { backend: now.backend, model: now.model },
        readAt,
        wanted: withoutKeysOf(plan.data, previous),
        data: previous,
        warnings: []
    };
}
/** A definition, with `null` for every key that only the other one has: they must be gone. */
function withoutKeysOf(other, definition) {
    const keys = new Set([...Object.keys(definition), ...Object.keys(other)]);
    return Object.fromEntries([...keys].map(key => {
        const own = Object.hasOwn(definition, key) ? definition[key] : undefined;
        const theirs = Object.hasOwn(other, key) ? other[key] : undefined;
        if (own === undefined)
            return [key, null];
        return [key, (0,_model_json_js__WEBPACK_IMPORTED_MODULE_7__/* .isJsonObject */ .O)(own) && (0,_model_json_js__WEBPACK_IMPORTED_MODULE_7__/* .isJsonObject */ .O)(theirs) ? withoutKeysOf(theirs, own) : own];
    }));
}


/***/ }),

/***/ 5262:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   R: () => (/* binding */ sendModification)
/* harmony export */ });
/* harmony import */ var _cloudapi_call_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5235);
/* harmony import */ var _cloudapi_retry_budget_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8880);
/* harmony import */ var _cloudapi_retry_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8515);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8645);
/* harmony import */ var _runtime_clock_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(49);





/** How long a write that is under way may still be answered once the step is stopped. */
const STOP_GRACE_MS = 2_500;
/** An older reading says too little about what a write would replace. */
const MAX_READING_AGE_MS = 10_000;
/**
 * Sends a modification. It is absolute: sent twice it makes the same state, so after an end that says
 * nothing (a time-out, a reset, 5xx) it is sent again, for an operation to follow; but only when a fresh
 * reading shows what was there before or what was sent: anything else is another writer's. Without the
 * right to read, nothing is sent again.
 */
async function sendModification(modification, options) {
    const { budget, clock, expectation, log, maxAttempts, stop } = options;
    let readAt = expectation?.readAt ?? 0;
    let ambiguous;
    let failures = 0;
    let busy = 0;
    let busySince;
    /** Whether its turn has come already, and what it was to replace was read again since. */
    let atOnce = false;
    const stopped = () => stop.aborted ? { kind: 'stopped', perhapsSent: ambiguous !== undefined } : undefined;
    for (;;) {
        const before = stopped();
        if (before !== undefined)
            return before;
        if (expectation !== undefined && (ambiguous !== undefined || clock.now() - readAt > MAX_READING_AGE_MS)) {
            const seen = await readAgain(modification, options);
            const meanwhile = stopped();
            if (meanwhile !== undefined)
                return meanwhile;
            if (seen instanceof _cloudapi_call_error_js__WEBPACK_IMPORTED_MODULE_0__/* .CallError */ .RA) {
                if (ambiguous === undefined)
                    return { kind: 'not-sent', error: seen };
                return {
                    kind: 'unknown',
                    error: unresolved(ambiguous, `and live could not be read: ${seen.message}`)
                };
            }
            readAt = clock.now();
            const { config } = seen;
            const known = config !== undefined &&
                (expectation.isBefore(config) || (ambiguous !== undefined && expectation.isAfter(config)));
            if (!known)
                return { kind: ambiguous === undefined ? 'drifted' : 'conflict', config };
        }
        // it may wait, for its turn or for keys, until the reading is too old
        const isFresh = () => expectation === undefined || clock.now() - readAt <= MAX_READING_AGE_MS;
        try {
            options.onSending();
            const accepted = await modifyOnce(modification, options, { atOnce, mayLeave: isFresh });
            budget.succeeded(failures > 0);
            return { kind: 'accepted', accepted };
        }
        catch (error) {
            if (!(error instanceof _cloudapi_call_error_js__WEBPACK_IMPORTED_MODULE_0__/* .CallError */ .RA))
                throw error;
            if (error.ambiguous)
                ambiguous = error;
            const meanwhile = stopped();
            if (meanwhile !== undefined)
                return meanwhile;
            atOnce = error.transport === 'aborted' && !error.ambiguous && !isFresh();
            if (atOnce)
                continue;
            let delayMs;
            if (error.fault === 'busy') {
                busySince ??= clock.now();
                delayMs = (0,_cloudapi_retry_js__WEBPACK_IMPORTED_MODULE_1__/* .busyDelay */ .Hc)(++busy, error.retryAfterMs, clock.random());
                if (clock.now() + delayMs - busySince > _cloudapi_retry_js__WEBPACK_IMPORTED_MODULE_1__/* .BUSY_BUDGET_MS */ .XN)
                    return ended(error, ambiguous);
            }
            else {
                if (!error.ambiguous && !(0,_cloudapi_retry_js__WEBPACK_IMPORTED_MODULE_1__/* .isRetryableWrite */ .OS)(error))
                    return ended(error, ambiguous);
                if (++failures >= maxAttempts)
                    return ended(error, ambiguous);
                if (ambiguous !== undefined && expectation === undefined)
                    return ended(error, ambiguous);
                if (!budget.take()) {
                    const last = error.with(_cloudapi_retry_budget_js__WEBPACK_IMPORTED_MODULE_4__/* .BUDGET_SPENT */ .$);
                    return ended(last, error === ambiguous ? last : ambiguous);
                }
                delayMs = (0,_cloudapi_retry_js__WEBPACK_IMPORTED_MODULE_1__/* .faultDelay */ .yR)(failures, clock.random());
            }
            log.info(`${error.message}; ${ambiguous === undefined ? 'again' : 'reading what became of it'} in ${(0,_runtime_clock_js__WEBPACK_IMPORTED_MODULE_3__/* .formatDuration */ .a)(delayMs)}`);
            await clock.sleep(delayMs, stop);
        }
    }
}
async function modifyOnce(modification, { writer, clock, stop }, attempt) {
    const giveUp = new AbortController();
    const answered = new AbortController();
    const onStop = () => {
        void clock.sleep(STOP_GRACE_MS, answered.signal).then(() => giveUp.abort());
    };
    stop.addEventListener('abort', onStop, { once: true });
    try {
        return await writer.modify(modification, { signal: giveUp.signal, stop, ...attempt });
    }
    finally {
        stop.removeEventListener('abort', onStop);
        answered.abort();
    }
}
/** After an end that says nothing, no later refusal can say that nothing was changed. */
function ended(error, ambiguous) {
    if (ambiguous === undefined)
        return { kind: 'not-sent', error };
    return {
        kind: 'unknown',
        error: unresolved(ambiguous, error === ambiguous ? '' : `and then: ${error.message}`)
    };
}
function unresolved(ambiguous, more) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .ActionError */ .lZ(ambiguous.code, `the modification was perhaps sent: ${[ambiguous.message, more].filter(part => part !== '').join(', ')}`, { hint: ambiguous.hint, requestId: ambiguous.requestId, cause: ambiguous });
}
async function readAgain({ backendId, stageName }, { reader, stop }) {
    try {
        const backend = await reader.describeBackend(backendId, { signal: stop });
        return { config: backend.models.find(model => model.stageName === stageName)?.config };
    }
    catch (error) {
        if (error instanceof _cloudapi_call_error_js__WEBPACK_IMPORTED_MODULE_0__/* .CallError */ .RA)
            return error;
        throw error;
    }
}


/***/ })

};
